"""Gather the fragments of ``changes/`` into ``CHANGELOG.md`` under a version: ``changelog.py 0.2.0``.

A fragment is ``changes/NAME.KIND.md``; released ones are removed. Without a version, only look whether every
fragment has a kind and says something.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "CHANGELOG.md"
OPENING = "# Changelog\n\nWhat is not yet released stands in `changes/`, a file each.\n"
# in the order of what a reader must know first
KINDS = {
    "safety": "Safety",
    "model": "Numbers that moved",
    "feature": "New",
    "fix": "Mended",
    "docs": "Documents",
}


def fragments() -> dict[str, list[Path]]:
    """Return the files of each kind, in the order of their names."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in sorted((ROOT / "changes").glob("*.md")):
        if path.name == "README.md":
            continue
        kind = path.stem.rpartition(".")[2]
        if kind not in KINDS or "." not in path.stem:
            raise SystemExit(f"changes/{path.name} must be NAME.KIND.md, KIND one of: {', '.join(KINDS)}.")
        if not path.read_text().strip():
            raise SystemExit(f"changes/{path.name} says nothing. Write one or two sentences for the user.")
        found[kind].append(path)
    return found


def release(version: str) -> None:
    """Write the section of a version above the earlier ones, and remove its fragments."""
    section = f"\n## {version}\n"
    for kind, paths in fragments().items():
        if paths:
            texts = (" ".join(path.read_text().split()) for path in paths)
            section += f"\n### {KINDS[kind]}\n\n" + "".join(f"- {text}\n" for text in texts)
    earlier = TARGET.read_text().removeprefix(OPENING)
    TARGET.write_text(OPENING + section + earlier)
    for path in (path for paths in fragments().values() for path in paths):
        path.unlink()


if __name__ == "__main__":
    fragments() if len(sys.argv) == 1 else release(sys.argv[1])
