"""Text is sent compressed. Sound and pictures are packed already, and a part of a file stays that part."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
    }
)


class CompressedText(GZipMiddleware):
    """Compress text alone. Django pads it at random, so that its length gives no secret in it away."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is whole and is text."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.status_code != 200 or kind not in _TEXT:
            return response
        return super().process_response(request, response)
