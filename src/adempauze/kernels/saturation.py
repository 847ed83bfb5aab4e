"""Loops over the readings of an oximeter: which to keep, what they add up to, where they fall and come back.

Arrays and floats only; ``oximetry`` checks, names the rules and gives their sources. Times are seconds,
saturations percent, and NaN is a gap.
"""

from math import isnan, nan

import numpy as np
from numba import njit

DITHER = 2.0
KEPT, GAP, RANGE, SLOPE, PLUNGE, PERFUSION, PULSE, ROUGH = 0, 1, 2, 3, 4, 5, 6, 7


@njit(cache=True)
def reject(at, spo2, perfusion, mismatch, limits, verdict):
    """Write into *verdict* why each reading is kept or not.

    *limits* is low, high, slope per second, least perfusion, mismatch seconds, plunge points, plunge seconds,
    roughness points, seconds and margin, island seconds, seconds before a jump. *perfusion* may be empty;
    *mismatch* holds 1 where a strap disagrees.
    """
    low, high, slope, least_perfusion = limits[0], limits[1], limits[2], limits[3]
    for i in range(at.size):
        value = spo2[i]
        if isnan(value):
            verdict[i] = GAP
        elif value < low or value > high:
            verdict[i] = RANGE
        elif perfusion.size and perfusion[i] < least_perfusion:
            verdict[i] = PERFUSION
        else:
            verdict[i] = KEPT
    if mismatch.size:
        _reject_mismatch(at, mismatch, limits[4], verdict)
    _reject_plunges(at, spo2, slope, limits[5], limits[6], verdict)
    _reject_before_jumps(at, spo2, slope, limits[5], limits[11], verdict)
    _reject_rough(at, spo2, limits[7], limits[8], limits[9], verdict)
    _reject_slopes(at, spo2, slope, verdict)
    _reject_islands(at, limits[10], verdict)


@njit(cache=True)
def _reject_mismatch(at, mismatch, longest, verdict):
    """Reject readings while the pulse differs from the strap for longer than *longest*."""
    start = -1
    for i in range(at.size + 1):
        if i < at.size and mismatch[i]:
            if start < 0:
                start = i
        elif start >= 0:
            if at[i - 1] - at[start] > longest:
                for j in range(start, i):
                    if verdict[j] == KEPT:
                        verdict[j] = PULSE
            start = -1


@njit(cache=True)
def _reject_plunges(at, spo2, slope, depth, longest, verdict):
    """Reject what lies between a fall and a rise that are both too steep for blood."""
    previous = -1
    for i in range(at.size):
        if verdict[i] != KEPT:
            continue
        if previous >= 0:
            fall = spo2[previous] - spo2[i]
            if fall >= depth and fall > slope * (at[i] - at[previous]):
                end = _steep_return(at, spo2, i, spo2[previous] - depth / 2.0, slope, longest, verdict)
                if end > 0:
                    for j in range(i, end):
                        if verdict[j] == KEPT:
                            verdict[j] = PLUNGE
                    continue
        previous = i


@njit(cache=True)
def _steep_return(at, spo2, start, level, slope, longest, verdict):
    """Return where the readings jump back over *level*, or -1 when they climb back or stay down."""
    before = start
    for j in range(start + 1, at.size):
        if at[j] - at[start] > longest:
            return -1
        if verdict[j] != KEPT:
            continue
        if spo2[j] >= level:
            return j if spo2[j] - spo2[before] > slope * (at[j] - at[before]) else -1
        before = j
    return -1


@njit(cache=True)
def _reject_before_jumps(at, spo2, slope, height, longest, verdict):
    """Reject a short low before a rise too steep for blood, back to where it was that high before."""
    for i in range(1, at.size):
        if verdict[i] != KEPT or isnan(spo2[i - 1]) or spo2[i - 1] < 1.0:
            continue
        rise = spo2[i] - spo2[i - 1]
        if rise < height or rise <= slope * (at[i] - at[i - 1]):
            continue
        level = spo2[i] - height / 2.0
        j = i - 1
        while j >= 0 and at[i] - at[j] <= longest and not spo2[j] >= level:
            j -= 1
        if j >= 0 and at[i] - at[j] <= longest:
            for k in range(j + 1, i):
                if verdict[k] == KEPT:
                    verdict[k] = PLUNGE


@njit(cache=True)
def _reject_rough(at, spo2, points, window, margin, verdict):
    """Reject readings that turn back and forth within a few seconds: they follow the hand.

    A trough turns once, and gently; at each turn the smaller of the two moves counts, unless it is one point:
    a display in whole numbers dithers.
    """
    turn = np.zeros(at.size)  # how far the reading came back on its way, at each change of direction
    step = 0.0
    for i in range(1, at.size):
        if isnan(spo2[i]) or isnan(spo2[i - 1]):
            step = 0.0
            continue
        move = spo2[i] - spo2[i - 1]
        if move * step < 0.0 and min(abs(move), abs(step)) >= DITHER:
            turn[i - 1] = min(abs(move), abs(step))
        if move != 0.0:
            step = move
    marked = np.zeros(at.size, dtype=np.bool_)
    first = 0
    total = 0.0
    for last in range(at.size):
        total += turn[last]
        while at[last] - at[first] > window:
            total -= turn[first]
            first += 1
        if total >= points:
            for j in range(first, last + 1):
                marked[j] = True
    for i in range(at.size):
        if marked[i]:
            for j in range(i, -1, -1):
                if at[i] - at[j] > margin:
                    break
                if verdict[j] == KEPT:
                    verdict[j] = ROUGH
            for j in range(i, at.size):
                if at[j] - at[i] > margin:
                    break
                if verdict[j] == KEPT:
                    verdict[j] = ROUGH


