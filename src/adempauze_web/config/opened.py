"""Addresses that only take a form, opened as a page: by Back, a bookmark, or a change of language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

METHOD_NOT_ALLOWED = 405


class OpenedForms:
    """Lead from there to the page above, instead of a bare refusal; programs still get that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead on."""
        response = self.get_response(request)
        is_opened = response.status_code == METHOD_NOT_ALLOWED and request.method in ("GET", "HEAD")
        if not is_opened or request.path.startswith("/api/"):
            return response
        return redirect(request.path.rstrip("/").rpartition("/")[0] + "/")
