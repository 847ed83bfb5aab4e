"""The language of a session: frozen values for a protocol, its exercises and their segments."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from adempauze.evidence.grades import Grade

# The longest hold the language can express. No rule clears one this long; it catches milliseconds
# written as seconds. (Our proposal.)
LONGEST_CAP_S = 120

Count = Annotated[int, Meta(ge=1, le=1000)]
Identifier = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Sentence = Annotated[str, Meta(min_length=1, max_length=1000)]


class Kind(StrEnum):
    """What a segment asks of the breath."""

    HOLD = "hold"  # nose and mouth closed
    RECOVER = "recover"  # free, calm breathing until the next hold
    BREATHE = "breathe"  # a counted or paced pattern of breaths
    EXPOSE = "expose"  # breathing a gas mixture
    MOVE = "move"  # moving with free breathing


class Activity(StrEnum):
    """What the body does meanwhile."""

    LIE = "lie"
    SIT = "sit"
    STAND = "stand"
    WALK = "walk"
    JOG = "jog"
    RUN = "run"
    CYCLE = "cycle"


ON_FOOT_FAST = (Activity.JOG, Activity.RUN)
"""Faster than a walk: saturation falls faster, and a sensor shows less of it."""


class Route(StrEnum):
    """Where the air goes."""

    NOSE = "nose"
    MOUTH = "mouth"
    FREE = "free"
    CLOSED = "closed"  # nose and mouth shut: a hold


class Depth(StrEnum):
    """How deep the breaths are."""

    NORMAL = "normal"
    SHALLOW = "shallow"
    DEEP = "deep"
    NONE = "none"  # no breaths: a hold


class LungVolume(StrEnum):
    """Lung volume at which a hold starts."""

    RV = "rv"  # residual volume: after a full exhalation
    FRC = "frc"  # functional residual capacity: after a normal exhalation
    TLC = "tlc"  # total lung capacity: after a full inhalation


class EndKind(StrEnum):
    """What can end a segment; the first one to come wins."""

    SECONDS = "seconds"
    PACES = "paces"
    BREATHS = "breaths"
    SIGNAL = "signal"
    SPO2 = "spo2"  # displayed saturation, percent, at or below the value


class Signal(StrEnum):
    """What the runner can signal during a hold."""

    AIR_HUNGER = "air_hunger"
    LIMIT = "limit"


class Modality(StrEnum):
    """How the low oxygen comes about."""

    BREATH_HOLD = "breath_hold"
    GAS = "gas"


class When(StrEnum):
    """In which repetitions of its exercise a segment is played."""

    EACH = "each"
    LAST = "last"


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the two languages of the product."""

    nl: Sentence
    en: Sentence


Source = Sentence | Text
"""Where a number comes from: a publication as it is cited anywhere, or words around one in both languages."""

_SET_PHRASES = {
    "Our proposal": "Ons voorstel",
    "abstract only": "alleen de samenvatting",
    "unconfirmed": "niet nagegaan",
}


def source_words(source: Source) -> Text:
    """Return a source in both languages; a bare publication stays as it is cited, but for set phrases.

    >>> source_words("Hansel 2009, Eur J Appl Physiol 105:673-8 (abstract only)").nl
    'Hansel 2009, Eur J Appl Physiol 105:673-8 (alleen de samenvatting)'
    """
    if isinstance(source, Text):
        return source
    dutch = source
    for english, translated in _SET_PHRASES.items():
        dutch = dutch.replace(english, translated)
    return Text(nl=dutch, en=source)


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """A range of whole numbers, both ends included."""

    min: Count
    max: Count

    def __post_init__(self) -> None:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}; write the smaller number as min")


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that ends a segment or a part of a hold."""

    kind: EndKind
    value: Count | Span | Signal

    def __post_init__(self) -> None:
        signalled = isinstance(self.value, Signal)
        if signalled != (self.kind is EndKind.SIGNAL):
            wanted = (
                '"air_hunger" or "limit"' if self.kind is EndKind.SIGNAL else "a whole number or {min, max}"
            )
            raise ValueError(f"an end of kind {self.kind.value} takes {wanted} as its value")


class Added(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is ours and not the source's, and why it is there."""

    what: Identifier  # cap, part_cap, pacing or segment
    reason: Text
    source: Source


