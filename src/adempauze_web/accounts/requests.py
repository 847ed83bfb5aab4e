"""A request of somebody who is known."""

from django.http import HttpRequest

from adempauze_web.accounts.models import Person


class PersonRequest(HttpRequest):
    """A request that ``ClosedByDefault`` let through, so that it has a person."""

    user: Person
