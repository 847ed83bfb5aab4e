"""Heart rate variability for readiness: RMSSD, SDNN and lnRMSSD, with ectopic and missed beats taken out.

Task Force of ESC and NASPE (1996), Circulation 93:1043-1065: SDNN divides by n - 1, RMSSD by the number of
differences between neighbours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adempauze.errors import RecordingError

SHORTEST_MS, LONGEST_MS = 300.0, 2000.0  # 200 to 30 bpm
ECTOPIC_FRAC = 0.2  # Malik's rule: a beat that differs by more than a fifth from the one before is not normal
FIRST_BEATS = 5  # whose median the first beat is judged by
LEAST_BEATS = 20
MOST_ARTEFACTS_FRAC = 0.05  # above, a value for readiness is not given (our proposal)


@dataclass(frozen=True, slots=True)
class Variability:
    """Variability of the normal beats, and how many beats were not normal."""

    beats: int
    artefacts: int
    mean_ms: float
    rmssd_ms: float
    sdnn_ms: float
    ln_rmssd: float

    @property
    def is_usable(self) -> bool:
        """Whether few enough beats were artefacts to be used for readiness."""
        return self.artefacts <= MOST_ARTEFACTS_FRAC * self.beats


def normal_beats(rr_ms: ArrayLike) -> NDArray[np.bool_]:
    """Return which intervals are normal: in range, and within a fifth of the last normal one or the median.

    A missed beat doubles an interval and an extra one halves it; neither is repaired, both are left out, and
    no difference is taken across the hole.
    """
    intervals = np.asarray(rr_ms, dtype=np.float64)
    normal = np.isfinite(intervals) & (intervals >= SHORTEST_MS) & (intervals <= LONGEST_MS)
    if not normal.any():
        return normal
    last = float(np.median(intervals[normal][:FIRST_BEATS]))
    since = 0
    for index in np.flatnonzero(normal):
        if abs(intervals[index] - last) > ECTOPIC_FRAC * last and since < 3:
            normal[index] = False
            since += 1
        else:
            last, since = float(intervals[index]), 0
    return normal


def variability(rr_ms: ArrayLike, *, corrected: bool = True) -> Variability:
    """Return the variability of a series of RR intervals in milliseconds.

    Parameters
    ----------
    rr_ms
        Intervals in the order of the beats.
    corrected
        Whether artefacts are left out; False takes every interval as normal.

    Raises
    ------
    RecordingError
        With fewer than 20 normal beats.

    Examples
    --------
    >>> variability([800, 810] * 20).rmssd_ms
    10.0
    """
    intervals = np.asarray(rr_ms, dtype=np.float64)
    normal = normal_beats(intervals) if corrected else np.isfinite(intervals)
    if np.count_nonzero(normal) < LEAST_BEATS:
        raise RecordingError(
            f"{np.count_nonzero(normal)} normal heartbeats are too few; record at least a minute."
        )
    neighbours = normal[1:] & normal[:-1]
    differences = np.diff(intervals)[neighbours]
    rmssd_ms = float(np.sqrt(np.mean(differences**2))) if differences.size else float("nan")
    kept = intervals[normal]
    return Variability(
        beats=int(intervals.size),
        artefacts=int(intervals.size - kept.size),
        mean_ms=float(kept.mean()),
        rmssd_ms=rmssd_ms,
        sdnn_ms=float(kept.std(ddof=1)),
        ln_rmssd=float(np.log(rmssd_ms)) if rmssd_ms > 0 else float("-inf"),
    )
