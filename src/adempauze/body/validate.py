"""Is the model right? What published experiments saw, beside what the model says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adempauze.body.experiments import Experiment, Observable, Played, Spread, middle, play, worth
from adempauze.body.parameters import calibrated
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.body.simulate import Trajectory, simulate
from adempauze.errors import ProtocolError

if TYPE_CHECKING:
    from numpy.typing import NDArray


SLOPE_S = 20
SAME_S = 1e-6  # sums of steps differ from the sums of a protocol by rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One assumption, and what the model says at its low and high value, the others in the middle."""

    name: str
    low: float
    middle: float
    high: float
    why: str
    model_low: float
    model_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One published number beside the model's.

    ``inside`` is judged at the middle of every assumption. ``arterial_nadir_pct`` is what the blood did where
    a sensor was read, None elsewhere.
    """

    experiment: str
    observable: str
    published: float
    model: float
    tolerance: float
    inside: bool
    assumptions: tuple[Tried, ...]
    arterial_nadir_pct: float | None


class _Run:
    """An arm that was played, with its sensor traces made when asked for."""

    def __init__(self, played: Played, averaging_s: float, values: Mapping[str, float] | None) -> None:
        self.windows = played.windows
        self.trajectory = simulate(played.runner, played.stretches, values=values)
        self._averaging_s = averaging_s
        self._values = values
        self._traces: dict[str, NDArray[np.float64]] = {}

    def trace(self, quantity: str) -> NDArray[np.float64]:
        if quantity not in self._traces:
            if quantity in ("spo2_ear_pct", "spo2_finger_pct"):
                site: str = quantity.removeprefix("spo2_").removesuffix("_pct")
                sensor = Sensor(site=site, averaging_s=self._averaging_s)  # type: ignore[arg-type]
                self._traces[quantity] = spo2_pct(self.trajectory, sensor, values=self._values)
            elif quantity in ("arterial_po2_mmhg", "stroke_volume_ml"):
                self._traces[quantity] = getattr(self.trajectory, quantity)()
            elif quantity in Trajectory.__dataclass_fields__:
                self._traces[quantity] = getattr(self.trajectory, quantity)
            else:
                raise ProtocolError(f"{quantity!r} is no quantity of a trajectory or a sensor.")
        return self._traces[quantity]


def _chosen(spans: Sequence[tuple[float, float]], which: str) -> Sequence[tuple[float, float]]:
    return {"all": spans, "first": spans[:1], "last": spans[-1:]}[which]


def _inside(run: _Run, start_s: float, end_s: float) -> slice:
    """Return the samples after the start (the later side of a border) to the end (its earlier side)."""
    at_s = run.trajectory.at_s
    first = int(np.searchsorted(at_s, start_s + SAME_S, "right")) - 1
    return slice(first, int(np.searchsorted(at_s, end_s - SAME_S)) + 1)


def _read(seen: Observable, run: _Run, assumed: Mapping[str, float], *, quantity: str = "") -> list[float]:
    """Read one observable from one arm: a number for every hold or window."""
    trace = run.trace(quantity or seen.quantity)
    at_s = run.trajectory.at_s
    if seen.read in ("mean", "lowest"):
        from_s = worth(seen.from_s, assumed)
        spans = _chosen(run.windows[seen.where], seen.which)
        parts = [_inside(run, a + from_s, b) for a, b in spans]
        if seen.read == "lowest":
            return [float(trace[part].min()) for part in parts]
        return [float(np.trapezoid(trace[part], at_s[part]) / np.ptp(at_s[part])) for part in parts]
    found = []
    for start_s, release_s in _chosen(run.trajectory.holds_s, seen.which):
        hold = _inside(run, start_s, release_s)
        after = _inside(run, start_s, release_s + seen.within_s)
        if seen.read == "duration":
            found.append(release_s - start_s)
        elif seen.read == "at_release":
            found.append(float(trace[hold][-1]))
        elif seen.read in ("change", "change_pct"):
            before = float(trace[max(hold.start - 2, 0)])
            change = float(trace[hold][-1]) - before
            found.append(change if seen.read == "change" else 100.0 * change / before)
        elif seen.read == "steepest_fall":
            every_s = np.arange(start_s, release_s + seen.within_s)
            each = np.interp(every_s, at_s, trace)
            found.append(float((each[SLOPE_S:] - each[:-SLOPE_S]).min()) / SLOPE_S)
        elif seen.read == "nadir":
            found.append(float(trace[after].min()))
        else:
            ear = run.trace("spo2_ear_pct")[after]
            nadir = int(ear.argmin())
            part = trace[after]
            found.append(
                {
                    "lag_behind_ear": float(at_s[after][part.argmin()] - at_s[after][nadir]),
                    "above_ear": float(part.min() - ear.min()),
                    "at_nadir_of_ear": float(part[nadir]),
                }[seen.read]
            )
    return found


def _runs(
    experiment: Experiment,
    assumed: Mapping[str, float],
    values: Mapping[str, float] | None,
    arms: Sequence[str] = (),
) -> dict[str, _Run]:
    averaging_s = worth(experiment.averaging_s, assumed)
    return {arm: _Run(play(experiment, arm, assumed), averaging_s, values) for arm in arms or experiment.arms}


def _mean(
    seen: Observable, runs: Mapping[str, _Run], assumed: Mapping[str, float], quantity: str = ""
) -> float:
    return float(
        np.mean([x for arm in seen.arms for x in _read(seen, runs[arm], assumed, quantity=quantity)])
    )


def _solved(
    experiment: Experiment, assumed: Mapping[str, float], values: Mapping[str, float] | None
) -> dict[str, float]:
    """Set the assumptions that an observable solves; at the nearer end of its range where out of reach."""
    assumed = dict(assumed)
    for seen in experiment.observables:
        if not seen.solves:
            continue

        def off(x: float, seen: Observable = seen) -> float:
            assumed[seen.solves] = x
            return _mean(seen, _runs(experiment, assumed, values, seen.arms), assumed) - seen.published

        assumed[seen.solves] = _root(off, *seen.between)
    return assumed


def _root(off: Callable[[float], float], low: float, high: float) -> float:
    """Return where a monotone function is zero: false position, Illinois rule."""
    at_low, at_high = off(low), off(high)
    if at_low * at_high > 0:
        return low if abs(at_low) < abs(at_high) else high
    while True:
        x = (low * at_high - high * at_low) / (at_high - at_low)
        at_x = off(x)
        if abs(at_x) < 1e-3 or abs(high - low) < 1e-5:
            return x
        if at_x * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low /= 2
        high, at_high = x, at_x


def model_says(
    experiment: Experiment, assumed: Mapping[str, float], *, values: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return what the model says of every observable of an experiment, under assumed values.

    An assumption that an observable solves is set first, and the rest read with it.
    """
    assumed = _solved(experiment, assumed, values)
    runs = _runs(experiment, assumed, values)
    said = {}
    for seen in experiment.observables:
        if seen.read == "solved":
            said[seen.id] = assumed[seen.quantity]
        else:
            said[seen.id] = _mean(seen, runs, assumed)
    return said


