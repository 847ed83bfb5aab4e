"""Reading protocols for a page, in the reader's language."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import get_language

from adempauze.errors import ProtocolError
from adempauze.planning import demonstrate
from adempauze.protocols import Protocol, Segment, Text, shipped_protocol
from adempauze.protocols.model import source_words
from adempauze.session.phrases import phrase_catalogue
from adempauze_web.pages.moves import moves_of


@dataclass(frozen=True, kw_only=True)
class OurAddition:
    """Something that is ours and not the source's."""

    reason: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ShownMove:
    """A demonstration: which, and what it says."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownExercise:
    """An exercise in words."""

    title: str
    text: str
    times: str
    moves: tuple[ShownMove, ...]
    additions: tuple[OurAddition, ...]


@dataclass(frozen=True, kw_only=True)
class ShownProtocol:
    """A protocol in words."""

    name: str
    title: str
    text: str
    source: str
    grade: str
    exercises: tuple[ShownExercise, ...]


def protocol_access(name: str) -> Protocol:
    """Return a shipped protocol; 404 where there is none of that name."""
    try:
        return shipped_protocol(name)
    except ProtocolError as error:
        raise Http404 from error


def protocol_show(name: str) -> ShownProtocol:
    """Return a shipped protocol in the reader's language; 404 where there is none of that name."""
    protocol = protocol_access(name)
    return ShownProtocol(
        name=name,
        title=in_own_language(protocol.title),
        text=in_own_language(protocol.text),
        source=in_own_language(source_words(protocol.source)),
        grade=str(protocol.grade),
        exercises=_exercises(protocol),
    )


def in_own_language(text: Text) -> str:
    """Return *text* in the language of this request."""
    return text.en if (get_language() or "").startswith("en") else text.nl


def _exercises(protocol: Protocol) -> tuple[ShownExercise, ...]:
    moves = moves_of(demonstrate(protocol).segments)
    words = phrase_catalogue()
    return tuple(
        ShownExercise(
            title=in_own_language(exercise.title),
            text=in_own_language(exercise.text),
            times=_span(exercise.repeat.min, exercise.repeat.max),
            moves=tuple(
                ShownMove(name=name, text=in_own_language(words[name])) for name in moves.get(exercise.id, ())
            ),
            additions=tuple(addition for segment in exercise.segments for addition in _additions(segment)),
        )
        for exercise in protocol.exercises
    )


def _span(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}–{high}"


def _additions(segment: Segment) -> list[OurAddition]:
    return [
        OurAddition(reason=in_own_language(added.reason), source=in_own_language(source_words(added.source)))
        for added in segment.added
    ]