@njit(cache=True)
def _reject_islands(at, shortest, verdict):
    """Reject a few kept readings between rejected ones: a burst of motion that looked calm for a moment."""
    start = -1
    for i in range(at.size + 1):
        if i < at.size and verdict[i] == KEPT:
            if start < 0:
                start = i
        elif start >= 0:
            rejected_before = start > 0 and verdict[start - 1] > RANGE
            rejected_after = i < at.size and verdict[i] > RANGE
            if rejected_before and rejected_after and at[i - 1] - at[start] < shortest:
                for j in range(start, i):
                    verdict[j] = ROUGH
            start = -1


@njit(cache=True)
def deepest_hidden(at, kept, start, end, bridge, fall, rise):
    """Return the lowest value that a gap longer than *bridge* could hide between *start* and *end*.

    In a gap the value may fall at *fall* a second and must be back at *rise* a second. NaN where there is no
    such gap. A gap that lasts to *end* hides what *fall* makes of it.
    """
    lowest = nan
    previous = -1
    for i in range(at.size + 1):
        if i < at.size and (isnan(kept[i]) or at[i] < start):
            if i < at.size and at[i] < start and not isnan(kept[i]):
                previous = i
            continue
        closed = i < at.size and at[i] <= end
        until = at[i] if closed else end
        since = at[previous] if previous >= 0 else start
        if until - since > bridge and previous >= 0:
            if closed:
                down = (kept[previous] - kept[i] + rise * (until - since)) / (fall + rise)
                down = min(max(down, 0.0), until - since)
                value = kept[previous] - fall * down
            else:
                value = kept[previous] - fall * (until - since)
            if isnan(lowest) or value < lowest:
                lowest = value
        if not closed:
            break
        previous = i
    return lowest


@njit(cache=True)
def _reject_slopes(at, spo2, slope, verdict):
    """Reject falls that are too steep since the last kept reading; one that stays passes in time.

    Rises are left alone: oxygen comes back faster than it goes, and a rise makes no false nadir.
    """
    previous = -1
    for i in range(at.size):
        if verdict[i] != KEPT:
            continue
        if previous >= 0 and spo2[previous] - spo2[i] > slope * (at[i] - at[previous]):
            verdict[i] = SLOPE
        else:
            previous = i


@njit(cache=True)
def median_of_kept(at, spo2, verdict, half_window, out):
    """Write the median of the kept readings within *half_window* of each kept one; NaN elsewhere."""
    near = np.empty(64)
    first = 0
    for i in range(at.size):
        out[i] = nan
        if verdict[i] != KEPT:
            continue
        while at[i] - at[first] > half_window:
            first += 1
        count = 0
        for j in range(first, at.size):
            if at[j] - at[i] > half_window or count == near.size:
                break
            if verdict[j] == KEPT:
                k = count
                while k > 0 and near[k - 1] > spo2[j]:
                    near[k] = near[k - 1]
                    k -= 1
                near[k] = spo2[j]
                count += 1
        out[i] = near[count // 2] if count % 2 else 0.5 * (near[count // 2 - 1] + near[count // 2])


@njit(cache=True)
def add_up(at, spo2, longest, last_step, sums):
    """Add up readings, each standing until the next sample but no longer than *longest*.

    *sums*: covered s, integral of s, nadir, its index, seconds below 94, 90, 85 and 80, HTi integral,
    saturation-hours integral, area under 100, and under the running maximum, saturation hours below 90.
    """
    sums[:] = 0.0
    sums[2] = nan
    sums[3] = -1.0
    top = 0.0
    for i in range(at.size):
        value = spo2[i]
        if isnan(value):
            continue
        step = at[i + 1] - at[i] if i + 1 < at.size else last_step
        step = min(step, longest)
        sums[0] += step
        sums[1] += step * value
        if isnan(sums[2]) or value < sums[2]:
            sums[2] = value
            sums[3] = i
        if value < 94.0:
            sums[4] += step
            if value < 90.0:
                sums[5] += step
                sums[8] += step * min(15.0, 90.0 - value)
                if value < 85.0:
                    sums[6] += step
                    if value < 80.0:
                        sums[7] += step
        if value < 98.0:
            hours = step * (98.0 / value - 1.0) * 100.0
            sums[9] += hours
            if value < 90.0:
                sums[12] += hours
        sums[10] += step * (100.0 - value)
        top = max(top, value)
        sums[11] += step * (top - value)


@njit(cache=True)
def count_falls(at, spo2, drop, window, back, refractory):
    """Count falls of *drop* points below the highest reading of the *window* before.

    After one, the next counts only once the reading is within *back* points of that maximum again
    (*back* NaN: no return asked) and *refractory* seconds have gone by.
    """
    queue = np.empty(at.size, dtype=np.int64)  # indices of falling values: the first is the window's maximum
    head = tail = 0
    count = 0
    waiting = nan
    last = -1e300
    for i in range(at.size):
        value = spo2[i]
        if isnan(value):
            continue
        while tail > head and at[i] - at[queue[head]] > window:
            head += 1
        if not isnan(waiting) and value >= waiting:
            waiting = nan
        if (
            tail > head
            and isnan(waiting)
            and at[i] - last >= refractory
            and spo2[queue[head]] - value >= drop
        ):
            count += 1
            last = at[i]
            if not isnan(back):
                waiting = spo2[queue[head]] - back
        while tail > head and spo2[queue[tail - 1]] <= value:
            tail -= 1
        queue[tail] = i
        tail += 1
    return count
