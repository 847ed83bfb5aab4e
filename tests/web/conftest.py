"""The site on a home of its own, with two runners in it."""

import atexit
import json
import os
import shutil
import tempfile
import uuid
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import soundfile

# before anything of Django is imported: a test never opens the home of whoever runs it
os.environ["ADEMPAUZE_HOME"] = tempfile.mkdtemp(prefix="adempauze-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "adempauze_web.config.settings"

import django
from django.conf import settings
from django.db import connection
from django.test import Client

from adempauze_web.config.home import make_home

atexit.register(shutil.rmtree, os.environ["ADEMPAUZE_HOME"], ignore_errors=True)
HOME = Path(os.environ["ADEMPAUZE_HOME"])
make_home(HOME)
django.setup()
# a file, as a runner has it: a database in memory locks otherwise
settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = (
    str(HOME / "test.sqlite3") if connection.vendor == "sqlite" else None
)

from django.utils import timezone  # noqa: E402

from adempauze.safety import screening_questions  # noqa: E402
from adempauze.session import canonical_json, read_sheet  # noqa: E402
from adempauze_web.accounts.models import Person  # noqa: E402
from adempauze_web.accounts.services import home_person_ensure  # noqa: E402
from adempauze_web.cues.models import RecordedPhrase  # noqa: E402
from adempauze_web.cues.services import voice_record  # noqa: E402
from adempauze_web.recordings.models import RecordingFile  # noqa: E402
from adempauze_web.recordings.services import recording_receive  # noqa: E402
from adempauze_web.training import services  # noqa: E402
from adempauze_web.training.demo import Runner, played_events  # noqa: E402
from adempauze_web.training.models import IssuedSheet, SessionLog  # noqa: E402

ORDINARY = Runner(pace_ms=560, hunger_ms=5000, bears_ms=2000, fall_per_s=0.3, stops_after=None)


@pytest.fixture
def runner(db: None) -> Person:
    """Return person 1, who is signed in by sitting at the machine."""
    return home_person_ensure()


@pytest.fixture
def other(runner: Person) -> Person:
    """Return somebody else with an account here."""
    return Person.objects.create(email="other@example.org")


@pytest.fixture
def at_home(runner: Person) -> Client:
    """Return a browser on the machine itself."""
    return Client()


@pytest.fixture
def elsewhere(other: Person) -> Client:
    """Return the browser of the other person."""
    client = Client()
    client.force_login(other)
    return client


@pytest.fixture
def nobody(runner: Person) -> Client:
    """Return a browser on another machine: nobody is signed in."""
    return Client(REMOTE_ADDR="192.0.2.7")


@pytest.fixture
def issued(runner: Person) -> IssuedSheet:
    """Return a sheet that was cleared for the runner at noon yesterday."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
    return _sheet_at(runner, noon)


@pytest.fixture
def cleared(runner: Person) -> IssuedSheet:
    """Return a sheet that was cleared for the runner now."""
    return _sheet_at(runner, timezone.now())


def _sheet_at(runner: Person, now: datetime) -> IssuedSheet:
    answers = {question.id: False for question in screening_questions()}
    services.screening_record(person=runner, answers=answers, now=now)
    Person.objects.filter(pk=runner.pk).update(birth_year=1988)
    runner.refresh_from_db()
    sheet = services.sheet_issue(person=runner, now=now)
    assert sheet is not None
    return sheet


@pytest.fixture
def log(issued: IssuedSheet) -> dict[str, Any]:
    """Return the log of a session that was played from it."""
    events = played_events(read_sheet(bytes(issued.json)), ORDINARY, Random(1))
    return {
        "schema": 1,
        "id": str(uuid.UUID(int=7, version=4)),
        "sheet_id": issued.pk,
        "sheet_digest": issued.digest,
        "opened_at": (issued.issued_at + timedelta(minutes=1)).isoformat(),
        "events": json.loads(canonical_json(events)),
    }


@pytest.fixture
def played(runner: Person, log: dict[str, Any]) -> SessionLog:
    """Return that session as it is stored."""
    body = json.dumps(log).encode()
    return services.session_upload(person=runner, body=body, now=timezone.now()).log


@pytest.fixture
def recorded(runner: Person) -> RecordingFile:
    """Return a recording of the runner: a minute of heartbeats, one a line."""
    data = b"800\n" * 60
    return recording_receive(person=runner, name="beats.txt", data=data, session=None, now=timezone.now())[0]


@pytest.fixture
def said() -> bytes:
    """Return something said for six tenths of a second, in a room, as a browser sends it."""
    rate_hz = 22_050
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(round(0.6 * rate_hz)) / rate_hz)
    room = np.random.default_rng(5).normal(0, 0.002, rate_hz // 2)
    out = BytesIO()
    soundfile.write(out, np.concatenate([room, tone, room]), rate_hz, format="WAV")
    return out.getvalue()


@pytest.fixture
def spoken(runner: Person, said: bytes) -> RecordedPhrase:
    """Return "breathe" in the voice of the runner, in Dutch."""
    return voice_record(person=runner, lang="nl", phrase="breathe", data=said, now=timezone.now())
