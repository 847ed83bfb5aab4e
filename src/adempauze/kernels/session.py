"""The sessions of virtual runners in one compiled loop: engine, gate, bodies, sensors and behaviour.

It says nothing of its own. ``session.engine``, ``session.gate`` and ``studies.by_engine`` are the reference;
tests hold it to them event for event. What a virtual runner never does (to pause, to stop, to wear a strap or
two oximeters) is not here. Times are milliseconds, saturations tenths of a percent; -1 stands for "none".
``studies.playing`` is the face.
"""

from math import exp, sqrt

import numpy as np
from numba import njit

from adempauze.kernels import body, lanes

NONE = -1

LONGEST_SESSION_S = 7200
MOST_SEGMENTS, MOST_PARTS, MOST_ROWS, MOST_DRAWS = 128, 1024, 64, 8192

# --- the sheet as numbers: columns --------------------------------------------------------------------------

IS_HOLD, DURATION, CAP, ACTIVITY, EXERCISE, REPETITION, BAND_LOW, LOWER_CAP, PART, PARTS, LOWER, LOWERS = (
    range(12)
)
PART_ACTIVITY, PART_AFTER, PART_PACES, PART_SPO2, PART_TO_HUNGER, PART_CAP = range(6)
ACTION, NADIR_BELOW, BELOW_BAND, FALL_OVER, UNREAD_HOLDS, UNRECOVERED_TIMES, HUNGER_FROM, HUNGER_HOLDS = (
    range(8)
)
ROW = 8
SHORTEN, SKIP, LOWERING, END, LOCK = range(5)
NO_SIGNAL, LIVE, SEEN, LOGGED = range(4)
(
    SIGNAL,
    LEVEL,
    COUNT_IN_MS,
    GAP_MS,
    BREATHE_AT,
    CORRECTION,
    JOG_CORRECTION,
    RESTED,
    SEEN_PERMILLE,
    JOG_SEEN_PERMILLE,
    WINDOW_BEFORE,
    WINDOW_AFTER,
    VALID_PERMILLE,
    RECOVERED,
    LIMIT_AT_SITE,
    LONGEST_LIMIT,
    FRESH_MS,
    DIZZY_ACTION,
    FIRST_FAST,
    STANDING,
    SEGMENTS,
    ROWS,
) = range(22)
NUMBERS = 22
ACTIVITIES = 7

# --- the state: places --------------------------------------------------------------------------------------

COUNT_IN, HOLD, REST, OVER = range(4)
COMPLETED, ENDED, LOCKED = range(3)
(
    PHASE,
    SEGMENT,
    SINCE,
    NOW,
    AT_PART,
    PART_SINCE,
    PACES,
    HUNGRY_AT,
    CAP_NOW,
    REST_MS,
    LOWERED,
    LIMIT,
    SKIP_NEXT,
    UNREAD,
    UNRECOVERED,
    RELEASED,
    JUDGED,
    OUTCOME,
    HOLDS,
    STRETCHES,
    REASONS,
    TRANSITIONS,
    READINGS,
    EVENTS,
    OVERDUE,
    TABLE_OF,
) = range(26)
STATE = 26

H_SEGMENT, H_ACTIVITY, H_STARTED, H_DURATION, H_PACES, H_HUNGRY_AT, H_CAP, H_ENDED_BY, H_LATE = range(9)
H_NADIR, H_FROM, H_VALID, H_HUNGER = range(9, 13)
HOLD_COLUMNS = 13
(
    BY_SECONDS,
    BY_CAP,
    BY_PACES,
    BY_HUNGER,
    BY_LIMIT,
    BY_BREATHE,
    BY_SPO2,
    BY_SYMPTOM,
    BY_SKIP,
    BY_TIME,
    BY_END,
    BY_LOCK,
) = range(12)
LOW_IN_HOLD, DIZZY = -1, -2  # reasons that are no row of the gate
TICK, PACES_COUNTED, AIR_HUNGER, AT_LIMIT, READ, READ_BY_EYE, RATED, FELT_DIZZY = range(8)
SHORTEST_HOLD_MS = 1000
EQUAL_HOLD_TENTHS = 11


# a sheet as numbers, for one site
TABLE = np.dtype(
    [
        ("segments", np.int64, (MOST_SEGMENTS, 12)),
        ("parts", np.int64, (MOST_PARTS, 6)),
        ("rows", np.int64, (MOST_ROWS, ROW)),
        ("numbers", np.int64, (NUMBERS,)),
    ]
)


