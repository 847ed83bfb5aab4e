"""What each hold did: how low, how late, how fast, how long until it was over, and how far to believe it.

The lowest reading of a finger comes 9 to 47 s after breathing starts again (circulation to the finger, then
the device's averaging), so a nadir is looked for until 45 s after the release, and never inside the hold
alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from adempauze.errors import ParameterError
from adempauze.oximetry.cleaning import CleanTrace, clean
from adempauze.oximetry.recording import Channel, Recording

WINDOW_BEFORE_S, WINDOW_AFTER_S = 5.0, 45.0  # around the release (DOMAIN 2.3; lowest seen at +47 s at most)
GOOD_SHARE, FAIR_SHARE = 0.8, 0.5  # of the window covered by kept readings (our proposal)
RECOVERED_PCT = 95.0
RECOVERY_LONGEST_S = 180.0
BASELINE_S = 20.0
SUPPORT_PCT = 1.0  # a lowest reading may lie this far under the median of its 3 s
# what a gap may hide: the steepest fall and return of the synthetic sessions (our proposal)
HIDDEN_FALL_PCT_PER_S, HIDDEN_RISE_PCT_PER_S = 1.5, 3.0
HIDDEN_MARGIN_PCT = 1.0
TROUGH_PCT = 2.0  # readings this far above the lowest on either side close its trough
FINE_INTERVAL_S = 2.0  # a reading every 4 s is too coarse for a hold of 10 s
HR_BEFORE_S, HR_PEAK_S, HR_LATE_S, HR_RECOVERY_S = 5.0, 30.0, 15.0, 60.0

# site -> error of one reading, points, one standard error, with its source
DEVICE_ERROR_PCT = {
    "finger": 3.0,  # four home and hospital devices, 100 to 80 %, RMSE 2.7 to 3.3: Santos 2022, PMC8889481
    "ring": 3.6,  # against a clip, lying still, 80 to 100 %: Morinaga, Digital Life
    "wrist": 8.0,  # single readings under 90 %: Digital Health 2022, doi 10.1177/20552076221132127
    "laboratory": 2.0,  # two good devices on one person: bias -2.0 to +2.1 in the recordings themselves
}
# of an oximeter that nobody has compared: the most that ISO 80601-2-61 lets one be off (Arms, 70 to 100 %)
STANDARD_ERROR_PCT = 4.0

Grade = Literal["good", "fair", "poor"]


@dataclass(frozen=True, slots=True)
class HeartResponse:
    """The heart in one hold: it rises first, falls in the dive response, and comes back after."""

    start_bpm: float | None
    peak_bpm: float | None  # in the first 30 s
    lowest_bpm: float | None  # until 15 s after the release
    lowest_at_s: float | None  # from the start of the hold
    fall_bpm: float | None  # from peak to lowest
    recovery_60s_bpm: float | None  # from the highest in 30 s after the release to 60 s after it


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMeasures:
    """One hold. Every number is None where the recording does not carry it."""

    number: int
    start_s: float
    release_s: float
    duration_s: float
    start_spo2_pct: float | None
    nadir_pct: float | None
    nadir_error_pct: float
    nadir_after_release_s: float | None
    slope_pct_per_s: float | None  # of the fall, negative
    recovery_to_95_s: float | None  # from the release
    area_pct_s: float | None  # under the reading at the start, until the window closes
    heart: HeartResponse | None
    quality: Grade
    covered_frac: float  # share of the window around the release that kept readings cover
    reasons: tuple[str, ...]


def measure(
    recording: Recording, holds: Sequence[tuple[float, float]], trace: CleanTrace | None = None
) -> tuple[HoldMeasures, ...]:
    """Return what every hold did. *holds* are pairs of start and release, seconds on the recording's clock.

    Raises
    ------
    ParameterError
        If a release does not follow its start, or a hold begins before the one before it ended.
    """
    _check_order(holds)
    trace = trace if trace is not None else clean(recording)
    heart = recording.channels.get("hr_bpm", recording.channels.get("pulse_bpm"))
    measured = []
    for index, (start_s, release_s) in enumerate(holds):
        next_s = holds[index + 1][0] if index + 1 < len(holds) else np.inf
        measured.append(_measure_one(index + 1, start_s, release_s, next_s, trace, heart, recording.site))
    return tuple(measured)


def _check_order(holds: Sequence[tuple[float, float]]) -> None:
    before_s = -np.inf
    for number, (start_s, release_s) in enumerate(holds, 1):
        if not before_s <= start_s < release_s:
            raise ParameterError(
                f"hold {number} must start after the one before and end after its start; "
                f"got {start_s:g} to {release_s:g} s."
            )
        before_s = release_s


def _measure_one(
    number: int,
    start_s: float,
    release_s: float,
    next_s: float,
    trace: CleanTrace | None,
    heart: Channel | None,
    site: str | None,
) -> HoldMeasures:
    end_s = min(release_s + WINDOW_AFTER_S, next_s)
    known = _Saturation.within(trace, start_s, release_s, end_s) if trace is not None else None
    covered = _covered_frac(trace, release_s - WINDOW_BEFORE_S, end_s) if trace is not None else 0.0
    hidden = _may_hide_lower(trace, start_s, end_s, known.nadir_s) if trace and known else False
    quality, reasons = _grade(covered, trace, site, cut=end_s < release_s + WINDOW_AFTER_S, hidden=hidden)
    return HoldMeasures(
        number=number,
        start_s=start_s,
        release_s=release_s,
        duration_s=release_s - start_s,
        start_spo2_pct=known.start_pct if known else None,
        nadir_pct=known.nadir_pct if known else None,
        nadir_error_pct=DEVICE_ERROR_PCT.get(site or "", STANDARD_ERROR_PCT),
        nadir_after_release_s=known.nadir_s - release_s if known else None,
        slope_pct_per_s=known.slope_pct_per_s if known else None,
        recovery_to_95_s=known.recovery_s if known else None,
        area_pct_s=known.area_pct_s if known else None,
        heart=_heart(heart, start_s, release_s) if heart is not None else None,
        quality=quality if known else "poor",
        covered_frac=covered,
        reasons=reasons if known else ("no reading in the window",),
    )


@dataclass(frozen=True, slots=True)
class _Saturation:
    start_pct: float | None
    nadir_pct: float
    nadir_s: float
    slope_pct_per_s: float | None
    recovery_s: float | None
    area_pct_s: float | None

    @classmethod
    def within(
        cls, trace: CleanTrace, start_s: float, release_s: float, end_s: float
    ) -> "_Saturation | None":
        window = trace.smooth.between(start_s, end_s)
        if window.n == window.missing:
            return None
        lowest = _lowest_supported(window, trace.kept.between(start_s, end_s))
        nadir_s = float(window.at_s[lowest])
        nadir_pct = float(trace.kept.between(start_s, end_s).values[lowest])
        before = trace.smooth.between(start_s - BASELINE_S, start_s + WINDOW_BEFORE_S).values
        start_pct = float(np.nanmedian(before)) if np.isfinite(before).any() else None
        after = trace.smooth.between(max(nadir_s, release_s), release_s + RECOVERY_LONGEST_S)
        back = np.flatnonzero(after.values >= RECOVERED_PCT)
        return cls(
            start_pct,
            nadir_pct,
            nadir_s,
            _fall_pct_per_s(window, lowest, start_pct),
            float(after.at_s[back[0]] - release_s) if back.size else None,
            _area_pct_s(window, start_pct, trace.longest_stand_s),
        )


def _lowest_supported(smooth: Channel, kept: Channel) -> int:
    """Return where the lowest kept reading is that its neighbours bear out, to a point."""
    with np.errstate(invalid="ignore"):
        supported = np.where(smooth.values - kept.values <= SUPPORT_PCT, kept.values, np.nan)
    return int(np.nanargmin(supported if np.isfinite(supported).any() else kept.values))


def _fall_pct_per_s(window: Channel, lowest: int, start_pct: float | None) -> float | None:
    """Return the slope of the fall: least squares from the last reading near the start's to the nadir."""
    if start_pct is None:
        return None
    high = np.flatnonzero(window.values[: lowest + 1] >= start_pct - 1.0)
    first = int(high[-1]) if high.size else 0
    at_s, values = window.at_s[first : lowest + 1], window.values[first : lowest + 1]
    known = np.isfinite(values)
    if np.count_nonzero(known) < 3 or start_pct - values[-1] < 2.0:
        return None
    return float(np.polyfit(at_s[known], values[known], 1)[0])


