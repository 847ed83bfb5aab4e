"""Dose in the units of the field, against worked examples and published sessions."""

import numpy as np
import pytest

from adempauze.errors import ParameterError
from adempauze.oximetry import Channel, altitude_dose_km_h, dose, gauge
from adempauze.oximetry.desaturations import odi_per_h
from adempauze.oximetry.dose import PUBLISHED, saturation_per_fio2_pct


def steady(minutes, spo2_pct, step_s=1.0):
    """Return a saturation that stays the same for some minutes."""
    at_s = np.arange(0.0, minutes * 60, step_s)
    return Channel.of(at_s, np.full(at_s.size, float(spo2_pct)))


# minutes, SpO2, T<90 min, HTi %·min, %·h: the evidence base's own worked examples, from the formulas alone
EXAMPLES = [(2, 83, 2, 14, 0.60), (25, 82, 25, 200, 8.1), (20, 80, 20, 200, 7.5), (32, 80, 32, 320, 12.0)]


@pytest.mark.parametrize(("minutes", "spo2", "below_min", "hti", "hours"), EXAMPLES)
@pytest.mark.parametrize("step_s", [0.5, 1.0, 2.0, 4.0])
def test_worked_examples_hold_at_every_sampling_step(minutes, spo2, below_min, hti, hours, step_s):
    """Time, not the number of readings, makes the dose."""
    added = dose(steady(minutes, spo2, step_s))

    assert added.time_below_s[90] == pytest.approx(below_min * 60)
    assert added.hti_pct_min == pytest.approx(hti, abs=0.5)
    assert added.saturation_hours_pct_h == pytest.approx(hours, rel=0.01)


def test_a_spot_check_stands_for_a_minute_at_most():
    """Two low readings a day apart say nothing of the day between."""
    added = dose(Channel.of([0, 86_400, 172_800], [84, 97, 84]))

    assert added.time_below_s[90] == 120


def test_living_high_for_300_hours():
    """92 % for 300 h is about 1960 %·h and, at 2500 m, 750 km·h, with nothing below 90 %."""
    added = dose(steady(60, 92))

    assert 300 * added.saturation_hours_pct_h == pytest.approx(1957, abs=1)
    assert added.saturation_hours_below_90_pct_h == 0
    assert altitude_dose_km_h(2500, 300 * 3600) == 750


def test_a_saturation_below_75_counts_as_75_in_the_index():
    """The hypoxic training index takes 15 points at most."""
    assert dose(steady(1, 60)).hti_pct_min == pytest.approx(15)


def test_a_gap_counts_as_nothing():
    """A reading stands for five seconds at most: what was not measured is not dose."""
    added = dose(Channel.of([0, 1, 61, 62], [85, 85, 85, 85]))

    assert added.covered_s == 1 + 5 + 1 + 1
    assert added.time_below_s[90] == added.covered_s


def test_a_missing_reading_ends_the_one_before_it():
    """A row without a reading is a gap from its own time on."""
    added = dose(Channel.of([0, 2, 4, 6], [85, np.nan, 85, 85]))

    assert added.covered_s == 2 + 2 + 2


def test_no_reading_is_no_dose():
    """All gaps: nothing covered, no nadir, no mean."""
    added = dose(Channel.of([0, 1], [np.nan, np.nan]))

    assert (added.covered_s, added.spo2_mean_pct, added.spo2_nadir_pct) == (0, None, None)


def test_the_gauge_says_the_fraction_of_a_published_session():
    """Six holds of the article come to a twentieth of what raised EPO."""
    assert gauge(0.6).sentence == (
        "Below 90 %: 0.60 %·h, 1/20 of 8 x 4 min at 80 % (12 %·h), "
        "the least that raised EPO in a small trial."
    )
    assert "1.5 times 8 x 4 min" in gauge(18.0).sentence
    assert "less than 1/200 of" in gauge(0.0).sentence


def test_published_doses_follow_from_their_minutes_and_saturation():
    """7.5 and 12 %·h are 20 and 32 minutes at 80 %."""
    worked = [minutes / 60 * (98 / 80 - 1) * 100 for minutes in (20, 32)]

    assert [published.saturation_hours_pct_h for published in PUBLISHED[:2]] == pytest.approx(worked)


def test_slips_of_unit_are_refused():
    """21 is a percentage where a fraction belongs."""
    with pytest.raises(ParameterError, match="A percentage"):
        saturation_per_fio2_pct(90, 21.0)
    with pytest.raises(ParameterError, match="altitude_m must be 0 to 9000 m"):
        altitude_dose_km_h(25000, 3600)
    assert saturation_per_fio2_pct(90, 0.12) == pytest.approx(750)


def fall(low, down_s, recovery_s, high=97, flat_s=0):
    """Return two minutes at *high*, a fall to *low*, perhaps a floor, and the way back."""
    down = np.linspace(high, low, int(down_s) + 1)
    back = np.linspace(low, high, int(recovery_s) + 1)
    values = np.concatenate([np.full(120, high), down, np.full(flat_s, low), back, np.full(60, high)])
    return Channel.of(np.arange(values.size), values)


def test_an_event_that_is_not_over_is_counted_once():
    """A fall of 20 points is one event, however long it lasts; a second fall after the return is another."""
    once = fall(77, 40, 30, flat_s=300)
    twice = np.concatenate([once.values, once.values])

    assert odi_per_h(once, drop_pct=3, covered_s=3600) == 1
    assert odi_per_h(Channel.of(np.arange(twice.size), twice), drop_pct=3, covered_s=3600) == 2
