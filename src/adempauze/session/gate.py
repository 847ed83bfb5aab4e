"""The gate: what the readings after a hold say about the next one. It runs the table of the sheet.

Missing, late or poor readings never allow more than good ones would.
"""

from msgspec.structs import replace

from adempauze.protocols.model import ON_FOOT_FAST
from adempauze.session.events import Seen
from adempauze.session.sheet import Action, Corrections, Gate, GateRow, Sheet, SheetSegment, SignalKind
from adempauze.session.state import HoldResult, Reading, State

# "At equal hold": a later hold counts as equal to the first up to a tenth longer. (Our proposal.)
_EQUAL_HOLD_TENTHS = 11


def measured(sheet: Sheet, state: State) -> HoldResult:
    """Return the last hold with what the sensor's window says of its lowest value so far."""
    hold = state.holds[-1]
    window = [reading for reading in _window(sheet.gate, state) if reading.good]
    if not window:
        return hold
    site = window[-1].site
    jogged = is_jogged(hold)
    values = [arterial_tenths(sheet.gate, reading.tenths, reading.site, jogged=jogged) for reading in window]
    lowest = _lowest(values)
    was_seen = hold.nadir_from == "seen"
    is_valid = was_seen or _is_covered(sheet.gate, state, window)
    if was_seen and _arterial_tenths(sheet.gate, hold) <= lowest:
        return hold
    # The highest that this site shows of no more than the lowest: another site may have seen it.
    shown = displayed_tenths(sheet.gate, lowest + 1, site, jogged=jogged) - 1
    return replace(
        hold,
        nadir_tenths=max(0, shown),
        nadir_site=site,
        nadir_from="live",
        nadir_valid=is_valid,
    )


def seen(gate: Gate, hold: HoldResult, entry: Seen) -> HoldResult:
    """Return *hold* with the value its runner read; of two values the lower one stands."""
    if hold.nadir_tenths is not None:
        entered = arterial_tenths(gate, entry.tenths, entry.site, jogged=is_jogged(hold))
        if _arterial_tenths(gate, hold) <= entered:
            return replace(hold, nadir_valid=True)
    return replace(
        hold, nadir_tenths=entry.tenths, nadir_site=entry.site, nadir_from="seen", nadir_valid=True
    )


def rows_after_hold(sheet: Sheet, state: State) -> tuple[GateRow, ...]:
    """Return the rows that the last hold sets off."""
    return tuple(row for row in sheet.gate.rows if _is_set_off(sheet, state, row))


def urgent_rows(sheet: Sheet, state: State) -> tuple[GateRow, ...]:
    """Return the rows that end the session at once, before the window has closed.

    A single plunge is no ground: the window must hold three good readings, or the runner's own entry. Once
    the hold has been judged the next one is near, and fewer must do.
    """
    hold = state.holds[-1]
    good = sum(reading.good for reading in _window(sheet.gate, state))
    if hold.nadir_from != "seen" and good < 3 and not state.judged:
        return ()
    return tuple(
        row
        for row in sheet.gate.rows
        if row.nadir_below_tenths is not None
        and row.action in (Action.END, Action.LOCK)
        and _is_set_off(sheet, state, row)
    )


def rows_unrecovered(sheet: Sheet, times: int) -> tuple[GateRow, ...]:
    """Return the rows for a saturation that was not back in time for the *times*-th time."""
    return tuple(row for row in sheet.gate.rows if row.unrecovered is not None and times >= row.unrecovered)


def rows_of_heart_rate(sheet: Sheet, bpm: int) -> tuple[GateRow, ...]:
    """Return the rows that a heart rate during a hold sets off."""
    return tuple(
        row
        for row in sheet.gate.rows
        if (row.hr_above_bpm is not None and bpm > row.hr_above_bpm)
        or (row.hr_below_bpm is not None and bpm < row.hr_below_bpm)
    )


