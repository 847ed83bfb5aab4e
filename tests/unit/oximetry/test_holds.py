"""What each hold did: nadirs after the release, quality, and the heart."""

import numpy as np
import pytest

from adempauze.errors import ParameterError
from adempauze.oximetry import Channel, Recording, find_holds, measure
from adempauze.oximetry.cleaning import clean


def held(values, site="finger", heart=None, step_s=1.0):
    """Return a recording of a saturation, and of a heart where given."""
    at_s = np.arange(len(values)) * step_s
    channels = {"spo2_pct": Channel.of(at_s, values)}
    if heart is not None:
        channels["hr_bpm"] = Channel.of(at_s, heart)
    return Recording(kind="test", site=site, channels=channels)


def one_hold():
    """Return 60 s of rest, a hold to 100 s that shows 96 at its end, 84 at +20 s, and 98 at +50 s."""
    points = ([0, 85, 100, 120, 150, 300], [98, 98, 96, 84, 98, 98])
    return np.round(np.interp(np.arange(301), *points))


def test_the_nadir_lies_after_the_release():
    """Looked for inside the hold alone it would be 96; it is 84, 20 s after breathing started again."""
    (hold,) = measure(held(one_hold()), [(60, 100)])

    assert (hold.nadir_pct, hold.nadir_after_release_s, hold.quality) == (84, 20, "good")
    assert hold.duration_s == 40
    assert hold.start_spo2_pct == 98
    assert hold.recovery_to_95_s == pytest.approx(43, abs=2)
    assert hold.slope_pct_per_s == pytest.approx(-0.55, abs=0.1)


def test_the_area_is_points_times_seconds_below_the_start():
    """A trough of 14 points from 85 to 150 s is about 460 point-seconds until 45 s after the release."""
    (hold,) = measure(held(one_hold()), [(60, 100)])

    assert hold.area_pct_s == pytest.approx(15 + 160 + 205, rel=0.1)


@pytest.mark.parametrize(
    ("site", "error"), [("finger", 3.0), ("ring", 3.6), ("wrist", 8.0), ("laboratory", 2.0), (None, 4.0)]
)
def test_every_nadir_carries_the_error_of_its_device(site, error):
    """The error is published for the site; unknown means the most that the standard allows."""
    (hold,) = measure(held(one_hold(), site=site), [(60, 100)])

    assert hold.nadir_error_pct == error


def test_a_wrist_never_decides():
    """Wrist saturation is shown as poor, with the reason."""
    (hold,) = measure(held(one_hold(), site="wrist"), [(60, 100)])

    assert hold.quality == "poor"
    assert hold.reasons == ("wrist saturation is too slow and too far off for a hold",)


def test_a_gap_that_may_hide_the_nadir_makes_it_poor():
    """Readings that stop on the way down cannot say how low it went."""
    values = one_hold()
    values[112:128] = np.nan

    (hold,) = measure(held(values), [(60, 100)])

    assert hold.quality == "poor"
    assert "a lower reading may lie in a gap" in hold.reasons


def test_a_gap_after_the_return_hides_nothing():
    """A hold makes one trough: when it has closed, a gap is only a gap."""
    values = one_hold()
    values[136:143] = np.nan

    (hold,) = measure(held(values), [(60, 100)])

    assert (hold.nadir_pct, hold.quality) == (84, "good")


def test_no_reading_is_no_nadir():
    """Nothing in the window: no number, and poor."""
    values = one_hold()
    values[55:200] = np.nan

    (hold,) = measure(held(values), [(60, 100)])

    assert (hold.nadir_pct, hold.quality, hold.reasons) == (None, "poor", ("no reading in the window",))


def test_a_slow_recorder_is_fair_at_most():
    """One reading in four seconds is too coarse for a hold of ten."""
    values = one_hold()[::4]

    (hold,) = measure(held(values, step_s=4.0), [(60, 100)])

    assert hold.quality == "fair"
    assert hold.reasons == ("one reading every 4 s",)


def test_the_next_hold_closes_the_window():
    """A nadir is not looked for in the next hold, and its doubt is said."""
    first, _ = measure(held(one_hold()), [(60, 100), (115, 140)])

    assert first.nadir_after_release_s <= 15
    assert first.quality == "fair"


def test_a_plunge_is_not_the_nadir():
    """40 % for twenty seconds inside the hold, and back at a stroke: the nadir stays 84."""
    values = one_hold()
    values[70:84] = 60

    (hold,) = measure(held(values), [(60, 100)])

    assert hold.nadir_pct == 84


def test_the_heart_rises_dives_and_comes_back():
    """96 to 104 in the first half minute, down to 51, and back after the release."""
    heart = np.interp(np.arange(301), [0, 55, 65, 87, 100, 110, 160, 300], [96, 96, 104, 51, 55, 100, 80, 80])

    heart_response = measure(held(one_hold(), heart=np.round(heart)), [(60, 100)])[0].heart

    assert heart_response.start_bpm == pytest.approx(98, abs=3)
    assert (heart_response.peak_bpm, heart_response.lowest_bpm) == (104, 51)
    assert heart_response.fall_bpm == 53
    assert heart_response.lowest_at_s == 27
    assert heart_response.recovery_60s_bpm == pytest.approx(20, abs=2)


def test_holds_out_of_order_are_refused():
    """A release before its start is a slip, and named."""
    with pytest.raises(
        ParameterError, match="hold 1 must start after the one before and end after its start"
    ):
        measure(held(one_hold()), [(100, 60)])


def test_holds_are_found_without_a_log(synthetic):
    """Six holds, three of them deep: each deep one is found, its release within the stated error."""
    truth = synthetic.session(np.random.default_rng(11), nadir_pct=(78.0, 88.0))

    found = find_holds(clean(truth.recording))

    assert len(found) == 6
    for hold, (start_s, release_s) in zip(found, truth.holds, strict=True):
        assert start_s < hold.fall_s < release_s + 20
        assert abs(hold.release_s - release_s) <= hold.release_error_s


def test_a_night_is_not_searched_for_holds():
    """Eight hours of falls are sleep, and no session."""
    night = np.tile(one_hold(), 96)

    assert find_holds(clean(held(night))) == ()
