"""What a phone takes along: the app, its worker, and what it keeps for whom."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from adempauze.safety import screening_questions
from adempauze_web.accounts.models import Person
from adempauze_web.offline.shell import shell_files
from adempauze_web.training import services
from adempauze_web.training.models import IssuedSheet, SessionLog

BUILT = Path(__file__).resolve().parents[2] / "src/adempauze_web/static/built"


@pytest.fixture
def cleared(runner: Person) -> Person:
    """Return the runner, screened without a yes, who may train today."""
    answers = {question.id: False for question in screening_questions()}
    services.screening_record(person=runner, answers=answers, now=timezone.now())
    Person.objects.filter(pk=runner.pk).update(birth_year=1988)
    runner.refresh_from_db()
    return runner


def kept(client: Client) -> dict[str, Any]:
    """Return what the site says the phone is to keep."""
    return dict(client.get("/offline/kept.json").json())


def status(client: Client, address: str) -> int:
    """Return how the site answers for an address."""
    answer = client.get(address)
    assert answer.getvalue()  # a file stays open until it is read
    return answer.status_code


@pytest.mark.parametrize(("lang", "word"), [("nl", "netwerk"), ("en", "network")])
def test_the_manifest_makes_an_app_in_the_language_of_its_reader(at_home: Client, lang: str, word: str):
    """What Chrome asks before it offers to install: a name, a start, its own window, icons of 192 and 512."""
    answer = at_home.get("/app.webmanifest", headers={"Accept-Language": lang})
    app = json.loads(answer.content)

    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (app["name"], app["start_url"], app["display"], app["lang"]) == (
        "Adempauze",
        "/",
        "standalone",
        lang,
    )
    assert word in app["description"]
    assert {(icon["sizes"], icon["purpose"]) for icon in app["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    assert {status(at_home, icon["src"]) for icon in app["icons"]} == {200}


def test_the_worker_looks_after_the_whole_site_and_is_never_stale(nobody: Client):
    """From the root; asked for anew each time; a classic script, which cannot import."""
    answer = nobody.get("/worker.js")
    script = answer.content.decode()

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert script.startswith("self.SHELL = {")
    assert "import " not in script


def test_the_shell_has_every_chunk_that_was_built(at_home: Client):
    """Chunks that a page asks for later are there too, and every address of the shell answers."""
    chunks = json.loads((BUILT / "manifest.json").read_text())
    wanted = {f"/static/built/{chunk['file']}" for name, chunk in chunks.items() if "worker" not in name}

    assert wanted <= set(shell_files())
    assert [address for address in shell_files() if status(at_home, address) != 200] == []


def test_a_page_names_its_style_by_content(at_home: Client):
    """A worker of an older version has no answer for a newer style, and asks the site."""
    page = at_home.get("/knowledge/").content.decode()
    style = next(address for address in shell_files() if "css/site.css" in address)

    assert "?v=" in style
    assert f'href="{style}"' in page


def test_nobody_keeps_only_what_is_the_same_for_all(nobody: Client):
    """Without a person there is no session and no sheet."""
    answer = nobody.get("/offline/kept.json")

    assert answer.headers["Adempauze-Person"] == "nobody"
    assert answer.json()["session"] is None
    assert not [address for address in answer.json()["files"] if address.startswith("/play/")]


def test_a_session_comes_along_only_once_it_is_cleared(at_home: Client, cleared: Person):
    """The list has its page first, then the clips of the language; a refusal takes it off again."""
    list_ = kept(at_home)
    files = list(list_["files"])

    assert files[0] == list_["session"]["address"]
    assert files[1].startswith("/static/built/clips/nl/")
    assert list_["session"]["expires_at_ms"] > timezone.now().timestamp() * 1000
    assert {status(at_home, address) for address in files} == {200}

    fired = {question.id: question.id.endswith("pregnancy") for question in screening_questions()}
    services.screening_record(person=cleared, answers=fired, now=timezone.now())
    assert kept(at_home)["session"] is None


def test_what_is_taken_along_is_what_begin_leads_to(at_home: Client, cleared: Person):
    """One session, one sheet: however often the phone asks, and when the button is pressed."""
    taken = {kept(at_home)["session"]["address"] for _ in range(3)}

    assert taken == {at_home.post("/begin/").headers["Location"]}
    assert IssuedSheet.objects.filter(owner=cleared).count() == 1


def test_a_session_of_another_language_or_meter_is_another_sheet(at_home: Client, cleared: Person):
    """A sheet is given again only while it is still the same session."""
    first = kept(at_home)["session"]["sheet_id"]
    english = at_home.get("/offline/kept.json", headers={"Accept-Language": "en"}).json()
    Person.objects.filter(pk=cleared.pk).update(oximeter="seen")
    measured = kept(at_home)

    assert len({first, english["session"]["sheet_id"], measured["session"]["sheet_id"]}) == 3
    assert list(english["files"])[1].startswith("/static/built/clips/en/")


def test_a_session_is_taken_along_anew_when_its_cues_were_chosen_anew(at_home: Client, cleared: Person):
    """The player's page carries what its runner wants to hear, and its track says it; the rest is kept."""
    before = kept(at_home)
    at_home.post(
        "/settings/cues/", {"paces": 1, "seconds": 0, "breaths": 0, "haptics": "none", "music": "ambient"}
    )
    after = kept(at_home)
    changed = {address for address, tag in after["files"].items() if before["files"].get(address) != tag}

    player = after["session"]["address"]
    assert len(changed) == 3
    assert {address.partition("track.flac?")[0] for address in changed} == {player}


