"""The whole way from a file to its sums, on files whose sums others published."""

import pytest

from adempauze.io import read, result_json
from adempauze.oximetry import analyse
from adempauze.oximetry.desaturations import ROLLING_MAXIMUM, odi_per_h

LABORATORY = [
    (1, 67, 504, 294, 87.37),
    (2, 73, 462, 146, 89.98),
    (3, 70, 559, 262, 87.14),
    (5, 68, 530, 238, 86.12),
]


@pytest.mark.parametrize(("subject", "nadir", "below_90", "below_80", "mean"), LABORATORY)
def test_a_laboratory_desaturation_is_exact_after_cleaning(
    shared_data, subject, nadir, below_90, below_80, mean
):
    """No rule takes a reading from a true desaturation, though it lasts eight minutes."""
    analysis = analyse(read(shared_data / f"induced-hypoxia/uw_subject_10000{subject}.csv"))

    assert analysis.trace.rejected == ()
    assert analysis.dose.spo2_nadir_pct == nadir
    assert (analysis.dose.time_below_s[90], analysis.dose.time_below_s[80]) == (below_90, below_80)
    assert analysis.dose.spo2_mean_pct == pytest.approx(mean, abs=0.005)


@pytest.mark.parametrize(
    ("name", "odi_3", "odi_4"),
    [("checkme_o2max_20260220_short", 34.21, 10.17), ("checkme_o2max_20260310_night", 31.51, 11.94)],
)
def test_the_rolling_maximum_is_near_the_tool_that_uses_it(shared_data, name, odi_3, odi_4):
    """AirwayLab drops the first and last minutes and moving samples first, so near is all it can be."""
    analysis = analyse(read(shared_data / f"oximeter-csv/{name}.csv"))
    covered_s = analysis.dose.covered_s

    for drop, published in ((3, odi_3), (4, odi_4)):
        found = odi_per_h(analysis.trace.kept, drop_pct=drop, covered_s=covered_s, definition=ROLLING_MAXIMUM)
        assert found == pytest.approx(published, rel=0.25)


# mean heart rate of the device itself, or the peer's where it is published: sports-lib, polar-running-index
HEART_RATES = [
    ("fit-activities/garmin_vivoactivehr_run.fit", 130, 178),
    ("fit-activities/suunto9_trail_run_rr_vo2max.fit", 148, 161),
    ("fit-activities/coros_apexpro_run.fit", 160, 173),
]


@pytest.mark.parametrize(("name", "mean", "highest"), HEART_RATES)
def test_heart_rates_are_weighted_by_time(shared_data, name, mean, highest):
    """Within one beat of the published mean, though smart recording leaves up to 28 s between records."""
    analysis = analyse(read(shared_data / name))

    assert analysis.hr_mean_bpm == pytest.approx(mean, abs=1)
    assert analysis.hr_max_bpm == highest


def test_the_plain_mean_of_points_is_another_number(shared_data):
    """The same run from its GPX: 134 for points, 130 by time; both are right for what they are."""
    analysis = analyse(read(shared_data / "gpx/garmin_vivoactivehr_run.gpx"))
    values = analysis.recording.channels["hr_bpm"].values

    assert values.mean() == pytest.approx(134, abs=0.5)
    assert analysis.hr_mean_bpm == pytest.approx(130, abs=1)


def test_the_json_of_a_night_has_the_promised_keys(shared_data):
    """Every key is there, and what the file does not hold is null."""
    result = result_json(analyse(read(shared_data / "oximeter-csv/checkme_o2max_20260310_night.csv")))

    assert set(result) >= {"recording", "quality", "summary", "holds"}
    assert set(result["recording"]) >= {
        *("kind", "device", "started_at", "timezone_known", "duration_s", "channels", "dropped")
    }
    assert set(result["summary"]) >= {
        *("spo2_mean_pct", "spo2_nadir_pct", "time_below_s", "hti_pct_min", "saturation_hours_pct_h", "odi"),
        *("odi_definition", "hr_mean_bpm", "hr_max_bpm", "rmssd_ms", "distance_m", "timer_s", "elapsed_s"),
    }
    assert result["summary"]["time_below_s"] == {"94": 3144.0, "90": 70.0, "85": 0.0, "80": 0.0}
    assert result["summary"]["rmssd_ms"] is None
    assert result["recording"]["channels"]["spo2_pct"] == {"n": 13570, "rate_hz": 0.5, "missing": 6}
