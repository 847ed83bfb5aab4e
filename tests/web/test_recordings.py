"""Recordings on the site: taken, shown, laid on a session, given back, deleted; and what is refused."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import adempauze.io
from adempauze.io import JournalWriter
from adempauze_web.accounts.models import Person
from adempauze_web.keeping.own_data import data_export
from adempauze_web.recordings import selectors
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.models import SessionLog


def night_csv(nadir=84) -> bytes:
    """Return five minutes of an oximeter with one hold."""
    at_s = np.arange(300)
    values = np.round(np.interp(at_s, [0, 85, 100, 120, 150, 300], [98, 98, 96, nadir, 98, 98]))
    rows = [
        f"10:{s // 60:02d}:{s % 60:02d} 14/03/2026,{v:.0f},70,0" for s, v in zip(at_s, values, strict=True)
    ]
    return ("Time,Oxygen Level,Pulse Rate,Motion\n" + "\n".join(rows) + "\n").encode()


def send(client: Client, data: bytes, name: str = "night.csv", **fields: str):
    """Upload one file."""
    return client.post("/recordings/", {"file": SimpleUploadedFile(name, data)} | fields)


def test_a_recording_is_kept_and_shown(at_home: Client, runner: Person):
    """The page tells the nadir with its error, and the picture has its points."""
    answer = send(at_home, night_csv())

    kept = RecordingFile.objects.get(owner=runner)
    assert answer.url == kept.get_absolute_url()
    page = at_home.get(answer.url).content.decode()
    assert "84 ± 3 %" in page
    assert "het bestand van een saturatiemeter" in page
    trace = at_home.get(reverse("recording_trace", args=[kept.pk])).json()
    assert min(point[1] for point in trace["spo2"]) == 84
    assert trace["holds"][0]["nadir_pct"] == 84


def test_every_kind_of_file_that_is_read_has_words_for_the_page():
    """What the readers of the library call themselves is no language."""
    readers = "".join(path.read_text() for path in Path(adempauze.io.__file__).parent.glob("*.py"))

    assert set(re.findall(r'(?:kind=|_recording\()"(\w+)"', readers)) - {"stable"} == set(selectors.KINDS)


def test_a_session_that_is_none_is_said(at_home: Client):
    """Where the address was mistyped, nothing is kept and a sentence says why."""
    answer = send(at_home, night_csv(), session="junk")

    assert answer.status_code == 422
    assert "Die sessie is er niet." in answer.content.decode()


def test_what_the_command_line_recorded_is_taken(at_home: Client, runner: Person, tmp_path: Path):
    """By what it holds, also cut short by a crash."""
    with JournalWriter(tmp_path / "x", started_at=timezone.now(), sensors={"spo2": "Nonin"}) as journal:
        for second, value in enumerate(
            np.interp(np.arange(300), [0, 85, 120, 150, 300], [98, 98, 84, 98, 98])
        ):
            journal.write(second, spo2_pct=round(float(value)), pulse_bpm=60.0, quality="good")
    data = (tmp_path / "x").read_bytes()
    answers = [send(at_home, data, name="walk.jsonl"), send(at_home, data[:-100], name="walk.jsonl.part")]

    assert [answer.status_code for answer in answers] == [302, 302]
    for answer in answers:
        assert "84 ± 4 %" in at_home.get(answer.url).content.decode()
    assert RecordingFile.objects.filter(owner=runner).count() == 2


def test_the_same_file_is_kept_once(at_home: Client, runner: Person):
    """Another name changes nothing, and the page says so."""
    send(at_home, night_csv())

    again = send(at_home, night_csv(), name="copy.csv")

    assert again.url.endswith("?known")
    assert RecordingFile.objects.filter(owner=runner).count() == 1
    assert "kept once" in at_home.get(again.url, headers={"accept-language": "en"}).content.decode()


def test_the_original_comes_back_byte_for_byte_and_can_be_deleted(at_home: Client, runner: Person):
    """What was sent is what is given; after deleting there is nothing."""
    send(at_home, night_csv(), name='../evil".csv')
    kept = RecordingFile.objects.get(owner=runner)

    answer = at_home.get(reverse("recording_original", args=[kept.pk]))

    assert answer.content == night_csv()
    assert '"' not in answer.headers["Content-Disposition"].split("filename=")[1][1:-1]
    at_home.post(reverse("recording_delete", args=[kept.pk]))
    assert not RecordingFile.objects.exists()


def bomb() -> bytes:
    """Return a zip that unpacks to 600 MB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(b"97\n" * 349_525)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(100), "Dit is een JPEG-foto, geen opname."),
        (b"dear all", "Een soort bestand die hier niet gelezen wordt."),
        (b"PK\x03\x04 cut short", "De zip is beschadigd of afgebroken."),
    ],
)
def test_what_is_no_recording_is_refused_in_a_sentence(at_home: Client, data: bytes, sentence: str):
    """A picture called .fit is a picture; nothing is kept."""
    answer = send(at_home, data, name="run.fit")

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not RecordingFile.objects.exists()


