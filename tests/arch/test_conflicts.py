"""No file is kept half merged: a template takes a conflict marker for text, and shows it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "frontend/src", "tests", "tools", "docs", "changes", "scenarios", "requirements")
KINDS = {".py", ".html", ".css", ".ts", ".json", ".toml", ".md", ".txt", ".po", ".svg", ".js", ".lock"}
MARKERS = ("<" * 7 + " ", ">" * 7 + " ")


def half_merged(text: str) -> bool:
    """Say whether a text has the line of a conflict marker."""
    return any(line.startswith(MARKERS) for line in text.splitlines())


def test_no_conflict_marker_is_kept():
    """Every text of the repository is whole."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]

    assert [str(path.relative_to(ROOT)) for path in files if half_merged(path.read_text("utf-8"))] == []


def test_the_check_sees_a_marker():
    """A text in the middle of a merge is seen, so a clean run means something."""
    assert half_merged("a\n" + "<" * 7 + " Updated upstream\nb\n")
    assert not half_merged("a << b\n=======\n")
