"""A cleared session as a sound file: whose, until when, whole and in parts."""

import io
import json
import uuid
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import soundfile
from django.test import Client
from django.utils import timezone, translation

from adempauze.safety import screening_questions
from adempauze.session import canonical_json, read_sheet
from adempauze.tracks import Track, lay_out
from adempauze_web.accounts.models import Person
from adempauze_web.cues.selectors import cues_heard
from adempauze_web.cues.services import cue_rules_change, voice_record, voice_remove
from adempauze_web.errors import TrackError
from adempauze_web.training import selectors, services, tracks
from adempauze_web.training.demo import Runner, played_events
from adempauze_web.training.models import IssuedSheet

ORDINARY = Runner(pace_ms=560, hunger_ms=5000, bears_ms=2000, fall_per_s=0.3, stops_after=None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the tracks, empty."""
    monkeypatch.setattr(tracks, "_FOLDER", tmp_path / "tracks")
    return tmp_path / "tracks"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train the shortest protocol there is."""
    monkeypatch.setattr(selectors, "PROTOCOL", "algemene_warming_up")


def address(issued: IssuedSheet, suffix: str = "flac") -> str:
    """Return where the track of a sheet is."""
    return f"/play/{issued.pk}/track.{suffix}"


@pytest.mark.parametrize(("suffix", "kind"), [("flac", "audio/flac"), ("mp3", "audio/mpeg")])
def test_the_track_of_a_cleared_session_is_given_to_its_runner(
    at_home: Client, cleared: IssuedSheet, suffix: str, kind: str
):
    """As long as its layout says, kept by the browser until the day is over, and by nobody between."""
    response = at_home.get(address(cleared, suffix))

    assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
    duration_s = soundfile.info(io.BytesIO(response.content)).duration
    assert duration_s == pytest.approx(12 + 5 * 19 + 4, abs=0.1)
    private, _, left = response.headers["Cache-Control"].partition(", max-age=")
    assert private == "private"
    assert 0 <= int(left) <= (cleared.expires_at - timezone.now()).total_seconds() + 60
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-1", 0, 1), ("bytes=100-", 100, -1), ("bytes=-5", -5, -1)]
)
def test_a_part_of_it_is_given_as_that_part(
    at_home: Client, cleared: IssuedSheet, asked: str, first: int, last: int
):
    """A phone seeks by asking for parts; some play nothing from a site that cannot give them."""
    whole = at_home.get(address(cleared)).content
    part = at_home.get(address(cleared), headers={"Range": asked})
    first, last = first % len(whole), last % len(whole)

    assert part.status_code == 206
    assert part.content == whole[first : last + 1]
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(at_home: Client, cleared: IssuedSheet, asked: str):
    """With the size that there is."""
    size = len(at_home.get(address(cleared)).content)
    part = at_home.get(address(cleared), headers={"Range": asked})

    assert (part.status_code, part.headers["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "", f"bytes={9:09999}-"]
)
def test_words_that_name_no_part_get_the_whole(at_home: Client, cleared: IssuedSheet, asked: str):
    """As if nothing had been asked."""
    assert at_home.get(address(cleared), headers={"Range": asked}).status_code == 200


def test_a_part_of_an_earlier_file_is_not_mixed_into_this_one(at_home: Client, cleared: IssuedSheet):
    """Whoever has part of another file gets this one whole."""
    headers = {"Range": "bytes=0-1", "If-Range": '"another"'}

    assert at_home.get(address(cleared), headers=headers).status_code == 200


def test_nobody_else_gets_it(elsewhere: Client, nobody: Client, cleared: IssuedSheet):
    """Another person is told that it is not here."""
    assert elsewhere.get(address(cleared)).status_code == 404
    assert nobody.get(address(cleared)).status_code == 403


def test_after_its_day_there_is_no_track(cleared: IssuedSheet):
    """It is the clearance that ends with the day."""
    with translation.override("en"), pytest.raises(TrackError, match="Fetch today’s"):
        tracks.track_file(cleared, suffix="flac", lowered=False, now=cleared.expires_at)


def test_a_changed_sheet_is_not_rendered(at_home: Client, cleared: IssuedSheet, folder: Path):
    """A hold that somebody lengthened in the database is no cleared hold."""
    sheet = json.loads(bytes(cleared.json))
    sheet["segments"][0]["cap_ms"] = 60_000
    cleared.json = canonical_json(sheet)
    cleared.save()

    assert at_home.get(address(cleared)).status_code == 410
    assert not folder.exists()


def test_a_demonstration_has_no_track(at_home: Client, runner: Person):
    """It is only watched."""
    watched = services.demonstration_issue(person=runner, protocol="algemene_warming_up", now=timezone.now())

    assert at_home.get(address(watched)).status_code == 410


def test_a_session_that_was_played_has_no_track_any_more(
    at_home: Client, cleared: IssuedSheet, runner: Person
):
    """One clearance, one session."""
    assert at_home.get(address(cleared)).status_code == 200
    now = timezone.now()
    log = {
        "schema": 1,
        "id": str(uuid.UUID(int=9, version=4)),
        "sheet_id": cleared.pk,
        "sheet_digest": cleared.digest,
        "opened_at": (now - timedelta(minutes=3)).isoformat(),
        "events": json.loads(
            canonical_json(played_events(read_sheet(bytes(cleared.json)), ORDINARY, Random(1)))
        ),
    }
    services.session_upload(person=runner, body=json.dumps(log).encode(), now=now)

    assert at_home.get(address(cleared)).status_code == 410


def test_a_session_that_reads_saturation_leads_to_one_for_a_pocket(
    at_home: Client, cleared: IssuedSheet, runner: Person
):
    """What cannot be read off in a pocket is not counted on: without a reading, level 1 at most."""
    Person.objects.filter(pk=runner.pk).update(oximeter="seen")
    runner.refresh_from_db()
    seen = services.sheet_issue(person=runner, now=timezone.now())
    assert seen is not None

    assert at_home.get(address(seen)).status_code == 410
    lead = at_home.post(f"/play/{seen.pk}/pocket/")
    instead = IssuedSheet.objects.get(pk=lead.headers["Location"].split("/")[2])
    sheet = read_sheet(bytes(instead.json))
    assert (sheet.signal, sheet.level <= 1) == ("none", True)
    assert at_home.get(address(instead)).status_code == 200


@pytest.mark.parametrize("profile", ["seen", "live"])
def test_an_oximeter_that_cannot_be_read_in_a_pocket_counts_as_none(
    runner: Person, cleared: IssuedSheet, profile: str
):
    """Only a recorder's file comes afterwards; a wish for a pocket makes no recorder of it."""
    Person.objects.filter(pk=runner.pk).update(oximeter=profile)
    runner.refresh_from_db()
    issued = services.sheet_issue_for_pocket(person=runner, now=timezone.now())

    assert issued is not None
    assert read_sheet(bytes(issued.json)).signal == "none"


def test_with_a_recorder_along_a_pocket_is_laid_out_by_its_rule_and_says_so(
    at_home: Client, runner: Person, cleared: IssuedSheet, monkeypatch: pytest.MonkeyPatch
):
    """The profile says that the oximeter records: so does the track, in its first words."""
    Person.objects.filter(pk=runner.pk).update(oximeter="logged")
    lead = at_home.post(f"/play/{cleared.pk}/pocket/")
    instead = IssuedSheet.objects.get(pk=lead.headers["Location"].split("/")[2])
    rendered: list[Track] = []
    monkeypatch.setattr(
        tracks, "render_track", lambda track, *rest: (rendered.append(track), rest[1].touch())
    )

    assert at_home.get(f"/play/{instead.pk}/").context["track"]["whole"]["sound"]
    assert at_home.get(address(instead)).status_code == 200
    opening = [cue.name for cue in rendered[0].cues if cue.at_ms < 12_000 and cue.kind == "phrase"]
    assert (read_sheet(bytes(instead.json)).signal, opening[-1]) == ("logged", "track_logged")


def test_a_sheet_is_not_renewed_with_an_oximeter_that_is_no_longer_there(runner: Person):
    """Who takes the recorder out of the profile is given today's session anew, without a reading."""
    now = timezone.now()
    answers = {question.id: False for question in screening_questions()}
    services.screening_record(person=runner, answers=answers, now=now)
    Person.objects.filter(pk=runner.pk).update(birth_year=1988, oximeter="logged")
    runner.refresh_from_db()
    recorded = services.sheet_issue(person=runner, now=now)
    assert recorded is not None
    Person.objects.filter(pk=runner.pk).update(oximeter="none")
    renewed = services.sheet_renew(issued=IssuedSheet.objects.get(pk=recorded.pk), now=now)

    assert renewed is not None
    assert read_sheet(bytes(renewed.json)).signal == "none"


def sounding(issued: IssuedSheet) -> tuple[Path, list[str]]:
    """Return the file of a track, and every phrase that is announced in it."""
    file = tracks.track_file(issued, suffix="flac", lowered=False, now=timezone.now())
    rules = cues_heard(issued.owner, "nl").rules
    track = lay_out(read_sheet(bytes(issued.json)), day=timezone.localdate(), rules=rules)
    return file.path, [one.phrase for one in track.announced]


def test_a_track_announces_what_its_runner_chose(at_home: Client, runner: Person, cleared: IssuedSheet):
    """As the player does; another choice is another file, at another address."""
    before, usual = sounding(cleared)
    sound = at_home.get(f"/play/{cleared.pk}/").context["track"]["whole"]["sound"]
    cue_rules_change(person=runner, seconds=0, breaths=0, halfway_rest=False, last_three_start=False)
    after, nothing = sounding(cleared)

    assert (usual[:3], nothing) == (["three", "two", "one"], [])
    assert before.read_bytes() != after.read_bytes()
    assert at_home.get(f"/play/{cleared.pk}/").context["track"]["whole"]["sound"] != sound


def test_a_voice_of_ones_own_is_heard_in_the_track_and_gone_with_it(
    cleared: IssuedSheet, runner: Person, said: bytes, folder: Path
):
    """Over "breathe"; when it is taken back, no file of the site keeps it."""
    built, _ = sounding(cleared)
    plain = built.read_bytes()
    voice = voice_record(person=runner, lang="nl", phrase="breathe", data=said, now=timezone.now())
    own, _ = sounding(cleared)

    assert own.read_bytes() != plain
    voice_remove(voice=voice)
    assert list(folder.iterdir()) == []
    assert sounding(cleared)[0].read_bytes() == plain


def test_a_voice_stays_with_its_owner(cleared: IssuedSheet, other: Person, said: bytes):
    """What one of two at a machine recorded is in no track of the other."""
    before = sounding(cleared)[0].read_bytes()
    voice_record(person=other, lang="nl", phrase="breathe", data=said, now=timezone.now())

    assert sounding(cleared)[0].read_bytes() == before


def test_a_track_is_rendered_once_and_goes_with_its_day(cleared: IssuedSheet, folder: Path):
    """The same file while it is today; nothing of yesterday is left behind."""
    now = timezone.now()
    first = tracks.track_file(cleared, suffix="flac", lowered=False, now=now)
    made = first.path.stat().st_mtime_ns
    again = tracks.track_file(cleared, suffix="flac", lowered=False, now=now)
    yesterdays = folder / f"{round((now - timedelta(hours=1)).timestamp() * 1000)}-x-whole.flac"
    yesterdays.touch()
    tracks.track_file(cleared, suffix="flac", lowered=True, now=now)

    assert again.path.stat().st_mtime_ns == made
    assert not yesterdays.exists()
    assert len(list(folder.iterdir())) == 2


def test_no_more_tracks_are_kept_than_fit(
    cleared: IssuedSheet, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """The oldest goes; it can be rendered again."""
    monkeypatch.setattr(tracks, "_MOST_KEPT", 2)
    now = timezone.now()
    for suffix, lowered in (("flac", False), ("flac", True), ("mp3", False)):
        tracks.track_file(cleared, suffix=suffix, lowered=lowered, now=now)  # type: ignore[arg-type]

    assert len(list(folder.iterdir())) == 2


def test_the_page_of_the_player_says_where_each_segment_lies(at_home: Client, cleared: IssuedSheet):
    """The layout is that of the file, made by the same code."""
    page = at_home.get(f"/play/{cleared.pk}/")
    track = page.context["track"]
    holds = [mark for mark in track["whole"]["layout"]["marks"] if mark["kind"] == "hold"]

    assert track["whole"]["sound"].partition("?")[0] == address(cleared)
    assert at_home.get(track["lower"]["sound"]).status_code == 200
    assert [mark["to_ms"] - mark["from_ms"] for mark in holds] == [5_000] * 5
    assert holds[0]["from_ms"] == 12_000 + 4_000


@pytest.mark.parametrize(
    ("value", "is_said"), [("600000", True), ("0", False), ("-5", False), ("9" * 400, False), ("soon", False)]
)
def test_a_session_says_for_how_long_the_phone_slept(
    at_home: Client, runner: Person, log: dict[str, Any], value: str, is_said: bool
):
    """A hold that nobody looked at is not shown as one that somebody did; what is no number is no time."""
    last_ms = log["events"][-1]["at_ms"]
    asleep = {"type": "answer", "question": "pocket.unseen_ms", "value": value, "at_ms": last_ms}
    log["events"].append(asleep)
    kept = services.session_upload(person=runner, body=json.dumps(log).encode(), now=timezone.now()).log
    page = at_home.get(kept.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()

    assert ("for 10\u00a0min the phone slept" in page) == is_said
