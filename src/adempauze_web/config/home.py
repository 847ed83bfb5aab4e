"""The home: the one folder that holds what must be kept."""

import os
import secrets
from pathlib import Path

from adempauze_web.errors import HomeError

_SECRET_KEY = "secret_key"  # noqa: S105 - the name of the file
DATABASE = "adempauze.sqlite3"


def make_home(home: Path) -> None:
    """Make the folder and, once, its secret key; both are for their owner alone."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(home / _SECRET_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if not home.is_dir():
            raise HomeError(f"{home} is a file; ADEMPAUZE_HOME must be a folder.") from None
        return
    except OSError as error:
        raise HomeError(f"The home {home} cannot be made: {error.strerror}. Set ADEMPAUZE_HOME.") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))


def read_secret_key(home: Path) -> str:
    """Return the secret key of *home*, or nothing where the home was never opened."""
    try:
        return (home / _SECRET_KEY).read_text("ascii")
    except FileNotFoundError:
        return ""
