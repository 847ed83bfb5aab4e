"""Writing about people."""

from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.selectors import HOME_PERSON


@transaction.atomic
def home_person_ensure() -> Person:
    """Return person 1, made where there is nobody yet."""
    person, created = Person.objects.get_or_create(pk=HOME_PERSON)
    if created:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        key_sequences_move_on([Person])
    return person


def home_person_add(*, beside: Person, name: str) -> Person:
    """Add a runner at home, who starts from nothing but the language and the clock of the one *beside*."""
    person = Person(name=name, language=beside.language, time_zone=beside.time_zone)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    return person


def key_sequences_move_on(tables: Sequence[type[Model]]) -> None:
    """Let the database count on from keys that were given rather than drawn."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def person_change(*, person: Person, **changes: Any) -> Person:
    """Write *changes* to the profile or the settings of *person*."""
    for name, value in changes.items():
        setattr(person, name, value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=[*changes])
    return person
