"""A session log is taken exactly once, and refused with one sentence where it cannot be taken."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client

from adempauze.planning import PastSession
from adempauze_web.accounts.models import Person
from adempauze_web.training.models import ConflictingUpload, IssuedSheet, SessionLog
from adempauze_web.training.services import session_upload


def send(client: Client, log: dict[str, Any], key: str | None = None) -> Any:
    """Send a log as the player does."""
    return client.post(
        "/api/sessions/",
        json.dumps(log),
        content_type="application/json",
        headers={"Idempotency-Key": key or log["id"], "Accept-Language": "en"},
    )


def test_a_session_is_stored_as_it_came_beside_its_result(at_home: Client, log: dict[str, Any]):
    """The answer says where it can be seen, and what it was."""
    answer = send(at_home, log)
    stored = SessionLog.objects.get()

    assert (answer.status_code, answer.json()["id"]) == (201, log["id"])
    assert answer.json()["result_url"] == f"/sessions/{log['id']}/"
    assert json.loads(bytes(stored.raw)) == log
    assert json.loads(bytes(stored.result)) == answer.json()["result"]
    assert answer.json()["result"]["outcome"] == "completed"


def test_a_second_time_it_gets_the_same_answer(at_home: Client, log: dict[str, Any]):
    """The phone cannot know whether its first try came through."""
    first, second = send(at_home, log), send(at_home, log)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert SessionLog.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(log: dict[str, Any], runner: Person):
    """However the tries overlap, one is stored and all are answered alike."""
    together = threading.Barrier(20)
    answers = []

    def send_once() -> None:
        together.wait()
        try:
            answers.append(send(Client(), log))
        finally:
            connection.close()

    threads = [threading.Thread(target=send_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert SessionLog.objects.count() == 1


def test_another_session_under_the_same_id_is_kept_and_refused(at_home: Client, log: dict[str, Any]):
    """Nothing is lost, and the first one counts."""
    first = send(at_home, log)
    other = send(at_home, log | {"events": log["events"][:40]})

    assert other.status_code == 409
    assert other.json() == {
        "code": "conflict",
        "message": "Another session with this id is stored already. Both are kept; the first one counts.",
    }
    assert ConflictingUpload.objects.count() == 1
    assert SessionLog.objects.get().received_at
    assert send(at_home, log).content == first.content


Change = Callable[[dict[str, Any]], dict[str, Any]]


def _backwards(log: dict[str, Any]) -> dict[str, Any]:
    return log | {"events": [*log["events"][:-1], log["events"][-1] | {"at_ms": 0}]}


def _late(log: dict[str, Any]) -> dict[str, Any]:
    start = next(event for event in log["events"] if event["type"] == "start")
    later = start | {"wall_ms": start["wall_ms"] + 86_400_000}
    return log | {"events": [later if event is start else event for event in log["events"]]}


REFUSED: dict[str, tuple[Change, str]] = {
    "digest": (
        lambda log: log | {"sheet_digest": "0" * 64},
        "This session was played from a sheet that is not as it was issued.",
    ),
    "sheet": (
        lambda log: log | {"sheet_id": "another"},
        "This session was played from a sheet that was never issued to you here.",
    ),
    "expired": (_late, "before it was begun. Fetch today's session."),
    "backwards": (_backwards, "The times of this session run backwards."),
    "too_early": (
        lambda log: log | {"opened_at": "2020-01-01T10:00:00+01:00"},
        "This session was opened before its sheet was made. Check the clock of the phone.",
    ),
    "log": (lambda log: log | {"opened_at": "2026-11-21T10:00:00"}, "This session log says no time zone"),
    "key": (
        lambda log: log | {"id": str(uuid.UUID(int=8, version=4))},
        "The key of this upload is not the id of its session.",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_log_that_cannot_be_taken_gets_one_sentence(at_home: Client, log: dict[str, Any], code: str):
    """Nothing of it is stored, and the untouched log is taken all the same."""
    change, sentence = REFUSED[code]
    answer = send(at_home, change(log), key=log["id"])

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert sentence in answer.json()["message"]
    assert SessionLog.objects.count() == 0
    assert send(at_home, log).status_code == 201


def test_a_phone_whose_clock_is_ahead_loses_no_session(
    at_home: Client, runner: Person, issued: IssuedSheet, log: dict[str, Any]
):
    """It is kept as it came, once, and counts from its arrival: no rest gets shorter by a wrong clock."""
    arrived = issued.issued_at + timedelta(hours=1)
    body = json.dumps(log | {"opened_at": (arrived + timedelta(hours=3)).isoformat()}).encode()
    first = session_upload(person=runner, body=body, now=arrived)
    again = session_upload(person=runner, body=body, now=arrived + timedelta(hours=5))

    assert (first.is_new, again.is_new, SessionLog.objects.count()) == (True, False, 1)
    assert bytes(first.log.raw) == body
    assert (first.log.opened_at, first.log.received_at) == (arrived, arrived)
    assert msgspec.json.decode(bytes(first.log.past), type=PastSession).started_at == arrived
    page = at_home.get(first.log.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "That clock was ahead" in page


def test_a_phone_a_few_minutes_ahead_is_taken_at_its_word(
    at_home: Client, runner: Person, issued: IssuedSheet, log: dict[str, Any]
):
    """No two clocks agree to the minute."""
    arrived = issued.issued_at + timedelta(hours=1)
    opened_at = arrived + timedelta(minutes=9)
    body = json.dumps(log | {"opened_at": opened_at.isoformat()}).encode()
    kept = session_upload(person=runner, body=body, now=arrived).log

    assert kept.opened_at == opened_at
    page = at_home.get(kept.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "That clock was ahead" not in page


def test_a_clock_that_jumps_ahead_in_a_session_moves_it_no_earlier(
    runner: Person, issued: IssuedSheet, log: dict[str, Any]
):
    """Its last event lies in the future by the phone's own reckoning; when it began is known."""
    last = log["events"][-1]
    jumped = log | {"events": [*log["events"], {"type": "tick", "at_ms": last["at_ms"] + 10_800_000}]}
    arrived = issued.issued_at + timedelta(hours=1)
    kept = session_upload(person=runner, body=json.dumps(jumped).encode(), now=arrived).log

    assert kept.opened_at == datetime.fromisoformat(log["opened_at"])


def test_what_is_no_log_at_all_gets_one_sentence(at_home: Client):
    """Bytes that are not JSON are named as such."""
    answer = at_home.post("/api/sessions/", b"\xff\x00", content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("This session log cannot be read: ")


def test_an_upload_of_fifty_megabytes_is_not_read(at_home: Client):
    """It is refused by what it says of its size."""

    class Unreadable:
        def read(self, *size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = at_home.generic(
        "POST",
        "/api/sessions/",
        content_type="application/json",
        CONTENT_LENGTH="50000000",
        headers={"Accept-Language": "en"},
        **{"wsgi.input": Unreadable()},
    )

    assert answer.status_code == 413
    assert answer.json()["message"] == "This is larger than the 2 MB that are taken here. Nothing was stored."


def test_somebody_elses_sheet_is_as_unknown_as_none(elsewhere: Client, log: dict[str, Any]):
    """Who asks learns nothing about who else is here."""
    answer = send(elsewhere, log)

    assert (answer.status_code, answer.json()["code"]) == (422, "sheet")


def test_a_form_of_another_site_is_refused(runner: Person, log: dict[str, Any]):
    """Home mode signs in whoever sits here, so a page elsewhere must not be able to write."""
    answer = send(Client(enforce_csrf_checks=True), log)

    assert answer.status_code == 403
    assert SessionLog.objects.count() == 0
