"""Who may ask for what: every address, for the owner, somebody else and nobody."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import RecordedPhrase
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.models import SessionLog

# address -> method, then what the owner, another person and nobody get
MATRIX: dict[str, tuple[str, int, int, int]] = {
    "healthz": ("GET", 200, 200, 200),
    "protocols/<slug:name>/": ("GET", 200, 200, 200),
    "protocols/<slug:name>/expected/": ("GET", 200, 200, 200),
    "knowledge/": ("GET", 200, 200, 200),
    "offline/": ("GET", 200, 200, 200),
    "offline/kept.json": ("GET", 200, 200, 200),
    "app.webmanifest": ("GET", 200, 200, 200),
    "worker.js": ("GET", 200, 200, 200),
    "language/": ("POST", 302, 302, 302),
    "profile/": ("GET", 200, 200, 403),
    "who/": ("GET", 200, 404, 403),
    "who/<uuid:key>/": ("POST", 302, 404, 403),
    "settings/": ("GET", 200, 200, 403),
    "settings/cues/": ("GET", 200, 200, 403),
    "settings/voices/": ("GET", 200, 200, 403),
    "voices/<slug:lang>/<slug:phrase>/": ("POST", 422, 422, 403),
    "voices/<slug:lang>/<slug:phrase>/remove/": ("POST", 204, 404, 403),
    "voices/<slug:lang>/<slug:phrase>/<slug:mark>.mp3": ("GET", 200, 404, 403),
    "data/export/": ("GET", 200, 200, 403),
    "data/delete/": ("GET", 200, 200, 403),
    "": ("GET", 200, 200, 403),
    "begin/": ("POST", 302, 302, 403),
    "screening/": ("GET", 200, 200, 403),
    "refused/": ("GET", 200, 200, 403),
    "play/<str:sheet_id>/": ("GET", 302, 404, 403),
    "play/<str:sheet_id>/begun/": ("POST", 204, 404, 403),
    "play/<str:sheet_id>/pocket/": ("POST", 302, 404, 403),
    "play/<str:sheet_id>/track.flac": ("GET", 410, 404, 403),
    "play/<str:sheet_id>/track.mp3": ("GET", 410, 404, 403),
    "turns/<uuid:key>/": ("GET", 302, 404, 403),
    "turns/<str:first_id>/<str:second_id>/": ("GET", 404, 404, 403),
    "demonstration/<slug:name>/": ("GET", 200, 200, 403),
    "sessions/": ("GET", 200, 200, 403),
    "sessions/<uuid:log_id>/": ("GET", 200, 404, 403),
    "sessions/<uuid:log_id>/felt/": ("POST", 302, 404, 403),
    "sessions/<uuid:log_id>/picture.svg": ("GET", 200, 404, 403),
    "sessions/<uuid:log_id>/log.json": ("GET", 200, 404, 403),
    "rules/": ("GET", 200, 200, 200),
    "purpose/": ("GET", 200, 200, 200),
    "buddy/": ("GET", 200, 200, 200),
    "quiz/": ("GET", 200, 200, 403),
    "register/": ("GET", 200, 200, 403),
    "agreements/": ("GET", 200, 200, 403),
    "agreements/lift/": ("POST", 422, 422, 403),
    "agreements/level/": ("POST", 422, 422, 403),
    "health-changed/": ("POST", 302, 302, 403),
    "sessions/<uuid:log_id>/check-in/<slug:when>/": ("GET", 200, 404, 403),
    "recordings/": ("GET", 200, 200, 403),
    "recordings/<uuid:recording_id>/": ("GET", 200, 404, 403),
    "recordings/<uuid:recording_id>/trace.json": ("GET", 200, 404, 403),
    "recordings/<uuid:recording_id>/shift/": ("POST", 302, 404, 403),
    "recordings/<uuid:recording_id>/original": ("GET", 200, 404, 403),
    "recordings/<uuid:recording_id>/delete/": ("POST", 302, 404, 403),
    "phone/": ("GET", 200, 200, 200),
    "phone/adempauze.crt": ("GET", 404, 404, 404),
    "pair/": ("GET", 302, 302, 302),
    "devices/": ("GET", 200, 200, 403),
    "devices/code/": ("POST", 302, 302, 403),
    "devices/revoke/": ("POST", 302, 302, 403),
    "api/sessions/": ("POST", 422, 422, 403),
    "api/replay": ("POST", 422, 422, 422),
}


def addresses(patterns: Any, before: str = "") -> list[str]:
    """Return every address of the site, as it is written."""
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            found.append(here)
    return found


def test_every_address_has_a_row():
    """A new address is not served before somebody has said who may ask for it."""
    assert sorted(addresses(get_resolver().url_patterns)) == sorted(MATRIX)


@pytest.fixture
def path_of(played: SessionLog, recorded: RecordingFile, spoken: RecordedPhrase) -> Any:
    """Return how an address is filled in with what the owner has."""
    values = {
        "<slug:name>": "hoogtetraining",
        "<slug:when>": "hour",
        "<str:sheet_id>": played.sheet_id,
        "<str:first_id>": played.sheet_id,
        "<str:second_id>": played.sheet_id,
        "<uuid:key>": str(played.owner.key),
        "<uuid:log_id>": str(played.log_id),
        "<uuid:recording_id>": str(recorded.pk),
        "<slug:lang>": spoken.lang,
        "<slug:phrase>": spoken.phrase,
        "<slug:mark>": spoken.digest[:12],
    }

    def fill(address: str) -> str:
        for place, value in values.items():
            address = address.replace(place, value)
        return f"/{address}"

    return fill


@pytest.mark.parametrize("address", MATRIX)
def test_each_gets_what_is_theirs(
    at_home: Client, elsewhere: Client, nobody: Client, path_of: Any, address: str
):
    """Somebody else's row is as absent as none; nobody gets only what is the same for all."""
    method, *expected = MATRIX[address]
    path = path_of(address)

    assert [client.generic(method, path).status_code for client in (at_home, elsewhere, nobody)] == expected


def test_nobody_is_told_so_as_json_by_the_api(nobody: Client):
    """A program gets a code it can act on."""
    answer = nobody.post("/api/sessions/", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "nobody")


def test_home_mode_reaches_no_further_than_this_machine(runner: Person):
    """A browser elsewhere in the house is nobody, even in home mode."""
    assert Client(REMOTE_ADDR="192.168.1.20").get("/").status_code == 403
    assert Client(REMOTE_ADDR="::1").get("/").status_code == 200


def test_without_home_mode_nobody_is_signed_in_by_sitting_here(runner: Person, settings: Any):
    """Then real accounts decide."""
    settings.HOME_MODE = False

    assert Client().get("/").status_code == 403


def test_two_people_may_have_a_session_with_the_same_id(played: SessionLog, other: Person):
    """The id is the phone's; it says nothing about anybody else."""
    SessionLog.objects.create(
        owner=other,
        log_id=played.log_id,
        sheet=played.sheet,
        raw=b"",
        result=b"",
        opened_at=played.opened_at,
        utc_offset_min=0,
        received_at=played.received_at,
    )

    assert SessionLog.objects.filter(log_id=uuid.UUID(str(played.log_id))).count() == 2
