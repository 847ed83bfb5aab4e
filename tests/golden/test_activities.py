"""What others publish about real FIT, TCX and GPX files."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from adempauze.errors import RecordingError
from adempauze.io import read

# file, distance m, timer s, elapsed s: sports-lib's specs, checked by its author against Garmin and Strava
SUMMARIES = [
    ("fit-activities/garmin_vivoactivehr_run.fit", 4489.39, 47 * 60, 47 * 60 + 4),
    ("fit-activities/suunto9_trail_run_rr_vo2max.fit", 6458, 36 * 60 + 1, 36 * 60 + 36),
    ("fit-activities/coros_apexpro_run.fit", 10743.64, 48 * 60 + 42, 48 * 60 + 42),
    ("fit-quirks/nk_speedcoach_inverted_times.fit", None, 47 * 60 + 20, 6 * 3600 + 80),
    ("tcx/leading_blanks_5lap_run_pauses.tcx", None, 25 * 60 + 45, 36 * 60 + 2),
    ("gpx/garmin_vivoactivehr_run.gpx", 4400, None, None),
]


@pytest.mark.parametrize(("name", "distance_m", "timer_s", "elapsed_s"), SUMMARIES)
def test_distance_timer_and_elapsed_are_the_published_ones(shared_data, name, distance_m, timer_s, elapsed_s):
    """Timer and elapsed to a second, distance to a thousandth; swapped times are put right."""
    activity = read(shared_data / name).activity

    if distance_m is not None:
        assert activity.distance_m == pytest.approx(distance_m, rel=0.001)
    if timer_s is not None:
        assert activity.timer_s == pytest.approx(timer_s, abs=1)
    if elapsed_s is not None:
        assert activity.elapsed_s == pytest.approx(elapsed_s, abs=1)


def test_a_gpx_knows_no_timer(shared_data):
    """A GPX has points only: first to last point is 46:58, six seconds short of the watch's own file."""
    activity = read(shared_data / "gpx/garmin_vivoactivehr_run.gpx").activity

    assert activity.timer_s is None
    assert activity.elapsed_s == 2818


# file, records, lowest and highest heart rate, start: decoded by garmin-fit-sdk 21.218 and fitdecode 0.11
RECORDS = [
    ("fit-activities/polar_treadmill_12km.fit", 3862, 112, 167, None),
    ("fit-activities/polar_marathon.fit", 16337, 125, 169, None),
    ("fit-activities/garmin_fenix5_run.fit", 21, 56, 112, "2017-06-11T14:34:09"),
    ("fit-activities/garmin_fenix2_run.fit", 2809, 69, 178, "2015-08-15T14:45:08"),
    ("fit-activities/garmin_fr110_smart_recording_badcrc.fit", 590, 73, 171, "2013-02-06T12:11:14"),
    ("fit-activities/garmin_fr920xt_run_firstbeat.fit", 2125, 95, 156, "2019-01-01T15:37:12"),
    ("fit-activities/garmin_fr955_run_rr_respiration.fit", 3118, 83, 154, "2024-07-09T14:12:49"),
    ("fit-activities/garmin_edge1000_pause_triple.fit", 96, 143, 156, "2020-06-01T14:52:40"),
    ("fit-activities/strava_applewatch_sparse_hr.fit", 338, 155, 191, "2022-10-14T22:10:46"),
    ("fit-quirks/sigma_truncated.fit", 14391, 84, 160, "2020-09-12T12:23:38"),
    ("fit-quirks/zwift_unfinalised_data_size_zero.fit", 2319, 79, 187, "2016-01-16T14:33:51"),
    ("fit-quirks/coros_pace2_misaligned_fields.fit", 11272, 80, 168, "2020-10-25T11:10:19"),
    ("tcx/polar_m400_run.tcx", 3507, 45, 168, "2019-01-29T10:25:13"),
    ("tcx/leading_blanks_5lap_run_pauses.tcx", 1545, 85, 139, "2016-09-12T11:19:56"),
    ("tcx/garmin_edge1000_pause_triple.tcx", 96, 143, 156, "2020-06-01T14:52:40"),
    ("gpx/amazfit_run_double_hr.gpx", 1216, 87, 160, "2018-05-14T09:54:12"),
    ("gpx/suunto_movescount_fractional_hr.gpx", 1405, 92, 181.33, "2014-01-17T08:33:11.150"),
]


