"""Learn a runner from his recordings: what is his, how sure that is, and what the sensor adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from adempauze.body.fitting import least_squares
from adempauze.body.parameters import calibrated, published
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.body.simulate import Breathe, Hold, Stretch, simulate
from adempauze.errors import RecordingError, check_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

# what is learned, with the spread before anything is known: fractions, and points for the bias
PRIOR_SD: Mapping[str, float] = {
    "lung": 0.18,  # FRC, SD 0.5 to 0.6 L of 3.0 to 3.3 L (Quanjer 1993)
    "cost": 0.08,  # O2 cost of walking and running between people (our proposal, order of ACSM's error)
    "p50": 0.04,  # 1.1 mmHg of 26.9 (our proposal)
    "delay": 0.40,  # sensor and circulation to it (our proposal)
    "bias_pct": 1.5,  # points; half of the 3 that an oximeter may be off (ISO 80601-2-61)
}
# vary with him, and are not reported
NUISANCE = (
    *("q_rest", "q_slope", "tau_vo2_on", "tau_q_off", "flow_lower", "shunt", "arterial_ml", "body_o2_ml"),
    "tau_drive",
)
FIRST_RHO = 0.95
FAR = 4  # samples apart, where correlation is compared with that of neighbours
ALIKE = 0.5  # correlation of neighbours above which noise is slow; our proposal
READING_SD_PCT = 1.0  # least SD that a reading is given: the display rounds, and no model is exact

Session = Callable[[Runner], Sequence[Stretch]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One session and what the sensor showed in it: NaN is no reading, time from the session's start."""

    session: Session
    at_s: NDArray[np.float64]
    spo2_pct: NDArray[np.float64]
    sensor: Sensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A runner as his recordings show him.

    ``log_mean`` and ``covariance`` are of the logarithms of factors on what is expected of him, and of the
    bias in points, in the order of ``names``. ``rho_frac`` is the correlation of the noise from one second to
    the next, ``noise_pct`` the standard deviation that what is new in each second asks.
    """

    runner: Runner
    names: tuple[str, ...]
    log_mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    rho_frac: float
    noise_pct: float

    def interval(self, name: str) -> tuple[float, float]:
        """Return the central 95 % interval of a factor (of the bias: in points)."""
        k = self.names.index(name)
        half = 1.96 * float(np.sqrt(self.covariance[k, k]))
        ends = (float(self.log_mean[k]) - half, float(self.log_mean[k]) + half)
        return ends if name == "bias_pct" else (float(np.exp(ends[0])), float(np.exp(ends[1])))

    def correlation_frac(self, one: str, other: str) -> float:
        """Return how far two of them cannot be told apart: 0 is well, 1 or -1 not at all."""
        i, k = self.names.index(one), self.names.index(other)
        return float(self.covariance[i, k] / np.sqrt(self.covariance[i, i] * self.covariance[k, k]))

    def drawn(self, rng: np.random.Generator) -> _Person:
        """Return one runner who could have made these recordings; the rest varies as in people."""
        x = rng.multivariate_normal(self.log_mean, self.covariance)
        return _person(self.runner.sampled(rng), dict(zip(self.names, x, strict=True)), base=self.runner)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    runner: Runner
    cost_frac: float
    delay_frac: float
    bias_pct: float

    def play(self, session: Session) -> list[Stretch]:
        rest = self.runner.vo2_rest_ml_kg_min
        return [_costing(stretch, self.cost_frac, rest) for stretch in session(self.runner)]

    def values(self) -> dict[str, float]:
        factors = {
            name: self.delay_frac for name in calibrated() if name.split("_delay")[0] in ("ear", "finger")
        }
        return {name: value * factors.get(name, 1.0) for name, value in calibrated().items()}

    def shown(self, session: Session, sensor: Sensor, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        values = self.values()
        trajectory = simulate(self.runner, self.play(session), values=values)
        trace = spo2_pct(trajectory, sensor, values=values)
        return np.interp(at_s, trajectory.at_s, trace) + self.bias_pct


def _costing(stretch: Stretch, factor: float, rest: float) -> Stretch:
    demand = stretch.demand_ml_kg_min
    return stretch if demand is None else replace(stretch, demand_ml_kg_min=rest + factor * (demand - rest))


def _person(runner: Runner, x: Mapping[str, float], *, base: Runner) -> _Person:
    personal = dict(runner.personal or {}) | {n: float(np.exp(x[n])) for n in NUISANCE if n in x}
    return _Person(
        runner=replace(
            runner,
            frc_l_btps=float(np.clip(base.expected_frc_l_btps * np.exp(x["lung"]), 1.2, 6.5)),
            p50_mmhg=float(np.clip(base.p50_mmhg * np.exp(x["p50"]), 20.5, 34.5)),
            personal=personal,
        ),
        cost_frac=float(np.exp(x["cost"])),
        delay_frac=float(np.exp(x["delay"])),
        bias_pct=float(x["bias_pct"]),
    )


def learn(runner: Runner, recordings: Sequence[Recording], *, sensor_known: Learned | None = None) -> Learned:
    """Return what recordings tell about a runner.

    Parameters
    ----------
    runner
        What is expected of him: the prior's middle.
    recordings
        Sessions with what his sensor showed; at least 60 readings together.
    sensor_known
        What ``learn`` gave for one sharp hold at rest with the same sensor: its delay and bias are then
        known before, so that they are not mistaken for a larger lung.

    Raises
    ------
    RecordingError
        If there are too few readings.

    Notes
    -----
    Gaussian priors on logarithms; the noise of an oximeter is correlated, so residuals are whitened with its
    correlation from one second to the next, estimated from the residuals of a first fit. Intervals are
    Laplace's. Coverage was checked by simulation: docs/measurements/model.md. Evidence: P.
    """
    readings = sum(int(np.isfinite(r.spo2_pct).sum()) for r in recordings)
    if readings < 60:
        raise RecordingError(f"learning needs at least 60 readings of SpO2; got {readings}.")
    names = (*PRIOR_SD, *NUISANCE)
    sd = np.array([*PRIOR_SD.values(), *(published()[n].person_frac for n in NUISANCE)])
    mean = np.zeros(len(names))
    if sensor_known is not None:
        for name in ("delay", "bias_pct"):
            k = sensor_known.names.index(name)
            mean[names.index(name)] = sensor_known.log_mean[k]
            sd[names.index(name)] = np.sqrt(sensor_known.covariance[k, k])

    def residuals(z: NDArray[np.float64], rho: float, noise_pct: float) -> NDArray[np.float64]:
        person = _person(runner, dict(zip(names, mean + sd * z, strict=True)), base=runner)
        parts = [z]
        for r in recordings:
            off = r.spo2_pct - person.shown(r.session, r.sensor, r.at_s)
            parts.append(_whitened(off, r.at_s, rho) / noise_pct)
        return np.concatenate(parts)

    rho, noise_pct = FIRST_RHO, 2.0
    z = np.zeros(len(names))
    for _ in range(2):
        fit = least_squares(
            lambda x, rho=rho, noise=noise_pct: residuals(x, rho, noise),  # type: ignore[misc]
            z,
            step=0.05,
            rounds=8,
            tolerance=1e-3,
        )
        z = fit.point
        person = _person(runner, dict(zip(names, mean + sd * z, strict=True)), base=runner)
        offs = [r.spo2_pct - person.shown(r.session, r.sensor, r.at_s) for r in recordings]
        rho, noise_pct = _noise(offs, [r.at_s for r in recordings])
    return Learned(
        runner=runner,
        names=names,
        log_mean=mean + sd * z,
        covariance=fit.covariance * np.outer(sd, sd),
        rho_frac=rho,
        noise_pct=noise_pct,
    )


def _whitened(off: NDArray[np.float64], at_s: NDArray[np.float64], rho: float) -> NDArray[np.float64]:
    """Return what is new in each residual, scaled to the standard deviation of one; gaps start afresh."""
    seen = np.isfinite(off)
    off, at_s = off[seen], at_s[seen]
    keep = rho ** np.diff(at_s)
    return np.concatenate([off[:1], (off[1:] - keep * off[:-1]) / np.sqrt(1.0 - keep**2)])


def _noise(
    offs: Sequence[NDArray[np.float64]], clocks_s: Sequence[NDArray[np.float64]]
) -> tuple[float, float]:
    """Return correlation from one second to the next, and the standard deviation that whitened residuals ask.

    A display of whole percents adds white noise, which lowers the correlation of neighbours but not how it
    dies away. Where neighbours are alike the latter is taken, or slow noise would pass for less than it is;
    and what is new in each residual sets the deviation, or the white noise would.
    """
    seen = [off[np.isfinite(off)] for off in offs]
    near, far = (sum(float(off[:-lag] @ off[lag:]) for off in seen) for lag in (1, FAR))
    rho = near / sum(float(off @ off) for off in seen)
    if rho > ALIKE:
        rho = max(rho, (max(far, 0.0) / near) ** (1 / (FAR - 1)))
    rho = float(np.clip(rho, 0.5, 0.98))
    new = np.concatenate([_whitened(off, at_s, rho) for off, at_s in zip(offs, clocks_s, strict=True)])
    return rho, max(float(np.sqrt(np.mean(new**2))), READING_SD_PCT)


def one_sharp_hold(duration_s: float = 30.0) -> Session:
    """Return the session that calibrates a sensor: seated rest, one hold after an exhale, rest.

    The fall begins and ends sharply, so its delay is seen twice, whatever the size of the lung.
    """
    check_range("duration_s", duration_s, 10, 60, "s")

    def session(runner: Runner) -> list[Stretch]:
        return [
            Breathe(duration_s=60),
            Hold(duration_s=duration_s, volume_l_btps=runner.expected_frc_l_btps),
            Breathe(duration_s=90),
        ]

    return session
