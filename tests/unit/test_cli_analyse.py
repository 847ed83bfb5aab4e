"""``adempauze analyse`` as it is typed: tables, JSON, folders, pictures, and sentences for faults."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from adempauze.cli import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEADER = "Time,Oxygen Level,Pulse Rate,Motion\n"


def session_csv(holds=((60, 100), (180, 220)), length_s=300, nadir=84):
    """Return the CSV of a session: 98 at rest, *nadir* 20 s after each release, back 30 s later."""
    at_s = np.arange(length_s)
    values = np.full(length_s, 98.0)
    for start, release in holds:
        shape = np.interp(at_s, [start + 20, release + 20, release + 50], [98, nadir, 98], left=98, right=98)
        values = np.minimum(values, shape)
    rows = [
        f"{10 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} 14/03/2026,{value:.0f},70,0"
        for second, value in zip(at_s, values, strict=True)
    ]
    return HEADER + "\n".join(rows) + "\n"


@pytest.fixture
def csv_file(tmp_path):
    """Write one session with two holds."""
    path = tmp_path / "session.csv"
    path.write_text(session_csv())
    return path


def run(*arguments):
    """Run the command; return its answer."""
    return CliRunner().invoke(main, ["analyse", *map(str, arguments)])


def test_a_table_names_holds_nadirs_and_their_error(csv_file):
    """A person sees the sum, the dose beside a published session, and each hold with its error."""
    answer = run(csv_file)

    assert answer.exit_code == 0
    assert "lowest 84 %" in answer.output
    assert answer.output.count("84 ± 3 %") == 2
    assert "the least that raised EPO in a small trial" in answer.output


def test_json_of_one_file_is_one_object(csv_file):
    """A program sees the same in keys."""
    result = json.loads(run(csv_file, "--json").stdout)

    assert result["recording"]["kind"] == "oximeter_csv"
    assert [hold["nadir_pct"] for hold in result["holds"]] == [84, 84]
    assert result["summary"]["distance_m"] is None


def test_a_log_places_the_holds(csv_file, tmp_path):
    """Holds of a log whose clock is five minutes off are found in the recording, with the offset said."""
    log = tmp_path / "log.json"
    holds = [{"started_ms": start * 1000, "duration_ms": 40_000} for start in (360, 480)]
    log.write_text(json.dumps({"holds": holds, "events": []}))

    answer = run(csv_file, "--log", log, "--json")

    result = json.loads(answer.stdout)
    assert result["holds_from"] == "log"
    assert "s ahead of the log's" in answer.stderr
    assert [round(hold["start_s"] / 15) for hold in result["holds"]] == [4, 12]


def test_a_shift_by_hand_is_taken_as_given(csv_file, tmp_path):
    """The runner's own offset is used as it is."""
    log = tmp_path / "log.json"
    log.write_text(json.dumps({"holds": [{"started_ms": 1000, "duration_ms": 40_000}], "events": []}))

    result = json.loads(run(csv_file, "--log", log, "--shift", "59", "--json").stdout)

    assert result["holds"][0]["start_s"] == 60
    assert result["holds"][0]["nadir_after_release_s"] == pytest.approx(20, abs=1)


@pytest.mark.parametrize("name", ["plot.svg", "plot.png"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_written(csv_file, tmp_path, name, theme):
    """SVG and PNG, light and dark, with the words of the language asked for."""
    answer = run(csv_file, "--plot", tmp_path / name, "--theme", theme, "--lang", "nl")

    data = (tmp_path / name).read_bytes()
    assert answer.exit_code == 0
    assert data.startswith((b"<?xml", b"\x89PNG"))
    assert name.endswith("png") or "hartslag" in data.decode()


def test_one_bad_file_never_stops_the_rest(csv_file, tmp_path):
    """A picture among recordings is told apart, and the others are read."""
    (tmp_path / "holiday.fit").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))

    answer = run(tmp_path)

    assert answer.exit_code == 0
    assert "holiday.fit: This is a JPEG picture, not a recording." in answer.stderr
    assert "1 of 2 files read." in answer.stderr
    assert "session.csv: oximeter_csv" in answer.stdout


