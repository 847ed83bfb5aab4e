"""Oximeter text, apnea apps, RR intervals and JSON: the cases no real file here holds."""

import json
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from adempauze.errors import RecordingError, UnsupportedFormatError
from adempauze.io import read

VIHEALTH = "Time,Oxygen Level,Pulse Rate,Motion\n"


def test_vihealth_style_dates_are_day_first():
    """13 cannot be a month, so the whole file is read day first, also where 05/03 could be either."""
    text = VIHEALTH + "23:59:58 12/03/2026,97,60,0\n00:00:02 13/03/2026,96,61,1\n"

    recording = read(text.encode())

    assert recording.started_at.isoformat() == "2026-03-12T23:59:58"
    assert recording.channels["spo2_pct"].at_s.tolist() == [0, 4]


def test_the_order_of_day_and_month_follows_the_rows():
    """Across midnight only one order makes the rows follow each other."""
    text = VIHEALTH + "23:59:58 05/03/2026,97,60,0\n00:00:02 06/03/2026,96,61,1\n"

    recording = read(text.encode())

    assert recording.started_at.isoformat() == "2026-03-05T23:59:58"
    assert recording.notes == ()


def test_an_hour_that_comes_twice_is_counted_once_each():
    """Without a zone the clock going back an hour is the end of summer time, and time goes on."""
    text = (
        VIHEALTH + "02:59:58 25/10/2026,97,60,0\n02:00:00 25/10/2026,96,61,1\n02:00:02 25/10/2026,96,61,1\n"
    )

    recording = read(text.encode())

    assert recording.channels["spo2_pct"].at_s.tolist() == [0, 2, 4]
    assert recording.notes == ("The clock went back an hour at 02:00:00; read as the end of summer time.",)
    assert not recording.timezone_known


def test_a_zone_makes_the_fold_exact():
    """With the zone given, the second passage of the hour is one hour later, and the start is a moment."""
    text = VIHEALTH + "02:59:58 25/10/2026,97,60,0\n02:00:00 25/10/2026,96,61,1\n"

    recording = read(text.encode(), zone=ZoneInfo("Europe/Amsterdam"))

    assert recording.channels["spo2_pct"].at_s.tolist() == [0, 2]
    assert recording.started_at.isoformat() == "2026-10-25T02:59:58+02:00"
    assert recording.timezone_known


def test_a_skipped_hour_without_a_zone_is_a_gap():
    """In spring an hour is missing; without a zone it cannot be told from a pause, and it is said."""
    text = VIHEALTH + "01:59:58 29/03/2026,97,60,0\n03:00:00 29/03/2026,96,61,1\n"

    assert read(text.encode()).channels["spo2_pct"].at_s.tolist() == [0, 3602]
    assert "jumps an hour" in read(text.encode()).notes[0]
    in_zone = read(text.encode(), zone=ZoneInfo("Europe/Amsterdam"))
    assert in_zone.channels["spo2_pct"].at_s.tolist() == [0, 2]


def test_a_saturation_that_is_no_number_is_refused_with_its_line(tmp_path):
    """The sentence names file, line, value and what to do."""
    path = tmp_path / "night.csv"
    path.write_text(VIHEALTH + "23:59:58 12/03/2026,97,60,0\n00:00:02 13/03/2026,abc,61,1\n")

    with pytest.raises(RecordingError) as raised:
        read(path)

    assert str(raised.value) == (
        'night.csv: Line 3: SpO2 "abc" is not a number. Export with gaps as empty cells.'
    )


def test_masimo_ascii_lines_are_read():
    """Name and value pairs; dashes are gaps."""
    lines = [
        "03/14/26 10:00:00 SN=0000012345 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% ALARM=0000 EXC=000000",
        "03/14/26 10:00:01 SN=0000012345 SPO2=---% BPM=--- PI=--.--% SPCO=--.-% ALARM=0000 EXC=000800",
    ]

    recording = read("\n".join(lines).encode())

    assert recording.started_at.isoformat() == "2026-03-14T10:00:00"
    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [98, np.nan])
    np.testing.assert_array_equal(recording.channels["perfusion_pct"].values, [3.6, np.nan])


