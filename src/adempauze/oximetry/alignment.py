"""Two clocks that differ by minutes: the recording's and the session log's, matched by what holds do.

A fall of saturation after each release, and a heart that slows in each hold, make a pattern that only one
offset fits. Where two offsets fit nearly alike, as with one hold or with holds like the teeth of a comb,
none is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adempauze.errors import RecordingError
from adempauze.oximetry.cleaning import CleanTrace, clean
from adempauze.oximetry.recording import Channel, Recording

STEP_S = 1.0
SEARCH_S = 900.0  # clocks of phone and recorder, a quarter of an hour either way
LONGEST_LOG_S = 12 * 3600.0  # first hold to last, pauses and all; what is longer is no clock
MARGIN_S = 60.0  # rest seen on both sides of the session, which the pattern must not fill
LEAST_CORRELATION = 0.4
LEAST_LEAD = 0.10  # how much better than any other offset the best must fit
NEAR_S = 25.0  # offsets this close are one answer
# after the release the finger is lowest about 25 s late (9 to 47 s seen); within a hold it begins to fall
# half-way
NADIR_AFTER_S, BACK_AFTER_S = 20.0, 55.0
SITE_ERROR_S = (
    10.0  # what the unknown delay to the sensor adds to the offset, one standard error (our proposal)
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How far the recording's clock is ahead: add *offset_s* to a log time to find it in the recording."""

    offset_s: float
    error_s: float
    correlation_frac: float
    by_hand: bool = False

    def place(self, holds: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        """Return the holds of a log on the clock of the recording."""
        return tuple((start_s + self.offset_s, release_s + self.offset_s) for start_s, release_s in holds)


def align(
    recording: Recording,
    holds: Sequence[tuple[float, float]],
    *,
    expected_offset_s: float = 0.0,
    search_s: float = SEARCH_S,
) -> Alignment:
    """Return the offset between a session's holds and a recording, with its uncertainty.

    Parameters
    ----------
    recording
        With saturation, heart rate, or both.
    holds
        Start and release of each hold, seconds on the clock of the log.
    expected_offset_s
        What the two clocks say of each other.
    search_s
        How far either way from that the search goes.

    Raises
    ------
    RecordingError
        If nothing fits, or two offsets fit nearly alike; the sentence says to set it by hand.
    """
    if not holds:
        raise RecordingError("The session has no hold to align by. Set the offset by hand.")
    if not holds[-1][1] - holds[0][0] <= LONGEST_LOG_S:
        raise RecordingError("The holds lie further apart than half a day. Set the offset by hand.")
    patterns = list(_patterns(recording, holds))
    if not patterns:
        raise RecordingError("The recording has neither saturation nor heart rate to align by.")
    offsets_s = expected_offset_s + np.arange(-search_s, search_s + STEP_S, STEP_S)
    every = [_correlations(pattern, offsets_s) for pattern in patterns]
    # a channel that overlaps nowhere has no say: holds under 12 s slow no heart, a strap may have been off
    told = [scores for scores in every if np.isfinite(scores).any()]
    scores = np.mean(told, axis=0) if told else np.full(offsets_s.size, np.nan)
    if not np.isfinite(scores).any():
        raise RecordingError("The recording and the session do not overlap. Set the offset by hand.")
    best = int(np.nanargmax(scores))
    if scores[best] < LEAST_CORRELATION:
        raise RecordingError(
            f"No offset makes the holds fit (best correlation {scores[best]:.2f}). Set the offset by hand."
        )
    elsewhere = np.abs(offsets_s - offsets_s[best]) > NEAR_S
    second = float(np.nanmax(np.where(elsewhere, scores, -1.0), initial=-1.0))
    if scores[best] - second < LEAST_LEAD:
        other_s = offsets_s[int(np.nanargmax(np.where(elsewhere, scores, -1.0)))]
        raise RecordingError(
            f"Offsets of {offsets_s[best]:.0f} and {other_s:.0f} s fit nearly alike. Set the offset by hand."
        )
    near = (scores >= scores[best] - 0.02) & ~elsewhere
    width_s = float(np.ptp(offsets_s[near])) / 2
    return Alignment(
        offset_s=float(offsets_s[best]),
        error_s=float(np.hypot(SITE_ERROR_S, width_s)),
        correlation_frac=float(scores[best]),
    )


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What one channel should do around the holds, on a grid of seconds, and what it did."""

    grid_s: NDArray[np.float64]
    expected: NDArray[np.float64]
    seen: Channel


def _patterns(recording: Recording, holds: Sequence[tuple[float, float]]) -> list[_Pattern]:
    grid_s = np.arange(holds[0][0] - MARGIN_S, holds[-1][1] + MARGIN_S + BACK_AFTER_S, STEP_S)
    found = []
    trace = clean(recording)
    if trace is not None:
        found.append(_Pattern(grid_s, _expected_fall(grid_s, holds), _downward(trace)))
    heart = recording.channels.get("hr_bpm", recording.channels.get("pulse_bpm"))
    if heart is not None:
        found.append(_Pattern(grid_s, _expected_slowing(grid_s, holds), Channel(heart.at_s, -heart.values)))
    return found


def _downward(trace: CleanTrace) -> Channel:
    """Return falls as positive, cut at 25 points so that one deep hold does not outvote the others."""
    top = np.nanpercentile(trace.smooth.values, 90) if trace.smooth.n > trace.smooth.missing else 100.0
    return Channel(trace.smooth.at_s, np.clip(top - trace.smooth.values, 0.0, 25.0))


def _expected_fall(grid_s: NDArray[np.float64], holds: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return a fall from half-way through each hold until after it, and the way back."""
    expected = np.zeros(grid_s.size)
    for start_s, release_s in holds:
        length_s = release_s - start_s
        corners_s = (release_s - length_s / 2 + 5.0, release_s + NADIR_AFTER_S, release_s + BACK_AFTER_S)
        expected = np.maximum(expected, np.interp(grid_s, corners_s, (0.0, np.sqrt(length_s), 0.0)))
    return expected


def _expected_slowing(
    grid_s: NDArray[np.float64], holds: Sequence[tuple[float, float]]
) -> NDArray[np.float64]:
    """Return 1 where a heart is slow: from some seconds into each hold until soon after it."""
    expected = np.zeros(grid_s.size)
    for start_s, release_s in holds:
        if release_s - start_s > 12.0:
            corners_s = (start_s + 8.0, min(start_s + 25.0, release_s), release_s, release_s + 12.0)
            expected = np.maximum(expected, np.interp(grid_s, corners_s, (0.0, 1.0, 1.0, 0.0)))
    return expected


def _correlations(pattern: _Pattern, offsets_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlation at each offset; where less than half the pattern is covered, NaN."""
    known = np.isfinite(pattern.seen.values)
    if np.count_nonzero(known) < 3 or not pattern.expected.any():
        return np.full(offsets_s.size, np.nan)
    at_s, values = pattern.seen.at_s[known], pattern.seen.values[known]
    whole_s = np.arange(pattern.grid_s[0] + offsets_s[0], pattern.grid_s[-1] + offsets_s[-1] + STEP_S, STEP_S)
    seen = np.interp(whole_s, at_s, values)
    right = np.clip(np.searchsorted(at_s, whole_s), 1, at_s.size - 1)
    near = np.minimum(np.abs(at_s[right] - whole_s), np.abs(at_s[right - 1] - whole_s)) <= 5.0
    scores = np.full(offsets_s.size, np.nan)
    size = pattern.grid_s.size
    for index in range(offsets_s.size):
        mask = near[index : index + size]
        if mask.size < size or np.count_nonzero(mask) < size / 2:
            continue
        x, y = pattern.expected[mask], seen[index : index + size][mask]
        spread = x.std() * y.std()
        scores[index] = np.mean((x - x.mean()) * (y - y.mean())) / spread if spread > 0 else 0.0
    return scores
