"""Parts of a file, as a browser that plays sound asks for them: some play nothing from a site without it."""

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")  # no file has more bytes than that counts


def file_response(request: HttpRequest, path: Path, *, content_type: str) -> HttpResponse:
    """Answer with the file at *path*, or the part of it that was asked for.

    Several parts at once, or words that say nothing, get the whole file (RFC 9110, 14.2).
    """
    size = path.stat().st_size
    etag = f'"{path.name}"'
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    is_same = request.headers.get("If-Range", etag) == etag
    part = _part(asked, size) if asked and is_same and asked.group() != "bytes=-" else None
    if part is None:
        response = HttpResponse(path.read_bytes(), content_type=content_type)
    elif not part:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        with path.open("rb") as file:
            file.seek(part.start)
            data = file.read(len(part))
        response = HttpResponse(data, status=206, content_type=content_type)
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    return response


def _part(asked: re.Match[str], size: int) -> range:
    """Return which bytes are asked for: from one to another, from one on, or the last so many."""
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(size, int(last) + 1) if last else size)
