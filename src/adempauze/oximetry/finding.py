"""Holds in a recording that nobody marked: long falls, one after another, lowest after the release.

A hold cannot be seen to begin in a saturation: it stays flat for half of it or more. What is seen is the
fall, the nadir and the return; the release lies before the nadir by the delay to the sensor, which was 9 to
47 s in the one public session with a finger sensor. So a start is "no later than", and a release has its
uncertainty with it.
"""

from dataclasses import dataclass

import numpy as np

from adempauze.oximetry.cleaning import CleanTrace
from adempauze.oximetry.recording import Channel

DEFINITION = (
    "fall of at least 4 points below the usual level, 8 s or longer, at 0.15 to 4 points a second, back "
    "within 2 points of that level (or half-way, before the next) in 90 s after its lowest reading"
)
LONGEST_SESSION_S = 3 * 3600.0  # beyond, a recording is a night, and its falls are sleep
SHORTEST_FALL_S = 8.0
FALL_PCT = 4.0  # as small as a hold of half a minute makes it, and above what sleep scoring calls an event
BACK_PCT = 2.0
RECOVERY_S = 90.0
LEVEL_S = 300.0
SLOWEST_PCT_PER_S, FASTEST_PCT_PER_S = 0.15, 4.0  # slowest: divers at rest, 0.15 to 0.16 %/s (DOMAIN V15)
RELEASE_BEFORE_NADIR_S, RELEASE_ERROR_S = 28.0, 19.0  # middle and half width of 9 to 47 s after the release
EDGE_PCT = 1.5


@dataclass(frozen=True, slots=True)
class FoundHold:
    """A fall that looks like a hold's. The hold began at *fall_s* at the latest."""

    fall_s: float
    nadir_s: float
    back_s: float
    nadir_pct: float
    release_s: float
    release_error_s: float

    @property
    def interval(self) -> tuple[float, float]:
        """The hold as far as it can be told: from the fall to the estimated release."""
        return self.fall_s, max(self.release_s, self.fall_s + 1.0)


def find_holds(trace: CleanTrace) -> tuple[FoundHold, ...]:
    """Return the falls of a recording that look like breath-holds, by DEFINITION."""
    known = np.isfinite(trace.smooth.values)
    smooth = Channel(trace.smooth.at_s[known], trace.smooth.values[known])
    if smooth.n < 3 or smooth.at_s[-1] - smooth.at_s[0] > LONGEST_SESSION_S:
        return ()
    level = _usual_level(smooth)
    found: list[FoundHold] = []
    at = 0
    while at < smooth.n:
        if level[at] - smooth.values[at] < FALL_PCT:
            at += 1
            continue
        end = _end_of_fall(smooth, level, at)
        hold = _hold(smooth, level, at, end)
        if hold is not None and (not found or hold.fall_s >= found[-1].nadir_s):
            found.append(hold)
        at = end + 1
    return tuple(found)


def _usual_level(smooth: Channel) -> np.ndarray:
    """Return what is usual around each reading: the 90th percentile of the five minutes about it."""
    level = np.empty(smooth.n)
    every = max(1, int(np.ceil(15.0 / max(smooth.interval_s, 0.1))))
    grid = np.arange(0, smooth.n, every)
    for position in grid:
        centre_s = smooth.at_s[position]
        level[position] = np.percentile(
            smooth.between(centre_s - LEVEL_S / 2, centre_s + LEVEL_S / 2).values, 90
        )
    return np.interp(np.arange(smooth.n), grid, level[grid])


def _end_of_fall(smooth: Channel, level: np.ndarray, start: int) -> int:
    """Return where a fall is over: back near the level, or half-way back with a new fall coming."""
    lowest = start
    for index in range(start, smooth.n):
        value = smooth.values[index]
        if value <= smooth.values[lowest]:
            lowest = index
        depth = level[lowest] - smooth.values[lowest]
        if value >= level[index] - BACK_PCT:
            return index
        half_way = value - smooth.values[lowest] >= depth / 2
        if half_way and index + 1 < smooth.n and _falls_again(smooth, index, depth / 2):
            return index
        if smooth.at_s[index] - smooth.at_s[lowest] > RECOVERY_S:
            return index
    return smooth.n - 1


def _falls_again(smooth: Channel, index: int, depth_pct: float) -> bool:
    ahead = smooth.between(smooth.at_s[index], smooth.at_s[index] + RECOVERY_S).values
    top = int(np.argmax(ahead))
    return top == 0 and bool(ahead.min() <= smooth.values[index] - max(FALL_PCT / 2, depth_pct / 2))


def _hold(smooth: Channel, level: np.ndarray, start: int, end: int) -> FoundHold | None:
    lowest = start + int(np.argmin(smooth.values[start : end + 1]))
    nadir_pct, nadir_s = float(smooth.values[lowest]), float(smooth.at_s[lowest])
    edge = lowest
    while edge > 0 and smooth.values[edge] < level[lowest] - EDGE_PCT:
        edge -= 1
    fall_s, fall_pct = float(smooth.at_s[edge]), float(smooth.values[edge] - nadir_pct)
    took_s = nadir_s - fall_s
    came_back = smooth.values[end] - nadir_pct >= (level[lowest] - nadir_pct) / 2
    if took_s < SHORTEST_FALL_S or not came_back or smooth.at_s[end] - nadir_s > RECOVERY_S:
        return None
    if not SLOWEST_PCT_PER_S <= fall_pct / took_s <= FASTEST_PCT_PER_S:
        return None
    return FoundHold(
        fall_s=fall_s,
        nadir_s=nadir_s,
        back_s=float(smooth.at_s[end]),
        nadir_pct=nadir_pct,
        release_s=nadir_s - min(RELEASE_BEFORE_NADIR_S, took_s / 2),
        release_error_s=RELEASE_ERROR_S,
    )
