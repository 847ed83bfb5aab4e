"""Build sdist and wheel into ``dist/``, and see that the wheel holds what git does not."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SITE = ROOT / "src/adempauze_web"


def main() -> None:
    """Build, look, and name the files."""
    shutil.rmtree(DIST, ignore_errors=True)
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "build", "--quiet", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*command, "--out-dir", str(DIST)], cwd=ROOT, check=True)
    [wheel] = DIST.glob("*.whl")
    missing = products() - set(zipfile.ZipFile(wheel).namelist())
    if missing:
        raise SystemExit(f"{wheel.name} lacks {len(missing)} built files, for one {min(missing)}.")
    for path in sorted(DIST.glob("adempauze-*")):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB")


def products() -> set[str]:
    """Return what the build made: scripts, styles, clips and compiled texts."""
    made = [*(SITE / "static/built").rglob("*.*"), *SITE.rglob("*.mo")]
    return {path.relative_to(ROOT / "src").as_posix() for path in made if path.is_file()}


if __name__ == "__main__":
    main()
