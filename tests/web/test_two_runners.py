"""Two runners at one machine: each their own questions, sheet, caps, lock and log."""

import json
import uuid
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adempauze.safety import screening_questions
from adempauze.session import canonical_json, read_sheet
from adempauze_web.accounts.models import Person
from adempauze_web.accounts.services import home_person_add, person_change
from adempauze_web.care.models import CheckIn
from adempauze_web.care.services import check_in_add
from adempauze_web.devices.models import PairedDevice
from adempauze_web.training import selectors, services
from adempauze_web.training.demo import Runner, played_events
from adempauze_web.training.models import IssuedSheet, SessionLog

UPLOAD = "/api/sessions/"
NO_READINGS = Runner(pace_ms=560, hunger_ms=5000, bears_ms=2000, fall_per_s=0.3, stops_after=None)


@pytest.fixture
def anna(runner: Person) -> Person:
    """The one who was here first, with a name, an age and clean answers."""
    return ready(person_change(person=runner, name="Anna"))


@pytest.fixture
def bram(anna: Person) -> Person:
    """The other, on the same phone, as ready as she is."""
    return ready(home_person_add(beside=anna, name="Bram"))


def ready(person: Person) -> Person:
    """Give a person a year of birth, and a screening without a yes an hour ago."""
    answers = {question.id: False for question in screening_questions()}
    services.screening_record(person=person, answers=answers, now=timezone.now() - timedelta(hours=1))
    return person_change(person=person, birth_year=1990)


def go_on_as(client: Client, person: Person) -> None:
    """Choose who trains."""
    assert client.post(reverse("who_choose", args=[person.key])).status_code == 302


def log_of(sheet: IssuedSheet, number: int) -> dict[str, Any]:
    """Return the log of a session that was played from a sheet yesterday's noon."""
    events = played_events(read_sheet(bytes(sheet.json)), NO_READINGS, Random(number))
    return {
        "schema": 1,
        "id": str(uuid.UUID(int=number, version=4)),
        "sheet_id": sheet.pk,
        "sheet_digest": sheet.digest,
        "opened_at": (sheet.issued_at + timedelta(seconds=30)).isoformat(),
        "events": json.loads(canonical_json(events)),
    }


def send(client: Client, log: dict[str, Any]) -> Any:
    """Upload a log as the phone does."""
    return client.post(UPLOAD, json.dumps(log), content_type="application/json")


def sheet_of(person: Person) -> IssuedSheet:
    """Clear a session of half an hour ago, so that it can be over by now."""
    sheet = services.sheet_issue(person=person, now=timezone.now() - timedelta(minutes=30))
    assert sheet is not None
    return sheet


def test_the_second_runner_starts_from_nothing(at_home: Client, runner: Person):
    """Both get a name; the new one has no answers, no age and no sessions, and is asked first."""
    answer = at_home.post("/who/", {"own_name": "Anna", "name": "Bram"})
    bram = Person.objects.get(name="Bram")

    assert (answer.status_code, Person.objects.get(pk=runner.pk).name) == (302, "Anna")
    go_on_as(at_home, bram)
    assert (bram.birth_year, selectors.screening_latest(bram)) == (None, None)
    assert at_home.post("/begin/")["Location"] == "/screening/"
    assert "Bram traint" in at_home.get("/screening/").content.decode()


def test_who_trains_is_remembered_as_long_as_the_language(at_home: Client, bram: Person):
    """A browser that fell back to the first runner sooner would train one within the limits of the other."""
    chosen = at_home.post(reverse("who_choose", args=[bram.key])).cookies["sessionid"]
    spoken = at_home.post("/language/", {"language": "nl"}).cookies["django_language"]

    assert chosen["max-age"] == spoken["max-age"] > 180 * 24 * 3600


def test_two_of_one_name_are_refused(at_home: Client, anna: Person):
    """Nobody could tell whose session it is."""
    answer = at_home.post("/who/", {"name": "anna"})

    assert answer.status_code == 422
    assert "Hier heet al iemand zo." in answer.content.decode()
    assert Person.objects.count() == 1


def test_nobody_takes_the_name_of_another_later(at_home: Client, anna: Person, bram: Person):
    """On the page about oneself too; one's own name stays one's own, and none is no name of anybody's."""
    said = {"birth_year": "1990", "oximeter": "none", "time_zone": "Europe/Amsterdam"}
    statuses = [at_home.post("/profile/", said | {"name": name}).status_code for name in ("BRAM", "Anna", "")]

    assert statuses == [422, 302, 302]
    assert Person.objects.get(pk=bram.pk).name == "Bram"


def test_one_runner_sees_nothing_of_a_second(at_home: Client, anna: Person):
    """A page says whose it is only where there are two."""
    assert "traint</span>" not in at_home.get("/").content.decode()


