"""The sheet: everything a player needs to play one session, without a network and without a rule of its own.

Integers only: milliseconds, paces, tenths of a percent. Two engines read it, this one and its twin in
TypeScript, so a change here is a change there, and of the scenarios, in the same commit.
"""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adempauze.errors import SheetError
from adempauze.protocols.model import Activity, Depth, Kind, Route
from adempauze.session.events import UnixMs

SCHEMA = 1
"""The version of the sheet's schema that this engine plays."""

ENGINE_PHRASES = frozenset(
    {"breathe", "stay_easy", "shorter", "skipped", "lowered", "ended", "locked", "stopped", "done"}
)
"""What the engine itself says; every sheet carries these phrases."""

# Six hours bounds every duration; it keeps sums far inside the whole numbers that JavaScript has.
_Duration = Annotated[int, Meta(ge=0, le=21_600_000)]
_Tenths = Annotated[int, Meta(ge=0, le=1000)]
_Share = Annotated[int, Meta(ge=1, le=1000)]
_Count = Annotated[int, Meta(ge=1, le=1000)]
_Rating = Annotated[int, Meta(ge=0, le=10)]


class _Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, cache_hash=True):
    """A value of the sheet: frozen, and strict about its fields."""


class SignalKind(StrEnum):
    """Where the saturation of this session comes from."""

    LIVE = "live"  # a sensor in the session
    SEEN = "seen"  # the runner reads an oximeter in the recovery and taps in the lowest number
    LOGGED = "logged"  # a recorder, read afterwards
    NONE = "none"


class Verdict(StrEnum):
    """What an answer before the start allows."""

    GO = "go"
    LOWER = "lower"  # the session of levels 0 and 1
    NO = "no"


class Action(StrEnum):
    """What a rule of the gate does, mildest first."""

    SHORTEN = "shorten"  # the next holds are capped at four fifths of this one
    SKIP = "skip"  # the next hold is left out
    LOWER = "lower"  # the rest is played as at levels 0 and 1
    END = "end"
    LOCK = "lock"  # the session ends, and no session starts until it is lifted


class SheetPart(_Value, frozen=True, kw_only=True):
    """A stretch of a hold with its own activity. Whatever comes first ends it."""

    activity: Activity
    after_ms: _Duration | None = None
    after_paces: _Count | None = None
    at_spo2_tenths: _Tenths | None = None
    on_signal: Literal["air_hunger", "limit"] | None = None
    cap_ms: _Duration | None = None
    cue: str


class Lower(_Value, frozen=True, kw_only=True):
    """What is played instead of a hold once the session has been lowered."""

    cap_ms: _Duration
    parts: tuple[SheetPart, ...]


class SheetSegment(_Value, frozen=True, kw_only=True):
    """One concrete stretch of the session. A hold has parts and a cap; all else lasts ``duration_ms``."""

    exercise: str
    repetition: _Count
    of: _Count
    kind: Kind
    activity: Activity
    route: Route
    depth: Depth
    cue: str
    note: str | None = None  # a phrase that is shown beside the cue, and not spoken
    cap_ms: _Duration = 0
    parts: tuple[SheetPart, ...] = ()
    lower: Lower | None = None
    band_low_tenths: _Tenths | None = None
    duration_ms: _Duration = 0
    breaths: Annotated[int, Meta(ge=0, le=1000)] = 0
    inhale_ms: _Duration = 0
    exhale_ms: _Duration = 0

    def __post_init__(self) -> None:
        if self.kind is not Kind.HOLD:
            if self.duration_ms == 0:
                raise ValueError("a segment that is no hold needs duration_ms above 0")
        elif self.cap_ms == 0 or not self.parts:
            raise ValueError("a hold needs parts, and cap_ms above 0")
        elif self.lower is not None and (self.lower.cap_ms > self.cap_ms or not self.lower.parts):
            raise ValueError("lower needs parts, and a cap_ms no longer than the hold's")
        elif _is_capped_early(self.parts) or (self.lower and _is_capped_early(self.lower.parts)):
            raise ValueError("only the last of several parts has a cap_ms; the hold's bounds the others")


def _is_capped_early(parts: tuple[SheetPart, ...]) -> bool:
    """Whether a part that makes way for another has a cap of its own, or the only part has.

    The hold would end at that cap, but a tap before it would lead on to the next part: a tap that lengthens.
    """
    return any(part.cap_ms is not None for part in (parts[0], *parts[:-1]))


class Option(_Value, frozen=True, kw_only=True):
    """One answer that a question before the start can get, and why where it allows less."""

    value: str
    text: str
    verdict: Verdict
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.reason is None) != (self.verdict is Verdict.GO):
            raise ValueError("an answer needs a reason where its verdict is lower or no, and only there")


class Question(_Value, frozen=True, kw_only=True):
    """One question of the preflight table, answered just before the first hold."""

    id: str
    text: str
    options: Annotated[tuple[Option, ...], Meta(min_length=2)]


class Symptom(_Value, frozen=True, kw_only=True):
    """A symptom the runner can name, what naming it does, what to do then, and when training can go on."""

    id: str
    text: str
    advice: str
    lifts: str
    action: Action
    emergency: bool = False

    def __post_init__(self) -> None:
        if self.action not in (Action.END, Action.LOCK):
            raise ValueError("a symptom ends the session or locks it")


