"""Altitude, barometric pressure and the oxygen of inspired gas, both ways."""

from typing import Literal

from adempauze.errors import check_range

Standard = Literal["icao", "west"]
FIO2_AIR = 0.2093  # fraction of dry air
PERCENT_HINT = "A percentage? Divide by 100."


def barometric_mmhg(altitude_m: float, *, standard: Standard = "icao") -> float:
    """Return the barometric pressure at an altitude, in mmHg.

    Parameters
    ----------
    altitude_m
        Height above sea level, 0 to 9000 m.
    standard
        ``"icao"`` is the standard atmosphere that vendors of altitude rooms use. ``"west"`` is the model
        atmosphere fitted to mountain stations; it is 3 to 5 % higher above 5000 m, and truer there.

    Raises
    ------
    ParameterError
        Outside 0 to 9000 m.

    Notes
    -----
    Evidence: A.

    References
    ----------
    ICAO (1993), Manual of the ICAO Standard Atmosphere, Doc 7488.
    West JB (1996), J Appl Physiol 81:1850-1854.

    Examples
    --------
    >>> [round(barometric_mmhg(8848, standard=s)) for s in ("icao", "west")]
    [236, 253]
    """
    from adempauze.kernels import atmosphere

    check_range("altitude_m", altitude_m, 0, 9000, "m", "Kilometres? Multiply by 1000.")
    kernel = atmosphere.barometric_west if standard == "west" else atmosphere.barometric_icao
    return float(kernel(float(altitude_m)))


def altitude_m(barometric_mmhg: float, *, standard: Standard = "icao") -> float:
    """Return the altitude at which the standard atmosphere has this pressure, in m.

    *barometric_mmhg* is 225 to 760 mmHg. The inverse of :func:`barometric_mmhg`, with its sources.

    >>> round(altitude_m(560))
    2502
    """
    from adempauze.kernels import atmosphere

    check_range("barometric_mmhg", barometric_mmhg, 225, 760, "mmHg", "In hPa? Multiply by 0.75006.")
    kernel = atmosphere.altitude_west if standard == "west" else atmosphere.altitude_icao
    return float(kernel(float(barometric_mmhg)))


def inspired_po2_mmhg(
    altitude_m: float = 0.0, *, fio2: float = FIO2_AIR, standard: Standard = "icao"
) -> float:
    """Return the O2 pressure of inspired gas, warmed and humidified, in mmHg.

    *fio2* is the O2 fraction of dry gas, 0.05 to 1. Water vapour in the airway is 47 mmHg.

    >>> round(inspired_po2_mmhg(0), 1)
    149.2
    """
    from adempauze.kernels import atmosphere

    check_range("fio2", fio2, 0.05, 1, "(fraction)", PERCENT_HINT)
    return float(atmosphere.inspired_po2(float(fio2), barometric_mmhg(altitude_m, standard=standard)))


def fio2_like_altitude(altitude_m: float, *, standard: Standard = "icao") -> float:
    """Return the FiO2 that at sea level gives the inspired PO2 of an altitude in air (a fraction).

    >>> round(fio2_like_altitude(2550), 3)
    0.15
    """
    return FIO2_AIR * (barometric_mmhg(altitude_m, standard=standard) - 47.0) / (760.0 - 47.0)


def altitude_like_fio2_m(fio2: float, *, standard: Standard = "icao") -> float:
    """Return the altitude whose air has the inspired PO2 that *fio2* has at sea level, in m.

    *fio2* is 0.06 to 0.2093. The other way round: :func:`fio2_like_altitude`.

    >>> round(altitude_like_fio2_m(0.12), -2)
    4100.0
    """
    check_range("fio2", fio2, 0.06, FIO2_AIR, "(fraction)", PERCENT_HINT)
    return altitude_m(47.0 + fio2 * (760.0 - 47.0) / FIO2_AIR, standard=standard)
