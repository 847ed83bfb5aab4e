"""Points of a track as TCX and GPX hold them: a time, and what was measured then."""

import math
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from adempauze.io.clocks import Timeline, parse_instant, timeline
from adempauze.oximetry.recording import HR_RANGE_BPM, Channel, Dropped, merged

SEMI_MAJOR_M = 6_378_137.0  # WGS 84
ECCENTRICITY_SQUARED = 0.006_694_379_990_14  # WGS 84


@dataclass(slots=True)
class Points:
    """Points in the order of the file, each a time and its readings by channel name."""

    moments: list[datetime] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)
    drops: list[Dropped] = field(default_factory=list)

    def add(self, time_text: str | None, readings: dict[str, float]) -> None:
        """Keep a point, or count it as dropped where it has no readable time."""
        moment = parse_instant(time_text) if time_text else None
        if moment is None:
            self.drops.append(Dropped(1, "points", "no readable time"))
            return
        self.moments.append(moment)
        self.rows.append(readings)

    def finish(self, zone: tzinfo | None) -> tuple[Timeline | None, dict[str, Channel], tuple[Dropped, ...]]:
        """Return the clock and the channels; a moment written twice (a lap border) is kept once."""
        if not self.moments:
            return None, {}, merged(self.drops)
        clock = timeline(self.moments, zone)
        order = np.argsort(clock.at_s, kind="stable")
        if np.any(np.diff(clock.at_s) < 0):
            backward = int(np.count_nonzero(np.diff(clock.at_s) < 0))
            self.drops.append(Dropped(backward, "times in order", "the clock ran back; points were sorted"))
        at_s = clock.at_s[order]
        first = np.concatenate([[True], np.diff(at_s) > 0])
        self.drops.append(Dropped(int(np.count_nonzero(~first)), "points", "a time that came before"))
        names = dict.fromkeys(name for row in self.rows for name in row)
        channels = {}
        for name in names:
            column = np.array([row.get(name, math.nan) for row in self.rows], dtype=np.float64)[order]
            values = _first_reading(column, first)
            if np.isfinite(values).any():
                channels[name] = Channel.of(at_s[first], values)
        return clock, channels, merged(self.drops)


def _first_reading(column: NDArray[np.float64], first: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Keep, for each moment, the first reading of the points that share it; a blank yields to a number."""
    group = np.cumsum(first) - 1
    values = np.full(int(group[-1]) + 1, np.nan)
    for index in np.flatnonzero(np.isfinite(column))[::-1]:
        values[group[index]] = column[index]
    return values


def number(text: str) -> float:
    """Return the number in a text; NaN where there is none."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def valid_hr_bpm(value_bpm: float, drops: list[Dropped]) -> float:
    """Return a heart rate, or NaN for the numbers that devices write when they have none (0, 255, 999)."""
    low, high = HR_RANGE_BPM
    if low <= value_bpm <= high:
        return value_bpm
    if not math.isnan(value_bpm):
        drops.append(Dropped(1, "heart rates", f"outside {low:g} to {high:g} bpm"))
    return math.nan


def path_length_m(latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64]) -> float:
    """Return the length of a path over the WGS 84 ellipsoid, skipping points without a position.

    Each piece is measured with the two radii of curvature at its middle (Snyder 1987, USGS Professional
    Paper 1395, p. 25), which is exact enough for pieces of a few kilometres.
    """
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    lat, lon = np.radians(latitude_deg[known]), np.radians(longitude_deg[known])
    middle = (lat[1:] + lat[:-1]) / 2
    bulge = 1 - ECCENTRICITY_SQUARED * np.sin(middle) ** 2
    north_m = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / bulge**1.5 * np.diff(lat)
    east_m = SEMI_MAJOR_M / np.sqrt(bulge) * np.cos(middle) * np.diff(lon)
    return float(np.sum(np.hypot(north_m, east_m)))
