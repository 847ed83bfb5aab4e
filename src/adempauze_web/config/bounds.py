"""No request is read that is larger than anything this site takes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

LARGEST_RECORDING = 20_100_000  # bytes; a night is half a megabyte, a marathon with every field ten
RECORDINGS = "/recordings/"
LARGEST_BODY = 2_000_000  # bytes; a session of an hour with a live sensor stays far below


class BoundedBody:
    """Refuse a large body by what it says of itself, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_recording = request.path == RECORDINGS
        if not length.isdecimal() or int(length) > (LARGEST_RECORDING if is_recording else LARGEST_BODY):
            if is_recording:
                response = render(request, "recordings/too_large.html", status=413)
            else:
                message = _("This is larger than the 2 MB that are taken here. Nothing was stored.")
                response = JsonResponse({"code": "too_large", "message": message}, status=413)
            response.headers["Connection"] = "close"
            return response
        return self.get_response(request)