APNEA = """sep=,
name,date
My O2 table,23/08/2026 18:12:33
Round 1,,
Number,Type,Time
Interval 1,Rest,00:03
Interval 2,Apnea,00:06
Round 2,,
Number,Type,Time
Interval 1,Cooldown,00:03
Biometrics,,
Time,Interval Time,Interval Type,HR,SpO2
00:00,00:00,Rest,84,98
00:01,00:01,Rest,84,98
00:03,00:00,Apnea,80,98
00:08,00:05,Apnea,70,
00:09,00:00,Cooldown,75,97
00:12,00:00,Apnea,75,96
00:13,00:01,Cooldown,75,96
"""


def test_an_apnea_app_marks_its_holds():
    """The run of rows called apnea is a hold; a stray one after the cool-down is dropped and said."""
    recording = read(APNEA.encode())

    assert recording.kind == "apnea_csv"
    assert recording.holds == ((3.0, 9.0),)
    assert [str(drop) for drop in recording.dropped] == ["1 holds: shorter than 5 s"]
    assert recording.started_at.isoformat() == "2026-08-23T18:12:33"
    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [98, 98, 98, np.nan, 97, 96, 96])


def test_an_american_clock_in_an_apnea_app_still_has_its_day_first():
    """The same app writes 3/8/2026 6:12:33 PM for the third of August."""
    recording = read(APNEA.replace("23/08/2026 18:12:33", "3/8/2026 6:12:33 PM").encode())

    assert recording.started_at.isoformat() == "2026-08-03T18:12:33"


@pytest.mark.parametrize("text", ["812\n790\n805\n", "0.812\n0.790\n0.805\n"])
def test_rr_intervals_are_milliseconds_or_seconds(text):
    """The unit shows in the size of the numbers."""
    channel = read(text.encode()).channels["rr_ms"]

    assert channel.values.tolist() == pytest.approx([812, 790, 805])
    assert channel.at_s.tolist() == pytest.approx([0.812, 1.602, 2.407])


def test_a_night_of_garmin_with_minutes_is_read():
    """Minute values are GMT texts without an offset; a null minute is a gap."""
    night = {
        "dailySleepDTO": {
            "sleepStartTimestampGMT": 1751863648000,
            "sleepStartTimestampLocal": 1751842048000,
        },
        "wellnessEpochSPO2DataDTOList": [
            {"epochTimestamp": "2025-07-07T04:48:00.0", "spo2Reading": 92, "readingConfidence": 6},
            {"epochTimestamp": "2025-07-07T04:49:00.0", "spo2Reading": None, "readingConfidence": 1},
        ],
    }

    recording = read(json.dumps(night).encode())

    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [92, np.nan])
    assert recording.started_at.isoformat() == "2025-07-06T22:47:28-06:00"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(40), "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG picture"),
        (b"%PDF-1.7 ....", "a PDF document"),
        (b"<html><body>log in</body></html>", "XML of a kind"),
        (b"hello, this is a letter", "A kind of file"),
        (b'{"a": 1}', "JSON of a kind"),
    ],
)
def test_what_is_no_recording_is_named(data, word):
    """A picture called .fit is a picture; the sentence lists what can be read."""
    with pytest.raises(UnsupportedFormatError, match=word) as raised:
        read(data)

    assert "Choose FIT, TCX, GPX, an oximeter's CSV" in str(raised.value)


def test_an_empty_file_is_refused():
    """Nothing is not a recording."""
    with pytest.raises(RecordingError, match="The file is empty"):
        read(b"")


def test_a_bare_carriage_return_ends_a_line():
    """Found by fuzzing: old programs end their lines with it alone, and the table is read all the same."""
    text = VIHEALTH + "23:59:58 12/03/2026,97,60,0\n00:00:02 13/03/2026,96,61,1\n"

    assert read(text.replace("\n", "\r").encode()).channels["spo2_pct"].values.tolist() == [97, 96]


DUTCH_EXCEL = (
    "sep=;\nTime;Oxygen Level;Pulse Rate;Motion\n14-3-2026 10:00:00;97,5;60;0\n14-3-2026 10:00:01;96,0;x;0\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_a_dutch_spreadsheet_saved_is_read(encoding):
    """Semicolons, decimal commas, a line for the spreadsheet, a mark in front: the readings are the same."""
    recording = read(DUTCH_EXCEL.replace(";x;", ";61;").encode(encoding))

    assert recording.channels["spo2_pct"].values.tolist() == [97.5, 96.0]


def test_the_line_of_a_fault_is_that_of_the_file():
    """The line for the spreadsheet is counted too."""
    with pytest.raises(RecordingError, match='Line 4: pulse "x" is not a number'):
        read(DUTCH_EXCEL.encode())