class GateRow(_Value, frozen=True, kw_only=True):
    """One rule of the gate. All the conditions it has must hold; it has at least one.

    They are judged at one moment: after a hold, when the saturation is not back in time, at a heart rate
    in a hold (too high or too low), or at a rating of air hunger.
    """

    id: str
    action: Action
    text: str
    lifts: str
    nadir_below_tenths: _Tenths | None = None
    below_band: bool = False
    fall_over_tenths: _Tenths | None = None  # from the first to the third hold of an exercise, or later
    unread_holds: _Count | None = None  # so many holds in a row without a valid lowest value
    unrecovered: _Count | None = None  # so many times not back in time
    hr_above_bpm: _Count | None = None
    hr_below_bpm: _Count | None = None
    hunger_from: _Rating | None = None  # air hunger rated so high, in ...
    hunger_holds: _Count | None = None  # ... so many holds of the session

    def __post_init__(self) -> None:
        if (self.hunger_from is None) != (self.hunger_holds is None):
            raise ValueError("hunger_from and hunger_holds belong together; write both or neither")
        moments = (
            self.below_band
            or any(
                limit is not None
                for limit in (self.nadir_below_tenths, self.fall_over_tenths, self.unread_holds)
            ),
            self.unrecovered is not None,
            self.hr_above_bpm is not None or self.hr_below_bpm is not None,
            self.hunger_from is not None,
        )
        if sum(moments) != 1:
            raise ValueError("a rule of the gate needs conditions, and all of one moment")


class Corrections(_Value, frozen=True, kw_only=True):
    """What a displayed lowest value was in the artery: less a correction, and its fall as large as it was."""

    correction_tenths: dict[str, _Tenths]  # by site; a site that is absent never counts as a reading
    jog_correction_tenths: dict[str, _Tenths]  # the same, after a hold that ended on the run
    rested_tenths: _Tenths = 970  # from where a fall is counted
    seen_permille: dict[str, _Share] = {}  # how much of a fall a site shows; where it is absent, all
    jog_seen_permille: dict[str, _Share] = {}  # the same, after a hold that ended on the run

    def __post_init__(self) -> None:
        if self.jog_correction_tenths.keys() != self.correction_tenths.keys():
            raise ValueError("jog_correction_tenths and correction_tenths need the same sites")


class Gate(Corrections, frozen=True, kw_only=True):
    """How readings are judged: during a hold, after it, and before the next. Thresholds are arterial."""

    breathe_at_or_below_tenths: dict[str, _Tenths]  # by site, as displayed, during a hold
    window_before_ms: _Duration
    window_after_ms: _Duration
    valid_permille: Annotated[int, Meta(ge=0, le=1000)]
    recovered_tenths: _Tenths  # displayed
    recovery_limit_ms: dict[str, _Duration]  # by site, from the release
    fresh_ms: _Duration  # how old a reading may be to count as the present one
    rows: tuple[GateRow, ...]


class Timing(_Value, frozen=True, kw_only=True):
    """Times of the player that are the same for every segment."""

    count_in_ms: _Duration
    gap_ms: Annotated[int, Meta(ge=1, le=21_600_000)]  # a longer silence than this pauses the session
    resume_ms: Annotated[int, Meta(ge=1, le=21_600_000)]  # recovery after a pause before any rest was played
    clock_tolerance_ms: _Duration  # how far a phone's clock may stand before the sheet's issue


class Sheet(_Value, frozen=True, kw_only=True):
    """One session of one runner on one day, ready to be played."""

    schema: int
    id: Annotated[str, Meta(min_length=1, max_length=80)]
    protocol: str
    protocol_version: _Count
    title: str
    lang: Literal["nl", "en"]
    level: Annotated[int, Meta(ge=0, le=6)]
    why: tuple[str, ...] = ()  # why the session is as it is today, in sentences for the runner
    signal: SignalKind
    demonstration: bool
    issued_at_ms: UnixMs
    expires_at_ms: UnixMs  # the end of the runner's day
    emergency_number: Annotated[str, Meta(pattern=r"^[0-9]{2,5}$")]
    timing: Timing
    segments: Annotated[tuple[SheetSegment, ...], Meta(min_length=1, max_length=500)]
    preflight: tuple[Question, ...]
    symptoms: tuple[Symptom, ...]
    gate: Gate
    phrases: dict[str, str]  # phrase id -> text in the runner's language; each id has a clip

    def __post_init__(self) -> None:
        for hold, rest in zip(self.segments, (*self.segments[1:], None), strict=True):
            if hold.kind is Kind.HOLD and (rest is None or rest.kind is Kind.HOLD):
                raise ValueError("every hold needs a segment of recovery after it")
        cues = {cue for segment in self.segments for cue in _cues(segment)}
        if missing := sorted((cues | ENGINE_PHRASES) - self.phrases.keys()):
            raise ValueError(f"phrases lacks {', '.join(missing)}")


def _cues(segment: SheetSegment) -> set[str]:
    lower = segment.lower.parts if segment.lower else ()
    note = {segment.note} if segment.note is not None else set()
    return {segment.cue, *note, *(part.cue for part in (*segment.parts, *lower))}


def read_sheet(data: bytes | str) -> Sheet:
    """Return the sheet written as JSON in *data*; SheetError says what is wrong with it, and where."""
    try:
        version = msgspec.json.decode(data, type=_Versioned).schema
    except msgspec.DecodeError as error:
        raise SheetError(f"This is not a sheet: {error}.") from error
    if version != SCHEMA:
        raise SheetError(
            f"This sheet has schema {version}; this player knows schema {SCHEMA}. "
            "Update the player, or fetch the sheet again."
        )
    try:
        return msgspec.json.decode(data, type=Sheet)
    except msgspec.DecodeError as error:
        raise SheetError(f"This sheet cannot be played: {error}.") from error


class _Versioned(Struct):
    schema: int


def sheet_schema() -> dict[str, object]:
    """Return the JSON schema of a sheet."""
    schema = msgspec.json.schema(Sheet)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Sheet", **schema}
