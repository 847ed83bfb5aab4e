"""What movement costs in oxygen, and how fast a heart can beat."""

from adempauze.errors import check_range

RESTING_VO2_ML_KG_MIN = 3.5  # one MET


def vo2_walking_ml_kg_min(speed_km_h: float) -> float:
    """Return the O2 uptake of steady walking on the flat, in mL STPD per kg and minute.

    *speed_km_h* is 0 to 7 km/h. Valid from 3 to 6 km/h on the treadmill. Evidence: B.

    References
    ----------
    American College of Sports Medicine, Guidelines for Exercise Testing: metabolic equations.

    >>> vo2_walking_ml_kg_min(4.8)
    11.5
    """
    check_range("speed_km_h", speed_km_h, 0, 7, "km/h", "In m/s? Multiply by 3.6.")
    return RESTING_VO2_ML_KG_MIN + 0.1 * speed_km_h * 1000 / 60


def vo2_running_ml_kg_min(speed_km_h: float) -> float:
    """Return the O2 uptake of steady running on the flat, in mL STPD per kg and minute.

    *speed_km_h* is 4 to 25 km/h. Above VO2max it is a demand, not an uptake. Evidence: B; source as for
    walking.

    >>> round(vo2_running_ml_kg_min(12), 1)
    43.5
    """
    check_range("speed_km_h", speed_km_h, 4, 25, "km/h", "In m/s? Multiply by 3.6.")
    return RESTING_VO2_ML_KG_MIN + 0.2 * speed_km_h * 1000 / 60


def vo2_cycling_ml_min(power_w: float, *, mass_kg: float) -> float:
    """Return the O2 uptake of steady cycling at a power, in mL STPD per minute.

    *power_w* is 0 to 600 W. Evidence: B; source as for walking (10.8 mL per W and minute, plus 7 per kg).

    >>> round(vo2_cycling_ml_min(210, mass_kg=70))
    2758
    """
    check_range("power_w", power_w, 0, 600, "W")
    check_range("mass_kg", mass_kg, 35, 160, "kg", "In pounds? Multiply by 0.4536.")
    return 10.8 * power_w + 7.0 * mass_kg


def highest_heart_rate_bpm(age_y: float) -> float:
    """Return the highest heart rate expected at an age, in beats a minute (people differ by 10, SD).

    References
    ----------
    Tanaka H, Monahan KD, Seals DR (2001), J Am Coll Cardiol 37:153-156.

    >>> highest_heart_rate_bpm(40)
    180.0
    """
    check_range("age_y", age_y, 10, 90, "years")
    return 208.0 - 0.7 * age_y
