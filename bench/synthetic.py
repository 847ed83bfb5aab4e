"""Breath-hold sessions with a known truth, made from what was measured in real ones.

One public session with a finger sensor (six dry holds) gives the shape: flat for a while, a fall of 0.25 to
0.7 points a second, lowest 9 to 47 s after the release, back to 95 in 38 to 59 s; the heart rises, falls to
about 50 within half a minute and comes back. Holds after an exhale, in motion, fall faster. Motion noise
follows Santos 2022 (PMC8889481): rubbing and tapping gave root-mean-square errors of 4 to 12 points, with
means of
-3 to -10.
"""

from dataclasses import dataclass

import numpy as np

from adempauze.oximetry.recording import Channel, Recording


@dataclass(frozen=True)
class Truth:
    """A session as it was: its holds on the recording's clock, and what the still sensor would have shown."""

    recording: Recording
    holds: tuple[tuple[float, float], ...]
    nadirs_pct: tuple[float, ...]
    clean_spo2_pct: np.ndarray


def session(
    rng: np.random.Generator,
    *,
    holds: int = 6,
    hold_s: tuple[float, float] = (20.0, 45.0),
    rest_s: tuple[float, float] = (60.0, 90.0),
    nadir_pct: tuple[float, float] = (72.0, 94.0),
    motion: bool = False,
    strap: bool = True,
    lead_s: float = 120.0,
    step_s: float = 1.0,
) -> Truth:
    """Return one session: saturation, pulse and (with *strap*) heart rate once a *step_s*."""
    at, intervals, wanted = lead_s, [], []
    for _ in range(holds):
        length = rng.uniform(*hold_s)
        intervals.append((at, at + length))
        wanted.append(rng.uniform(*nadir_pct))
        at += length + rng.uniform(*rest_s)
    time = np.arange(0.0, at + 60.0, step_s)
    delay, average = rng.uniform(8.0, 20.0), rng.uniform(4.0, 8.0)
    baseline = rng.uniform(97.0, 99.0)
    blood = np.full(time.size, baseline)
    heart = 90.0 + rng.normal(0, 1.0, time.size)
    for (start, release), low in zip(intervals, wanted, strict=True):
        begin = start + 0.5 * (release - start)
        bottom = release + 3.0
        fall = np.interp(time, [begin, bottom], [0.0, baseline - low])
        back = np.exp(-np.clip(time - bottom, 0, None) / 9.0)
        blood = np.minimum(blood, baseline - fall * np.where(time > bottom, back, 1.0))
        heart -= 30.0 * np.interp(time, [start + 8, start + 25, release, release + 12], [0, 1, 1, 0])
    finger = np.interp(time - delay, time, blood, left=baseline)
    window = max(1, round(average / step_s))
    shown = np.convolve(
        np.concatenate([np.full(window - 1, finger[0]), finger]), np.ones(window) / window, "valid"
    )
    displayed, pulse = shown.copy(), heart + rng.normal(0, 1.0, time.size)
    if motion:
        _move(rng, time, displayed, pulse)
    channels = {
        "spo2_pct": Channel.of(time, np.clip(np.round(displayed), 35, 100)),
        "pulse_bpm": Channel.of(time, np.round(pulse)),
    }
    if strap:
        channels["hr_bpm"] = Channel.of(time, np.round(heart))
    nadirs = tuple(
        float(np.round(shown[(time >= start) & (time <= release + 45)].min())) for start, release in intervals
    )
    recording = Recording(kind="synthetic", device="synthetic", site="finger", channels=channels)
    return Truth(recording, tuple(intervals), nadirs, shown)


def _move(rng: np.random.Generator, time: np.ndarray, displayed: np.ndarray, pulse: np.ndarray) -> None:
    """Add bursts of motion: 3 to 12 s, about one in 40 s, errors that wander around a bias downwards."""
    at = rng.exponential(30.0)
    while at < time[-1]:
        length = rng.uniform(3.0, 12.0)
        burst = np.flatnonzero((time >= at) & (time < at + length))
        bias, rmse = -rng.uniform(3.0, 10.0), rng.uniform(4.0, 12.0)
        spread = np.sqrt(max(rmse**2 - bias**2, 4.0))
        error = 0.0
        for index in burst:
            error = 0.5 * error + rng.normal(0, spread * np.sqrt(0.75))
            displayed[index] += bias + error
        if rng.random() < 0.7:  # the pulse locks on to the swing of the arm
            pulse[burst] = rng.uniform(150, 175) + rng.normal(0, 2, burst.size)
        at += length + rng.exponential(30.0)
