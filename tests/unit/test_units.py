"""One factor for each conversion, checked against published pairs and by composition."""

import pytest

from adempauze import units


def test_published_pairs():
    """A marathon is 26.219 miles, an atmosphere 760 mmHg, a strap's 1024 ticks a second."""
    assert units.miles_to_m(26.219) == pytest.approx(42_195, abs=1)
    assert units.kpa_to_mmhg(101.325) == pytest.approx(760.0, abs=0.001)
    assert units.rr_ticks_to_ms(882.0) == pytest.approx(861.328125)
    assert units.semicircles_to_degrees(2.0**30) == 90.0


def test_conversions_compose():
    """Going by minutes or by hours gives the same seconds; there and back is where one began."""
    assert units.hours_to_s(1.5) == units.minutes_to_s(90.0)
    assert units.s_to_hours(units.hours_to_s(0.3)) == pytest.approx(0.3)
    assert units.s_to_minutes(units.minutes_to_s(7.0)) == 7.0
    assert units.m_to_km(units.km_to_m(42.195)) == pytest.approx(42.195)
    assert units.miles_to_m(1.0) == pytest.approx(units.yards_to_m(1760.0))
