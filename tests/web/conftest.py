"""The site on a home of its own, with two runners in it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

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

from adempauze_web.accounts.models import Person  # noqa: E402
from adempauze_web.accounts.services import home_person_ensure  # noqa: E402


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