def validate(
    experiment: Experiment,
    *,
    values: Mapping[str, float] | None = None,
    assumptions: bool = True,
) -> list[Finding]:
    """Return every judged observable of an experiment beside the model's number.

    Parameters
    ----------
    experiment
        What was published.
    values
        The model's parameters, instead of the calibrated ones.
    assumptions
        Also move each assumption to its low and high value, one at a time.

    Returns
    -------
    list of Finding
        In the order of the file; what only sets an assumption is left out.
    """
    assumed = middle(experiment)
    said = model_says(experiment, assumed, values=values)
    moved: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    solved = {seen.solves for seen in experiment.observables}
    if assumptions:
        for a in experiment.assumptions:
            if a.name not in solved:
                moved[a.name] = (
                    model_says(experiment, {**assumed, a.name: a.low}, values=values),
                    model_says(experiment, {**assumed, a.name: a.high}, values=values),
                )
    settled = _solved(experiment, assumed, values)
    runs = _runs(experiment, settled, values)
    findings = []
    for seen in experiment.observables:
        if seen.solves:
            continue
        tried = tuple(
            Tried(
                **{key: getattr(a, key) for key in ("name", "low", "middle", "high", "why")},
                model_low=moved[a.name][0][seen.id],
                model_high=moved[a.name][1][seen.id],
            )
            for a in experiment.assumptions
            if a.name in moved
        )
        arterial = None
        if seen.quantity.startswith("spo2_") and seen.read in ("nadir", "lowest"):
            arterial = _mean(seen, runs, settled, "sao2_pct")
        findings.append(
            Finding(
                experiment=seen.id,
                observable=seen.says,
                published=seen.published,
                model=said[seen.id],
                tolerance=seen.tolerance,
                inside=abs(said[seen.id] - seen.published) <= seen.tolerance,
                assumptions=tried,
                arterial_nadir_pct=arterial,
            )
        )
    if assumptions and experiment.spread is not None:
        findings.append(_distribution(experiment, experiment.spread, values))
    return findings


def _distribution(experiment: Experiment, spread: Spread, values: Mapping[str, float] | None) -> Finding:
    """Draw every assumption evenly between its low and high; the tolerance is what holds 80 of 100 draws."""
    rng = np.random.default_rng(spread.seed)
    (seen,) = [o for o in experiment.observables if o.id == spread.of]
    said = []
    for _ in range(spread.draws):
        drawn = {a.name: float(rng.uniform(a.low, a.high)) for a in experiment.assumptions}
        moved = dict(calibrated() if values is None else values)
        moved |= {name: float(rng.uniform(*span)) for name, span in spread.parameters.items()}
        said.append(_mean(seen, _runs(experiment, drawn, moved, seen.arms), drawn))
    low, median, high = (float(x) for x in np.percentile(said, (10, 50, 90)))
    return Finding(
        experiment=spread.id,
        observable=f"{spread.says}: 80 of 100 draws from {low:.1f} to {high:.1f}",
        published=seen.published,
        model=median,
        tolerance=(high - low) / 2,
        inside=low <= seen.published <= high,
        assumptions=(),
        arterial_nadir_pct=None,
    )
