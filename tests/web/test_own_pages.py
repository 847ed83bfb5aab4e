"""What a runner sees of what was done, and what a runner can change or take away."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from adempauze.cli import main
from adempauze.io import read_logged_session
from adempauze.session import SignalKind
from adempauze_web.accounts.models import Person
from adempauze_web.training.models import IssuedSheet, ScreeningOutcome, SessionLog
from adempauze_web.training.selectors import session_planned

ENGLISH = {"Accept-Language": "en"}


def test_a_session_is_shown_as_a_range_with_its_numbers(at_home: Client, played: SessionLog):
    """Every hold is in the picture's words and in the table."""
    page = at_home.get(played.get_absolute_url(), headers=ENGLISH).content.decode()
    result = json.loads(bytes(played.result))

    assert f"{len(result['holds'])} summits, calmly climbed" in page
    assert page.count('<th scope="row">') == len(result["holds"])
    assert 'class="figure' in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_numbers_are_written_as_the_reader_writes_them(at_home: Client, played: SessionLog, language: str):
    """A comma in Dutch, a point in English."""
    page = at_home.get(played.get_absolute_url(), headers={"Accept-Language": language}).content.decode()
    numbers = re.findall(r"<td>(\d+[,.]\d)\N{NO-BREAK SPACE}s</td>", page)

    assert numbers
    assert {number[-2] for number in numbers} == {"," if language == "nl" else "."}


def test_how_it_felt_is_kept(at_home: Client, played: SessionLog):
    """A number and a note, and nothing chosen beforehand."""
    before = at_home.get(played.get_absolute_url()).content.decode()
    at_home.post(f"{played.get_absolute_url()}felt/", {"felt": "4", "note": "Wind mee"})
    played.refresh_from_db()

    assert "checked" not in before
    assert (played.felt, played.note) == (4, "Wind mee")


@pytest.mark.parametrize("felt", ["11", "-1", "much"])
def test_a_feeling_outside_the_scale_is_refused(at_home: Client, played: SessionLog, felt: str):
    """What was there stays."""
    answer = at_home.post(f"{played.get_absolute_url()}felt/", {"felt": felt})
    played.refresh_from_db()

    assert (answer.status_code, played.felt) == (422, None)


def test_a_note_is_shown_as_text(at_home: Client, played: SessionLog):
    """Markup in it is no markup of ours."""
    at_home.post(f"{played.get_absolute_url()}felt/", {"note": "<script>alert(1)</script>"})
    page = at_home.get(played.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_shared_picture_has_no_readings(at_home: Client, played: SessionLog):
    """Mountains, seconds and a day: no saturation unless somebody asks for it."""
    picture = at_home.get(f"{played.get_absolute_url()}picture.svg")

    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "attachment" in picture.headers["Content-Disposition"]
    assert "SpO" not in picture.content.decode()


def test_the_log_can_be_had_with_its_sheet(at_home: Client, played: SessionLog, tmp_path: Path):
    """One file, which the command line replays to the same result and analyses without another."""
    file = tmp_path / "session.json"
    file.write_bytes(at_home.get(f"{played.get_absolute_url()}log.json").content)
    written = json.loads(file.read_bytes())

    assert written.pop("sheet") == json.loads(bytes(played.sheet.json))
    assert written == json.loads(bytes(played.raw))
    replayed = CliRunner().invoke(main, ["replay", "--json", str(file)])
    assert json.loads(replayed.stdout) == json.loads(bytes(played.result))
    assert len(read_logged_session(file).holds) == len(json.loads(bytes(played.result))["holds"])


@pytest.mark.parametrize(("sessions", "pages"), [(0, 1), (1, 1), (45, 3)])
def test_sessions_come_a_page_at_a_time(at_home: Client, played: SessionLog, sessions: int, pages: int):
    """None, one, or many."""
    copy_of(played, sessions)
    found = [
        len(re.findall(r'class="line"', at_home.get(f"/sessions/?page={page}").content.decode()))
        for page in range(1, pages + 1)
    ]

    assert sum(found) == sessions
    assert max(found) <= 20


def copy_of(played: SessionLog, count: int) -> None:
    """Leave *count* sessions of the runner, all alike."""
    SessionLog.objects.all().delete()
    for number in range(count):
        played.pk, played.log_id = None, f"00000000-0000-4000-8000-{number:012d}"
        played.save(force_insert=True)


def test_a_demonstration_stands_in_no_list(at_home: Client, played: SessionLog):
    """It was watched, not done."""
    SessionLog.objects.update(demonstration=True)

    assert "0 sessions" in at_home.get("/sessions/", headers=ENGLISH).content.decode()
    assert "demonstration" in at_home.get(played.get_absolute_url(), headers=ENGLISH).content.decode()


CHANGES: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "profile": (
        "/profile/",
        {"name": "Noor", "birth_year": "1988", "oximeter": "seen", "time_zone": "Europe/London"},
        {"name": "Noor", "birth_year": 1988, "oximeter": "seen", "time_zone": "Europe/London"},
    ),
    "settings": (
        "/settings/",
        {"theme": "sun", "volume_pct": "0", "is_left_handed": "on"},
        {"theme": "sun", "volume_pct": 0, "is_left_handed": True},
    ),
}