def _session(events: int) -> "np.dtype[np.void]":
    """Return one session as a record: arrays in a tuple would be counted each time that one is looked at."""
    return np.dtype(
        [
            # where it stands, and what it has brought
            ("state", np.int64, (STATE,)),
            ("holds", np.int64, (MOST_SEGMENTS, HOLD_COLUMNS)),
            ("stretches", np.int64, (2 * MOST_SEGMENTS + 2, 4)),  # segment, started, ended, ended by
            ("reasons", np.int64, (40 * MOST_SEGMENTS, 2)),  # row of the gate, at
            ("transitions", np.int64, (3 * MOST_SEGMENTS + 3, 3)),  # at, phase, segment
            ("readings", np.int64, (LONGEST_SESSION_S + 2, 3)),  # at, tenths, good
            ("events", np.int64, (events, 4)),  # type, at, value, good
            # who plays: what his activities ask of him, how he behaves, how his sensor is off, and his luck
            *(
                (name, np.float64, (ACTIVITIES,))
                for name in ("demand_ml_kg_min", "paces_per_min", "is_moving")
            ),
            *((name, np.float64) for name in ("still_volume_l", "moving_volume_l", "mass_kg", "fio2")),
            *((name, np.float64) for name in ("step_s", "delay_s", "delay_flow_s", "constriction_frac")),
            *((name, np.float64) for name in ("averaging_s", "sensor_bias_pct", "bias_pct")),
            *((name, np.float64) for name in ("hunger_frac", "breaking_l")),
            *((name, np.float64, (MOST_DRAWS,)) for name in ("normals", "uniforms")),
            # how far he is: ms, holds and draws; the lowest artery and display of each hold, in percent
            *((name, np.int64) for name in ("now", "began", "released", "rate_at", "look_at", "read_at")),
            *((name, np.int64) for name in ("said_holds", "told", "hungry", "normal", "uniform")),
            *((name, np.float64) for name in ("cost", "noise")),
            *((name, np.float64, (MOST_SEGMENTS,)) for name in ("lowest", "shown")),
        ]
    )


SESSION, SESSION_WITH_EVENTS = _session(1), _session(6 * LONGEST_SESSION_S)


# --- writing down -------------------------------------------------------------------------------------------


@njit(cache=True)
def _happened(board, kind, value, good):
    s = board.state
    if len(board.events) > 1:
        event = board.events[s[EVENTS]]
        event[0], event[1], event[2], event[3] = kind, s[NOW], value, good
        s[EVENTS] += 1


@njit(cache=True)
def _reason(board, row):
    s = board.state
    board.reasons[s[REASONS], 0], board.reasons[s[REASONS], 1] = row, s[NOW]
    s[REASONS] += 1


@njit(cache=True)
def _to_phase(board, phase, segment, at_ms):
    s = board.state
    s[PHASE], s[SEGMENT], s[SINCE] = phase, segment, at_ms
    entry = board.transitions[s[TRANSITIONS]]
    entry[0], entry[1], entry[2] = at_ms, phase, segment
    s[TRANSITIONS] += 1


@njit(cache=True)
def _noted(board, ended_by):
    s = board.state
    if s[PHASE] == REST and s[SINCE] == s[NOW]:
        return
    stretch = board.stretches[s[STRETCHES]]
    stretch[0], stretch[1], stretch[2], stretch[3] = s[SEGMENT], s[SINCE], s[NOW], ended_by
    s[STRETCHES] += 1


@njit(cache=True)
def _finish(board, outcome, segment):
    board.state[OUTCOME] = outcome
    _to_phase(board, OVER, segment, board.state[NOW])


# --- from segment to segment --------------------------------------------------------------------------------


@njit(cache=True)
def _planned_cap(table, s, segment):
    lower = table.segments[segment, LOWER_CAP]
    return lower if s[LOWERED] and lower != NONE else table.segments[segment, CAP]


@njit(cache=True)
def _part(table, s):
    segment = table.segments[s[SEGMENT]]
    first = segment[LOWER] if s[LOWERED] and segment[LOWER_CAP] != NONE else segment[PART]
    return table.parts[first + s[AT_PART]]


@njit(cache=True)
def _is_last_part(table, s):
    segment = table.segments[s[SEGMENT]]
    many = segment[LOWERS] if s[LOWERED] and segment[LOWER_CAP] != NONE else segment[PARTS]
    return s[AT_PART] == many - 1


@njit(cache=True)
def _begin_rest(table, board, segment):
    _to_phase(board, REST, segment, board.state[NOW])
    board.state[REST_MS] = table.segments[segment, DURATION]


