"""Renew the lock files: hash-pinned, for every Python that is served, and without any address.

Each lock holds all that its step needs: ``bootstrap`` (uv itself, installed by pip), ``run`` (the program and
what builds it), ``dev`` (that, and what tests and checks it) and ``deep`` (that, and what the long runs use).
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
UV = Path(sys.executable).parent / "uv"


def lock(name: str, wanted: str, *arguments: str) -> None:
    """Write one lock file for the requirements in *wanted* and in the files among *arguments*."""
    target = LOCKS / f"{name}.lock"
    command = [
        *(str(UV if UV.exists() else "uv"), "pip", "compile", "--universal", "--generate-hashes", "--quiet"),
        *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *("--python-version", "3.11", "--output-file", str(target), "-", *arguments),
    ]
    subprocess.run(command, cwd=ROOT, input=wanted, text=True, check=True, stdout=subprocess.DEVNULL)
    if "://" in target.read_text() or "--index" in target.read_text():
        raise SystemExit(f"{target.name} carries an address; a lock file must not name where it was made.")


def main() -> None:
    """Lock what builds, what runs, and what tests."""
    upgrade = sys.argv[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    build = "\n".join(project["build-system"]["requires"])
    program = ("pyproject.toml", "--extra", "bluetooth", "--extra", "postgres")
    lock("bootstrap", "uv", *upgrade)
    lock("run", build, *program, *upgrade)
    work = (*program, "--extra", "cluster", "--group", "dev")
    lock("dev", build, *work, "--constraint", "requirements/run.lock", *upgrade)
    lock("deep", build, *work, "--group", "deep", "--constraint", "requirements/dev.lock", *upgrade)


if __name__ == "__main__":
    main()