def test_each_sees_their_own(at_home: Client, anna: Person, bram: Person):
    """A session of one is a page that the other does not have, and no step on the other's ladder."""
    send(at_home, log_of(sheet_of(anna), 1))
    log = SessionLog.objects.get()

    assert at_home.get(log.get_absolute_url()).status_code == 200
    go_on_as(at_home, bram)
    assert at_home.get(log.get_absolute_url()).status_code == 404
    assert selectors.profile_get(bram).history.sessions == ()
    assert at_home.get(reverse("play", args=[log.sheet_id])).status_code == 404


def test_a_session_lands_with_whom_its_sheet_was_made_for(at_home: Client, anna: Person, bram: Person):
    """It may be sent while the other is chosen: the sheet says whose it is, and nobody else gets it."""
    sheets = sheet_of(anna), sheet_of(bram)
    answers = [send(at_home, log_of(sheet, number)) for number, sheet in enumerate(sheets)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json()["result_url"] == "/who/"  # the page of the result is Bram's
    assert [log.owner for log in SessionLog.objects.order_by("received_at")] == [anna, bram]
    assert [len(selectors.profile_get(one).history.sessions) for one in (anna, bram)] == [1, 1]


def test_a_lock_of_one_is_no_lock_of_the_other(at_home: Client, anna: Person, bram: Person):
    """Palpitations the next morning close her sessions, and leave his alone."""
    send(at_home, log_of(sheet_of(anna), 1))
    check_in_add(
        log=SessionLog.objects.get(),
        when=CheckIn.When.HOUR,
        symptoms={"stop.palpitations": 5},
        now=timezone.now(),
    )
    later = timezone.now() + timedelta(days=3)

    assert services.sheet_issue(person=anna, now=later) is None
    assert services.sheet_issue(person=bram, now=later) is not None


def test_somebody_with_an_account_shares_nothing(
    at_home: Client, elsewhere: Client, anna: Person, bram: Person, other: Person
):
    """Who signed in chooses nobody, is chosen by nobody, and sends nothing for anybody."""
    assert elsewhere.post(reverse("who_choose", args=[bram.key])).status_code == 404
    assert at_home.post(reverse("who_choose", args=[other.key])).status_code == 404
    assert elsewhere.get("/who/").status_code == 404
    assert send(elsewhere, log_of(sheet_of(bram), 1)).json()["code"] == "sheet"


def test_a_browser_that_chose_somebody_who_is_gone_is_back_with_the_first(
    at_home: Client, anna: Person, bram: Person
):
    """Deleting all that is Bram's takes none of hers."""
    go_on_as(at_home, bram)
    at_home.post("/data/delete/", {"sure": "1"})

    assert [one.name for one in Person.objects.all()] == ["Anna"]
    assert at_home.get("/profile/").context["user"] == anna


def test_two_take_turns_from_two_sheets(at_home: Client, anna: Person, bram: Person):
    """One page carries both, hers first; the card names who watches."""
    place = at_home.post(reverse("turns", args=[bram.key]))["Location"]
    page = at_home.get(place)

    assert page.context["of"]["name"] == "Anna"
    assert page.context["turns"]["watcher"] == "Bram"
    assert page.context["turns"]["next"]["runner"]["name"] == "Bram"
    assert {one.owner for one in IssuedSheet.objects.all()} == {anna, bram}


def test_after_the_first_turn_the_page_opens_on_the_second(at_home: Client, anna: Person, bram: Person):
    """And after both it leads away: a sheet is played once."""
    first, second = sheet_of(anna), sheet_of(bram)
    place = reverse("play_turns", args=[first.pk, second.pk])
    send(at_home, log_of(first, 1))
    page = at_home.get(place)

    assert (page.context["of"]["name"], page.context["turns"]["watcher"]) == ("Bram", "Anna")
    assert page.context["turns"]["next"] is None
    send(at_home, log_of(second, 2))
    assert at_home.get(place)["Location"] == "/who/"


def test_no_turns_while_one_of_the_two_is_refused(at_home: Client, anna: Person, bram: Person):
    """The page says whom and why; nothing is issued to either."""
    send(at_home, log_of(sheet_of(bram), 1))
    answer = at_home.post(reverse("turns", args=[bram.key]))

    assert answer.status_code == 422
    assert "48 uur" in answer.content.decode()
    assert IssuedSheet.objects.filter(owner=anna).count() == 0


def test_turns_are_never_taken_with_somebody_elses_sheet(
    at_home: Client, elsewhere: Client, anna: Person, bram: Person
):
    """Neither from outside, nor twice from one runner."""
    first, second, third = sheet_of(anna), sheet_of(bram), sheet_of(anna)

    assert elsewhere.get(reverse("play_turns", args=[first.pk, second.pk])).status_code == 404
    assert at_home.get(reverse("play_turns", args=[first.pk, third.pk])).status_code == 404


def test_the_devices_of_the_house_are_the_same_whoever_trains(at_home: Client, anna: Person, bram: Person):
    """A phone is paired once, with the house."""
    now = timezone.now()
    PairedDevice.objects.create(owner=anna, secret_digest="0" * 64, paired_at=now, seen_at=now)
    go_on_as(at_home, bram)

    assert len(at_home.get("/devices/").context["devices"]) == 1
