"""Reading about people."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from adempauze_web.accounts.models import Person

HOME_PERSON = 1
CHOSEN = "runner"  # in the session of a browser: the key of whoever trains now


def home_people() -> QuerySet[Person]:
    """Return who train at this machine without an account, the first one first."""
    return Person.objects.filter(email=None).order_by("pk")


def home_person_get() -> Person | None:
    """Return the person at home, or None where this home was never opened."""
    return Person.objects.filter(pk=HOME_PERSON).first()


def home_person_chosen(request: HttpRequest) -> Person | None:
    """Return the runner at home whom this browser has chosen, or else person 1."""
    key = request.session.get(CHOSEN)
    return (home_people().filter(key=key).first() if key else None) or home_person_get()


def sharing_with(person: Person) -> QuerySet[Person]:
    """Return all who train at the machine of *person*, *person* too; with an account that is nobody else."""
    if settings.HOME_MODE and person.email is None:
        return home_people()
    return Person.objects.filter(pk=person.pk)


def sharing_access(person: Person, key: UUID) -> Person:
    """Return somebody who trains at the machine of *person*; 404 for anybody else."""
    found = sharing_with(person).filter(key=key).first()
    if found is None:
        raise Http404
    return found
