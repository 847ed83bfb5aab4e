"""Lung volumes that a person is expected to have."""

from dataclasses import dataclass
from typing import Literal

from adempauze.errors import check_range

Sex = Literal["female", "male"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LungVolumes:
    """Residual volume, functional residual capacity and total capacity, in litres BTPS."""

    rv_l_btps: float
    frc_l_btps: float
    tlc_l_btps: float


# standard deviations of a person around the prediction, same table
SPREAD = {
    "male": LungVolumes(rv_l_btps=0.41, frc_l_btps=0.60, tlc_l_btps=0.70),
    "female": LungVolumes(rv_l_btps=0.35, frc_l_btps=0.50, tlc_l_btps=0.60),
}


def predicted_volumes(sex: Sex, *, age_y: float, height_m: float) -> LungVolumes:
    """Return the lung volumes predicted for a person, upright and at rest.

    Parameters
    ----------
    sex, age_y, height_m
        18 to 70 years and 1.45 to 2.10 m; the regressions were made on 155 to 195 cm (men) and 145 to 180 cm
        (women).

    Raises
    ------
    ParameterError
        Outside those ranges.

    Notes
    -----
    Standard deviations around the prediction are in ``SPREAD``. Evidence: A.

    References
    ----------
    Quanjer PH et al (1993), Eur Respir J 6 (suppl 16):5-40, table 5 (European Community for Steel and Coal).

    Examples
    --------
    >>> predicted_volumes("male", age_y=28, height_m=1.78).frc_l_btps
    3.33
    """
    check_range("age_y", age_y, 18, 70, "years")
    check_range("height_m", height_m, 1.45, 2.10, "m", "In cm? Divide by 100.")
    age_y = max(age_y, 25.0)  # the table's own rule for 18 to 25 years
    if sex == "male":
        rv = 1.31 * height_m + 0.022 * age_y - 1.23
        frc = 2.34 * height_m + 0.009 * age_y - 1.09
        tlc = 7.99 * height_m - 7.08
    else:
        rv = 1.81 * height_m + 0.016 * age_y - 2.00
        frc = 2.24 * height_m + 0.001 * age_y - 1.00
        tlc = 6.60 * height_m - 5.79
    return LungVolumes(rv_l_btps=round(rv, 2), frc_l_btps=round(frc, 2), tlc_l_btps=round(tlc, 2))