@pytest.mark.parametrize("signal", [kind.value for kind in SignalKind])
def test_every_kind_of_signal_can_be_chosen_and_today_is_planned_for_it(
    at_home: Client, runner: Person, signal: str
):
    """The sheet is cleared for what the runner has; what cannot be had on this phone is said there."""
    at_home.post("/profile/", {"oximeter": signal, "time_zone": "Europe/Amsterdam"})
    runner.refresh_from_db()

    assert session_planned(runner, timezone.now()).signal == SignalKind(signal)


@pytest.mark.parametrize("page", CHANGES)
def test_what_is_saved_is_kept(at_home: Client, runner: Person, page: str):
    """And shown again."""
    path, sent, kept = CHANGES[page]
    answer = at_home.post(path, sent)
    runner.refresh_from_db()

    assert answer.status_code == 302
    assert {name: getattr(runner, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/profile/", {"birth_year": "1700", "oximeter": "seen", "time_zone": "Europe/London"}),
        ("/profile/", {"oximeter": "seen", "time_zone": "Mars/Olympus"}),
        ("/profile/", {"oximeter": "wrist", "time_zone": "Europe/London"}),
        ("/settings/", {"theme": "neon", "volume_pct": "50"}),
        ("/settings/", {"theme": "sun", "volume_pct": "101"}),
    ],
)
def test_what_cannot_be_is_not_saved(at_home: Client, runner: Person, path: str, sent: dict[str, str]):
    """The page comes back with the sentence beside the field."""
    answer = at_home.post(path, sent)
    before = Person.objects.get(pk=runner.pk)

    assert answer.status_code == 422
    assert "wrong-why" in answer.content.decode()
    assert (before.birth_year, before.time_zone, before.theme) == (None, "Europe/Amsterdam", "auto")


def test_the_theme_is_in_the_page_before_any_script(at_home: Client, runner: Person):
    """No flash of another one."""
    Person.objects.filter(pk=runner.pk).update(theme="sun")

    assert 'data-theme="sun"' in at_home.get("/").content.decode().partition("<head>")[0]


def test_the_switch_is_remembered_for_the_person(at_home: Client, runner: Person):
    """Another browser of theirs starts in it, and its own choice goes before."""
    at_home.post("/language/", {"language": "en", "next": "/"})

    assert '<html lang="en"' in Client().get("/", headers={"Accept-Language": "nl"}).content.decode()


def test_a_language_that_is_not_spoken_changes_nothing(at_home: Client, runner: Person):
    """Neither the cookie nor the person."""
    at_home.post("/language/", {"language": "tlh", "next": "/"})
    runner.refresh_from_db()

    assert runner.language == ""
    assert '<html lang="nl"' in at_home.get("/", headers={"Accept-Language": "nl"}).content.decode()


def test_the_switch_leads_to_no_other_site(at_home: Client):
    """An address from elsewhere is not followed."""
    answer = at_home.post("/language/", {"language": "en", "next": "https://example.org/"})

    assert answer.headers["Location"] == "/"


def test_everything_can_be_taken_along(at_home: Client, played: SessionLog):
    """In files that need no program of ours."""
    with zipfile.ZipFile(BytesIO(at_home.get("/data/export/").content)) as bundle:
        log = bundle.read(f"sessions/{played.log_id}/log.json")
        sheet = bundle.read(f"sheets/{played.sheet_id}.json")
        profile = json.loads(bundle.read("profile.json"))
        session = bundle.read(f"sessions/{played.log_id}/session.json")
        others = {name for name in bundle.namelist() if name.endswith(".jsonl")}

    assert (log, sheet) == (bytes(played.raw), bytes(played.sheet.json))
    assert json.loads(session)["sheet"] == json.loads(sheet)
    assert profile["birth_year"] == 1988
    assert {"conflictingupload.jsonl", "checkin.jsonl"} <= others


def test_everything_can_be_deleted_and_only_on_purpose(at_home: Client, played: SessionLog, other: Person):
    """No row of the person is left; nobody else's goes with it."""
    ScreeningOutcome.objects.create(
        owner=other, screened_on="2026-01-01", verdict="go", created_at=played.received_at
    )
    at_home.post("/data/delete/")
    kept = SessionLog.objects.count()
    at_home.post("/data/delete/", {"sure": "yes"})

    assert kept == 1
    assert (SessionLog.objects.count(), IssuedSheet.objects.count()) == (0, 0)
    assert list(ScreeningOutcome.objects.values_list("owner", flat=True)) == [other.pk]
    assert Person.objects.get(pk=1).birth_year is None
    assert at_home.get("/").status_code == 200
