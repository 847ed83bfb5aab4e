"""Which browser began a session: while its log has not come in, no other begins one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from adempauze_web.accounts.models import Person
from adempauze_web.training import selectors
from adempauze_web.training.models import IssuedSheet

HOLDS_BACK = timedelta(hours=2)  # the longest session, and what is told after it; our proposal


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A session that was begun in another browser: when, and until when it is waited for."""

    at: datetime
    until: datetime


def begun_elsewhere(request: HttpRequest, person: Person, now: datetime) -> Begun | None:
    """Return the session that *person* began in another browser than this one, if none knows what was held.

    After HOLDS_BACK it is not waited for any more: a phone that was lost does not close the next day.
    """
    here = request.COOKIES.get(_cookie(person), "")
    elsewhere = selectors.sheets_begun(person, since=now - HOLDS_BACK).exclude(pk=here)
    at = elsewhere.values_list("begun_at", flat=True).last()
    return None if at is None else Begun(at=at, until=at + HOLDS_BACK)


def begun_here(response: HttpResponse, issued: IssuedSheet, *, is_secure: bool) -> HttpResponse:
    """Have the browser remember that it began this session."""
    response.set_cookie(
        _cookie(issued.owner),
        issued.pk,
        max_age=round(HOLDS_BACK.total_seconds()),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie(person: Person) -> str:
    return f"begun-{person.key.hex[:8]}"
