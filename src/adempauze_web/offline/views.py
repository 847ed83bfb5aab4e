"""The app: its manifest, its worker, what it keeps, and the page for when there is no network."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adempauze_web.offline import selectors
from adempauze_web.offline.shell import worker_script
from adempauze_web.training.begun import begun_elsewhere
from adempauze_web.training.services import sheet_take_along


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Give what makes the site an app on a phone, in the reader's language."""
    words = selectors.manifest_show(_("Short breath-holds for runners, outside and without a network."))
    return JsonResponse(words, content_type="application/manifest+json")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, from the root, so that it looks after every page."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Say what this phone is to keep; where today's session is cleared, that too."""
    person, now = request.user, timezone.now()
    issued = None
    if person.is_authenticated and begun_elsewhere(request, person, now) is None:
        issued = sheet_take_along(person=person, now=now)
    return JsonResponse(selectors.kept_show(person, issued, now), headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what a phone without a network can still do."""
    return render(request, "offline/offline.html", {"tab": "today", "readable": selectors.readable_show()})
