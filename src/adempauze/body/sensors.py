"""What an oximeter shows of a runner: a place on the body, its delay, and a device that averages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from adempauze.body.parameters import calibrated
from adempauze.body.simulate import Trajectory
from adempauze.errors import check_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

Site = Literal["ear", "finger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """An oximeter on a site, with the time constant of its averaging and a constant bias.

    ``ear`` stands for ear and forehead. Averaging is 0.5 to 30 s; 3 s is the commonest stated value.
    """

    site: Site
    averaging_s: float = 3.0
    bias_pct: float = 0.0

    def __post_init__(self) -> None:
        check_range("averaging_s", self.averaging_s, 0.5, 30, "s")
        check_range("bias_pct", self.bias_pct, -15, 15, "points")


def delays_of(site: Site, values: Mapping[str, float]) -> tuple[float, float, float]:
    """Return both parts of the delay of a site in s, and how much the dive response narrows its vessels."""
    constriction = values["finger_constriction"] if site == "finger" else 0.0
    return values[f"{site}_delay"], values[f"{site}_delay_flow"], min(constriction, 0.8)


def spo2_pct(
    trajectory: Trajectory, sensor: Sensor, *, values: Mapping[str, float] | None = None
) -> NDArray[np.float64]:
    """Return what the sensor shows at each moment of a trajectory, in percent.

    Blood passes to the site through twelve equal stages whose mean time has a constant part and a part that
    grows as cardiac output falls; to a finger it takes longer in the dive response, which narrows the vessels
    of limbs. The device follows with a first-order lag. No noise is added.
    """
    from adempauze.kernels import sensor as kernel

    p = calibrated() if values is None else values
    shown = np.empty_like(trajectory.sao2_pct)
    kernel.view(
        *(trajectory.at_s, trajectory.sao2_pct, trajectory.cardiac_output_l_min, trajectory.q_rest_l_min),
        trajectory.dive_frac,
        *delays_of(sensor.site, p),
        *(sensor.averaging_s, sensor.bias_pct, shown),
    )
    return np.minimum(shown, 100.0)
