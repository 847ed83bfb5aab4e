"""The band of a level as a sensor shows it."""

import pytest

from adempauze.planning import ladder, ladder_numbers
from adempauze.safety import rule_book
from adempauze.safety.bands import band_shown_pct


@pytest.mark.parametrize("site", ["finger", None, "ring"])
def test_a_finger_and_what_is_not_known_show_six_points_more(site):
    """Level 3 means 87 to 92 % in the artery; a site of its own correction is none that was measured."""
    assert band_shown_pct(3, site) == (93.0, 98.0)


def test_an_ear_shows_seven_tenths_of_a_fall():
    """80 % in the artery, the floor of level 6, is 85 at the ear after a walk."""
    low, high = band_shown_pct(6, "ear")
    assert (round(low), round(high)) == (85, 91)


def test_a_wrist_shows_no_band():
    """It is too slow and too far off for a hold."""
    assert band_shown_pct(3, "wrist") is None


@pytest.mark.parametrize("level", [0, 1])
def test_a_band_at_the_very_top_is_not_drawn(level):
    """At a finger the first two levels would end above 100 %."""
    assert band_shown_pct(level, "finger") is None


def test_below_85_is_one_number_in_the_gate_and_on_the_ladder():
    """What makes the next hold shorter at levels 0 and 1 is what the ladder calls too low there."""
    assert rule_book().rule("gate.below_85").nadir_below_tenths == ladder_numbers().open_low_tenths


def test_the_floor_of_the_gate_is_that_of_the_levels():
    """Under 80 % to level 5, under 75 % at level 6."""
    for level in ladder():
        ends = [
            rule.nadir_below_tenths
            for rule in rule_book().rules
            if rule.nadir_below_tenths is not None
            and rule.action in ("end", "lock")
            and rule.within_days is None
            and rule.from_level <= level.level <= rule.to_level
        ]
        assert max(ends) == level.floor_tenths
