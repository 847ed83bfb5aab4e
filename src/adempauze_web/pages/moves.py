"""Which demonstrations an exercise has: those of its cues that are drawn, in ``moves/_runner.html``."""

from collections.abc import Sequence

from adempauze.protocols import Kind
from adempauze.session.sheet import SheetSegment

DRAWN = ("breathe_out", "nose_closed", "walk", "jog_gently", "six_short", "twelve_slow")


def moves_of(segments: Sequence[SheetSegment]) -> dict[str, list[str]]:
    """Return the drawn moves of each exercise, by its id, in the order in which they are done."""
    moves: dict[str, list[str]] = {}
    for segment in segments:
        known = moves.setdefault(segment.exercise, [])
        known += [cue for cue in _cues(segment) if cue in DRAWN and cue not in known]
    return moves


def _cues(segment: SheetSegment) -> list[str]:
    if segment.kind is not Kind.HOLD:
        return [segment.cue]
    return [segment.cue, "nose_closed", *(part.cue for part in segment.parts)]