def _area_pct_s(window: Channel, start_pct: float | None, stand_s: float) -> float | None:
    if start_pct is None or window.n < 2:
        return None
    steps_s = np.minimum(np.diff(window.at_s, append=window.at_s[-1]), stand_s)
    return float(np.nansum(np.clip(start_pct - window.values, 0, None) * steps_s))


def _may_hide_lower(trace: CleanTrace, start_s: float, end_s: float, nadir_s: float) -> bool:
    """Whether a gap in the kept readings could hold a nadir clearly lower than the one seen.

    A hold makes one trough. Where kept readings show the way down to the lowest one and up again, gaps
    further off hide nothing; a gap inside the trough hides what the blood could do in it.
    """
    from adempauze.kernels import saturation

    middle_s = (start_s + max(start_s, end_s - WINDOW_AFTER_S)) / 2  # a hold does not fall in its first half
    window = trace.kept.between(middle_s - BASELINE_S, end_s)
    nadir = int(np.searchsorted(window.at_s, nadir_s))
    higher = np.flatnonzero(window.values >= window.values[nadir] + TROUGH_PCT)
    left, right = higher[higher < nadir], higher[higher > nadir]
    lowest_pct = saturation.deepest_hidden(
        window.at_s,
        window.values,
        max(middle_s, window.at_s[left[-1]] if left.size else middle_s),
        window.at_s[right[0]] if right.size else end_s,
        trace.longest_stand_s,
        HIDDEN_FALL_PCT_PER_S,
        HIDDEN_RISE_PCT_PER_S,
    )
    return bool(lowest_pct < window.values[nadir] - HIDDEN_MARGIN_PCT)


