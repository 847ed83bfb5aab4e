"""A recorded voice: its owner's alone, kept, taken along, and gone when it is removed."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import soundfile
from django.test import Client
from django.utils import timezone

from adempauze.session.phrases import spoken_catalogue
from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import RecordedPhrase
from adempauze_web.cues.selectors import voices_of
from adempauze_web.keeping.archive import backup_restore, backup_write
from adempauze_web.keeping.checking import home_faults
from adempauze_web.keeping.own_data import data_delete, data_export

pytestmark = pytest.mark.django_db


def send(client: Client, phrase: str, data: bytes, lang: str = "nl") -> int:
    """Send a recording as the page does."""
    return client.post(f"/voices/{lang}/{phrase}/", data, content_type="audio/wav").status_code


def test_a_recording_is_played_in_place_of_the_built_clip(at_home: Client, runner: Person, said: bytes):
    """The player's page names it; it is a clip like the others."""
    assert send(at_home, "walk", said) == 201
    page = at_home.get("/demonstration/hoogtetraining/").content.decode()
    block = re.search(r'<script id="cues" type="application/json">(.*?)</script>', page)
    assert block is not None
    address = json.loads(block[1])["voices"]["nl"]["walk"]
    answer = at_home.get(address)
    sound, rate_hz = soundfile.read(BytesIO(answer.content))

    assert (answer.headers["Content-Type"], rate_hz) == ("audio/mpeg", 22_050)
    assert "private" in answer.headers["Cache-Control"]
    assert 0.4 < len(sound) / rate_hz < 0.9


def test_the_next_recording_takes_the_place_of_the_last(at_home: Client, runner: Person, said: bytes):
    """And has another address, so that no phone plays the old one."""
    send(at_home, "walk", said)
    first = voices_of(runner)["nl"]["walk"]
    assert send(at_home, "walk", said[:-26_000]) == 201

    assert RecordedPhrase.objects.filter(owner=runner).count() == 1
    assert voices_of(runner)["nl"]["walk"] != first
    assert at_home.get(first).status_code == 404


@pytest.mark.parametrize("data", [b"", b"RIFF", b"<html>", b"\0" * 60_000])
def test_what_is_no_sound_is_refused_and_an_earlier_voice_stays(
    at_home: Client, spoken: RecordedPhrase, data: bytes
):
    """Nothing is half kept."""
    assert send(at_home, "breathe", data) == 422
    assert RecordedPhrase.objects.get().digest == spoken.digest


def test_a_sound_larger_than_any_phrase_is_not_read(at_home: Client):
    """Two megabytes are the most that any page takes."""
    assert send(at_home, "walk", b"0" * 700_000) == 422
    assert send(at_home, "walk", b"0" * 2_100_000) == 413


@pytest.mark.parametrize(("lang", "phrase"), [("nl", "shout"), ("fr", "walk"), ("nl", "n31")])
def test_only_a_phrase_that_is_said_can_be_recorded(at_home: Client, said: bytes, lang: str, phrase: str):
    """A made-up name leads nowhere."""
    assert send(at_home, phrase, said, lang) == 404


def test_a_voice_is_its_owners(elsewhere: Client, other: Person, spoken: RecordedPhrase):
    """Somebody else neither hears it nor removes it."""
    assert elsewhere.get(spoken.get_absolute_url()).status_code == 404
    assert elsewhere.post("/voices/nl/breathe/remove/").status_code == 404
    assert voices_of(other) == {}


def test_a_voice_that_is_removed_makes_way_for_the_built_clip(
    at_home: Client, runner: Person, spoken: RecordedPhrase
):
    """The player is told of none."""
    assert at_home.post("/voices/nl/breathe/remove/").status_code == 204
    assert voices_of(runner) == {}


def test_a_voice_is_in_what_one_takes_along_and_goes_with_its_owner(runner: Person, spoken: RecordedPhrase):
    """As a file that any player plays."""
    with zipfile.ZipFile(BytesIO(data_export(person=runner))) as bundle:
        assert bundle.read("voices/nl/breathe.mp3") == bytes(spoken.raw)
    data_delete(person=runner)

    assert not RecordedPhrase.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_voice_is_in_a_backup_and_checked(runner: Person, spoken: RecordedPhrase, tmp_path: Path):
    """Byte for byte; a clip that changed since is found."""
    backup_write(tmp_path / "home.zip", now=timezone.now())
    data_delete(person=runner)
    backup_restore(tmp_path / "home.zip")
    assert bytes(RecordedPhrase.objects.get().raw) == bytes(spoken.raw)
    assert home_faults() == []
    RecordedPhrase.objects.update(raw=b"other")

    assert any("recorded phrase" in fault.lower() for fault in home_faults())


def test_the_page_has_every_phrase_in_the_language_of_its_reader(at_home: Client):
    """With somewhere to send each, and the built clip to listen to."""
    for lang in ("nl", "en"):
        page = at_home.get("/settings/voices/", headers={"Accept-Language": lang})
        sent = set(re.findall(rf'data-address="/voices/{lang}/(\w+)/"', page.content.decode()))
        assert sent == set(spoken_catalogue())
        assert "microphone=(self)" in page.headers["Permissions-Policy"]
