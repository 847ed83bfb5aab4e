"""What a session would do to a runner: a band, never a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adempauze.body.parameters import calibrated, published
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.body.simulate import Stretch, Trajectory, simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND_PCT = (5.0, 50.0, 95.0)
AFTER_S = 45.0  # a nadir is looked for until so long after the release
GRID_S = 1.0
# largest misses of a published saturation among the eight experiments that judge the model, in points
TOO_KIND_PCT, TOO_STRICT_PCT = 5, 10
BESIDE_THE_BAND = {
    "en": f"Set beside published experiments the model is up to {TOO_KIND_PCT} points too kind and up to "
    f"{TOO_STRICT_PCT} too strict; that comes on top of the band.",
    "nl": f"Naast gepubliceerde proeven is het model tot {TOO_KIND_PCT} punten te gunstig en tot "
    f"{TOO_STRICT_PCT} punten te streng; dat komt bij de band.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedHold:
    """One hold as people like the runner would have it: the middle one, and where 90 of 100 are.

    ``late_s`` is how much later than the artery the sensor shows its lowest.
    """

    start_s: float
    duration_s: float
    sao2_nadir_pct: float
    sao2_low_pct: float
    sao2_high_pct: float
    spo2_nadir_pct: float
    spo2_low_pct: float
    spo2_high_pct: float
    late_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A session as a band: rows of low, middle and high on a common clock, and the holds one by one."""

    at_s: NDArray[np.float64]
    sao2_pct: NDArray[np.float64]
    spo2_pct: NDArray[np.float64]
    holds: tuple[ExpectedHold, ...]


def expect(
    runner: Runner,
    session: Callable[[Runner], Sequence[Stretch]],
    sensor: Sensor,
    *,
    rng: np.random.Generator,
    runners: int = 60,
) -> Expected:
    """Return what a session is expected to do to a runner, among people like him.

    Parameters
    ----------
    runner
        Whose expectation it is; what is not known of him varies as it does between people.
    session
        What one of them would do; a hold to the limit is longer for one than for another.
    sensor
        Where saturation is read.
    rng, runners
        How the people are drawn, and how many; 20 or more.

    Notes
    -----
    The uncertainty of the model's own means (``cv_frac``) is drawn with the spread between people. Evidence:
    C; what the model misses of published experiments is in docs/explanation/model.md.
    """
    base = calibrated()
    priors = published()
    drawn = []
    for _ in range(runners):
        values = {
            name: value * float(np.exp(0.5 * priors[name].cv_frac * rng.standard_normal()))
            for name, value in base.items()
        }
        drawn.append((runner.sampled(rng), values))

    def lived(one: Runner, values: dict[str, float]) -> tuple[Trajectory, NDArray[np.float64]]:
        trajectory = simulate(one, session(one), values=values)
        return trajectory, spo2_pct(trajectory, sensor, values=values)

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the loop lets other threads run
        people = list(pool.map(lived, *zip(*drawn, strict=True)))
    # one hold is longer for one than for another: every clock is stretched so that holds lie over each other
    landmarks = np.array([[0.0, *(x for hold in t.holds_s for x in hold), t.at_s[-1]] for t, _ in people])
    common = np.median(landmarks, axis=0)
    at_s = np.arange(0.0, common[-1] + GRID_S, GRID_S)
    clocks = [np.interp(t.at_s, own, common) for (t, _), own in zip(people, landmarks, strict=True)]
    sao2 = np.array([np.interp(at_s, c, t.sao2_pct) for c, (t, _) in zip(clocks, people, strict=True)])
    spo2 = np.array([np.interp(at_s, c, shown) for c, (_, shown) in zip(clocks, people, strict=True)])
    holds = []
    for k in range(len(people[0][0].holds_s)):
        start, length, artery, display, late = [], [], [], [], []
        for t, shown in people:
            begun, released = t.holds_s[k]
            until = t.holds_s[k + 1][0] if k + 1 < len(t.holds_s) else released + AFTER_S
            window = (t.at_s >= begun) & (t.at_s <= min(released + AFTER_S, until))
            start.append(begun)
            length.append(released - begun)
            artery.append(t.sao2_pct[window].min())
            display.append(shown[window].min())
            late.append(t.at_s[window][shown[window].argmin()] - t.at_s[window][t.sao2_pct[window].argmin()])
        low, middle, high = np.percentile(artery, BAND_PCT)
        low_shown, middle_shown, high_shown = np.percentile(display, BAND_PCT)
        holds.append(
            ExpectedHold(
                start_s=float(np.median(start)),
                duration_s=float(np.median(length)),
                sao2_nadir_pct=float(middle),
                sao2_low_pct=float(low),
                sao2_high_pct=float(high),
                spo2_nadir_pct=float(middle_shown),
                spo2_low_pct=float(low_shown),
                spo2_high_pct=float(high_shown),
                late_s=float(np.median(late)),
            )
        )
    return Expected(
        at_s=at_s,
        sao2_pct=np.percentile(sao2, BAND_PCT, axis=0),
        spo2_pct=np.percentile(spo2, BAND_PCT, axis=0),
        holds=tuple(holds),
    )
