"""The documents lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changes").glob("*.md")])
# each house of the map, what comes after it there, and what it names below its rooms
PARTS = {
    "src/adempauze": "src/adempauze_web/",
    "src/adempauze_web": "frontend/",
    "frontend/src": "scenarios/",
}
NOT_ROOMS = {"experiments", "catalogue", "pocket"}
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_to_a_file(document: Path):
    """A reader who follows it must not stand before nothing."""
    links = LINK.findall(document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_make_target_that_is_named_exists():
    """The documents say ``make NAME`` only where the Makefile knows it."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name for document in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)[`\s]", document.read_text())
    }

    assert named <= targets


@pytest.mark.parametrize("house", ["src/adempauze", "src/adempauze_web", "frontend/src"])
def test_every_room_is_on_the_map(house: str):
    """A stranger finds each folder of code in the architecture, and no folder that is not there."""
    files = {path for kind in ("*.py", "*.ts") for path in (ROOT / house).glob(f"*/{kind}")}
    rooms = {path.parent.name for path in files}
    living = (ROOT / "docs/explanation/architecture.md").read_text()
    part = living[living.index(f"{house}/") :]
    named = set(re.findall(r"\b([a-z]+)/", part[len(house) + 1 :].partition("\n" + PARTS[house])[0]))

    assert rooms <= named
    assert named - rooms <= NOT_ROOMS