class Breathing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the breath goes in a segment. A pace is given in seconds in and out, or left to the runner."""

    route: Route
    depth: Depth
    volume: LungVolume | None = None
    inhale_s: Annotated[float, Meta(ge=0.3, le=15)] | None = None
    exhale_s: Annotated[float, Meta(ge=0.3, le=15)] | None = None

    def __post_init__(self) -> None:
        if (self.inhale_s is None) != (self.exhale_s is None):
            raise ValueError("a pace needs both inhale_s and exhale_s; write both or neither")

    @property
    def is_paced(self) -> bool:
        """Whether a guide gives the time of each breath."""
        return self.inhale_s is not None


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of one hold with its own activity: first walk, then jog."""

    activity: Activity
    ends: tuple[End, ...]
    cap_s: Annotated[int, Meta(ge=1, le=LONGEST_CAP_S)] | None = None


class Segment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stretch of a session with a single task for the breath."""

    kind: Kind
    activity: Activity
    text: Text
    breathing: Breathing
    ends: tuple[End, ...] = ()
    parts: tuple[Part, ...] = ()
    cap_s: Annotated[int, Meta(ge=1, le=LONGEST_CAP_S)] | None = None
    added: tuple[Added, ...] = ()
    when: When = When.EACH

    def __post_init__(self) -> None:
        if self.kind is Kind.HOLD:
            self._check_hold()
        elif not self.ends:
            raise ValueError(f"a segment of kind {self.kind.value} needs ends; write when it is over")
        elif self.cap_s is not None or self.parts:
            raise ValueError("only a hold has cap_s and parts; leave them out here")

    def _check_hold(self) -> None:
        if self.cap_s is None:
            raise ValueError("a hold needs cap_s, the most seconds it may last; write for instance cap_s = 9")
        if self.breathing.route is not Route.CLOSED or self.breathing.volume is None:
            raise ValueError(
                'a hold needs breathing = { route = "closed", depth = "none", volume = "frc" } '
                "(or rv, tlc): the lung volume it starts from"
            )
        if self.parts and self.ends:
            raise ValueError("a hold with parts takes its ends from them; leave ends out")
        if not self.parts and not self.ends:
            raise ValueError("a hold needs ends, or parts that have ends")
        # A cap on a part that makes way for another would make a tap of air hunger lengthen the hold:
        # without the tap it would end at that cap, with it the next part would still follow.
        if self.parts and any(part.cap_s is not None for part in (self.parts[0], *self.parts[:-1])):
            raise ValueError("only the last of several parts has a cap_s; the hold's bounds the others")
        if any(end.kind is EndKind.BREATHS for end in self.all_ends):
            raise ValueError("a hold cannot end after breaths; use seconds, paces, a signal or spo2")

    @property
    def all_ends(self) -> tuple[End, ...]:
        """The ends of the segment; of a hold with parts, those of all its parts."""
        return self.ends or tuple(end for part in self.parts for end in part.ends)

    @property
    def hold_parts(self) -> tuple[Part, ...]:
        """The parts of a hold; one that was written without parts has a single one."""
        return self.parts or (Part(activity=self.activity, ends=self.ends),)


class Exercise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Segments in order, repeated."""

    id: Identifier
    title: Text
    text: Text
    repeat: Span
    segments: Annotated[tuple[Segment, ...], Meta(min_length=1)]


class Protocol(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, cache_hash=True):
    """A session as its source describes it, with what we added marked."""

    id: Identifier
    version: Count
    title: Text
    text: Text
    modality: Modality
    source: Source
    grade: Grade
    exercises: Annotated[tuple[Exercise, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        ids = [exercise.id for exercise in self.exercises]
        if len(set(ids)) < len(ids):
            raise ValueError("two exercises have the same id; give each its own")
