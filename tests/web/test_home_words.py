"""What the first page calls today's session."""

from adempauze.planning import ladder, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.session import SignalKind
from adempauze_web.training.selectors import _level_words

PROTOCOL = shipped_protocol("hoogtetraining")


def words(level: int, paces: int) -> str:
    """Return what a session of a level is called that is capped at so many paces."""
    caps = ladder()[level].walking(paces, jog_ms=0)
    return _level_words(level, prescribe(PROTOCOL, level=level, signal=SignalKind.SEEN, caps=caps).segments)


def test_a_session_shorter_than_its_level_does_not_promise_the_levels_paces():
    """Level 2 is 16 to 25 paces; a runner whose own caps are 12 is not told so."""
    assert words(2, 12) == "Niveau 2, vandaag korter voor jou."


def test_a_session_as_its_level_begins_says_what_the_level_is():
    """From the level's first paces on."""
    assert words(2, 16) == "Niveau 2. Wandelend, 16 tot 25 passen."
    assert words(0, 0).startswith("Niveau 0. Techniek")
