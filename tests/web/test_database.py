"""The tests of the site run twice, and the second time on another database."""

import os

from django.db import connection


def test_the_database_is_the_one_that_was_asked_for(db: None):
    """A PostgreSQL run that quietly used SQLite would prove nothing."""
    asked_for = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"

    assert connection.vendor == asked_for
