"""Pages that are the same for everybody, and the pages for when something is wrong."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adempauze_web.pages import selectors


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the site can answer and reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def protocol(request: HttpRequest, name: str) -> HttpResponse:
    """Show a protocol in the words of its source, with what we added beside it."""
    return render(request, "pages/protocol.html", {"protocol": selectors.protocol_show(name)})


@login_not_required
@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """Show what this is, what the evidence carries, and what is not claimed."""
    return render(request, "pages/knowledge.html", {"tab": "knowledge"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to somebody else's data."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we made a mistake; leans on nothing that may be broken."""
    return render(request, "500.html", status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: too old, or from another site."""
    return render(request, "403_csrf.html", status=403)
