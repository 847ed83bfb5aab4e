"""Conversions between units: one factor each, always to the unit the library keeps inside."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0
METRES_PER_KM = 1000.0
METRES_PER_MILE = 1609.344  # international mile, exact (1959 agreement)
METRES_PER_YARD = 0.9144  # international yard, exact (1959 agreement)
KPA_PER_MMHG = 0.133322387415  # NIST SP 811, appendix B.8: conventional millimetre of mercury
RR_TICKS_PER_SECOND = 1024.0  # Bluetooth Heart Rate Service: RR intervals in 1/1024 s
DEGREES_PER_SEMICIRCLE = 180.0 / 2**31  # FIT positions: half a turn is 2^31


def minutes_to_s(duration_min: Number) -> Number:
    """Return seconds.

    >>> minutes_to_s(1.5)
    90.0
    """
    return duration_min * SECONDS_PER_MINUTE


def hours_to_s(duration_h: Number) -> Number:
    """Return seconds."""
    return duration_h * SECONDS_PER_HOUR


def s_to_minutes(duration_s: Number) -> Number:
    """Return minutes."""
    return duration_s / SECONDS_PER_MINUTE


def s_to_hours(duration_s: Number) -> Number:
    """Return hours."""
    return duration_s / SECONDS_PER_HOUR


def km_to_m(distance_km: Number) -> Number:
    """Return metres."""
    return distance_km * METRES_PER_KM


def miles_to_m(distance_mile: Number) -> Number:
    """Return metres."""
    return distance_mile * METRES_PER_MILE


def yards_to_m(distance_yard: Number) -> Number:
    """Return metres."""
    return distance_yard * METRES_PER_YARD


def m_to_km(distance_m: Number) -> Number:
    """Return kilometres."""
    return distance_m / METRES_PER_KM


def kpa_to_mmhg(pressure_kpa: Number) -> Number:
    """Return millimetres of mercury.

    >>> round(kpa_to_mmhg(101.325), 2)
    760.0
    """
    return pressure_kpa / KPA_PER_MMHG


def rr_ticks_to_ms(ticks: Number) -> Number:
    """Return milliseconds from the 1/1024 s that Bluetooth straps count in.

    >>> rr_ticks_to_ms(1024.0)
    1000.0
    """
    return ticks * 1000.0 / RR_TICKS_PER_SECOND


def semicircles_to_degrees(position: Number) -> Number:
    """Return degrees from the semicircles of a FIT position."""
    return position * DEGREES_PER_SEMICIRCLE
