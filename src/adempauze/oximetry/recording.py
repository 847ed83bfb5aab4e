"""What a file or a sensor gave: channels on their own clocks, and what had to be left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adempauze.errors import RecordingError

# What a channel may be called: the unit ends the name. SpO2 is what a finger, ring or wrist sensor says of
# arterial blood; SmO2 is muscle, another quantity, and is never read as SpO2.
CHANNEL_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "spo2_pct": "arterial oxygen saturation by pulse oximeter",
        "smo2_pct": "muscle oxygen saturation",
        "pulse_bpm": "pulse rate from the oximeter",
        "hr_bpm": "heart rate from a strap, watch or ECG",
        "rr_ms": "time between two heartbeats",
        "perfusion_pct": "perfusion index of the oximeter",
        "motion": "movement as the device counts it, no unit",
        "respiration_per_min": "breathing rate",
        "distance_m": "distance covered",
        "speed_m_s": "speed",
        "altitude_m": "height above sea level",
        "depth_m": "depth under water, positive down",
        "cadence_per_min": "revolutions or strides of one leg a minute",
        "power_w": "mechanical power",
        "latitude_deg": "latitude",
        "longitude_deg": "longitude",
        "fio2": "fraction of oxygen breathed in",
        "end_tidal_pco2_mmhg": "carbon dioxide at the end of a breath",
    }
)

HR_RANGE_BPM = (25.0, 250.0)  # outside, an oximeter or strap has no reading (Bluetooth readers, SENSORS)


@dataclass(frozen=True, slots=True)
class Channel:
    """One quantity on its own clock: seconds from the start of the recording, NaN where nothing was read."""

    at_s: NDArray[np.float64]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, at_s: ArrayLike, values: ArrayLike) -> "Channel":
        """Return a channel in the order of time; both arrays must be of one length."""
        times = np.asarray(at_s, dtype=np.float64)
        readings = np.asarray(values, dtype=np.float64)
        if times.shape != readings.shape or times.ndim != 1:
            raise RecordingError(
                f"A channel needs one time for each value; got {times.size} times and {readings.size} values."
            )
        if times.size > 1 and np.any(np.diff(times) < 0):
            order = np.argsort(times, kind="stable")
            times, readings = times[order], readings[order]
        return cls(np.ascontiguousarray(times), np.ascontiguousarray(readings))

    @property
    def n(self) -> int:
        """Number of samples, with those that hold no reading."""
        return int(self.values.size)

    @property
    def missing(self) -> int:
        """Number of samples without a reading."""
        return int(np.count_nonzero(np.isnan(self.values)))

    @property
    def interval_s(self) -> float:
        """The usual time between two samples (median); NaN with fewer than two."""
        return float(np.median(np.diff(self.at_s))) if self.n > 1 else float("nan")

    @property
    def rate_hz(self) -> float | None:
        """Samples a second by the usual interval; None with fewer than two or with no step between them."""
        interval_s = self.interval_s
        return 1.0 / interval_s if interval_s > 0 else None

    def between(self, start_s: float, end_s: float) -> "Channel":
        """Return the samples from *start_s* up to and with *end_s*."""
        first, last = np.searchsorted(self.at_s, start_s, "left"), np.searchsorted(self.at_s, end_s, "right")
        return Channel(self.at_s[first:last], self.values[first:last])


@dataclass(frozen=True, slots=True)
class Dropped:
    """Samples that a reader or a rule left out: how many, of what, and why."""

    count: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.count} {self.what}: {self.why}"


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap as the device wrote it."""

    start_s: float
    duration_s: float
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What the device itself summed up; each is None where the file does not say it.

    Timer time stops in a pause; elapsed time does not.
    """

    sport: str | None = None
    distance_m: float | None = None
    timer_s: float | None = None
    elapsed_s: float | None = None
    device_hr_mean_bpm: float | None = None
    device_hr_max_bpm: float | None = None
    device_vo2max_ml_kg_min: float | None = None
    laps: tuple[Lap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recording, whatever file it came from.

    *started_at* is aware where the file says an instant, naive where it only has a clock on a wall
    (then *timezone_known* is False), and None where the device never knew the date. *site* is where the
    oximeter sat: ``"finger"``, ``"ring"``, ``"wrist"``, ``"laboratory"`` or None where unknown. *holds*
    are pairs of start and release in seconds, only where the file itself marks them.
    """

    kind: str
    device: str | None = None
    site: str | None = None
    started_at: datetime | None = None
    timezone_known: bool = False
    channels: Mapping[str, Channel] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    activity: Activity = field(default_factory=Activity)
    holds: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        unknown = sorted(set(self.channels) - set(CHANNEL_MEANINGS))
        if unknown:
            raise RecordingError(f"A recording has no channel named {unknown[0]}. Add its meaning first.")

    @property
    def duration_s(self) -> float:
        """Seconds from the start to the last sample of any channel, or the last release it marks."""
        ends = [float(channel.at_s[-1]) for channel in self.channels.values() if channel.n]
        return max(ends + [release_s for _, release_s in self.holds], default=0.0)


MOST_REASONS = 20


def merged(drops: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """Return drops of the same thing for the same reason as one, and none that counts nothing.

    A file that is full of different nonsense is summed after MOST_REASONS.
    """
    counts: dict[tuple[str, str], int] = {}
    for drop in drops:
        key = (drop.what, drop.why)
        if key not in counts and len(counts) >= MOST_REASONS:
            key = (drop.what, "other reasons")
        counts[key] = counts.get(key, 0) + drop.count
    return tuple(Dropped(count, what, why) for (what, why), count in counts.items() if count)
