"""The face of the compiled session: a sheet and a virtual runner in, what the session was out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from adempauze.body.playing import MOVING, PACES_PER_MIN, demand_ml_kg_min, hold_volume_l_btps
from adempauze.body.sensors import delays_of
from adempauze.body.simulate import STEP_S, rested_state
from adempauze.kernels import session as c
from adempauze.physiology.atmosphere import FIO2_AIR
from adempauze.protocols.model import Activity, Kind, LungVolume
from adempauze.session import events as on
from adempauze.session.log import SessionResult, result_of
from adempauze.session.sheet import Action, Sheet, SheetPart, SheetSegment, SignalKind
from adempauze.session.state import HoldResult, Outcome, Phase, Reason, SegmentResult, State, Transition
from adempauze.studies.virtual import HOW, Played, VirtualRunner, started

if TYPE_CHECKING:
    from collections.abc import Iterator

# jogging and running last: what is fast is known by its number
ACTIVITIES = (
    Activity.LIE,
    Activity.SIT,
    Activity.STAND,
    Activity.WALK,
    Activity.CYCLE,
    Activity.JOG,
    Activity.RUN,
)
_NUMBER = {activity: number for number, activity in enumerate(ACTIVITIES)}
_ACTIONS = (Action.SHORTEN, Action.SKIP, Action.LOWER, Action.END, Action.LOCK)
_SIGNALS = (SignalKind.NONE, SignalKind.LIVE, SignalKind.SEEN, SignalKind.LOGGED)
_PHASES = (Phase.COUNT_IN, Phase.HOLD, Phase.REST, Phase.OVER)
_OUTCOMES = (Outcome.COMPLETED, Outcome.ENDED, Outcome.LOCKED)
_ENDED_BY = (
    *("seconds", "cap", "paces", "air_hunger", "limit", "breathe", "spo2", "symptom"),
    *("skipped", "time", "ended", "locked"),
)
_DIZZY = "stop.dizzy"


def played(who: VirtualRunner, sheet: Sheet, answers: dict[str, str], *, with_events: bool = False) -> Played:
    """Play a sheet to its end and return what came of it; ``by_engine`` does the same, slowly.

    *with_events* keeps what happened, event by event.
    """
    began, happened = started(sheet, answers)
    if began.phase is Phase.OVER:
        return Played(result_of(began), (), (), happened)
    site = who.sensor.site
    board = board_for(len(sheet.segments))
    board.state[:] = 0
    record = who.runner.record(who.values)
    told = np.empty((2, len(sheet.segments)))
    count = c.play(
        *(table_of(sheet, site), board, int(began.lowered), _person(who), HOW, record),
        *(rested_state(record, who.runner).copy(), who.rng, told[0], told[1]),
    )
    if board.state[c.OVERDUE]:
        raise AssertionError("a virtual runner was silent for longer than the sheet allows")
    return Played(
        result_of_board(sheet, site, began, board),
        tuple(told[0, :count].tolist()),
        tuple(told[1, :count].tolist()),
        (*happened, *events_of(board, site)) if with_events else happened,
    )


def table_of(sheet: Sheet, site: str) -> c.Table:
    """Return a sheet as numbers, for the oximeter on one site."""
    parts: list[SheetPart] = []
    segments = [_segment(sheet, segment, parts) for segment in sheet.segments]
    gate = sheet.gate
    dizzy = next((known.action for known in sheet.symptoms if known.id == _DIZZY), Action.END)
    longest = max(gate.recovery_limit_ms.values(), default=0)
    numbers = np.empty(c.NUMBERS, np.int64)
    for place, value in {
        c.SIGNAL: _SIGNALS.index(sheet.signal),
        c.LEVEL: sheet.level,
        c.COUNT_IN_MS: sheet.timing.count_in_ms,
        c.GAP_MS: sheet.timing.gap_ms,
        c.BREATHE_AT: gate.breathe_at_or_below_tenths.get(site, c.NONE),
        c.CORRECTION: gate.correction_tenths[site],
        c.JOG_CORRECTION: gate.jog_correction_tenths[site],
        c.RESTED: gate.rested_tenths,
        c.SEEN_PERMILLE: gate.seen_permille.get(site, 1000),
        c.JOG_SEEN_PERMILLE: gate.jog_seen_permille.get(site, 1000),
        c.WINDOW_BEFORE: gate.window_before_ms,
        c.WINDOW_AFTER: gate.window_after_ms,
        c.VALID_PERMILLE: gate.valid_permille,
        c.RECOVERED: gate.recovered_tenths,
        c.LIMIT_AT_SITE: gate.recovery_limit_ms.get(site, longest),
        c.LONGEST_LIMIT: longest,
        c.FRESH_MS: gate.fresh_ms,
        c.DIZZY_ACTION: _ACTIONS.index(dizzy),
        c.FIRST_FAST: _NUMBER[Activity.JOG],
        c.STANDING: _NUMBER[Activity.STAND],
    }.items():
        numbers[place] = value
    rows = np.array(
        [
            (
                _ACTIONS.index(row.action),
                _or_none(row.nadir_below_tenths),
                row.below_band,
                _or_none(row.fall_over_tenths),
                _or_none(row.unread_holds),
                _or_none(row.unrecovered),
                _or_none(row.hunger_from),
                _or_none(row.hunger_holds),
            )
            for row in gate.rows
        ],
        np.int64,
    ).reshape(-1, c.ROW)
    return c.Table(
        segments=np.array(segments, np.int64),
        parts=np.array([_part(part) for part in parts], np.int64).reshape(-1, 6),
        rows=rows,
        numbers=numbers,
    )


def _segment(sheet: Sheet, segment: SheetSegment, parts: list[SheetPart]) -> tuple[int, ...]:
    first = len(parts)
    parts += segment.parts
    first_lower = len(parts)
    lower = segment.lower
    parts += lower.parts if lower else ()
    exercises = list(dict.fromkeys(other.exercise for other in sheet.segments))
    band = next(
        (
            other.band_low_tenths
            for other in sheet.segments
            if (other.exercise, other.repetition) == (segment.exercise, segment.repetition) and other.parts
        ),
        None,
    )
    return (
        segment.kind is Kind.HOLD,
        segment.duration_ms,
        segment.cap_ms,
        _NUMBER[segment.activity],
        exercises.index(segment.exercise),
        segment.repetition,
        _or_none(band),
        c.NONE if lower is None else lower.cap_ms,
        first,
        len(segment.parts),
        first_lower,
        len(lower.parts) if lower else 0,
    )


def _part(part: SheetPart) -> tuple[int, ...]:
    return (
        _NUMBER[part.activity],
        _or_none(part.after_ms),
        _or_none(part.after_paces),
        _or_none(part.at_spo2_tenths),
        part.on_signal == "air_hunger",
        _or_none(part.cap_ms),
    )


def _or_none(value: int | None) -> int:
    return c.NONE if value is None else value


def _person(who: VirtualRunner) -> c.Person:
    runner, sensor = who.runner, who.sensor
    delay_s, delay_flow_s, constriction_frac = delays_of(sensor.site, who.values)
    return c.Person(
        demand_ml_kg_min=np.array([demand_ml_kg_min(activity, runner) for activity in ACTIVITIES]),
        paces_per_min=np.array([PACES_PER_MIN.get(activity, 0.0) for activity in ACTIVITIES]),
        is_moving=np.array([activity in MOVING for activity in ACTIVITIES], np.int64),
        still_volume_l=hold_volume_l_btps(LungVolume.FRC, Activity.STAND, runner),
        moving_volume_l=hold_volume_l_btps(LungVolume.FRC, Activity.WALK, runner),
        mass_kg=runner.mass_kg,
        fio2=FIO2_AIR,
        step_s=STEP_S,
        delay_s=delay_s,
        delay_flow_s=delay_flow_s,
        constriction_frac=constriction_frac,
        averaging_s=sensor.averaging_s,
        sensor_bias_pct=sensor.bias_pct,
        bias_pct=who.bias_pct,
        hunger_frac=who.hunger_frac,
        breaking_l=who.breaking_l,
    )


# --- back again -----------------------------------------------------------------------------------------


def result_of_board(sheet: Sheet, site: str, started: State, board: c.Board) -> SessionResult:
    """Return what a board brought, as the engine would have written it; it went on from *started*."""
    s = board.state
    now_ms = int(s[c.SINCE] if s[c.PHASE] == c.OVER else s[c.NOW])
    names = {c.LOW_IN_HOLD: "low_in_hold", c.DIZZY: _DIZZY}
    return SessionResult(
        outcome=Outcome.UNFINISHED if s[c.OUTCOME] == c.NONE else _OUTCOMES[s[c.OUTCOME]],
        reasons=(
            *started.reasons,
            *(
                Reason(names.get(row) or sheet.gate.rows[row].id, at_ms)
                for row, at_ms in board.reasons[: s[c.REASONS]].tolist()
            ),
        ),
        holds=tuple(_hold(sheet, site, hold) for hold in board.holds[: s[c.HOLDS]].tolist()),
        segments=tuple(_stretch(sheet, stretch) for stretch in board.stretches[: s[c.STRETCHES]].tolist()),
        transitions=tuple(
            Transition(at_ms, _PHASES[phase], segment)
            for at_ms, phase, segment in board.transitions[: s[c.TRANSITIONS]].tolist()
        ),
        duration_ms=now_ms,
    )


def _hold(sheet: Sheet, site: str, hold: list[int]) -> HoldResult:
    segment = sheet.segments[hold[c.H_SEGMENT]]
    is_read = hold[c.H_NADIR] != c.NONE
    return HoldResult(
        exercise=segment.exercise,
        repetition=segment.repetition,
        activity=ACTIVITIES[hold[c.H_ACTIVITY]].value,
        started_ms=hold[c.H_STARTED],
        duration_ms=hold[c.H_DURATION],
        paces=_known(hold[c.H_PACES]),
        air_hunger_ms=_known(hold[c.H_HUNGRY_AT]),
        cap_ms=hold[c.H_CAP],
        ended_by=_ENDED_BY[hold[c.H_ENDED_BY]],
        late_ms=hold[c.H_LATE],
        nadir_tenths=_known(hold[c.H_NADIR]),
        nadir_site=site if is_read else None,
        nadir_from=(None, "live", "seen")[hold[c.H_FROM]] if is_read else None,
        nadir_valid=bool(hold[c.H_VALID]),
        hunger=_known(hold[c.H_HUNGER]),
    )


def _stretch(sheet: Sheet, stretch: list[int]) -> SegmentResult:
    index, started_ms, ended_ms, ended_by = stretch
    segment = sheet.segments[index]
    return SegmentResult(
        index=index,
        kind=segment.kind.value,
        exercise=segment.exercise,
        repetition=segment.repetition,
        started_ms=started_ms,
        ended_ms=ended_ms,
        ended_by=_ENDED_BY[ended_by],
    )


def _known(value: int) -> int | None:
    return None if value == c.NONE else value


def events_of(board: c.Board, site: str) -> Iterator[on.AnyEvent]:
    """Yield what happened on a board, as events that the engine can replay."""
    for kind, at_ms, value, good in board.events[: board.state[c.EVENTS]].tolist():
        if kind == c.TICK:
            yield on.Tick(at_ms=at_ms)
        elif kind == c.PACES_COUNTED:
            yield on.Paces(at_ms=at_ms, count=value)
        elif kind in (c.AIR_HUNGER, c.AT_LIMIT):
            yield on.RunnerSignal(at_ms=at_ms, signal="air_hunger" if kind == c.AIR_HUNGER else "limit")
        elif kind == c.READ:
            yield on.Spo2(at_ms=at_ms, tenths=value, site=site, good=bool(good))
        elif kind == c.READ_BY_EYE:
            yield on.Seen(at_ms=at_ms, tenths=value, site=site)
        elif kind == c.RATED:
            yield on.Hunger(at_ms=at_ms, rating=value)
        else:
            yield on.SymptomFelt(at_ms=at_ms, symptom=_DIZZY)


@lru_cache(maxsize=4)
def board_for(segments: int) -> c.Board:
    """Return a board that is used again and again, for sheets of so many segments."""
    return c.empty_board(segments)
