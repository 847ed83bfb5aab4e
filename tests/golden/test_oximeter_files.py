"""What is in real oximeter files, counted by others."""

import json
import re
from datetime import datetime

import numpy as np
import pytest

from adempauze.io import read


@pytest.mark.parametrize(
    ("name", "rows", "missing", "mean", "lowest"),
    [
        ("checkme_o2max_20260220_short.csv", 2548, 5, 94.731, 91),
        ("checkme_o2max_20260310_night.csv", 13570, 6, 95.908, 87),
    ],
)
def test_a_checkme_night_has_the_counted_rows(shared_data, name, rows, missing, mean, lowest):
    """Rows, dashes, mean and lowest as counted with the standard library, and two seconds a row."""
    spo2 = read(shared_data / "oximeter-csv" / name).channels["spo2_pct"]

    assert (spo2.n, spo2.missing, spo2.interval_s) == (rows, missing, 2.0)
    assert np.nanmean(spo2.values) == pytest.approx(mean, abs=0.0005)
    assert np.nanmin(spo2.values) == lowest


def test_a_checkme_clock_is_local_and_known_to_be_so(shared_data):
    """There is no time zone in the file, and none is made up."""
    recording = read(shared_data / "oximeter-csv/checkme_o2max_20260310_night.csv")

    assert recording.started_at == datetime.fromisoformat("2026-03-10T00:02:16")
    assert not recording.timezone_known


def test_every_dialect_case_of_other_readers_is_read_alike(shared_data):
    """O2 Insight, EMAY in both locales, codes for a sensor that is off: row by row."""
    cases = json.loads((shared_data / "oximeter-csv/dialect_cases.json").read_text())["cases"]

    for case in cases:
        if "rows" not in case:
            continue
        recording = read(case["text"].encode())
        spo2, pulse = recording.channels["spo2_pct"], recording.channels["pulse_bpm"]
        assert spo2.n == len(case["rows"]), case["name"]
        for index, (time, expected_spo2, expected_pulse) in enumerate(case["rows"]):
            moment = datetime.fromisoformat(time)
            assert spo2.at_s[index] == (moment - recording.started_at).total_seconds(), case["name"]
            assert _or_none(spo2.values[index]) == expected_spo2, case["name"]
            assert _or_none(pulse.values[index]) == expected_pulse, case["name"]


def _or_none(value):
    return None if np.isnan(value) else value


def test_an_ambiguous_date_is_said_to_be_so(shared_data):
    """03/04 may be March or April; the reading chosen is written down."""
    cases = json.loads((shared_data / "oximeter-csv/dialect_cases.json").read_text())["cases"]
    text = next(case["text"] for case in cases if "month_first" in case)

    recording = read(text.encode())

    assert recording.notes == ("The date 3/4/2024 can be read two ways; taken as day before month.",)
    assert recording.started_at.month == 4


def test_the_contec_demo_is_read(shared_data):
    """406 records from 11:43:58, 99 % throughout, pulse 62 to 78, one 255 that is no pulse."""
    recording = read(shared_data / "oximeter-binary/contec_cms50h_demo.SpO2")
    pulse = recording.channels["pulse_bpm"]

    assert recording.started_at == datetime.fromisoformat("2010-05-26T11:43:58")
    assert recording.device == "CMS50H"
    assert (pulse.n, pulse.missing) == (406, 1)
    assert (np.nanmin(pulse.values), np.nanmax(pulse.values)) == (62, 78)
    assert set(recording.channels["spo2_pct"].values) == {99.0}


LABORATORY = [
    (1, 1090, 67, 837, 504, 294, 87.37),
    (2, 1122, 73, 846, 462, 146, 89.98),
    (3, 1066, 70, 935, 559, 262, 87.14),
    (5, 927, 68, 722, 530, 238, 86.12),
]


@pytest.mark.parametrize(("subject", "rows", "nadir", "row", "below_90", "below_80", "mean"), LABORATORY)
def test_a_laboratory_desaturation_is_read_exactly(
    shared_data, subject, rows, nadir, row, below_90, below_80, mean
):
    """Nadir and its row, seconds below 90 and 80 and mean of the Masimo, counted from the files."""
    spo2 = read(shared_data / f"induced-hypoxia/uw_subject_10000{subject}.csv").channels["spo2_pct"]

    assert (spo2.n, spo2.missing, spo2.interval_s) == (rows, 0, 1.0)
    assert (spo2.values.min(), int(spo2.values.argmin())) == (nadir, row)
    assert (np.sum(spo2.values < 90), np.sum(spo2.values < 80)) == (below_90, below_80)
    assert spo2.values.mean() == pytest.approx(mean, abs=0.005)


def _answers(path):
    """Return the JSON bodies of a recorded web answer; the file is YAML with folded single-quoted text."""
    bodies = re.findall(r"string: '((?:[^']|'')*)'", path.read_text())
    return [json.loads(re.sub(r"\s*\n\s*", " ", body).replace("''", "'")) for body in bodies]


def test_garmin_nights_keep_their_summary_and_their_offset(shared_data):
    """Two nights say mean 93 and 92, lowest 86; the false local epoch is an offset of six hours."""
    answers = _answers(shared_data / "garmin-json/garth_daily_sleep_two_nights.yaml")

    recording = read(json.dumps(answers).encode())

    assert "mean 93 %, lowest 86 %" in recording.notes[0]
    assert "mean 92 %, lowest 86 %" in recording.notes[1]
    assert recording.site == "wrist"
    assert recording.started_at.utcoffset().total_seconds() == -6 * 3600


def test_a_garmin_day_of_heart_rate_is_read(shared_data):
    """Pairs of epoch milliseconds and beats from 06:00 GMT; the answer itself says 49 to 115."""
    answer = _answers(shared_data / "garmin-json/garth_daily_heart_rate.yaml")[0]

    recording = read(json.dumps(answer).encode())

    assert recording.started_at.isoformat() == "2026-01-07T00:00:00-06:00"
    assert np.nanmax(recording.channels["hr_bpm"].values) == 115
    assert np.nanmin(recording.channels["hr_bpm"].values) == 49


def test_a_small_apple_health_export_is_read(shared_data):
    """One heart rate of 72 and a run of half a mile; body mass is left alone."""
    recording = read(shared_data / "apple-health/export_small.xml")

    assert recording.channels["hr_bpm"].values.tolist() == [72.0]
    assert recording.activity.sport == "running"
    assert recording.activity.distance_m == pytest.approx(0.4971749504535062 * 1609.344)
    assert recording.activity.elapsed_s == 311