@njit(cache=True)
def _enter(table, board, segment):
    s = board.state
    if segment == table.numbers[SEGMENTS]:
        _finish(board, COMPLETED, segment - 1)
        return
    if not table.segments[segment, IS_HOLD]:
        _begin_rest(table, board, segment)
        return
    cap = _planned_cap(table, s, segment)
    if s[LIMIT] != NONE:
        cap = min(cap, s[LIMIT])
    if s[SKIP_NEXT] or cap < SHORTEST_HOLD_MS:
        s[SKIP_NEXT] = 0
        s[PHASE], s[SEGMENT], s[SINCE] = COUNT_IN, segment, s[NOW]
        hold = board.holds[s[HOLDS]]
        hold[:] = NONE
        hold[H_SEGMENT], hold[H_ACTIVITY] = segment, table.segments[segment, ACTIVITY]
        hold[H_STARTED], hold[H_DURATION], hold[H_CAP], hold[H_ENDED_BY] = s[NOW], 0, cap, BY_SKIP
        hold[H_LATE], hold[H_FROM], hold[H_VALID] = 0, 0, 0
        s[HOLDS] += 1
        _noted(board, BY_SKIP)
        _begin_rest(table, board, segment + 1)  # after every hold there is a rest
        return
    _to_phase(board, COUNT_IN, segment, s[NOW])
    s[CAP_NOW], s[AT_PART], s[PART_SINCE] = cap, 0, s[NOW] + table.numbers[COUNT_IN_MS]
    s[PACES] = s[HUNGRY_AT] = NONE


@njit(cache=True)
def _part_ends_at(table, s):
    part = _part(table, s)
    ends_at = s[SINCE] + s[CAP_NOW]
    if part[PART_AFTER] != NONE:
        ends_at = min(ends_at, s[PART_SINCE] + part[PART_AFTER])
    if part[PART_CAP] != NONE:
        ends_at = min(ends_at, s[PART_SINCE] + part[PART_CAP])
    return ends_at


@njit(cache=True)
def _let_breathe(table, board, ended_by, at_ms):
    s = board.state
    hold = board.holds[s[HOLDS]]
    hold[:] = NONE
    hold[H_SEGMENT], hold[H_ACTIVITY] = s[SEGMENT], _part(table, s)[PART_ACTIVITY]
    hold[H_STARTED], hold[H_DURATION] = s[SINCE], at_ms - s[SINCE]
    hold[H_PACES], hold[H_HUNGRY_AT], hold[H_CAP] = s[PACES], s[HUNGRY_AT], s[CAP_NOW]
    hold[H_ENDED_BY], hold[H_LATE], hold[H_FROM], hold[H_VALID] = ended_by, s[NOW] - at_ms, 0, 0
    s[HOLDS] += 1
    s[RELEASED], s[JUDGED] = at_ms, 0
    _noted(board, ended_by)


@njit(cache=True)
def _release(table, board, ended_by, at_ms):
    _let_breathe(table, board, ended_by, at_ms)
    _enter(table, board, board.state[SEGMENT] + 1)


@njit(cache=True)
def _end_part(table, board, ended_by):
    s = board.state
    if _is_last_part(table, s):
        _release(table, board, ended_by, s[NOW])
    else:
        s[AT_PART] += 1
        s[PART_SINCE] = s[NOW]


@njit(cache=True)
def _advance_hold(table, board):
    s = board.state
    if s[PHASE] == COUNT_IN and s[NOW] >= s[SINCE] + table.numbers[COUNT_IN_MS]:
        _to_phase(board, HOLD, s[SEGMENT], s[SINCE] + table.numbers[COUNT_IN_MS])
        s[PART_SINCE], s[RELEASED], s[JUDGED] = s[SINCE], NONE, 1
    while s[PHASE] == HOLD and s[NOW] >= _part_ends_at(table, s):
        ends_at = _part_ends_at(table, s)
        after = _part(table, s)[PART_AFTER]
        in_time = after != NONE and ends_at == s[PART_SINCE] + after
        if in_time and not _is_last_part(table, s):
            s[AT_PART] += 1
            s[PART_SINCE] = ends_at
        else:
            _release(table, board, BY_SECONDS if in_time else BY_CAP, ends_at)


