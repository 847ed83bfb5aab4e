"""The face of the compiled session: a sheet and a virtual runner in, what the session was out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from adempauze.body.playing import MOVING, PACES_PER_MIN, demand_ml_kg_min, hold_volume_l_btps
from adempauze.body.sensors import delays_of
from adempauze.body.simulate import STEP_S
from adempauze.errors import ParameterError
from adempauze.kernels import session as c
from adempauze.kernels.lanes import STEPPING
from adempauze.physiology.atmosphere import FIO2_AIR
from adempauze.protocols.model import Activity, Kind, LungVolume
from adempauze.session import events as on
from adempauze.session.log import SessionResult, result_of
from adempauze.session.sheet import Action, Sheet, SheetPart, SheetSegment, SignalKind
from adempauze.session.state import HoldResult, Outcome, Phase, Reason, SegmentResult, State, Transition
from adempauze.studies.virtual import HOW, Luck, Played, VirtualRunner, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

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
_PACES = tuple(PACES_PER_MIN.get(activity, 0.0) for activity in ACTIVITIES)
_MOVES = tuple(activity in MOVING for activity in ACTIVITIES)
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
    return played_together([(who, sheet, answers)], with_events=with_events)[0]


def played_together(
    sessions: Sequence[tuple[VirtualRunner, Sheet, dict[str, str]]], *, with_events: bool = False
) -> list[Played]:
    """Play sessions of different runners, several abreast; each is what it would be alone."""
    opened = [(who, sheet, *started(sheet, answers), who.luck(sheet)) for who, sheet, answers in sessions]
    together = [one for one in opened if one[2].phase is not Phase.OVER]
    if together:
        done = iter(
            _played([(who, sheet, began, luck) for who, sheet, began, _, luck in together], with_events)
        )
    return [
        Played(result_of(began), (), (), happened)
        if began.phase is Phase.OVER
        else _with(happened, next(done))
        for _, _, began, happened, _ in opened
    ]


def _with(happened: tuple[on.AnyEvent, ...], played: Played) -> Played:
    return played._replace(events=(*happened, *played.events))


def _played(sessions: Sequence[tuple[VirtualRunner, Sheet, State, Luck]], with_events: bool) -> list[Played]:
    boards = _boards(1 << (len(sessions) - 1).bit_length(), with_events)[: len(sessions)]
    tables: dict[int, tuple[int, np.void]] = {}
    records, states = [], []
    for board, (who, sheet, began, luck) in zip(boards, sessions, strict=True):
        table = table_of(sheet, who.sensor.site)
        board["state"][c.TABLE_OF] = tables.setdefault(id(table), (len(tables), table))[0]
        board["state"][c.LOWERED] = began.lowered
        _describe(who, board)
        board["normals"][: len(luck.normals)] = luck.normals
        board["uniforms"][: len(luck.uniforms)] = luck.uniforms
        records.append(who.numbers)
        states.append(who.rested_state)
    stacked = np.array([table for _, table in tables.values()])
    c.play(stacked, boards, np.array(records), np.array(states), HOW, np.zeros(1, STEPPING))
    return [
        _result(board, who, sheet, began, luck, with_events)
        for board, (who, sheet, began, luck) in zip(boards, sessions, strict=True)
    ]


@lru_cache(maxsize=2)
def _boards(sessions: int, with_events: bool) -> NDArray[np.void]:
    """Return room for so many sessions, which is used again and again."""
    return np.zeros(sessions, c.SESSION_WITH_EVENTS if with_events else c.SESSION)


def _result(
    board: np.void, who: VirtualRunner, sheet: Sheet, began: State, luck: Luck, with_events: bool
) -> Played:
    if board["state"][c.OVERDUE]:
        raise AssertionError("a virtual runner was silent for longer than the sheet allows")
    if max(board["normal"], board["uniform"]) > len(luck.normals):
        raise AssertionError("a virtual runner ran out of luck")
    return Played(
        result_of_board(sheet, who.sensor.site, began, board),
        tuple(board["lowest"][: board["told"]].tolist()),
        tuple(board["shown"][: board["told"]].tolist()),
        tuple(events_of(board, who.sensor.site)) if with_events else (),
    )


def table_of(sheet: Sheet, site: str) -> np.void:
    """Return a sheet as numbers, for the oximeter on one site; a record of the kernel's TABLE."""
    gate = sheet.gate
    if len(gate.rows) > c.MOST_ROWS:
        raise ParameterError(
            f"a gate must have at most {c.MOST_ROWS} rows to be played here; got {len(gate.rows)}."
        )
    dizzy = next((known.action for known in sheet.symptoms if known.id == _DIZZY), Action.END)
    longest = max(gate.recovery_limit_ms.values(), default=0)
    table: np.void = np.zeros(1, c.TABLE)[0]
    table["segments"], table["parts"] = _numbers_of(sheet.segments)
    for place, row in zip(table["rows"], gate.rows, strict=False):
        place[:] = (
            _ACTIONS.index(row.action),
            _or_none(row.nadir_below_tenths),
            row.below_band,
            _or_none(row.fall_over_tenths),
            _or_none(row.unread_holds),
            _or_none(row.unrecovered),
            _or_none(row.hunger_from),
            _or_none(row.hunger_holds),
        )
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
        c.SEGMENTS: len(sheet.segments),
        c.ROWS: len(gate.rows),
    }.items():
        table["numbers"][place] = value
    return table


