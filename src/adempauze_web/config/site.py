"""Opening the site for a command: settings read, home made, database up to date, person 1 there."""

import os

import django
from django.core.management import call_command
from django.db import OperationalError

from adempauze_web.errors import HomeError


def open_site() -> None:
    """Set Django up on this home and bring its database up to date; cheap when nothing is to be done."""
    from adempauze_web.config.environment import ENVIRONMENT
    from adempauze_web.config.home import make_home

    make_home(ENVIRONMENT.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adempauze_web.config.settings")
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        where = "DATABASE_URL" if ENVIRONMENT.database_url else str(ENVIRONMENT.home)
        raise HomeError(f"The database of {where} cannot be opened: {_first_line(error)}.") from error
    from adempauze_web.accounts.services import home_person_ensure

    if ENVIRONMENT.home_mode:
        home_person_ensure()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
