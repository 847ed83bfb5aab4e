"""Bytes from a path, from memory or from inside an archive, always under a bound."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from adempauze.errors import RecordingError
from adempauze.io import limits


class Stream(Protocol):
    """What a reader asks of its source: the next bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most *size* bytes; none at the end."""


@contextmanager
def opened(source: str | Path | bytes | BinaryIO) -> Iterator[BinaryIO]:
    """Open a path, or give bytes and open files the same face; a stream that was given stays open."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(bytes(source))
    elif isinstance(source, str | Path):
        path = Path(source)
        try:
            stream = path.open("rb")
        except OSError as error:
            raise RecordingError(f"Cannot be opened: {error.strerror}. Check the path.") from error
        with stream:
            yield stream
    else:
        yield source


@dataclass(slots=True)
class Allowance:
    """How many bytes an archive may still unpack to, all its files together."""

    left_bytes: int


class Bounded:
    """A stream that refuses to give more than a bound, however much it was packed."""

    def __init__(self, stream: Stream, packed_bytes: int, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance
        self._left_bytes = max(2**24, packed_bytes * limits.UNPACKED_RATIO)
        self._bound = min(allowance.left_bytes, self._left_bytes)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, or refuse when what was packed unpacks to too much."""
        left_bytes = min(self._left_bytes, self._allowance.left_bytes)
        try:
            chunk = self._stream.read(size if size >= 0 else left_bytes + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise RecordingError("The archive is damaged or cut short. Download or copy it again.") from error
        except (NotImplementedError, RuntimeError) as error:
            raise RecordingError(
                "The archive is locked or packed in an unusual way. Unpack it first."
            ) from error
        self._left_bytes -= len(chunk)
        self._allowance.left_bytes -= len(chunk)
        if len(chunk) > left_bytes:
            raise RecordingError(
                f"The archive unpacks to more than {self._bound // 2**20} MB, far more than a recording. "
                "It was not read."
            )
        return chunk


def read_whole(stream: Stream, head: bytes = b"") -> bytes:
    """Return everything in the stream, or refuse what is larger than one recording can be."""
    parts, size = [head], len(head)
    while chunk := stream.read(2**20):
        parts.append(chunk)
        size += len(chunk)
        if size > limits.FILE_BYTES:
            raise RecordingError(
                f"Larger than {limits.FILE_BYTES // 2**20} MB, more than one recording. Split it first."
            )
    return b"".join(parts)


def decoded(data: bytes) -> str:
    """Return the text of a file in the encodings exports use, without its mark, every line ended alike."""
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def parted(text: str, separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every line of a table that holds any."""
    rows = csv.reader(text.split("\n"), delimiter=separator)
    try:
        for cells in rows:
            if cells:
                yield rows.line_num, cells
    except csv.Error as error:
        raise RecordingError(
            f"Line {rows.line_num} cannot be parted into cells. Export the file again as CSV."
        ) from error


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
