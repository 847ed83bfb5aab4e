"""Pages of training: parse, call one service or selector, choose a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.pages import selectors as protocols


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Show today's session, or what this is and how to begin."""
    context = {"protocol": protocols.protocol_show("hoogtetraining"), "tab": "today"}
    return render(request, "training/home.html", context)


@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    """Show the sessions so far."""
    return render(request, "training/sessions.html", {"tab": "sessions"})