@lru_cache(maxsize=4096)
def _numbers_of(segments: tuple[SheetSegment, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return segments and their parts as numbers; many sheets have the same."""
    parts = [
        part
        for segment in segments
        for part in (*segment.parts, *(segment.lower.parts if segment.lower else ()))
    ]
    if len(segments) > c.MOST_SEGMENTS or len(parts) > c.MOST_PARTS:
        raise ParameterError(
            f"a sheet must have at most {c.MOST_SEGMENTS} segments to be played here; got {len(segments)}."
        )
    exercises = list(dict.fromkeys(segment.exercise for segment in segments))
    bands = {
        (hold.exercise, hold.repetition): hold.band_low_tenths for hold in reversed(segments) if hold.parts
    }
    numbers: list[tuple[int, ...]] = []
    first = 0
    for segment in segments:
        lowers = len(segment.lower.parts) if segment.lower else 0
        numbers.append(
            (
                segment.kind is Kind.HOLD,
                segment.duration_ms,
                segment.cap_ms,
                _NUMBER[segment.activity],
                exercises.index(segment.exercise),
                segment.repetition,
                _or_none(bands.get((segment.exercise, segment.repetition))),
                segment.lower.cap_ms if segment.lower else c.NONE,
                first,
                len(segment.parts),
                first + len(segment.parts),
                lowers,
            )
        )
        first += len(segment.parts) + lowers
    return _filled(numbers, c.TABLE["segments"]), _filled([_part(part) for part in parts], c.TABLE["parts"])


def _filled(rows: list[tuple[int, ...]], like: np.dtype[Any]) -> NDArray[np.int64]:
    """Return rows of numbers as an array of one size, filled up with zeros."""
    filled = np.zeros(like.shape, np.int64)
    if rows:
        filled[: len(rows)] = rows
    return filled


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


def _describe(who: VirtualRunner, board: np.void) -> None:
    """Write down who plays."""
    for name, value in _described(who).items():
        board[name] = value


@lru_cache(maxsize=1024)  # a runner stays who he is
def _described(who: VirtualRunner) -> dict[str, Any]:
    runner, sensor = who.runner, who.sensor
    delay_s, delay_flow_s, constriction_frac = delays_of(sensor.site, who.values)
    return {
        "demand_ml_kg_min": [demand_ml_kg_min(activity, runner) for activity in ACTIVITIES],
        "paces_per_min": _PACES,
        "is_moving": _MOVES,
        "still_volume_l": hold_volume_l_btps(LungVolume.FRC, Activity.STAND, runner),
        "moving_volume_l": hold_volume_l_btps(LungVolume.FRC, Activity.WALK, runner),
        "mass_kg": runner.mass_kg,
        "fio2": FIO2_AIR,
        "step_s": STEP_S,
        "delay_s": delay_s,
        "delay_flow_s": delay_flow_s,
        "constriction_frac": constriction_frac,
        "averaging_s": sensor.averaging_s,
        "sensor_bias_pct": sensor.bias_pct,
        "bias_pct": who.bias_pct,
        "hunger_frac": who.hunger_frac,
        "breaking_l": who.breaking_l,
    }


# --- back again -----------------------------------------------------------------------------------------


def result_of_board(sheet: Sheet, site: str, started: State, board: np.void) -> SessionResult:
    """Return what a board brought, as the engine would have written it; it went on from *started*."""
    s = board["state"].tolist()
    names = {c.LOW_IN_HOLD: "low_in_hold", c.DIZZY: _DIZZY}
    return SessionResult(
        outcome=Outcome.UNFINISHED if s[c.OUTCOME] == c.NONE else _OUTCOMES[s[c.OUTCOME]],
        reasons=(
            *started.reasons,
            *(
                Reason(names.get(row) or sheet.gate.rows[row].id, at_ms)
                for row, at_ms in board["reasons"][: s[c.REASONS]].tolist()
            ),
        ),
        holds=tuple(_hold(sheet, site, hold) for hold in board["holds"][: s[c.HOLDS]].tolist()),
        segments=tuple(_stretch(sheet, stretch) for stretch in board["stretches"][: s[c.STRETCHES]].tolist()),
        transitions=tuple(
            Transition(at_ms, _PHASES[phase], segment)
            for at_ms, phase, segment in board["transitions"][: s[c.TRANSITIONS]].tolist()
        ),
        duration_ms=s[c.SINCE] if s[c.PHASE] == c.OVER else s[c.NOW],
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


def events_of(board: np.void, site: str) -> Iterator[on.AnyEvent]:
    """Yield what happened on a board, as events that the engine can replay."""
    for kind, at_ms, value, good in board["events"][: board["state"][c.EVENTS]].tolist():
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
