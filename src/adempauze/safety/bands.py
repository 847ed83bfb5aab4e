"""The band of a level as a sensor shows it: where the lowest value of a hold is meant to lie."""

from adempauze.planning import ladder
from adempauze.safety.rulebook import rule_book
from adempauze.session.gate import displayed_tenths

NO_MEASURE = "wrist"  # too slow and too far off for a hold


def band_shown_pct(level: int, site: str | None) -> tuple[float, float] | None:
    """Return the lowest and highest reading of a level's band at *site*, after a hold that ended at a walk.

    Bands are arterial, so a reading stands higher, by what its site misses. A site that has none of its own
    is taken as a finger, which stands highest. None where the band would lie at the very top, as at the
    first levels, or where the site is no measure for a hold.

    >>> band_shown_pct(2, "finger")
    (96.0, 100.0)
    """
    if site == NO_MEASURE:
        return None
    gate = rule_book().gate
    known = site if site in gate.correction_tenths else "finger"
    rung = ladder()[level]
    low_tenths = displayed_tenths(gate, rung.band_low_tenths, known, jogged=False)
    if low_tenths >= 1000:
        return None
    high_tenths = displayed_tenths(gate, rung.band_high_tenths, known, jogged=False)
    return low_tenths / 10, min(1000, high_tenths) / 10
