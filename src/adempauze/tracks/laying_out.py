"""A sheet laid out in time, every hold at its cap, by the session engine itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adempauze.errors import SheetError
from adempauze.planning.progress import OPEN_LEVEL
from adempauze.protocols.model import Identifier, Text
from adempauze.session import events
from adempauze.session.engine import next_due_ms, step
from adempauze.session.sheet import Option, Question, Sheet, SheetPart, SheetSegment, SignalKind, Verdict
from adempauze.session.state import (
    AnyEffect,
    Cancel,
    HoldResult,
    Outcome,
    Phase,
    Say,
    SegmentResult,
    State,
    Tone,
)
from adempauze.tracks.announcing import Announcement, CueRules, announced_ahead

# Room for the first words: whose track it is, for which day and level, and by which rule it was laid out.
_OPENING_MS = 12_000
# Where those words stand in it; a test holds that none runs into the next, in either language.
_YOURS_AT_MS, _WEEKDAY_AT_MS, _DAY_AT_MS, _MONTH_AT_MS = 0, 3_300, 4_200, 5_650
_LEVEL_AT_MS, _RULE_AT_MS = 6_900, 8_100
# After the last cue, so that its words are heard to their end.
_CLOSING_MS = 4_000
# A soft tick each second of a hold: it keeps the phone's player awake, and tells the runner that it is.
_HOLD_TICK_MS = 1_000

_RULES: dict[SignalKind, str] = {SignalKind.NONE: "track_none", SignalKind.LOGGED: "track_logged"}
_FOR_ANYBODY = "track_anybody"

_Sound = Tone | Say | Announcement

# A question whose one answer lowers a session, as an answer of its runner would.
_LOWERING = Question(
    id="lowered",
    text="",
    options=(
        Option(value="yes", text="", verdict=Verdict.LOWER, reason=""),
        Option(value="no", text="", verdict=Verdict.GO),
    ),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A tone or a phrase, *at_ms* from the start of the track."""

    at_ms: int
    kind: Literal["tone", "phrase"]
    name: str


class Mark(Struct, frozen=True, kw_only=True):
    """Where a segment of the sheet lies in the track; a hold from its falling to its rising tone."""

    segment: int
    kind: str
    from_ms: int
    to_ms: int


