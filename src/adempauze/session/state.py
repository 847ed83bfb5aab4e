"""Where a session stands, what it has brought so far, and what the player is to do."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from adempauze.session.events import CountedBy


class Phase(StrEnum):
    """What the player is doing."""

    READY = "ready"
    COUNT_IN = "count_in"
    HOLD = "hold"
    REST = "rest"  # every segment that is no hold
    PAUSED = "paused"
    OVER = "over"


class Outcome(StrEnum):
    """How a session came to its end."""

    COMPLETED = "completed"
    STOPPED = "stopped"  # by the runner
    ENDED = "ended"  # by a rule
    LOCKED = "locked"  # by a rule, and no session until it is lifted
    REFUSED = "refused"  # before the first hold
    CLOSED = "closed"  # left unfinished, and closed later
    UNFINISHED = "unfinished"


class Reason(Struct, frozen=True):
    """Why something happened: the id of a rule, a question or a symptom, and when."""

    id: str
    at_ms: int


class HoldResult(Struct, frozen=True, kw_only=True):
    """One hold as it was. ``late_ms`` is how much later than its end the player took notice."""

    exercise: str
    repetition: int
    activity: str  # of the last part that was reached
    started_ms: int
    duration_ms: int
    paces: int | None
    air_hunger_ms: int | None
    cap_ms: int
    ended_by: str
    late_ms: int = 0
    nadir_tenths: int | None = None  # lowest value as displayed
    nadir_site: str | None = None
    nadir_from: Literal["live", "seen"] | None = None
    nadir_valid: bool = False  # enough of the window was read
    paces_by: CountedBy | None = None
    hunger: int | None = None  # air hunger as the runner rated it afterwards, 0 to 10


class SegmentResult(Struct, frozen=True, kw_only=True):
    """One stretch as it was played."""

    index: int
    kind: str
    exercise: str
    repetition: int
    started_ms: int
    ended_ms: int
    ended_by: str


class Transition(Struct, frozen=True):
    """The player went into a phase, at a segment of the sheet."""

    at_ms: int
    phase: Phase
    segment: int


class Reading(Struct, frozen=True):
    """A reading of the sensor, kept for the window of a hold."""

    at_ms: int
    tenths: int
    site: str
    good: bool


class State(Struct, frozen=True, kw_only=True):
    """Everything the engine knows. The engine is a function of this, the sheet and one event."""

    phase: Phase = Phase.READY
    segment: int = 0
    since_ms: int = 0  # when the phase began
    now_ms: int = 0  # of the last event
    answers: tuple[tuple[str, str], ...] = ()

    # the hold that is going on
    part: int = 0
    part_since_ms: int = 0
    paces: int | None = None
    paces_by: CountedBy | None = None
    air_hunger_ms: int | None = None
    cap_ms: int = 0

    rest_ms: int = 0  # how long the rest that is going on must last

    # what the gate has done
    lowered: bool = False
    limit_ms: int | None = None  # no later hold may be longer
    skip_next: bool = False
    unread: int = 0
    unrecovered: int = 0

    # the last hold that is still to be judged
    released_ms: int | None = None
    readings: tuple[Reading, ...] = ()
    judged: bool = True

    # what it brought
    holds: tuple[HoldResult, ...] = ()
    segments: tuple[SegmentResult, ...] = ()
    reasons: tuple[Reason, ...] = ()
    transitions: tuple[Transition, ...] = ()
    outcome: Outcome | None = None


class Effect(Struct, frozen=True, tag_field="type", kw_only=True):
    """Something the player is to do ``at_ms``; it may lie ahead, so that sound can be scheduled."""

    at_ms: int


class Cancel(Effect, frozen=True, tag="cancel"):
    """Forget what was to happen after ``at_ms``; what was due by then stands."""


class Tone(Effect, frozen=True, tag="tone"):
    """A sound without words. Falling: hold. Rising: breathe."""

    tone: Literal["tick", "falling", "rising", "hunger", "in", "out", "end"]


class Say(Effect, frozen=True, tag="say"):
    """A phrase of the sheet, spoken."""

    phrase: str


class Vibrate(Effect, frozen=True, tag="vibrate"):
    """A pattern for the hand."""

    pattern: Literal["hold", "breathe", "end"]


class Show(Effect, frozen=True, tag="show"):
    """The picture changes to a phase."""

    phase: Phase
    segment: int


AnyEffect = Cancel | Tone | Say | Vibrate | Show
