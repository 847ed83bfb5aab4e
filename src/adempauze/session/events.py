"""What can happen in a session. Every event carries ``at_ms``, milliseconds from the session's start.

The time of a session is monotonic: it never runs backwards, whatever the wall clock does.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

_Site = Annotated[str, Meta(min_length=1, max_length=20)]
# What a JavaScript date can hold; inside the whole numbers that both engines have.
UnixMs = Annotated[int, Meta(ge=-8_640_000_000_000_000, le=8_640_000_000_000_000)]
_Tenths = Annotated[int, Meta(ge=0, le=1000)]
_PaceCount = Annotated[int, Meta(ge=0, le=10_000)]
CountedBy = Literal["motion", "tapping", "cadence"]
"""How paces were counted: by the phone's movement, by taps, or not at all but by a cadence that was kept."""


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that happened ``at_ms`` milliseconds after the session was opened."""

    at_ms: Annotated[int, Meta(ge=0, le=86_400_000)]


class Answer(Event, frozen=True, tag="answer"):
    """A question of the preflight table got an answer."""

    question: str
    value: str


class Start(Event, frozen=True, tag="start"):
    """The runner begins. ``wall_ms`` is the phone's clock, Unix time, for the end of the clearance."""

    wall_ms: UnixMs


class Tick(Event, frozen=True, tag="tick"):
    """Time went by."""


class RunnerSignal(Event, frozen=True, tag="signal"):
    """The runner taps: light air hunger, the limit, or "I breathe"."""

    signal: Literal["air_hunger", "limit", "breathe"]


class Paces(Event, frozen=True, tag="paces"):
    """So many paces have been counted since the hold began."""

    count: _PaceCount
    by: CountedBy | None = None  # a log from before this was written down has none


class Counted(Event, frozen=True, tag="counted"):
    """The paces of the hold that just ended, counted once more; it changes nothing but that number."""

    count: _PaceCount
    by: CountedBy


class Breath(Event, frozen=True, tag="breath"):
    """One breath was seen. It is written down; it never makes a recovery shorter."""


class Spo2(Event, frozen=True, tag="spo2"):
    """A sensor's reading, as displayed."""

    tenths: _Tenths
    site: _Site
    good: bool


class Hr(Event, frozen=True, tag="hr"):
    """A heart rate from a strap."""

    bpm: Annotated[int, Meta(ge=1, le=300)]


class Seen(Event, frozen=True, tag="seen"):
    """The lowest value the runner read from an oximeter after the last hold, as displayed."""

    tenths: _Tenths
    site: _Site


class Hunger(Event, frozen=True, tag="hunger"):
    """How strong the air hunger of the last hold was, 0 (none) to 10."""

    rating: Annotated[int, Meta(ge=0, le=10)]


class SymptomFelt(Event, frozen=True, tag="symptom"):
    """The runner names a symptom."""

    symptom: str


class Pause(Event, frozen=True, tag="pause"):
    """The session is paused: by the runner, by a call, or because the page was reloaded."""

    reason: Literal["runner", "interrupted", "reload"]


class Resume(Event, frozen=True, tag="resume"):
    """The runner goes on; a resume begins with recovery."""


class Stop(Event, frozen=True, tag="stop"):
    """The runner stops the session."""


class Close(Event, frozen=True, tag="close"):
    """A session that was left unfinished is closed as it stands."""


AnyEvent = (
    Answer
    | Start
    | Tick
    | RunnerSignal
    | Paces
    | Counted
    | Breath
    | Spo2
    | Hr
    | Seen
    | Hunger
    | SymptomFelt
    | Pause
    | Resume
    | Stop
    | Close
)
