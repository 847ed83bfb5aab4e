"""Least squares with priors: the one way in which anything is fitted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The most likely point, and how sure it is.

    ``covariance`` is the inverse of J'J at the point: of residuals in units of their standard deviation it is
    the covariance of the parameters (Laplace).
    """

    point: Floats
    covariance: Floats
    cost: float
    rounds: int


def least_squares(
    residuals: Callable[[Floats], Floats],
    start: Floats,
    *,
    step: float = 0.02,
    rounds: int = 30,
    tolerance: float = 1e-4,
) -> Fit:
    """Return the point where the sum of squared residuals is least (Levenberg-Marquardt).

    *residuals* are in units of their standard deviation, priors among them; *step* is that of the central
    differences. References: Marquardt DW (1963), J Soc Indust Appl Math 11:431-441.
    """
    point = np.array(start, dtype=np.float64)
    here = residuals(point)
    damping = 1e-2
    jacobian = np.empty((len(here), len(point)))
    done = 0
    while done < rounds:
        done += 1
        for k in range(len(point)):
            nudge = np.zeros_like(point)
            nudge[k] = step
            jacobian[:, k] = (residuals(point + nudge) - residuals(point - nudge)) / (2 * step)
        normal = jacobian.T @ jacobian
        downhill = jacobian.T @ here
        gained = 0.0
        while damping < 1e6:
            move = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -downhill)
            there = residuals(point + move)
            gained = float(here @ here - there @ there) if np.isfinite(there).all() else 0.0
            if gained > 0:
                point, here, damping = point + move, there, max(damping / 5, 1e-9)
                break
            damping *= 4
        if gained < tolerance * float(here @ here):
            break
    covariance = np.linalg.inv(jacobian.T @ jacobian).astype(np.float64)
    return Fit(point=point, covariance=covariance, cost=float(here @ here), rounds=done)
