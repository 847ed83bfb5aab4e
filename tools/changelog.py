"""Write ``CHANGELOG.md`` from the fragments in ``changes/``; ``--check`` only says whether it is fresh.

A fragment is ``changes/NAME.KIND.md``. What was released stands in the changelog below the line of its
version and is kept as it is; everything above that line is written anew.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "CHANGELOG.md"
# in the order of what a reader must know first
KINDS = {
    "safety": "Safety",
    "model": "Numbers that moved",
    "feature": "New",
    "fix": "Mended",
    "docs": "Documents",
}
OPENING = "# Changelog\n\nWritten by `make docs` from the fragments in `changes/`.\n\n## Not yet released\n"


def fragments(kind: str) -> list[str]:
    """Return the texts of one kind, in the order of their file names."""
    return [" ".join(path.read_text().split()) for path in sorted((ROOT / "changes").glob(f"*.{kind}.md"))]


def changelog() -> str:
    """Return the whole page, with what was released before left as it stands."""
    strangers = [
        path.name
        for path in (ROOT / "changes").glob("*.md")
        if path.name != "README.md" and path.name.split(".")[-2] not in KINDS
    ]
    if strangers:
        raise SystemExit(
            f"changes/{strangers[0]} must be named NAME.KIND.md, kind one of: {', '.join(KINDS)}."
        )
    sections = [
        f"\n### {title}\n\n" + "".join(f"- {text}\n" for text in texts)
        for kind, title in KINDS.items()
        if (texts := fragments(kind))
    ]
    written = TARGET.read_text() if TARGET.is_file() else ""
    _, mark, released = written.removeprefix(OPENING).partition("\n## ")
    return OPENING + "".join(sections) + mark + released


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(changelog())
    elif not TARGET.is_file() or TARGET.read_text() != changelog():
        raise SystemExit("CHANGELOG.md does not hold what changes/ holds. Run: make docs")
