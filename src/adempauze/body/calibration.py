"""One parameter set from published experiments: priors moved no further than the data ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adempauze.body.experiments import Experiment, middle
from adempauze.body.fitting import Fit, least_squares
from adempauze.body.parameters import published
from adempauze.body.validate import model_says
from adempauze.errors import ParameterError

FIT_ON = ("E1", "V1", "V5", "V14")
REPORT_ON = ("E2", "V3", "V8", "V18")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Fitted values, the prior standard deviations that each moved, and how sure each is (as a fraction)."""

    values: Mapping[str, float]
    moved_sd: Mapping[str, float]
    cv: Mapping[str, float]
    fit: Fit


def calibrate(
    experiments: Sequence[Experiment], *, rounds: int = 12, fixed_to: Mapping[str, float] | None = None
) -> Calibration:
    """Fit the uncertain parameters to the judged observables of some experiments, at the middle assumptions.

    Every parameter with an uncertainty is free, in its logarithm, with its published mean and uncertainty as
    prior, unless *fixed_to* gives it a value. A residual is the distance of model and paper in tolerances,
    taken as standard deviations.
    """
    fixed_to = fixed_to or {}
    priors = published()
    free = [name for name, parameter in priors.items() if parameter.cv_frac > 0 and name not in fixed_to]
    cv = np.array([priors[name].cv_frac for name in free])
    fixed = {name: parameter.value for name, parameter in priors.items()} | dict(fixed_to)

    def at(z: NDArray[np.float64]) -> dict[str, float]:
        return fixed | {n: fixed[n] * float(np.exp(c * x)) for n, c, x in zip(free, cv, z, strict=True)}

    judged = [(e, [seen for seen in e.observables if not seen.solves]) for e in experiments]
    size = sum(len(seen) for _, seen in judged)

    def residuals(z: NDArray[np.float64]) -> NDArray[np.float64]:
        values = at(z)
        out: list[float] = []
        for experiment, observables in judged:
            try:
                said = model_says(experiment, middle(experiment), values=values)
            except ParameterError:  # a trial step outside the model
                return np.full(size + len(z), np.inf)
            out += [(said[seen.id] - seen.published) / seen.tolerance for seen in observables]
        return np.concatenate([out, z])

    fit = least_squares(residuals, np.zeros(len(free)), step=0.1, rounds=rounds, tolerance=2e-3)
    return Calibration(
        values=at(fit.point),
        moved_sd={name: float(x) for name, x in zip(free, fit.point, strict=True)},
        cv={
            name: float(c * s) for name, c, s in zip(free, cv, np.sqrt(np.diag(fit.covariance)), strict=True)
        },
        fit=fit,
    )
