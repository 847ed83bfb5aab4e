"""Between the beginning of a session and its log, no other is begun elsewhere."""

import json
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from adempauze.session import canonical_json, read_sheet
from adempauze_web.accounts.models import Person
from adempauze_web.training.begun import begun_elsewhere
from adempauze_web.training.demo import Runner, played_events
from adempauze_web.training.models import IssuedSheet

ORDINARY = Runner(pace_ms=560, hunger_ms=5000, bears_ms=2000, fall_per_s=0.3, stops_after=None)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def begun(at_home: Client, cleared: IssuedSheet) -> IssuedSheet:
    """Return it as one browser began it."""
    assert at_home.post(f"/play/{cleared.pk}/begun/").status_code == 204
    cleared.refresh_from_db()
    return cleared


def test_another_browser_is_held_back_with_a_sentence_and_told_until_when(begun: IssuedSheet):
    """Neither the button of today nor its address opens it there, and no phone takes it along."""
    another = Client()
    player = another.get(f"/play/{begun.pk}/", headers=ENGLISH)
    until = timezone.localtime(begun.begun_at + timedelta(hours=2))

    assert (player.status_code, another.post("/begin/").status_code) == (409, 409)
    assert "has not come in yet" in player.content.decode()
    assert f"from {until:%H:%M} on" in player.content.decode()
    assert another.get("/offline/kept.json").json()["session"] is None


def test_the_browser_that_began_it_opens_it_again(at_home: Client, begun: IssuedSheet):
    """A page that was reloaded in mid-session finds its log there."""
    assert at_home.get(f"/play/{begun.pk}/").status_code == 200


def test_its_log_opens_what_it_held_back(at_home: Client, begun: IssuedSheet):
    """What was done is known then, and the rules of the day say what is left."""
    log: dict[str, Any] = {
        "schema": 1,
        "id": str(UUID(int=11, version=4)),
        "sheet_id": begun.pk,
        "sheet_digest": begun.digest,
        "opened_at": timezone.now().isoformat(),
        "events": json.loads(
            canonical_json(played_events(read_sheet(bytes(begun.json)), ORDINARY, Random(1)))
        ),
    }
    sent = at_home.post("/api/sessions/", json.dumps(log), content_type="application/json")

    assert sent.status_code == 201
    assert Client().get(f"/play/{begun.pk}/").headers["Location"] == f"/sessions/{log['id']}/"


def test_after_two_hours_it_stands_in_nobodys_way(runner: Person, begun: IssuedSheet):
    """A phone that was lost does not close the day."""
    assert begun.begun_at is not None
    last, after = (begun.begun_at + timedelta(hours=2, seconds=seconds) for seconds in (-1, 0))
    another = RequestFactory().get("/")

    held = begun_elsewhere(another, runner, last)
    assert held is not None
    assert held.until == after
    assert begun_elsewhere(another, runner, after) is None


def test_a_second_beginning_does_not_put_the_time_off(at_home: Client, begun: IssuedSheet):
    """Two hours from the first."""
    first = begun.begun_at
    at_home.post(f"/play/{begun.pk}/begun/")
    begun.refresh_from_db()

    assert begun.begun_at == first


def test_it_holds_back_nobody_else(begun: IssuedSheet, other: Person):
    """Another runner has another session."""
    assert begun_elsewhere(RequestFactory().get("/"), other, timezone.now()) is None
