"""Which readings of an oximeter to believe. The raw readings stay; a cleaned trace lies beside them.

Rules in their order, each with its source; what no source gives is our proposal and says so:

- a range of 50 to 100 %, as published oximetry toolboxes keep (PhysioZoo's preprocessing; other public code
  takes 60 to 100);
- perfusion of at least 0.3 % (the manufacturer Nonin calls 0.3 % and less weak; our proposal as a limit);
- a pulse that differs from a chest strap by more than 10 bpm for over 3 s (our proposal);
- plunges: a fall of 5 points too steep for blood that ends in a rise too steep for blood, and a low of at
most 20 s that ends in such a rise (our proposal; a real session with a finger sensor fell to 40 % and jumped
  back to 93 % while the breath was still held);
- roughness: turning back by 3 points in all within 5 s, and 2 s on either side, follows the hand and not the
  blood, and neither does a calm of under 4 s between such bursts (our proposal, set by the motion study in
  docs/measurements/oximetry.md);
- a fall of at most 4 % a second (the toolboxes' customary delta filter, here for falls only: oxygen comes
back faster than it goes);
- a median over 3 s, for the trace that is drawn and searched for nadirs.

Nothing is interpolated. A reading stands until the next sample, for 5 s at most, or for one interval of a
device that samples more slowly, up to once a minute; a spot check stands for no longer than that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adempauze.oximetry.recording import Channel, Dropped, Recording

LOW_PCT, HIGH_PCT = 50.0, 100.0
SLOPE_PCT_PER_S = 4.0
LEAST_PERFUSION_PCT = 0.3
MISMATCH_BPM, MISMATCH_S = 10.0, 3.0
PLUNGE_PCT, PLUNGE_LONGEST_S = 5.0, 60.0
ROUGH_PCT, ROUGH_S, ROUGH_MARGIN_S = 3.0, 5.0, 2.0
ISLAND_S = 4.0
JUMP_S = 20.0
MEDIAN_S = 3.0
BRIDGE_S = 5.0
SLOWEST_INTERVAL_S = 60.0  # the all-day reading of a watch; what is further apart is a spot check (ours)
STRAP_NEAR_S = 2.0  # a strap's heart rate this near in time may judge a pulse

LIMITS = np.array(
    [
        *(LOW_PCT, HIGH_PCT, SLOPE_PCT_PER_S, LEAST_PERFUSION_PCT, MISMATCH_S),
        *(PLUNGE_PCT, PLUNGE_LONGEST_S, ROUGH_PCT, ROUGH_S, ROUGH_MARGIN_S),
        ISLAND_S,
        JUMP_S,
    ]
)
# verdicts of the kernel, in its order; the first two are no rejections
WHY = (
    "kept",
    "no reading",
    f"outside {LOW_PCT:g} to {HIGH_PCT:g} %",
    f"a fall steeper than {SLOPE_PCT_PER_S:g} % a second",
    "a plunge too steep for blood",
    f"perfusion under {LEAST_PERFUSION_PCT:g} %",
    f"pulse more than {MISMATCH_BPM:g} bpm from the strap",
    "up and down within seconds, as a moving hand gives",
)


@dataclass(frozen=True, slots=True)
class CleanTrace:
    """A saturation with every reading judged: as read, as kept, and smoothed over 3 s."""

    raw: Channel
    verdicts: NDArray[np.int8]
    kept: Channel
    smooth: Channel

    @property
    def rejected(self) -> tuple[Dropped, ...]:
        """How many readings each rule left out."""
        counts = np.bincount(self.verdicts, minlength=len(WHY))
        return tuple(
            Dropped(int(count), "SpO2 readings", why)
            for count, why in zip(counts[2:], WHY[2:], strict=True)
            if count
        )

    @property
    def longest_stand_s(self) -> float:
        """How long a reading may stand for what comes after it."""
        return longest_stand_s(self.raw.interval_s)


def longest_stand_s(interval_s: float) -> float:
    """Return how long a reading may stand: 5 s, or one interval of a slower device, a minute at most."""
    return BRIDGE_S if not interval_s > BRIDGE_S else min(interval_s, SLOWEST_INTERVAL_S)


def clean(recording: Recording) -> CleanTrace | None:
    """Return the cleaned saturation of a recording; None where it holds none."""
    spo2 = recording.channels.get("spo2_pct")
    if spo2 is None:
        return None
    perfusion = recording.channels.get("perfusion_pct")
    pulse, strap = recording.channels.get("pulse_bpm"), recording.channels.get("hr_bpm")
    return clean_trace(
        spo2,
        perfusion_pct=_on_clock(perfusion, spo2) if perfusion else None,
        mismatch=_mismatch(pulse, strap, spo2) if pulse and strap else None,
    )


def clean_trace(
    spo2: Channel,
    *,
    perfusion_pct: NDArray[np.float64] | None = None,
    mismatch: NDArray[np.bool_] | None = None,
) -> CleanTrace:
    """Return *spo2* judged; perfusion and pulse mismatch are given on its clock."""
    from adempauze.kernels import saturation

    verdicts = np.empty(spo2.n, dtype=np.int8)
    saturation.reject(
        spo2.at_s,
        spo2.values,
        np.empty(0) if perfusion_pct is None else perfusion_pct,
        np.empty(0, dtype=np.bool_) if mismatch is None else mismatch,
        LIMITS,
        verdicts,
    )
    smooth = np.empty(spo2.n)
    saturation.median_of_kept(spo2.at_s, spo2.values, verdicts, MEDIAN_S / 2, smooth)
    kept = np.where(verdicts == 0, spo2.values, np.nan)
    return CleanTrace(spo2, verdicts, Channel(spo2.at_s, kept), Channel(spo2.at_s, smooth))


def _on_clock(channel: Channel, other: Channel) -> NDArray[np.float64]:
    """Return the readings of *channel* nearest in time to the samples of *other*; NaN where none is near."""
    if channel.at_s is other.at_s or np.array_equal(channel.at_s, other.at_s):
        return channel.values
    right = np.clip(np.searchsorted(channel.at_s, other.at_s), 0, channel.n - 1)
    left = np.maximum(right - 1, 0)
    is_left = np.abs(channel.at_s[left] - other.at_s) <= np.abs(channel.at_s[right] - other.at_s)
    nearest = np.where(is_left, left, right)
    is_near = np.abs(channel.at_s[nearest] - other.at_s) <= STRAP_NEAR_S
    return np.where(is_near, channel.values[nearest], np.nan)


def _mismatch(pulse: Channel, strap: Channel, spo2: Channel) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        apart = np.abs(_on_clock(pulse, spo2) - _on_clock(strap, spo2))
        return np.asarray(apart > MISMATCH_BPM)
