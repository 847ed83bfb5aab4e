"""The words of the player, on both sides of the wire."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
WORDS = (ROOT / "src/adempauze_web/training/labels.py").read_text("utf-8")
KEYS = (ROOT / "frontend/src/player/labels.ts").read_text("utf-8")
DUTCH = ROOT / "src/adempauze_web/locale/nl/LC_MESSAGES/django.po"


def test_the_site_sends_every_word_that_the_player_knows() -> None:
    """A word that only one of the two knows would be an empty button."""
    sent = re.findall(r'^        "(\w+)": _\(', WORDS, re.MULTILINE)
    known = re.findall(r'"(\w+)"', KEYS.split("] as const")[0])

    assert sorted(sent) == sorted(known)


def test_every_word_of_the_player_has_its_dutch_with_the_same_places() -> None:
    """A place that a translation lacks would drop a number from what a runner reads."""
    with DUTCH.open("rb") as file:
        catalogue = read_po(file)
    pairs = [(str(entry.id), str(entry.string)) for entry in catalogue if entry.id and not entry.pluralizable]

    assert len(pairs) > 90
    assert [english for english, dutch in pairs if not dutch] == []
    assert [
        pair for pair in pairs if len({frozenset(re.findall(r"\{\w+\}", text)) for text in pair}) > 1
    ] == []
