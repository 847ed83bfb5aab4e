"""A recording in one value: its dose, its heart, its holds, and how far to believe them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adempauze.errors import RecordingError
from adempauze.oximetry.cleaning import CleanTrace, clean
from adempauze.oximetry.desaturations import RECOVERED, odi_per_h
from adempauze.oximetry.dose import Dose, DoseGauge, dose, gauge
from adempauze.oximetry.finding import DEFINITION, find_holds
from adempauze.oximetry.holds import FAIR_SHARE, GOOD_SHARE, Grade, HoldMeasures, measure
from adempauze.oximetry.hrv import Variability, variability
from adempauze.oximetry.recording import Channel, Recording

HR_STAND_S = 60.0  # smart recording writes a heart rate when it changes; the longest silence seen is 28 s
ODI_DROPS_PCT = (3, 4)
LEAST_NIGHT_S = 3600.0  # an index per hour of less than an hour says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything derived from one recording; None where it holds no such thing."""

    recording: Recording
    trace: CleanTrace | None
    dose: Dose | None
    gauge: DoseGauge | None
    odi_per_h: dict[int, float | None]
    odi_definition: str
    hr_mean_bpm: float | None  # weighted by time
    hr_max_bpm: float | None
    variability: Variability | None
    holds: tuple[HoldMeasures, ...]
    holds_from: str | None  # "log", "file", or the definition by which they were found
    quality: Grade | None
    covered_frac: float | None


def analyse(recording: Recording, holds: Sequence[tuple[float, float]] | None = None) -> Analysis:
    """Return everything that can be derived from a recording.

    Parameters
    ----------
    recording
        As ``io.read`` gave it.
    holds
        Start and release of each hold on the recording's clock, from an aligned log. Without them the holds
        that the file marks are taken; without those, holds are looked for in the saturation.

    Notes
    -----
    Sums are made of the readings that cleaning kept. Time without a reading counts as nothing, so a poor
    recording can only say less.
    """
    trace = clean(recording)
    if trace is not None and trace.kept.missing == trace.kept.n:
        trace = None
    added = dose(trace.kept) if trace is not None else None
    intervals, origin = _intervals(recording, trace, holds)
    heart = recording.channels.get("hr_bpm", recording.channels.get("pulse_bpm"))
    covered = _covered_frac(trace, added)
    return Analysis(
        recording=recording,
        trace=trace,
        dose=added,
        gauge=gauge(added.saturation_hours_below_90_pct_h) if added else None,
        odi_per_h=_odi(trace, added),
        odi_definition=RECOVERED.sentence,
        hr_mean_bpm=_mean_over_time(heart, HR_STAND_S) if heart else None,
        hr_max_bpm=float(np.nanmax(heart.values)) if heart and heart.missing < heart.n else None,
        variability=_variability(recording),
        holds=measure(recording, intervals, trace) if intervals else (),
        holds_from=origin if intervals else None,
        quality=_grade(covered),
        covered_frac=covered,
    )


def _intervals(
    recording: Recording, trace: CleanTrace | None, holds: Sequence[tuple[float, float]] | None
) -> tuple[Sequence[tuple[float, float]], str | None]:
    if holds is not None:
        return holds, "log"
    if recording.holds:
        return recording.holds, "file"
    if trace is None:
        return (), None
    return _apart([hold.interval for hold in find_holds(trace)]), DEFINITION


def _apart(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return found holds so that none begins before the one before it ended."""
    apart: list[tuple[float, float]] = []
    for start_s, release_s in intervals:
        if apart and start_s < apart[-1][1]:
            apart[-1] = (apart[-1][0], start_s)
        apart.append((start_s, release_s))
    return [hold for hold in apart if hold[0] < hold[1]]


def _odi(trace: CleanTrace | None, added: Dose | None) -> dict[int, float | None]:
    if trace is None or added is None or added.covered_s < LEAST_NIGHT_S:
        return dict.fromkeys(ODI_DROPS_PCT)
    return {drop: odi_per_h(trace.kept, drop_pct=drop, covered_s=added.covered_s) for drop in ODI_DROPS_PCT}


def _mean_over_time(channel: Channel, longest_s: float) -> float | None:
    """Return the mean of a channel in which each reading stands until the next, for *longest_s* at most.

    >>> round(_mean_over_time(Channel.of([0, 1, 31], [100, 130, 130]), 60.0), 1)
    129.0
    """
    known = np.isfinite(channel.values)
    if not known.any():
        return None
    if channel.n < 2:
        return float(channel.values[known][0])
    steps_s = np.minimum(np.diff(channel.at_s, append=channel.at_s[-1]), longest_s)
    weight_s = float(steps_s[known].sum())
    if weight_s <= 0:
        return float(channel.values[known].mean())
    return float(np.sum(channel.values[known] * steps_s[known]) / weight_s)


def _variability(recording: Recording) -> Variability | None:
    rr = recording.channels.get("rr_ms")
    if rr is None:
        return None
    try:
        return variability(rr.values)
    except RecordingError:
        return None


def _covered_frac(trace: CleanTrace | None, added: Dose | None) -> float | None:
    if trace is None or added is None or trace.raw.n < 2:
        return None
    span_s = float(trace.raw.at_s[-1] - trace.raw.at_s[0]) + min(trace.raw.interval_s, trace.longest_stand_s)
    return min(1.0, added.covered_s / span_s) if span_s > 0 else None


def _grade(covered_frac: float | None) -> Grade | None:
    if covered_frac is None:
        return None
    return "good" if covered_frac >= GOOD_SHARE else "fair" if covered_frac >= FAIR_SHARE else "poor"
