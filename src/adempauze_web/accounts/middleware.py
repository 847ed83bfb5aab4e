"""Who is asking, in what language and time zone; and nothing for nobody."""

import zoneinfo
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from adempauze_web.accounts.selectors import home_person_chosen
from adempauze_web.devices.middleware import is_this_machine

Answering = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")
FORMS_OF_STRANGERS = ("/pair/", "/language/")
STRANGERS_AT_ONCE = 2  # of the eight that are served at once


class HomePerson:
    """Sign in whoever sits at this machine, in home mode: the runner this browser has chosen, or person 1."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as somebody at home where that is allowed."""
        if settings.HOME_MODE and not request.user.is_authenticated and is_this_machine(request):
            person = home_person_chosen(request)
            if person is not None:
                request.user = person
        return self.get_response(request)


class SaysWhose:
    """Name, in a header, the person an answer is for: a phone forgets what it kept for anybody else."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say for whom."""
        whose = whose_key(request)
        response = self.get_response(request)
        response.headers["Adempauze-Person"] = whose
        return response


def whose_key(request: HttpRequest) -> str:
    """Return what stands for the person of a request in a browser."""
    return str(request.user.key) if request.user.is_authenticated else "nobody"


class OwnClockAndLanguage:
    """Use the person's own time zone, and own language where this browser has chosen none."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's time and language."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


class ClosedByDefault(LoginRequiredMiddleware):
    """Every page needs a person, unless its view says ``login_not_required``."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:  # type: ignore[override]
        """Say so, as a page or as JSON."""
        is_page = request.method in SAFE and not request.path.startswith("/api/")
        if is_page and settings.LAN and request.is_secure():
            return redirect("pair")
        return answer_nobody(request)


class Strangers:
    """On a network at home, read next to nothing of what a stranger sends.

    Whoever sends slowly holds one of our threads, so strangers get two of them and fill in two forms.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response
        self.turns = BoundedSemaphore(STRANGERS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer before anything of the body is read, or when there is room."""
        if not settings.LAN or request.method in SAFE or request.user.is_authenticated:
            return self.get_response(request)
        if request.path not in FORMS_OF_STRANGERS:
            return answer_nobody(request)
        if not self.turns.acquire(blocking=False):
            message = _("Too many at once. Try again in a moment.")
            return HttpResponse(message, status=429, content_type="text/plain; charset=utf-8")
        try:
            return self.get_response(request)
        finally:
            self.turns.release()


def answer_nobody(request: HttpRequest) -> HttpResponse:
    """Say that nobody is signed in, as a page or as JSON."""
    if request.path.startswith("/api/"):
        message = _("Nobody is signed in, so there is nothing to store this with.")
        return JsonResponse({"code": "nobody", "message": message}, status=403)
    return render(request, "nobody.html", status=403)
