"""Which readings are believed: one rule at a time, on traces written out."""

import numpy as np
import pytest

from adempauze.oximetry import Channel, Recording, clean


def trace(values, **others):
    """Clean a saturation read once a second, with other channels beside it."""
    channels = {"spo2_pct": Channel.of(np.arange(len(values)), values)}
    channels |= {name: Channel.of(np.arange(len(other)), other) for name, other in others.items()}
    return clean(Recording(kind="test", channels=channels))


def test_a_calm_trace_is_kept_whole():
    """A hold's fall of half a point a second and its quicker return pass every rule."""
    fall = (
        [98] * 20 + [98 - round(0.5 * second) for second in range(40)] + [78, 80, 83, 86, 89, 92, 95, 97, 98]
    )

    cleaned = trace(fall)

    assert cleaned.rejected == ()
    np.testing.assert_array_equal(cleaned.kept.values, fall)


@pytest.mark.parametrize(("value", "kept"), [(49, False), (50, True), (100, True), (101, False)])
def test_the_range_is_50_to_100(value, kept):
    """49 and 101 are outside what an oximeter can say."""
    cleaned = trace([value] * 10)

    assert np.isfinite(cleaned.kept.values).all() == kept


def test_a_plunge_that_jumps_back_never_happened():
    """A real sensor fell to 40 and jumped to 93 inside a hold; here to 60 for 20 s: all of it goes."""
    values = [95] * 30 + [60] * 20 + [94] * 30

    cleaned = trace(values)

    assert "20 SpO2 readings: a plunge too steep for blood" in map(str, cleaned.rejected)
    assert np.nanmin(cleaned.kept.values) == 94


def test_a_deep_fall_that_climbs_back_is_no_plunge():
    """The same depth, reached and left at a pace of blood, stays."""
    values = [95] * 20 + list(range(95, 60, -1)) + list(range(60, 95, 2)) + [95] * 20

    assert np.nanmin(trace(values).kept.values) == 60


def test_a_moving_hand_is_seen_by_its_roughness():
    """Readings that jump up and down within seconds are left out, with two seconds on either side."""
    values = [97] * 20 + [90, 96, 88, 95, 87, 96] + [97] * 20

    cleaned = trace(values)

    assert np.nanmin(cleaned.kept.values) == 97
    assert all("moving hand" in drop.why or "plunge" in drop.why for drop in cleaned.rejected)


def test_a_short_low_that_ends_in_a_jump_is_the_hand():
    """Slipping to 84 over some seconds, and 94 a second later: blood does not come back like that."""
    values = [95] * 20 + [93, 91, 89, 87, 86, 85, 84, 84] + [94] * 20

    assert np.nanmin(trace(values).kept.values) >= 91


def test_a_long_low_that_ends_in_a_jump_is_kept():
    """Breathing oxygen brings a saturation back in a jump after minutes: the laboratory shows it."""
    values = [95] * 20 + list(range(95, 80, -1)) + [80] * 60 + [90] * 20

    assert np.nanmin(trace(values).kept.values) == 80


def test_a_moment_of_calm_between_bursts_is_not_believed():
    """Two readings between two bursts are part of the burst."""
    burst = [90, 96, 87, 95, 86, 96]
    values = [97] * 20 + burst + [88] * 2 + burst + [97] * 20

    assert np.nanmin(trace(values).kept.values) == 97


def test_a_display_in_whole_numbers_may_dither():
    """97 and 98 in turn is a steady reading of 97.5."""
    assert trace([97, 98] * 30).rejected == ()


def test_low_perfusion_is_not_believed():
    """0.3 % of perfusion is the least."""
    cleaned = trace([97] * 6, perfusion_pct=[1.0, 0.3, 0.29, 0.1, np.nan, 2.0])

    assert np.isfinite(cleaned.kept.values).tolist() == [True, True, False, False, True, True]


def test_a_pulse_that_disagrees_with_the_strap_for_long_takes_its_saturation_with_it():
    """More than 10 bpm for more than 3 s; a shorter disagreement, as when a heart speeds up, is let be."""
    strap = [60.0] * 30
    pulse = [60.0] * 5 + [150.0] * 4 + [60.0] * 5 + [150.0] * 5 + [60.0] * 11

    cleaned = trace([97] * 30, hr_bpm=strap, pulse_bpm=pulse)

    assert np.flatnonzero(np.isnan(cleaned.kept.values)).tolist() == [14, 15, 16, 17, 18]


def test_raw_readings_stay_beside_the_clean_ones():
    """Cleaning changes nothing that was read."""
    values = [95] * 30 + [60] * 20 + [94] * 30

    np.testing.assert_array_equal(trace(values).raw.values, values)


def test_nothing_is_bridged():
    """A gap of the device stays a gap in the kept and in the smooth trace."""
    cleaned = trace([97] * 10 + [np.nan] * 4 + [97] * 10)

    assert cleaned.kept.missing == cleaned.smooth.missing == 4


def test_a_recording_without_saturation_has_no_trace():
    """Heart rate alone is nothing to clean."""
    assert clean(Recording(kind="test", channels={"hr_bpm": Channel.of([0, 1], [60, 61])})) is None
