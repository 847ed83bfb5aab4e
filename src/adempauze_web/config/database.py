"""The database: SQLite in the home, or the PostgreSQL that DATABASE_URL names."""

from pathlib import Path
from typing import Any

from adempauze_web.config.home import DATABASE
from adempauze_web.errors import SettingError


def database_settings(home: Path, url: str) -> dict[str, Any]:
    """Return Django's settings of the database."""
    return _postgres(url) if url else _sqlite(home)


def _sqlite(home: Path) -> dict[str, Any]:
    # Writers queue instead of failing, and what was answered with 201 is on the disk.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / DATABASE,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise SettingError(
            'DATABASE_URL needs the driver for PostgreSQL: pip install "adempauze[postgres]".'
        ) from None
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise SettingError(f"DATABASE_URL cannot be read: {str(error).strip()}.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }
