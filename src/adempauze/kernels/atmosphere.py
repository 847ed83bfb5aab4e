"""Barometric and inspired pressures. Floats only; ``physiology.atmosphere`` is the documented face."""

from math import exp, log, sqrt

from numba import njit

PH2O_BODY_MMHG = 47.0  # saturated vapour at 37 degC
SEA_LEVEL_MMHG = 760.0


@njit(cache=True)
def barometric_west(altitude_m):
    """Model atmosphere of West 1996: a fit to mountain stations, mmHg."""
    km = altitude_m / 1000.0
    return exp(6.63268 - 0.1112 * km - 0.00149 * km * km)


@njit(cache=True)
def altitude_west(barometric_mmhg):
    """Inverse of barometric_west: the root of its quadratic, m."""
    c = log(barometric_mmhg) - 6.63268
    return 1000.0 * (-0.1112 + sqrt(0.1112 * 0.1112 - 4.0 * 0.00149 * c)) / (2.0 * 0.00149)


@njit(cache=True)
def barometric_icao(altitude_m):
    """Pressure of the ICAO 1993 standard atmosphere below 11 km, mmHg."""
    return SEA_LEVEL_MMHG * (1.0 - 0.0065 * altitude_m / 288.15) ** 5.25588


@njit(cache=True)
def altitude_icao(barometric_mmhg):
    """Inverse of barometric_icao, m."""
    return 288.15 / 0.0065 * (1.0 - (barometric_mmhg / SEA_LEVEL_MMHG) ** (1.0 / 5.25588))


@njit(cache=True)
def inspired_po2(fio2, barometric_mmhg):
    """O2 pressure of gas warmed and humidified in the airway, mmHg."""
    return fio2 * (barometric_mmhg - PH2O_BODY_MMHG)
