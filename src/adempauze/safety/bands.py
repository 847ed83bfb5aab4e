"""The band of a level as a sensor shows it: where the lowest value of a hold is meant to lie."""

from adempauze.planning import ladder
from adempauze.safety.rulebook import rule_book

NO_MEASURE = "wrist"  # too slow and too far off for a hold


def band_shown_pct(level: int, site: str | None) -> tuple[float, float] | None:
    """Return the lowest and highest reading of a level's band at *site*, after a hold that ended at a walk.

    Bands are arterial, so a reading stands the correction of its site higher. A site that has none of its own
    is taken as a finger, which stands highest. None where the band would lie at the very top, as at the
    first levels, or where the site is no measure for a hold.

    >>> band_shown_pct(2, "finger")
    (96.0, 100.0)
    """
    if site == NO_MEASURE:
        return None
    corrections = rule_book().gate.correction_tenths
    higher_tenths = corrections.get(site or "finger", corrections["finger"])
    rung = ladder()[level]
    low_tenths = rung.band_low_tenths + higher_tenths
    if low_tenths >= 1000:
        return None
    return low_tenths / 10, min(1000, rung.band_high_tenths + higher_tenths) / 10
