"""Desaturation indices of the sleep field, each with its definition: they differ by a factor of twenty.

None of them is made for breath-holds: on laboratory recordings that stay below 90 % for eight minutes one
sleep tool counts no event. They are given for nights only, to ask whether a physician should look.
"""

from dataclasses import dataclass

import numpy as np

from adempauze.errors import check_range
from adempauze.oximetry.recording import Channel
from adempauze.units import s_to_hours


@dataclass(frozen=True, slots=True)
class Definition:
    """How falls are counted: below the highest of a window before, once until back, or once in a while."""

    name: str
    window_s: float
    back_pct: float | None
    refractory_s: float

    @property
    def sentence(self) -> str:
        """The definition in words, to be printed beside every index."""
        once = (
            f"counted once until back within {self.back_pct:g} point"
            if self.back_pct is not None
            else f"counted at most once in {self.refractory_s:g} s, with no return asked"
        )
        return (
            f"{self.name}: falls of at least x points below the highest reading of the {self.window_s:g} s "
            f"before, {once}, per hour covered by readings"
        )


RECOVERED = Definition("recovered", 120.0, 1.0, 0.0)  # our proposal: an event ends when it is over
ROLLING_MAXIMUM = Definition("rolling maximum", 120.0, None, 30.0)  # as AirwayLab counts


def odi_per_h(
    spo2: Channel, *, drop_pct: float, covered_s: float, definition: Definition = RECOVERED
) -> float | None:
    """Return falls of *drop_pct* an hour by a definition; None where nothing is covered."""
    from adempauze.kernels import saturation

    check_range("drop_pct", drop_pct, 1, 30, "points")
    if covered_s <= 0:
        return None
    back = np.nan if definition.back_pct is None else definition.back_pct
    count = saturation.count_falls(
        spo2.at_s, spo2.values, drop_pct, definition.window_s, back, definition.refractory_s
    )
    return float(count) / s_to_hours(covered_s)