@njit(cache=True)
def _advance_rest(table, board):
    s, n = board.state, table.numbers
    closed = n[SIGNAL] == LIVE and s[RELEASED] != NONE and s[NOW] >= s[RELEASED] + n[WINDOW_AFTER]
    if closed and not s[JUDGED]:
        _judge(table, board)
        if s[PHASE] != REST:
            return
    if s[NOW] < s[SINCE] + s[REST_MS]:
        return
    following = s[SEGMENT] + 1
    is_last = following == table.numbers[SEGMENTS]
    if is_last or table.segments[following, IS_HOLD]:
        if not s[JUDGED]:
            _judge(table, board)
        if s[PHASE] == REST and not is_last and not _is_recovered(table, board):
            limit = n[LIMIT_AT_SITE] if s[READINGS] else n[LONGEST_LIMIT]
            if s[RELEASED] != NONE and s[NOW] < s[RELEASED] + limit:
                return
            _give_up(table, board)
        if s[PHASE] != REST:
            return
    _noted(board, BY_TIME)
    _enter(table, board, following)


@njit(cache=True)
def _pass_time(table, board, now_ms):
    """Make every change that is due; a silence longer than the sheet allows would be a pause."""
    s = board.state
    if s[PHASE] != OVER and now_ms - s[NOW] > table.numbers[GAP_MS]:
        s[OVERDUE] = 1
    s[NOW] = now_ms
    if s[PHASE] == OVER:
        return
    _advance_hold(table, board)
    if s[PHASE] == REST:
        _advance_rest(table, board)


# --- the gate -----------------------------------------------------------------------------------------------


@njit(cache=True)
def _arterial(table, hold):
    """Return what a hold's displayed lowest value was in the artery."""
    n = table.numbers
    jogged = hold[H_ACTIVITY] >= n[FIRST_FAST]
    fall = n[RESTED] - hold[H_NADIR] + n[JOG_CORRECTION if jogged else CORRECTION]
    if fall <= 0:
        return n[RESTED] - fall
    return n[RESTED] + -fall * 1000 // n[JOG_SEEN_PERMILLE if jogged else SEEN_PERMILLE]


@njit(cache=True)
def _window(table, board):
    """Return the span of the last hold's window in the readings."""
    s, n = board.state, table.numbers
    if s[RELEASED] == NONE:
        return 0, 0
    end = s[READINGS]
    while end > 0 and board.readings[end - 1, 0] > s[RELEASED] + n[WINDOW_AFTER]:
        end -= 1
    start = end
    while start > 0 and board.readings[start - 1, 0] >= s[RELEASED] - n[WINDOW_BEFORE]:
        start -= 1
    return start, end