def test_a_folder_in_json_is_one_object_a_line(csv_file, tmp_path):
    """Lines can be read as they come."""
    (tmp_path / "empty.csv").write_text("")

    lines = [json.loads(line) for line in run(tmp_path, "--json").stdout.splitlines()]

    assert [("error" in line, line["file"].endswith("empty.csv")) for line in lines] == [
        (True, True),
        (False, False),
    ]


def test_a_file_that_cannot_be_read_ends_in_its_sentence(tmp_path):
    """Exit code 1, one sentence, no trace."""
    path = tmp_path / "letter.txt"
    path.write_text("dear all, I ran today")

    answer = run(path)

    assert answer.exit_code == 1
    assert answer.stderr.startswith("letter.txt: A kind of file that is not read here. Choose FIT, TCX")


def test_a_wrong_zone_and_a_wrong_picture_are_named(csv_file, tmp_path):
    """The sentence says what to write instead."""
    assert (
        '"Lutjebroek" is no time zone. Write it like Europe/Amsterdam.'
        in run(csv_file, "--zone", "Lutjebroek").stderr
    )
    assert "must end in .svg or .png" in run(csv_file, "--plot", tmp_path / "plot.gif").stderr


def test_a_table_for_a_cluster_has_a_row_for_every_file(csv_file, tmp_path):
    """Parquet: what was read, and the sentence of what was not."""
    parquet = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "empty.csv").write_text("")
    out = tmp_path.parent / "results.parquet"

    answer = run(tmp_path, "--out", out)

    rows = parquet.read_table(out).to_pylist()
    assert answer.exit_code == 0
    assert [row["spo2_nadir_pct"] for row in rows] == [None, 84.0]
    assert rows[0]["error"] == "empty.csv: The file is empty. Export or copy it again."
    assert rows[1]["holds"] == 2


def test_each_recording_of_a_zip_has_its_line(tmp_path):
    """An export of many is read like a folder: a bad one is named, what is no recording is passed over."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("activities/a.csv", session_csv())
        archive.writestr("../b.csv", session_csv(nadir=88))
        archive.writestr("c.csv", HEADER)
        archive.writestr("readme.txt", "dear all")

    answer = run(path)

    assert answer.exit_code == 0
    assert "a.csv: oximeter_csv, 299 s, nadir 84 %" in answer.stdout
    assert "b.csv: oximeter_csv, 299 s, nadir 88 %" in answer.stdout
    assert "c.csv: It has the header of an oximeter but no row with a time." in answer.stderr
    assert "2 of 3 files read." in answer.stderr


def test_the_band_of_the_level_is_in_the_picture_of_a_logged_session(csv_file, tmp_path):
    """Named, and only where the log has a sheet that says its level."""
    log, picture = tmp_path / "session.json", tmp_path / "plot.svg"
    sheet = json.loads(next(SCENARIOS.glob("*.json")).read_text(encoding="utf-8"))["sheet"] | {"level": 3}
    log.write_text(json.dumps({"sheet": sheet, "events": []}))

    run(csv_file, "--log", log, "--shift", "0", "--plot", picture)

    assert "band of level 3, as this sensor shows it" in picture.read_text()


def test_a_session_without_a_sensor_still_shows_its_holds(tmp_path):
    """A log alone is a recording of its holds, without a nadir."""
    log = tmp_path / "session.json"
    log.write_text(json.dumps({"holds": [{"started_ms": 1000, "duration_ms": 9000}], "events": []}))

    answer = run(log)

    assert answer.exit_code == 0
    assert "1 0:00:01      9 s" in answer.output
    assert "no reading in the window" in answer.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--shift", "3"), "--shift goes with --log."),
        (("--log", "log.json", "--shift", "nan"), "--shift must be"),
        (("--log", "log.json", "--shift", "1e300"), "--shift must be"),
        (("--out", "table.csv"), 'the file must end in .parquet; got "table.csv".'),
        (("--out", "nowhere/table.parquet"), "nowhere/table.parquet cannot be used"),
        (("--log", "log.json"), "log.json: This log does not hold its sheet"),
    ],
)
def test_options_that_cannot_be_used_get_a_sentence(csv_file, tmp_path, monkeypatch, words, sentence):
    """And no stack trace."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.json").write_text('{"events": [], "result": [1]}')
    answer = run(csv_file, *words)
    assert sentence in answer.stderr
    assert isinstance(answer.exception, SystemExit)
