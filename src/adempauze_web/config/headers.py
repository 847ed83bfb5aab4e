"""The security headers that Django does not set by itself."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse

# A session needs the wake lock, sensors come by Bluetooth; nothing else is ever asked for.
_CLOSED = "camera=(), geolocation=(), payment=(), usb=(), serial=()"
_PERMISSIONS = f"{_CLOSED}, microphone=()"
_WITH_MICROPHONE = f"{_CLOSED}, microphone=(self)"

P = ParamSpec("P")


def with_microphone(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let the page of *view* ask for the microphone.

    The player needs it too, though it records nothing: WebKit lets a page choose what its sound does to other
    sound, and to the ring switch, only where a microphone is not forbidden (DOMAudioSession::setType, 2.50).
    """

    @wraps(view)
    def answer(*arguments: P.args, **named: P.kwargs) -> HttpResponse:
        response = view(*arguments, **named)
        response.headers["Permissions-Policy"] = _WITH_MICROPHONE
        return response

    return answer


class SecurityHeaders:
    """Keep other sites from embedding what this site answers, and this site from asking for more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers added."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response