@pytest.mark.parametrize(("name", "records", "lowest", "highest", "start"), RECORDS)
def test_every_record_is_there(shared_data, name, records, lowest, highest, start):
    """As many records, and the same lowest and highest heart rate, as other decoders count."""
    recording = read(shared_data / name)
    heart_rate = recording.channels["hr_bpm"]

    assert heart_rate.n == records
    assert (np.nanmin(heart_rate.values), np.nanmax(heart_rate.values)) == pytest.approx(
        (lowest, highest), abs=1e-4
    )
    if start is not None:
        assert recording.started_at == datetime.fromisoformat(start).replace(tzinfo=UTC)


# file, valid heart rates, highest, mean within, laps, distance within: polar-running-index 1.0.0, sports-lib
COUNTED = [
    ("fit-activities/polar_treadmill_12km.fit", 3862, 167, None, 1, (12_000, 12_100)),
    ("fit-activities/polar_half_marathon.fit", 8051, 179, (168, 175), 2, None),
    ("fit-activities/polar_marathon.fit", 16_337, 169, None, 44, None),
    ("tcx/leading_blanks_5lap_run_pauses.tcx", 1545, 139, None, 5, None),
]


@pytest.mark.parametrize(("name", "valid", "highest", "mean", "laps", "distance_m"), COUNTED)
def test_laps_and_valid_heart_rates_are_the_published_ones(
    shared_data, name, valid, highest, mean, laps, distance_m
):
    """Of the half marathon 11 records of 8062 hold no heart rate; a lap is a lap in every format."""
    recording = read(shared_data / name)
    heart_rate = recording.channels["hr_bpm"]

    assert heart_rate.n - heart_rate.missing == valid
    assert np.nanmax(heart_rate.values) == highest
    assert mean is None or mean[0] <= np.nanmean(heart_rate.values) <= mean[1]
    assert len(recording.activity.laps) == laps
    assert distance_m is None or distance_m[0] <= recording.activity.distance_m <= distance_m[1]


def test_the_sparse_heart_rate_of_a_watch_stays_sparse(shared_data):
    """67 of 338 records hold a heart rate; the others hold none, and no old value is carried on."""
    heart_rate = read(shared_data / "fit-activities/strava_applewatch_sparse_hr.fit").channels["hr_bpm"]

    assert (heart_rate.n, heart_rate.missing) == (338, 271)


def test_compressed_timestamps_give_the_published_records(shared_data):
    """The records of a watch with compressed time stamps and no date, value by value (python-fitparse)."""
    recording = read(shared_data / "fit-activities/garmin_fr70_compressed_timestamps.fit")
    with (shared_data / "fit-activities/garmin_fr70_compressed_timestamps_expected.csv").open() as lines:
        expected = list(csv.reader(lines))[1:]
    start_s = float(expected[-1][0]) - recording.channels["hr_bpm"].at_s[-1]

    assert len(expected) == 754
    for column, name in enumerate(("hr_bpm", "speed_m_s", "distance_m", "cadence_per_min"), 1):
        found = dict(zip(recording.channels[name].at_s, recording.channels[name].values, strict=True))
        published = {float(row[0]) - start_s: float(row[column]) for row in expected if row[column] != "null"}
        assert len(published) >= 752
        for at_s, value in published.items():
            assert found[at_s] == pytest.approx(value, abs=0.011), name
    assert recording.started_at is None
    assert not recording.timezone_known


def test_beats_a_strap_kept_under_water_are_merged(shared_data):
    """Raw records hold no heart rate; the buffered beats do: 43 to 151, and 80 to 161 in the pool."""
    sea = read(shared_data / "fit-freedive/garmin_fr935_freedive_session.fit")
    pool = read(shared_data / "fit-activities/garmin_fr735xt_swim_buffered_hr.fit")

    assert _range(sea) == (43, 151)
    assert _range(pool) == (80, 161)
    assert sea.started_at == datetime(2018, 3, 24, 11, 2, 35, tzinfo=UTC)


