"""The security headers that Django does not set by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# A session needs the wake lock, sensors come by Bluetooth; nothing else is ever asked for.
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()"


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
