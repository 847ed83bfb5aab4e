"""Reading about people."""

from adempauze_web.accounts.models import Person

HOME_PERSON = 1


def home_person_get() -> Person | None:
    """Return the person at home, or None where this home was never opened."""
    return Person.objects.filter(pk=HOME_PERSON).first()