@njit(cache=True)
def _measure(table, board):
    """Write down what the window says of the last hold's lowest value so far."""
    s, n = board.state, table.numbers
    start, end = _window(table, board)
    first = s[RELEASED] - n[WINDOW_BEFORE]
    lowest, single = 1_000_000, 1_000_000
    good = seconds_read = 0
    before = before_that = 0
    last_second = NONE
    for k in range(start, end):
        at_ms, tenths = board.readings[k, 0], board.readings[k, 1]
        if not board.readings[k, 2]:
            continue
        good += 1
        single = min(single, tenths)
        if good >= 3:
            middle = max(min(before, before_that), min(max(before, before_that), tenths))
            lowest = min(lowest, middle)
        before_that, before = before, tenths
        second = (at_ms - first) // 1000
        if second != last_second:
            seconds_read += 1
            last_second = second
    if good == 0:
        return
    last = min(s[NOW], s[RELEASED] + n[WINDOW_AFTER])
    seconds = max(1, (last - first) // 1000)
    hold = board.holds[s[HOLDS] - 1]
    hold[H_NADIR] = max(0, lowest if good >= 3 else single)
    hold[H_FROM] = LIVE
    hold[H_VALID] = seconds_read * 1000 >= n[VALID_PERMILLE] * seconds


@njit(cache=True)
def _is_below(table, hold, limit):
    return limit != NONE and hold[H_NADIR] != NONE and _arterial(table, hold) < limit


@njit(cache=True)
def _has_fallen(table, board, by_more_than):
    s = board.state
    hold = board.holds[s[HOLDS] - 1]
    segment = table.segments[hold[H_SEGMENT]]
    if segment[REPETITION] < 3 or hold[H_NADIR] == NONE:
        return False
    for k in range(s[HOLDS]):
        first = board.holds[k]
        of = table.segments[first[H_SEGMENT]]
        if of[EXERCISE] != segment[EXERCISE] or of[REPETITION] != 1 or first[H_NADIR] == NONE:
            continue
        is_equal = hold[H_DURATION] * 10 <= first[H_DURATION] * EQUAL_HOLD_TENTHS
        if is_equal and first[H_NADIR] - hold[H_NADIR] > by_more_than:
            return True
    return False


@njit(cache=True)
def _is_set_off(table, board, row):
    s = board.state
    hold = board.holds[s[HOLDS] - 1]
    has_condition = False
    if row[NADIR_BELOW] != NONE:
        has_condition = True
        if not _is_below(table, hold, row[NADIR_BELOW]):
            return False
    if row[BELOW_BAND] == 1:
        has_condition = True
        if not _is_below(table, hold, table.segments[hold[H_SEGMENT], BAND_LOW]):
            return False
    if row[FALL_OVER] != NONE:
        has_condition = True
        if not _has_fallen(table, board, row[FALL_OVER]):
            return False
    if row[UNREAD_HOLDS] != NONE:
        has_condition = True
        if s[UNREAD] < row[UNREAD_HOLDS]:
            return False
    return has_condition


@njit(cache=True)
def _judge(table, board):
    s, n = board.state, table.numbers
    _measure(table, board)
    s[JUDGED] = 1
    is_read = board.holds[s[HOLDS] - 1, H_VALID] == 1
    lower = table.segments[board.holds[s[HOLDS] - 1, H_SEGMENT], LOWER_CAP]
    is_light = lower == NONE or board.holds[s[HOLDS] - 1, H_CAP] <= lower
    if is_read or n[SIGNAL] not in (LIVE, SEEN):
        s[UNREAD] = 0
    elif n[SIGNAL] == LIVE or not is_light:
        s[UNREAD] += 1
    rows = 0
    for k in range(table.numbers[ROWS]):
        rows |= _bit(k, _is_set_off(table, board, table.rows[k]))
    _apply(table, board, rows)


@njit(cache=True)
def _urgent(table, board):
    s = board.state
    if board.holds[s[HOLDS] - 1, H_FROM] != SEEN and not s[JUDGED]:
        start, end = _window(table, board)
        good = 0
        for k in range(start, end):
            good += board.readings[k, 2]
        if good < 3:
            return
    rows = 0
    for k in range(table.numbers[ROWS]):
        row = table.rows[k]
        if row[NADIR_BELOW] != NONE and row[ACTION] >= END:
            rows |= _bit(k, _is_set_off(table, board, row))
    _apply(table, board, rows)


@njit(cache=True)
def _give_up(table, board):
    s = board.state
    s[UNRECOVERED] += 1
    s[SKIP_NEXT] = 1
    rows = 0
    for k in range(table.numbers[ROWS]):
        times = table.rows[k, UNRECOVERED_TIMES]
        rows |= _bit(k, times != NONE and s[UNRECOVERED] >= times)
    _apply(table, board, rows)


@njit(cache=True)
def _is_recovered(table, board):
    s, n = board.state, table.numbers
    if n[SIGNAL] != LIVE or s[RELEASED] == NONE:
        return True
    needs_no_sensor = n[LEVEL] <= 1 or s[LOWERED] == 1
    newest = s[READINGS] - 1
    while newest >= 0 and board.readings[newest, 2] == 0:
        newest -= 1
    if newest < 0 or board.readings[newest, 0] < s[RELEASED]:
        return needs_no_sensor
    is_fresh = board.readings[newest, 0] >= s[NOW] - n[FRESH_MS]
    return board.readings[newest, 1] >= n[RECOVERED] and (is_fresh or needs_no_sensor)


@njit(cache=True)
def _end(table, board, outcome):
    """End a session that is not over; its reasons have been written."""
    s = board.state
    if s[PHASE] == HOLD:
        _let_breathe(table, board, BY_SYMPTOM, s[NOW])
    elif s[PHASE] == REST:
        _noted(board, BY_LOCK if outcome == LOCKED else BY_END)
    _finish(board, outcome, s[SEGMENT])


@njit(cache=True)
def _is_known(board, row):
    known = False
    for k in range(board.state[REASONS]):
        known = known or board.reasons[k, 0] == row
    return known


@njit(cache=True)
def _bit(k, is_set):
    """Return a set of rows, or of actions, that has k in it or is empty."""
    return 1 << k if is_set else 0


@njit(cache=True)
def _apply(table, board, rows):
    """Do what a set of rows says; after the end only reasons grow, and ended can still become locked."""
    s = board.state
    does = 0
    is_over = s[PHASE] == OVER
    for k in range(table.numbers[ROWS]):
        if rows >> k & 1:
            does |= _bit(table.rows[k, ACTION], True)
            if not (is_over and _is_known(board, k)):
                _reason(board, k)
    locks, ends = does >> LOCK & 1, does >> END & 1
    if is_over:
        if locks:
            s[OUTCOME] = LOCKED
        return
    if locks or ends:
        _end(table, board, LOCKED if locks else ENDED)
        return
    if does >> LOWERING & 1:
        s[LOWERED] = 1
    if does >> SKIP & 1:
        s[SKIP_NEXT] = 1
    if does >> SHORTEN & 1:
        limit = board.holds[s[HOLDS] - 1, H_DURATION] * 4 // 5
        s[LIMIT] = limit if s[LIMIT] == NONE else min(s[LIMIT], limit)


# --- what happens -------------------------------------------------------------------------------------------


@njit(cache=True)
def _is_after_hold(s, holds):
    return s[RELEASED] != NONE and s[PHASE] != HOLD and holds[s[HOLDS] - 1, H_ENDED_BY] != BY_SKIP


@njit(cache=True)
def _tick(table, board, at_ms):
    _pass_time(table, board, at_ms)
    _happened(board, TICK, 0, 0)


@njit(cache=True)
def _count_paces(table, board, at_ms, count):
    s = board.state
    _pass_time(table, board, at_ms)
    _happened(board, PACES_COUNTED, count, 0)
    if s[PHASE] != HOLD:
        return
    s[PACES] = max(count, s[PACES], 0)
    after = _part(table, s)[PART_PACES]
    if after == NONE:
        return
    if s[PACES] >= max(1, after * s[CAP_NOW] // _planned_cap(table, s, s[SEGMENT])):
        _end_part(table, board, BY_PACES)


@njit(cache=True)
def _feel_hunger(table, board, at_ms):
    s = board.state
    _pass_time(table, board, at_ms)
    _happened(board, AIR_HUNGER, 0, 0)
    if s[PHASE] != HOLD:
        return
    s[HUNGRY_AT] = s[NOW] - s[SINCE]
    if _part(table, s)[PART_TO_HUNGER] == 1:
        _end_part(table, board, BY_HUNGER)


@njit(cache=True)
def _reach_limit(table, board, at_ms):
    s = board.state
    _pass_time(table, board, at_ms)
    _happened(board, AT_LIMIT, 0, 0)
    if s[PHASE] == HOLD:
        _release(table, board, BY_LIMIT, s[NOW])


@njit(cache=True)
def _read(table, board, at_ms, tenths, good):
    s, n = board.state, table.numbers
    _pass_time(table, board, at_ms)
    _happened(board, READ, tenths, good)
    reading = board.readings[s[READINGS]]
    reading[0], reading[1], reading[2] = at_ms, tenths, good
    s[READINGS] += 1
    if s[PHASE] == HOLD:
        at_spo2 = _part(table, s)[PART_SPO2]
        if good and tenths <= n[BREATHE_AT]:
            _reason(board, LOW_IN_HOLD)
            _release(table, board, BY_SPO2, s[NOW])
        elif good and at_spo2 != NONE and tenths <= at_spo2:
            _end_part(table, board, BY_SPO2)
        return
    if s[RELEASED] == NONE or board.holds[s[HOLDS] - 1, H_ENDED_BY] == BY_SKIP:
        return
    if s[NOW] <= s[RELEASED] + n[WINDOW_AFTER]:
        _measure(table, board)
        _urgent(table, board)


@njit(cache=True)
def _read_by_eye(table, board, at_ms, tenths):
    s = board.state
    _pass_time(table, board, at_ms)
    _happened(board, READ_BY_EYE, tenths, 0)
    if not _is_after_hold(s, board.holds):
        return
    hold = board.holds[s[HOLDS] - 1]
    if hold[H_NADIR] == NONE or tenths < hold[H_NADIR]:
        hold[H_NADIR], hold[H_FROM] = tenths, SEEN
    hold[H_VALID] = 1
    _urgent(table, board)


@njit(cache=True)
def _rate(table, board, at_ms, rating):
    s = board.state
    _pass_time(table, board, at_ms)
    _happened(board, RATED, rating, 0)
    if not _is_after_hold(s, board.holds):
        return
    hold = board.holds[s[HOLDS] - 1]
    was = hold[H_HUNGER]
    hold[H_HUNGER] = max(rating, was, 0)
    if s[PHASE] == OVER:
        return
    rows = 0
    for k in range(table.numbers[ROWS]):
        hunger_from, wanted = table.rows[k, HUNGER_FROM], table.rows[k, HUNGER_HOLDS]
        if hunger_from == NONE:
            continue
        hungry = 0
        for j in range(s[HOLDS]):
            hungry += board.holds[j, H_HUNGER] >= hunger_from
        before = hungry - int(was < hunger_from <= hold[H_HUNGER])
        rows |= _bit(k, before < wanted <= hungry)
    _apply(table, board, rows)


@njit(cache=True)
def _feel_dizzy(table, board, at_ms):
    _pass_time(table, board, at_ms)
    _happened(board, FELT_DIZZY, 0, 0)
    if board.state[PHASE] == OVER:
        return
    _reason(board, DIZZY)
    _end(table, board, LOCKED if table.numbers[DIZZY_ACTION] == LOCK else ENDED)


# --- runners play -------------------------------------------------------------------------------------------


@njit(cache=True, nogil=True)
def play(tables, boards, records, states, how, abreast):
    """Play sessions that have just started to their ends, several abreast.

    *how* is the ``Behaviour`` of ``studies.virtual``; *records* are the bodies and *states* theirs at rest;
    *abreast* is one set of lanes.
    """
    bodies = abreast[0]
    who = np.full(lanes.LANES, NONE)
    for i in range(lanes.LANES):
        first = min(i, len(boards) - 1)
        _lie_down(bodies, i, boards[first], records[first], states[first])
    waiting = 0
    while True:
        busy = False
        for i in range(lanes.LANES):
            if bodies.left[i] == 0.0:
                if who[i] != NONE:
                    board = boards[who[i]]
                    _end_moment(tables[board.state[TABLE_OF]], board, how, bodies, i)
                    if board.state[PHASE] == OVER or board.now >= 1000 * LONGEST_SESSION_S:
                        who[i] = NONE
                while who[i] == NONE and waiting < len(boards):
                    board = boards[waiting]
                    _open(tables[board.state[TABLE_OF]], board)
                    if board.state[PHASE] != OVER:
                        who[i] = waiting
                        _lie_down(bodies, i, board, records[waiting], states[waiting])
                    waiting += 1
                if who[i] != NONE:
                    board = boards[who[i]]
                    _begin_moment(tables[board.state[TABLE_OF]], board, how, bodies, i)
            busy = busy or who[i] != NONE
        if not busy:
            return
        lanes.step(bodies)


@njit(cache=True)
def _lie_down(bodies, i, board, record, state):
    """Put a rested body, with its sensor, into a lane."""
    bodies.step_s[i], bodies.fio2[i] = board.step_s, board.fio2
    bodies.delay_s[i], bodies.delay_flow_s[i] = board.delay_s, board.delay_flow_s
    bodies.constriction[i], bodies.averaging_s[i] = board.constriction_frac, board.averaging_s
    lanes.lie_down(bodies, i, record, state)


@njit(cache=True)
def _open(table, board):
    """Begin a session whose table is set, and whether it is lowered; what the board had is forgotten."""
    s = board.state
    table_of, lowered = s[TABLE_OF], s[LOWERED]
    s[:] = 0
    s[TABLE_OF], s[LOWERED] = table_of, lowered
    s[PACES] = s[HUNGRY_AT] = s[LIMIT] = s[RELEASED] = s[OUTCOME] = NONE
    s[JUDGED] = 1
    _enter(table, board, 0)
    board.began = board.rate_at = board.look_at = NONE
    board.now = board.released = board.read_at = 0
    board.said_holds = board.told = board.hungry = board.normal = board.uniform = 0
    board.cost, board.noise = 1.0, 0.0


@njit(cache=True)
def _begin_moment(table, board, how, bodies, i):
    """Let the body hold or breathe for a moment, and move as the session says."""
    s = board.state
    holding = s[PHASE] == HOLD
    if holding and board.began != s[SINCE]:
        board.began, board.hungry, board.rate_at, board.look_at = s[SINCE], 0, NONE, NONE
        is_moving = board.is_moving[table.segments[s[SEGMENT], ACTIVITY]]
        volume = board.moving_volume_l if is_moving else board.still_volume_l
        lanes.start_hold(bodies, i, 1000.0 * max(volume + how.volume_sd_l_btps * _normal(board), 1.2))
        board.cost = exp(how.demand_sd_frac * _normal(board))
        board.lowest[board.told] = board.shown[board.told] = 100.0
        board.told += 1
    demand = board.demand_ml_kg_min[_activity(table, s)] * (board.cost if holding else 1.0)
    mode = body.HOLD if holding else body.BREATHE
    lanes.live(bodies, i, 0.5 if holding else 1.0, mode, demand * board.mass_kg / 60.0)


@njit(cache=True)
def _end_moment(table, board, how, bodies, i):
    """Go on with what the body did: to the artery, to himself, to the sensor; and he says how he is."""
    s = board.state
    holding = bodies.mode[i] == body.HOLD
    missed_l = bodies.missed[i] / 1000.0
    if board.told and (holding or board.now <= board.released + how.due_to_hold_ms):
        board.lowest[board.told - 1] = min(board.lowest[board.told - 1], bodies.lowest[i])
    board.now += 500 if holding else 1000
    if holding:
        _during_hold(table, board, how, missed_l)
    if s[PHASE] != OVER and board.now >= board.read_at:
        _show(table, board, how, bodies.chain[-1, i])
    _tick(table, board, board.now)
    _after_release(board, how)
    if 0 <= board.rate_at <= board.now and s[PHASE] != HOLD:
        _say(table, board, how, missed_l)
    if 0 <= board.look_at <= board.now and s[PHASE] == REST:
        board.look_at = NONE
        if table.numbers[SIGNAL] == SEEN:
            _read_by_eye(table, board, board.now, int(10 * board.shown[board.told - 1]))


@njit(cache=True)
def _during_hold(table, board, how, missed_l):
    """Count paces, feel air hunger, and come to the limit."""
    s = board.state
    per_min = board.paces_per_min[_activity(table, s)]
    if per_min > 0.0:
        held_s = (board.now - board.began) / 1000.0
        _count_paces(table, board, board.now, int(held_s * per_min / 60.0))
    if s[PHASE] == HOLD:
        if not board.hungry and missed_l >= board.hunger_frac * board.breaking_l:
            board.hungry = 1
            if _uniform(board) >= how.misses_hunger_tap_frac:
                _feel_hunger(table, board, board.now)
        if s[PHASE] == HOLD and missed_l >= board.breaking_l:
            _reach_limit(table, board, board.now)
    _after_release(board, how)


@njit(cache=True)
def _show(table, board, how, percent):
    """Show a reading, with noise that changes slowly; the session takes it in where it reads live."""
    board.read_at = board.now + 1000
    rho = how.noise_rho_frac
    board.noise = rho * board.noise + sqrt(1.0 - rho * rho) * how.noise_sd_pct * _normal(board)
    shown = min(max(round(percent + board.sensor_bias_pct + board.bias_pct + board.noise), 0), 100)
    if board.told and (board.state[PHASE] == HOLD or board.now <= board.released + how.due_to_hold_ms):
        board.shown[board.told - 1] = min(board.shown[board.told - 1], float(shown))
    if table.numbers[SIGNAL] == LIVE:
        good = _uniform(board) >= how.bad_readings_frac
        _read(table, board, board.now, 10 * shown, 1 if good else 0)
        _after_release(board, how)


@njit(cache=True)
def _say(table, board, how, missed_l):
    """Rate the hold, and say it if he is dizzy."""
    board.rate_at = NONE
    felt = 10.0 * (missed_l / board.breaking_l + how.hunger_sd_frac * _normal(board))
    _rate(table, board, board.now, min(max(round(felt), 0), 10))
    dizzy = 1.0 / (1.0 + exp((board.lowest[board.told - 1] - how.faint_pct) / how.faint_width_pct))
    if board.state[PHASE] != OVER and _uniform(board) < dizzy:
        _feel_dizzy(table, board, board.now)


@njit(cache=True)
def _normal(board):
    """Return the next normal draw of his luck; one too many is found out afterwards."""
    board.normal += 1
    return board.normals[min(board.normal, MOST_DRAWS) - 1]


@njit(cache=True)
def _uniform(board):
    """Return the next uniform draw of his luck."""
    board.uniform += 1
    return board.uniforms[min(board.uniform, MOST_DRAWS) - 1]


@njit(cache=True)
def _after_release(board, how):
    """Plan what is said of a hold once it is over."""
    holds = board.state[HOLDS]
    if holds > board.said_holds and board.holds[holds - 1, H_ENDED_BY] != BY_SKIP:
        board.said_holds, board.released = holds, board.now
        board.rate_at = board.now + how.rated_after_ms
        board.look_at = board.now + how.read_by_eye_after_ms


@njit(cache=True)
def _activity(table, s):
    if s[PHASE] == HOLD:
        segment = table.segments[s[SEGMENT]]
        lower = s[LOWERED] and segment[LOWER_CAP] != NONE
        first, many = (segment[LOWER], segment[LOWERS]) if lower else (segment[PART], segment[PARTS])
        return table.parts[first + min(s[AT_PART], many - 1), PART_ACTIVITY]
    return table.numbers[STANDING] if s[PHASE] == COUNT_IN else table.segments[s[SEGMENT], ACTIVITY]
