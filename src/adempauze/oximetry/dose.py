"""What a recording added up to: time below, dose in the units of the field, and beside published sessions.

No metric here is validated for breath-holds; each is shown as exposure, never as gain.
"""

from dataclasses import dataclass

import numpy as np

from adempauze.errors import check_range
from adempauze.oximetry.cleaning import longest_stand_s
from adempauze.oximetry.recording import Channel
from adempauze.units import m_to_km, s_to_hours, s_to_minutes

THRESHOLDS_PCT = (94, 90, 85, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Sums over the time that was covered by readings. Evidence of the metrics: see the sources."""

    covered_s: float
    spo2_mean_pct: float | None  # weighted by time
    spo2_nadir_pct: float | None
    nadir_at_s: float | None
    time_below_s: dict[int, float]  # by threshold in percent
    hti_pct_min: float  # hypoxic training index, Bassovitch and Serebrovskaya: 90 - s, at most 15
    saturation_hours_pct_h: float  # Millet 2016: (98 / s - 1) x 100 x h; above 98 % counts as nothing
    saturation_hours_below_90_pct_h: float  # the same, counted only below 90 %: what a session adds to a day
    area_under_100_pct_s: float  # DA100 of Levy 2021, npj Digit Med 4:1, table 4, not divided by events
    area_under_max_pct_s: float  # the same under the highest reading so far


def dose(spo2: Channel) -> Dose:
    """Return the dose of a saturation, in which each reading stands until the next sample.

    It stands no longer than ``longest_stand_s`` says. Time that no reading covers counts as nothing, so a
    poor recording can only say less.

    >>> held = dose(Channel.of(np.arange(1200.0), np.full(1200, 82.0)))
    >>> held.time_below_s[90], round(held.hti_pct_min), round(held.saturation_hours_pct_h, 1)
    (1200.0, 160, 6.5)
    """
    from adempauze.kernels import saturation

    sums = np.empty(13)
    interval_s = spo2.interval_s
    last_s = interval_s if spo2.n > 1 else 0.0
    saturation.add_up(spo2.at_s, spo2.values, longest_stand_s(interval_s), last_s, sums)
    covered_s, nadir_index = float(sums[0]), int(sums[3])
    found = nadir_index >= 0
    mean_pct = float(sums[1] / covered_s) if covered_s > 0 else float(sums[2])
    return Dose(
        covered_s=covered_s,
        spo2_mean_pct=mean_pct if found else None,
        spo2_nadir_pct=float(sums[2]) if found else None,
        nadir_at_s=float(spo2.at_s[nadir_index]) if found else None,
        time_below_s={limit: float(sums[4 + i]) for i, limit in enumerate(THRESHOLDS_PCT)},
        hti_pct_min=s_to_minutes(float(sums[8])),
        saturation_hours_pct_h=s_to_hours(float(sums[9])),
        saturation_hours_below_90_pct_h=s_to_hours(float(sums[12])),
        area_under_100_pct_s=float(sums[10]),
        area_under_max_pct_s=float(sums[11]),
    )


def altitude_dose_km_h(altitude_m: float, duration_s: float) -> float:
    """Return kilometre-hours of a room, a tent or a camp (Garvican-Lewis 2016); not for holds.

    >>> altitude_dose_km_h(2500.0, 300 * 3600.0)
    750.0
    """
    check_range("altitude_m", altitude_m, 0, 9000, "m")
    check_range("duration_s", duration_s, 0, 10**8, "s")
    return m_to_km(altitude_m) * s_to_hours(duration_s)


def saturation_per_fio2_pct(spo2_pct: float, fio2: float) -> float:
    """Return SpO2 divided by the fraction of oxygen breathed in (Soo 2020); only for known gas."""
    check_range("spo2_pct", spo2_pct, 50, 100, "%", "A fraction? Multiply by 100.")
    check_range("fio2", fio2, 0.05, 1, "(fraction)", "A percentage? Divide by 100.")
    return spo2_pct / fio2


@dataclass(frozen=True, slots=True)
class PublishedDose:
    """A session in the literature, its saturation hours worked out by us from what it says of SpO2."""

    name: str
    saturation_hours_pct_h: float
    what_came_of_it: str
    source: str


# Worked out as minutes / 60 x (98 / s - 1) x 100, with the SpO2 each abstract states
PUBLISHED = (
    PublishedDose(
        "IHE, 5 x 4 min at 80 %",
        7.5,
        "EPO did not rise",
        "Wojan 2021, J Appl Physiol, doi 10.1152/japplphysiol.00941.2020, n = 6, abstract only",
    ),
    PublishedDose(
        "IHE, 8 x 4 min at 80 %",
        12.0,
        "EPO rose from 11.2 to 16.7 mU/mL in young adults; not in older ones",
        "Wojan 2021, J Appl Physiol, doi 10.1152/japplphysiol.00941.2020, n = 6, abstract only",
    ),
    PublishedDose(
        "Living high, 300 h at 92 %",
        1957.0,
        "haemoglobin mass grows by about 1 % in 100 h",
        "Gore 2013, Br J Sports Med; Garvican-Lewis 2016, J Appl Physiol, abstracts only",
    ),
)


@dataclass(frozen=True, slots=True)
class DoseGauge:
    """A dose beside the smallest published session that did something to EPO."""

    below_90_pct_h: float
    reference: PublishedDose
    share_frac: float
    sentence: str


def gauge(below_90_pct_h: float) -> DoseGauge:
    """Return where a dose stands beside published sessions, in one sentence.

    It takes the saturation hours *below 90 %*, as those sessions are worked out: a whole night of healthy
    sleep at 96 % also gathers saturation hours, and is no session.

    >>> gauge(0.6).sentence
    'Below 90 %: 0.60 %·h, 1/20 of 8 x 4 min at 80 % (12 %·h), the least that raised EPO in a small trial.'
    """
    check_range("below_90_pct_h", below_90_pct_h, 0, 10**6, "%·h")
    reference = PUBLISHED[1]
    share = below_90_pct_h / reference.saturation_hours_pct_h
    if share >= 1:
        beside = f"{share:.1f} times"
    elif share > 0.005:
        beside = f"1/{round(1 / share)} of"
    else:
        beside = "less than 1/200 of"
    sentence = (
        f"Below 90 %: {below_90_pct_h:.2f} %·h, {beside} 8 x 4 min at 80 % "
        f"({reference.saturation_hours_pct_h:g} %·h), the least that raised EPO in a small trial."
    )
    return DoseGauge(below_90_pct_h, reference, share, sentence)