def _range(recording):
    values = recording.channels["hr_bpm"].values
    return float(np.nanmin(values)), float(np.nanmax(values))


def test_a_free_dive_is_as_deep_as_its_session_says(shared_data):
    """Depth comes from a developer field in negative metres; the session says 19.56 m."""
    depth = read(shared_data / "fit-freedive/garmin_fr935_freedive_session.fit").channels["depth_m"].values

    assert np.nanmax(depth) == pytest.approx(19.56, abs=0.01)


def test_muscle_oxygen_is_never_read_as_saturation(shared_data):
    """Field 57 of a Moxy is muscle oxygen, 53 to 56 % and no nadir."""
    recording = read(shared_data / "fit-quirks/moxy_muscle_oxygen_not_spo2.fit")

    assert recording.channels["smo2_pct"].n == 175
    assert "spo2_pct" not in recording.channels


def test_a_heart_rate_of_zero_is_no_reading(shared_data):
    """Zwift writes 0 for no strap in all 1808 records."""
    recording = read(shared_data / "fit-quirks/zwift_hr_zero.fit")

    assert "hr_bpm" not in recording.channels
    assert [str(drop) for drop in recording.dropped] == ["1808 heart rates: 0 is no reading"]


RR_COUNTS = [
    ("fit-activities/garmin_fenix5_run.fit", 113, 456, 1448),
    ("fit-activities/garmin_fr955_run_rr_respiration.fit", 7220, 374, 897),
    ("fit-activities/stryd_run_rr.fit", 9350, 407, 2709),
    ("fit-activities/suunto9_trail_run_rr_vo2max.fit", 5416, 368, 564),
    ("fit-activities/garmin_fenix5plus_run_zipped.zip", 9614, 344, 2053),
]


@pytest.mark.parametrize(("name", "count", "shortest_ms", "longest_ms"), RR_COUNTS)
def test_rr_intervals_keep_their_count_and_range(shared_data, name, count, shortest_ms, longest_ms):
    """As many RR intervals as other decoders see, from the shortest to the longest, artefacts included."""
    rr = read(shared_data / name).channels["rr_ms"]

    assert rr.n == count
    assert (rr.values.min(), rr.values.max()) == pytest.approx((shortest_ms, longest_ms))


def test_vo2max_the_device_stored_is_found(shared_data):
    """Garmin keeps it as MET x 65536 in message 140; Suunto as ten times the value in a developer field."""
    garmin = read(shared_data / "fit-activities/garmin_fr955_run_rr_respiration.fit")
    suunto = read(shared_data / "fit-activities/suunto9_trail_run_rr_vo2max.fit")

    assert garmin.activity.device_vo2max_ml_kg_min == pytest.approx(55.9, abs=0.05)
    assert suunto.activity.device_vo2max_ml_kg_min == 53.0


def test_a_lap_border_written_twice_counts_once(shared_data):
    """The TCX repeats four points at lap borders; the FIT of the same ride has 96 records."""
    tcx = read(shared_data / "tcx/garmin_edge1000_pause_triple.tcx")
    fit = read(shared_data / "fit-activities/garmin_edge1000_pause_triple.fit")

    assert tcx.channels["hr_bpm"].n == fit.channels["hr_bpm"].n == 96
    assert [str(drop) for drop in tcx.dropped] == ["4 points: a time that came before"]
    assert len(tcx.activity.laps) == len(fit.activity.laps) == 5


def test_every_shared_recording_is_read_or_refused_in_a_sentence(shared_data: Path):
    """No file ends in a stack trace: what is refused says what to do."""
    folders = ("fit-*", "tcx", "gpx", "oximeter-*", "induced-hypoxia", "rr", "apple-health")
    files = [path for folder in folders for path in shared_data.glob(f"{folder}/*") if path.is_file()]
    assert len(files) > 70
    for path in files:
        try:
            read(path)
        except RecordingError as error:
            assert str(error).startswith(f"{path.name}: ")  # noqa: PT017 -- most files are read