def rows_of_hunger(sheet: Sheet, before: State, after: State) -> tuple[GateRow, ...]:
    """Return the rows that a rating of air hunger sets off: those whose number of holds it makes full."""
    return tuple(
        row
        for row in sheet.gate.rows
        if row.hunger_from is not None
        and row.hunger_holds is not None
        and _hungry_holds(before, row.hunger_from) < row.hunger_holds <= _hungry_holds(after, row.hunger_from)
    )


def _hungry_holds(state: State, rating: int) -> int:
    return sum(hold.hunger is not None and hold.hunger >= rating for hold in state.holds)


def unread_after(sheet: Sheet, state: State) -> int:
    """Return how many holds in a row now lack a valid lowest value, where one was to be had.

    A hold no longer than level 1's needs no oximeter: its rest is too short to read one by eye.
    """
    if sheet.signal not in (SignalKind.LIVE, SignalKind.SEEN) or state.holds[-1].nadir_valid:
        return 0
    is_read_by_eye = sheet.signal is SignalKind.SEEN
    return state.unread if is_read_by_eye and _needs_no_reading(sheet, state.holds[-1]) else state.unread + 1


def _needs_no_reading(sheet: Sheet, hold: HoldResult) -> bool:
    lower = _segment_of(sheet, hold).lower
    return lower is None or hold.cap_ms <= lower.cap_ms


def is_low_in_hold(gate: Gate, reading: Reading) -> bool:
    """Whether a reading during a hold says that it is time to breathe."""
    limit = gate.breathe_at_or_below_tenths.get(reading.site)
    return reading.good and limit is not None and reading.tenths <= limit


def is_recovered(sheet: Sheet, state: State) -> bool:
    """Whether the saturation is back, or need not be known: at levels 0 and 1 nobody must have a sensor.

    A sensor that has gone quiet proves nothing, and does not make its last low reading undone.
    """
    if sheet.signal is not SignalKind.LIVE or state.released_ms is None:
        return True
    needs_no_sensor = sheet.level <= 1 or state.lowered
    newest = _newest_good(state)
    if newest is None or newest.at_ms < state.released_ms:
        return needs_no_sensor
    is_fresh = newest.at_ms >= state.now_ms - sheet.gate.fresh_ms
    return newest.tenths >= sheet.gate.recovered_tenths and (is_fresh or needs_no_sensor)


def recovery_limit_ms(gate: Gate, state: State) -> int:
    """Return how long after its release a hold may take to recover; the longest limit without a reading."""
    longest = max(gate.recovery_limit_ms.values(), default=0)
    if not state.readings:
        return longest
    return gate.recovery_limit_ms.get(state.readings[-1].site, longest)


def kept_readings(sheet: Sheet, state: State, reading: Reading) -> tuple[Reading, ...]:
    """Return the readings that may still matter: those of the open window, and the newest good."""
    start = state.now_ms if state.released_ms is None else state.released_ms
    oldest = start - sheet.gate.window_before_ms
    window_is_over = state.released_ms is not None and state.now_ms > start + sheet.gate.window_after_ms
    newest_good = _newest_good(state)
    kept = (
        old for old in state.readings if old is newest_good or (old.at_ms >= oldest and not window_is_over)
    )
    return (*kept, reading)


def _newest_good(state: State) -> Reading | None:
    return next((reading for reading in reversed(state.readings) if reading.good), None)


def _is_set_off(sheet: Sheet, state: State, row: GateRow) -> bool:
    conditions = [
        *([_is_below(sheet, state, row.nadir_below_tenths)] if row.nadir_below_tenths is not None else []),
        *([_is_below(sheet, state, _band_low(sheet, state))] if row.below_band else []),
        *([_has_fallen(state, row.fall_over_tenths)] if row.fall_over_tenths is not None else []),
        *([state.unread >= row.unread_holds] if row.unread_holds is not None else []),
    ]
    return bool(conditions) and all(conditions)


