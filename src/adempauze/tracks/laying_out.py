"""A sheet laid out in time, every hold at its cap, by the session engine itself."""

from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from adempauze.errors import SheetError
from adempauze.session import events
from adempauze.session.engine import next_due_ms, step
from adempauze.session.sheet import Sheet, SignalKind
from adempauze.session.state import AnyEffect, Cancel, HoldResult, Outcome, Phase, Say, State, Tone

# Room for the first words: what the track is, and by which rule it was laid out.
_OPENING_MS = 12_000
# After the last cue, so that its words are heard to their end.
_CLOSING_MS = 4_000
# A soft tick each second of a hold: it keeps the phone's player awake, and tells the runner that it is.
_HOLD_TICK_MS = 1_000

_OPENING: dict[SignalKind, str] = {SignalKind.NONE: "track_none", SignalKind.LOGGED: "track_logged"}
_OPENING_FOR_ANYBODY = "track_anybody"


@dataclass(frozen=True, slots=True)
class Cue:
    """A tone or a phrase, *at_ms* from the start of the track."""

    at_ms: int
    kind: Literal["tone", "phrase"]
    name: str


@dataclass(frozen=True, slots=True)
class HoldMark:
    """Where a hold lies in the track: what a headset's button leaves by seeking to *release_ms*."""

    segment: int
    start_ms: int
    release_ms: int


@dataclass(frozen=True, slots=True)
class Track:
    """A session in sound: its cues in order, its holds, and how long it is."""

    lang: Literal["nl", "en"]
    cues: tuple[Cue, ...]
    holds: tuple[HoldMark, ...]
    duration_ms: int


def lay_out(sheet: Sheet, *, for_anybody: bool = False) -> Track:
    """Return the course of *sheet* when nobody touches anything.

    A track *for_anybody* was cleared for no one; its first words say who may use it, and where.
    Raises SheetError for a sheet that waits for readings: a file can wait for nothing.
    """
    if sheet.signal not in _OPENING:
        raise SheetError(
            f'This session reads your saturation ("{sheet.signal.value}"), which a sound file cannot do. '
            'Have it cleared with the signal "logged" or "none".'
        )
    state, effects = _played(sheet)
    opening = Cue(0, "phrase", _OPENING_FOR_ANYBODY if for_anybody else _OPENING[sheet.signal])
    cues = sorted((opening, *map(_cue, effects), *_hold_ticks(state.holds)), key=lambda cue: cue.at_ms)
    return Track(
        lang=sheet.lang,
        cues=tuple(cues),
        holds=tuple(_hold_marks(sheet, state)),
        duration_ms=_OPENING_MS + state.now_ms + _CLOSING_MS,
    )


def _played(sheet: Sheet) -> tuple[State, list[Tone | Say]]:
    """Play the sheet from one moment that something is due to the next."""
    patient = replace(sheet, timing=replace(sheet.timing, gap_ms=21_600_000), preflight=())
    state, begun = step(patient, State(), events.Start(at_ms=0, wall_ms=sheet.issued_at_ms))
    effects = _taken_up([], begun)
    while state.phase is not Phase.OVER:
        state, more = step(patient, state, events.Tick(at_ms=next_due_ms(patient, state)))
        effects = _taken_up(effects, more)
    if state.outcome is not Outcome.COMPLETED:
        raise SheetError(f"This sheet does not play to its end by itself; it ends as {state.outcome}.")
    return state, effects


def _taken_up(effects: list[Tone | Say], more: tuple[AnyEffect, ...]) -> list[Tone | Say]:
    for effect in more:
        if isinstance(effect, Cancel):
            effects = [due for due in effects if due.at_ms <= effect.at_ms]
        elif isinstance(effect, Tone | Say):
            effects = [*effects, effect]
    return effects


def _cue(effect: Tone | Say) -> Cue:
    kind: Literal["tone", "phrase"] = "tone" if isinstance(effect, Tone) else "phrase"
    return Cue(_OPENING_MS + effect.at_ms, kind, effect.tone if isinstance(effect, Tone) else effect.phrase)


def _hold_ticks(holds: tuple[HoldResult, ...]) -> list[Cue]:
    return [
        Cue(_OPENING_MS + hold.started_ms + after_ms, "tone", "second")
        for hold in holds
        for after_ms in range(_HOLD_TICK_MS, hold.duration_ms, _HOLD_TICK_MS)
    ]


def _hold_marks(sheet: Sheet, state: State) -> list[HoldMark]:
    indices = [segment.index for segment in state.segments if segment.kind == "hold"]
    return [
        HoldMark(
            index,
            _OPENING_MS + hold.started_ms,
            _OPENING_MS + hold.started_ms + hold.duration_ms,
        )
        for index, hold in zip(indices, state.holds, strict=True)
    ]