def _covered_frac(trace: CleanTrace, start_s: float, end_s: float) -> float:
    """Return the share of a span that kept readings stand for."""
    window = trace.kept.between(start_s, end_s)
    if window.n == 0 or end_s <= start_s:
        return 0.0
    ends: NDArray[np.float64] = np.append(window.at_s[1:], end_s)
    steps_s = np.minimum(ends - window.at_s, trace.longest_stand_s)
    return min(1.0, float(np.sum(steps_s[np.isfinite(window.values)]) / (end_s - start_s)))


def _grade(
    covered_frac: float, trace: CleanTrace | None, site: str | None, *, cut: bool, hidden: bool
) -> tuple[Grade, tuple[str, ...]]:
    reasons = []
    grade: Grade = "good"
    if covered_frac < FAIR_SHARE:
        grade = "poor"
    elif covered_frac < GOOD_SHARE:
        grade = "fair"
    if grade != "good":
        reasons.append(f"readings cover {covered_frac:.0%} of the window")
    if trace is not None and trace.raw.interval_s > FINE_INTERVAL_S and grade == "good":
        grade = "fair"
        reasons.append(f"one reading every {trace.raw.interval_s:g} s")
    if cut:
        grade = "fair" if grade == "good" else grade
        reasons.append("the next hold began before the nadir was certain")
    if hidden:
        grade = "poor"
        reasons.append("a lower reading may lie in a gap")
    if site == "wrist":
        grade = "poor"
        reasons.append("wrist saturation is too slow and too far off for a hold")
    return grade, tuple(reasons)


def _heart(heart: Channel, start_s: float, release_s: float) -> HeartResponse | None:
    held = heart.between(start_s, release_s + HR_LATE_S)
    if held.n == held.missing:
        return None
    before = heart.between(start_s - HR_BEFORE_S, start_s + 2.0).values
    rise = heart.between(start_s, min(start_s + HR_PEAK_S, release_s)).values
    lowest = int(np.nanargmin(held.values))
    peak = float(np.nanmax(rise)) if np.isfinite(rise).any() else None
    after = heart.between(release_s, release_s + HR_PEAK_S).values
    late = heart.between(release_s + HR_RECOVERY_S - 3.0, release_s + HR_RECOVERY_S + 3.0).values
    has_recovery = np.isfinite(after).any() and np.isfinite(late).any()
    return HeartResponse(
        start_bpm=float(np.nanmedian(before)) if np.isfinite(before).any() else None,
        peak_bpm=peak,
        lowest_bpm=float(held.values[lowest]),
        lowest_at_s=float(held.at_s[lowest] - start_s),
        fall_bpm=None if peak is None else peak - float(held.values[lowest]),
        recovery_60s_bpm=float(np.nanmax(after) - np.nanmedian(late)) if has_recovery else None,
    )