def test_a_played_session_is_not_taken_along_again(at_home: Client, played: SessionLog):
    """Yesterday's was played: today two days of rest are asked, and nothing lies ready."""
    assert kept(at_home)["session"] is None
    assert services.sheet_take_along(person=played.owner, now=timezone.now() + timedelta(minutes=1)) is None


def test_every_answer_says_whom_it_is_for(at_home: Client, elsewhere: Client, nobody: Client, other: Person):
    """So that a phone can forget what it kept for anybody else; files for all say nothing."""
    whose = [client.get("/offline/").headers["Adempauze-Person"] for client in (at_home, elsewhere, nobody)]

    assert whose[1:] == [str(other.key), "nobody"]
    assert len(set(whose)) == 3
    for_all = at_home.get(shell_files()[0])
    assert b"".join(for_all)
    assert "Adempauze-Person" not in for_all.headers


def test_a_host_that_is_not_ours_leaves_no_traceback(at_home: Client, capfd: pytest.CaptureFixture[str]):
    """It is answered with 400, and the log stays for what is wrong with the site."""
    assert at_home.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("address", "encoding"),
    [
        ("/knowledge/", "gzip"),
        ("/static/css/site.css", "gzip"),
        ("/static/img/app-icon-192.png", None),
        ("/static/built/clips/nl/breathe_out.mp3", None),
    ],
)
def test_text_is_sent_compressed_and_sound_as_it_is(at_home: Client, address: str, encoding: str | None):
    """A slow network carries a third of the text; a part of a sound stays that part."""
    answer = at_home.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.getvalue()

    assert answer.headers.get("Content-Encoding") == encoding


def test_a_session_for_a_pocket_comes_along_as_sound_last(at_home: Client, cleared: Person):
    """Whole and lowered, behind all that every session needs; not where saturation is read."""
    files = list(kept(at_home)["files"])
    whole, lower = (address.rpartition("/")[2] for address in files[-2:])
    assert (whole.partition("=")[0], lower) == ("track.flac?cues", f"{whole}&lower")

    Person.objects.filter(pk=cleared.pk).update(oximeter="seen")
    assert not [address for address in kept(at_home)["files"] if "track.flac" in address]