def test_what_a_reader_said_is_said_in_the_language_of_the_page(at_home: Client):
    """Dropped readings, and why a hold is doubted, in Dutch on the Dutch page and in English on the other."""
    data = night_csv().replace(b",98,70,0", b",--,70,0", 3)

    address = send(at_home, data).url

    assert "3 SpO2-metingen: op dit moment geen" in at_home.get(address).content.decode()
    english = at_home.get(address, headers={"accept-language": "en"}).content.decode()
    assert "3 SpO2 readings: none at this time" in english


def several(count: int) -> bytes:
    """Return a zip as a club exports it: recordings, one of them cut before its first row, and a note."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(
                f"../../activities/{number}.csv", night_csv(80 + number % 15) + b"\n" * (number // 15)
            )
        archive.writestr("cut.csv", b"Time,Oxygen Level,Pulse Rate,Motion\n")
        archive.writestr("readme.txt", b"dear all")
    return buffer.getvalue()


def test_every_recording_of_a_zip_is_kept_by_itself(at_home: Client, runner: Person):
    """Each has its page and its original; what was not read is named with its sentence."""
    page = send(at_home, several(3), name="export.zip").content.decode()

    assert "3 opnames uit deze zip zijn bewaard." in page
    assert "1 ander bestand is geen opname." in page
    assert "cut.csv: Het heeft de kop van een saturatiemeter maar geen rij met een tijd." in page
    kept = RecordingFile.objects.filter(owner=runner)
    assert {one.name for one in kept} == {"0.csv", "1.csv", "2.csv"}
    assert bytes(kept.get(name="1.csv").raw) == night_csv(81)


def test_a_zip_of_many_is_taken_in_turns(at_home: Client, runner: Person):
    """Fifty at a time, and the same zip again brings the next; none is kept twice."""
    data = several(53)

    first, second = send(at_home, data).content.decode(), send(at_home, data).content.decode()

    assert "50 opnames uit deze zip zijn bewaard." in first
    assert "Er zijn er meer." in first
    assert "3 opnames uit deze zip zijn bewaard. 50 waren er al." in second
    assert "Er zijn er meer." not in second
    assert RecordingFile.objects.filter(owner=runner).count() == 53


def test_the_band_is_that_of_the_session_or_of_the_level_now(
    at_home: Client, played: SessionLog, runner: Person
):
    """Level 1 asks no measurement, so a finger has no band there; at level 2 it stands six points higher."""
    address = send(at_home, night_csv(), session=str(played.log_id)).url
    kept = RecordingFile.objects.get(owner=runner)
    assert at_home.get(reverse("recording_trace", args=[kept.pk])).json()["band"] is None

    sheet = played.sheet
    sheet.json = bytes(sheet.json).replace(b'"level":1', b'"level":2').replace(b'"level":0', b'"level":2')
    sheet.save()

    assert at_home.get(reverse("recording_trace", args=[kept.pk])).json()["band"] == [96.0, 100.0]
    page = at_home.get(address).content.decode()
    assert "De band is die van de sessie, niveau 2: laagste metingen van 96 tot 100 %." in page


def test_a_zip_bomb_is_refused(at_home: Client):
    """It is stopped at the bound, long before it is unpacked."""
    answer = send(at_home, bomb(), name="night.zip")

    assert answer.status_code == 422
    assert "Het archief wordt uitgepakt groter dan" in answer.content.decode()


def test_a_file_too_large_is_refused_before_it_is_read(at_home: Client):
    """20 MB is more than any recording; a page says so."""
    answer = at_home.post("/recordings/", bytes(21_000_000), content_type="application/octet-stream")

    assert answer.status_code == 413
    assert "Dit bestand is groter dan de 20 MB die hier aangenomen worden." in answer.content.decode()


def test_a_recording_can_be_laid_on_a_session_by_hand(at_home: Client, played: SessionLog, runner: Person):
    """Where the clocks cannot be matched the runner says the offset, and the holds follow it."""
    send(at_home, night_csv(), session=str(played.log_id))
    kept = RecordingFile.objects.get(owner=runner)
    assert kept.session == played

    at_home.post(reverse("recording_shift", args=[kept.pk]), {"offset_s": "12"})

    kept.refresh_from_db()
    assert (kept.offset_s, kept.offset_error_s) == (12, None)
    assert kept.result["holds_from"] == "log"


def test_a_recording_of_somebody_elses_session_is_refused(elsewhere: Client, played: SessionLog):
    """Their session is as absent as none."""
    assert send(elsewhere, night_csv(), session=str(played.log_id)).status_code == 404


def test_recordings_go_along_in_the_export(at_home: Client, runner: Person):
    """Everything that is kept is given, the file itself included."""
    send(at_home, night_csv())

    with zipfile.ZipFile(io.BytesIO(data_export(person=runner))) as bundle:
        names = [name for name in bundle.namelist() if name.startswith("recordings/")]
        assert {name.rsplit("/")[-1] for name in names} == {"file", "about.json"}