def _is_below(sheet: Sheet, state: State, limit_tenths: int | None) -> bool:
    hold = state.holds[-1]
    if limit_tenths is None or hold.nadir_tenths is None:
        return False
    return _arterial_tenths(sheet.gate, hold) < limit_tenths


def _arterial_tenths(gate: Gate, hold: HoldResult) -> int:
    """Return what a hold's lowest value was in the artery. The hold must have one."""
    assert hold.nadir_tenths is not None and hold.nadir_site is not None  # noqa: S101, PT018
    return arterial_tenths(gate, hold.nadir_tenths, hold.nadir_site, jogged=is_jogged(hold))


def is_jogged(hold: HoldResult) -> bool:
    """Whether a hold ended on the run."""
    return hold.activity in ON_FOOT_FAST


def arterial_tenths(gate: Corrections, tenths: int, site: str, *, jogged: bool) -> int:
    """Return what a displayed lowest value was in the artery: the fall that was seen, and what was not."""
    correction, seen = _of_site(gate, site, jogged=jogged)
    fall = gate.rested_tenths - (tenths - correction)
    return gate.rested_tenths - (-(-fall * 1000 // seen) if fall > 0 else fall)


def displayed_tenths(gate: Corrections, tenths: int, site: str, *, jogged: bool) -> int:
    """Return what a sensor at *site* shows of a lowest value in the artery; undoes ``arterial_tenths``."""
    correction, seen = _of_site(gate, site, jogged=jogged)
    fall = gate.rested_tenths - tenths
    return gate.rested_tenths - (fall * seen // 1000 if fall > 0 else fall) + correction


def _of_site(gate: Corrections, site: str, *, jogged: bool) -> tuple[int, int]:
    if jogged:
        return gate.jog_correction_tenths[site], gate.jog_seen_permille.get(site, 1000)
    return gate.correction_tenths[site], gate.seen_permille.get(site, 1000)


def _band_low(sheet: Sheet, state: State) -> int | None:
    return _segment_of(sheet, state.holds[-1]).band_low_tenths


def _segment_of(sheet: Sheet, hold: HoldResult) -> SheetSegment:
    return next(
        segment
        for segment in sheet.segments
        if (segment.exercise, segment.repetition) == (hold.exercise, hold.repetition) and segment.parts
    )


def _has_fallen(state: State, by_more_than_tenths: int) -> bool:
    hold = state.holds[-1]
    if hold.repetition < 3 or hold.nadir_tenths is None:
        return False
    return any(
        first.exercise == hold.exercise
        and first.repetition == 1
        and first.nadir_tenths is not None
        and first.nadir_site == hold.nadir_site
        and hold.duration_ms * 10 <= first.duration_ms * _EQUAL_HOLD_TENTHS
        and first.nadir_tenths - hold.nadir_tenths > by_more_than_tenths
        for first in state.holds
    )


def _window(gate: Gate, state: State) -> tuple[Reading, ...]:
    if state.released_ms is None:
        return ()
    first = state.released_ms - gate.window_before_ms
    last = state.released_ms + gate.window_after_ms
    return tuple(
        reading
        for reading in state.readings
        if first <= reading.at_ms <= last and reading.site in gate.correction_tenths
    )


def _lowest(values: list[int]) -> int:
    """Return the lowest median of three neighbours, so that one false reading is no nadir."""
    if len(values) < 3:
        return min(values)
    triples = zip(values, values[1:], values[2:], strict=False)
    return min(sorted(triple)[1] for triple in triples)


def _is_covered(gate: Gate, state: State, good: list[Reading]) -> bool:
    """Whether enough whole seconds of the window have a good reading."""
    if state.released_ms is None:
        return False
    first = state.released_ms - gate.window_before_ms
    last = min(state.now_ms, state.released_ms + gate.window_after_ms)
    seconds = max(1, (last - first) // 1000)
    read = {(reading.at_ms - first) // 1000 for reading in good}
    return len(read) * 1000 >= gate.valid_permille * seconds