class Layout(Struct, frozen=True, kw_only=True):
    """What a player needs to know of a track: where each segment lies, and where the session begins."""

    opening_ms: int
    duration_ms: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A session in sound: its cues in order, what is announced where they leave room, and its layout."""

    lang: Literal["nl", "en"]
    cues: tuple[Cue, ...]
    announced: tuple[Announcement, ...]
    layout: Layout

    @property
    def holds(self) -> tuple[Mark, ...]:
        """Where the holds lie."""
        return tuple(mark for mark in self.layout.marks if mark.kind == "hold")


def lay_out(sheet: Sheet, *, day: date | None, lowered: bool = False, rules: CueRules | None = None) -> Track:
    """Return the course of *sheet* when nobody touches anything, with what *rules* announce beside it.

    Its first words say that it is for one runner, on *day*; without a day it was cleared for no one, and they
    say who may use it, and where. *lowered*: as an answer before the start can make it. Raises SheetError for
    a sheet that waits for readings: a file can wait for nothing.
    """
    if sheet.signal not in _RULES:
        raise SheetError(
            f'This session reads your saturation ("{sheet.signal.value}"), which a sound file cannot do. '
            'Have it cleared with the signal "logged" or "none".'
        )
    state, effects = _played(sheet, rules or CueRules(), lowered=lowered)
    cues = chain(
        _opening(sheet, day, level=min(sheet.level, OPEN_LEVEL) if lowered else sheet.level),
        (_cue(effect) for effect in effects if not isinstance(effect, Announcement)),
        _hold_ticks(state.holds),
        _last_parts(sheet, state),
    )
    return Track(
        lang=sheet.lang,
        cues=tuple(sorted(cues, key=lambda cue: cue.at_ms)),
        announced=tuple(
            Announcement(_OPENING_MS + effect.at_ms, effect.kind, effect.phrase)
            for effect in effects
            if isinstance(effect, Announcement)
        ),
        layout=Layout(
            opening_ms=_OPENING_MS,
            duration_ms=_OPENING_MS + state.now_ms + _CLOSING_MS,
            marks=tuple(map(_mark, state.segments)),
        ),
    )


@cache
def opening_words() -> Mapping[str, Text]:
    """Return the words that only the opening of a track has, by their ids."""
    data = (files(__package__) / "opening.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[Identifier, Text])


def _opening(sheet: Sheet, day: date | None, *, level: int) -> list[Cue]:
    words = [(_LEVEL_AT_MS, f"level_{level}"), (_RULE_AT_MS, _RULES[sheet.signal])]
    if day is None:
        words = [(_YOURS_AT_MS, _FOR_ANYBODY), *words]
    else:
        words = [
            (_YOURS_AT_MS, "track_yours"),
            (_WEEKDAY_AT_MS, f"weekday_{day.isoweekday()}"),
            (_DAY_AT_MS, f"day_{day.day}"),
            (_MONTH_AT_MS, f"month_{day.month}"),
            *words,
        ]
    return [Cue(at_ms, "phrase", word) for at_ms, word in words]


def _played(sheet: Sheet, rules: CueRules, *, lowered: bool) -> tuple[State, list[_Sound]]:
    """Play the sheet from one moment that something is due to the next."""
    patient = replace(
        sheet,
        timing=replace(sheet.timing, gap_ms=21_600_000),
        preflight=(_LOWERING,) if lowered else (),
    )
    state, _ = step(patient, State(), events.Answer(at_ms=0, question=_LOWERING.id, value="yes"))
    state, begun = step(patient, state, events.Start(at_ms=0, wall_ms=sheet.issued_at_ms))
    effects = _taken_up([], begun, announced_ahead(patient, state, begun, rules, hears_paces=False))
    while state.phase is not Phase.OVER:
        state, more = step(patient, state, events.Tick(at_ms=next_due_ms(patient, state)))
        effects = _taken_up(effects, more, announced_ahead(patient, state, more, rules, hears_paces=False))
    if state.outcome is not Outcome.COMPLETED:
        raise SheetError(f"This sheet does not play to its end by itself; it ends as {state.outcome}.")
    return state, effects


def _taken_up(
    effects: list[_Sound], more: tuple[AnyEffect, ...], announced: list[Announcement]
) -> list[_Sound]:
    for effect in more:
        if isinstance(effect, Cancel):
            effects = [due for due in effects if due.at_ms <= effect.at_ms]
        elif isinstance(effect, Tone | Say):
            effects = [*effects, effect]
    return [*effects, *announced]


def _cue(effect: Tone | Say) -> Cue:
    kind: Literal["tone", "phrase"] = "tone" if isinstance(effect, Tone) else "phrase"
    return Cue(_OPENING_MS + effect.at_ms, kind, effect.tone if isinstance(effect, Tone) else effect.phrase)


def _hold_ticks(holds: tuple[HoldResult, ...]) -> list[Cue]:
    return [
        Cue(_OPENING_MS + hold.started_ms + after_ms, "tone", "second")
        for hold in holds
        for after_ms in range(_HOLD_TICK_MS, hold.duration_ms, _HOLD_TICK_MS)
    ]


def _last_parts(sheet: Sheet, state: State) -> list[Cue]:
    """Return a double beep where the last part of a hold begins at the latest, if it waits for air hunger.

    Whoever has pressed for air hunger hears it at once; to whoever has not it says how much is left at most.
    """
    return [
        Cue(_OPENING_MS + done.ended_ms - (parts[-1].cap_ms or 0), "tone", "hunger")
        for done in state.segments
        for parts in [_parts(sheet.segments[done.index], state)]
        if len(parts) > 1 and parts[-2].on_signal == "air_hunger" and parts[-1].cap_ms
    ]


def _parts(segment: SheetSegment, state: State) -> tuple[SheetPart, ...]:
    return segment.lower.parts if state.lowered and segment.lower else segment.parts


def _mark(done: SegmentResult) -> Mark:
    return Mark(
        segment=done.index,
        kind=done.kind,
        from_ms=_OPENING_MS + done.started_ms,
        to_ms=_OPENING_MS + done.ended_ms,
    )
