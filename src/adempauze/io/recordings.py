"""One way in: any recording a runner owns, told apart by what it holds and not by its name."""

import gzip
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from adempauze.errors import AdempauzeError, RecordingError, SeveralRecordingsError, UnsupportedFormatError
from adempauze.io import limits
from adempauze.io.apnea_csv import is_apnea_csv, read_apnea_csv
from adempauze.io.apple_health import read_apple_health
from adempauze.io.fit import read_fit
from adempauze.io.garmin_json import is_garmin, read_garmin_json
from adempauze.io.gpx import read_gpx
from adempauze.io.journal import is_journal, read_journal
from adempauze.io.laboratory_csv import is_laboratory, read_laboratory_csv
from adempauze.io.oximeter_binary import (
    is_contec,
    is_ring_s,
    is_viatom,
    read_contec,
    read_ring_s,
    read_viatom,
)
from adempauze.io.oximeter_csv import columns_of, read_masimo_ascii, read_oximeter_csv, separator_of
from adempauze.io.rr_text import is_rr_text, read_rr_text
from adempauze.io.session_log import is_session_log, read_session_recording
from adempauze.io.source import Allowance, Bounded, Stream, decoded, opened, read_whole
from adempauze.io.tcx import read_tcx
from adempauze.oximetry.recording import Recording

HEAD_BYTES = 8192
ROOT_TAG = re.compile(rb"<(?:[\w.-]+:)?(HealthData|TrainingCenterDatabase|gpx)[\s/>]", re.IGNORECASE)
WANTED = (
    "FIT, TCX, GPX, an oximeter's CSV or binary, Apple Health, Garmin Connect JSON, RR intervals, "
    "an apnea app's CSV, a session log or a recording of ours"
)
EXCEL_LINE = re.compile(r"\A\s*sep=.\n", re.IGNORECASE)  # tells a spreadsheet the mark between cells
MAC = "__MACOSX"  # the folder in which a Mac keeps what it knows of each file
DAMAGED = "The zip is damaged or cut short. Download or copy it again."
LOCKED = "The zip is locked or packed in an unusual way. Unpack it first."
# what a broken zip may raise inside the standard library, where it trusts a byte
ARCHIVE_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# what people drop by mistake, by its first bytes, in a word they know
FOREIGN = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"PAR1": "a Parquet table",
    b"SQLite format 3": "a database",
}


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the caller said: the zone of a wall clock, and how much may come out of an archive."""

    zone: tzinfo | None
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive: what was read from it, or why nothing was. Its name is only shown."""

    name: str
    data: bytes
    outcome: Recording | AdempauzeError


def read(
    source: str | Path | bytes | BinaryIO,
    *,
    zone: tzinfo | None = None,
    most_bytes: int = limits.UNPACKED_BYTES,
) -> Recording:
    """Return the recording in a file, whatever its kind, up to its first fault.

    Parameters
    ----------
    source
        A path, the bytes themselves, or an open binary file. Zip and gzip are looked into.
    zone
        The time zone of the device's wall clock, for files that do not say one.
    most_bytes
        How much a file inside an archive may unpack to.

    Returns
    -------
    Recording
        Channels on their own clocks, NaN where nothing was read, with what was dropped and why.

    Raises
    ------
    UnsupportedFormatError
        If the file is of a kind that is not read here.
    SeveralRecordingsError
        If it is an archive of several; ``read_each`` gives them one by one.
    RecordingError
        If it is of a known kind and still cannot be used; the sentence says what and where.
    """
    name = Path(source).name if isinstance(source, str | Path) else ""
    try:
        with opened(source) as stream:
            recording = _with_readings(_read_stream(stream, _Ask(zone, Allowance(most_bytes)), 0))
    except RecordingError as error:
        raise type(error)(f"{name}: {error}" if name else str(error)) from error
    return recording


def read_each(
    source: str | Path | bytes | BinaryIO,
    *,
    zone: tzinfo | None = None,
    most_bytes: int = limits.UNPACKED_BYTES,
) -> Iterator[Part]:
    """Yield every file of a zip with its recording or the sentence that refuses it; zips inside are opened.

    The parameters are those of ``read``; *most_bytes* is for all files together.
    """
    with opened(source) as stream:
        yield from _parts(stream, _Ask(zone, Allowance(most_bytes)), 0)


def _parts(archive_file: BinaryIO, ask: _Ask, depth: int) -> Iterator[Part]:
    with _unzipped(archive_file) as archive:
        for member in _candidates(archive):
            data = b""
            outcome: Recording | AdempauzeError
            try:
                with archive.open(member) as inner:
                    data = read_whole(Bounded(inner, member.compress_size, ask.allowance))
                outcome = _with_readings(_read_stream(BytesIO(data), ask, depth + 1))
            except SeveralRecordingsError:
                for part in _parts(BytesIO(data), ask, depth + 1):
                    yield replace(part, name=f"{member.filename}/{part.name}")
                continue
            except AdempauzeError as error:
                outcome = error
            except (NotImplementedError, RuntimeError):
                outcome = RecordingError(LOCKED)
            except ARCHIVE_FAULTS:
                outcome = RecordingError(DAMAGED)
            yield Part(member.filename, data, outcome)


def _with_readings(recording: Recording) -> Recording:
    if not (recording.channels or recording.holds or recording.activity.laps or recording.notes):
        raise RecordingError(
            "It holds no readings: a workout plan, a course, or a recording that never began."
        )
    return recording


def _read_stream(stream: Stream, ask: _Ask, depth: int) -> Recording:
    head = _head(stream)
    if not head:
        raise RecordingError("The file is empty. Export or copy it again.")
    if head[:4] == b"PK\x03\x04":
        return _read_zip(stream, head, ask, depth)
    if head[:2] == b"\x1f\x8b":
        return _read_gzip(stream, head, ask, depth)
    if head[8:12] == b".FIT":
        return read_fit(read_whole(stream, head))
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"<"):
        return _read_xml(stream, head, ask.zone)
    for sign, what in FOREIGN.items():
        if head.startswith(sign):
            raise UnsupportedFormatError(f"This is {what}, not a recording. Choose {WANTED}.")
    return _read_data(read_whole(stream, head), ask.zone)


def _head(stream: Stream) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (chunk := stream.read(HEAD_BYTES - len(head))):
        head += chunk
    return head


def _read_xml(stream: Stream, head: bytes, zone: tzinfo | None) -> Recording:
    root = ROOT_TAG.search(head)
    tag = root[1].lower() if root else b""
    if tag == b"healthdata":
        return read_apple_health(stream, head)
    if tag == b"trainingcenterdatabase":
        return read_tcx(stream, head, zone)
    if tag == b"gpx":
        return read_gpx(stream, head, zone)
    raise UnsupportedFormatError(f"XML of a kind that is not read here. Choose {WANTED}.")


def _read_data(data: bytes, zone: tzinfo | None) -> Recording:
    """Read binaries and texts that are held in memory whole."""
    if is_ring_s(data):
        return read_ring_s(data, zone)
    if is_contec(data):
        return read_contec(data, zone)
    if is_viatom(data):
        return read_viatom(data, zone)
    if is_journal(decoded(data[:HEAD_BYTES])):
        return read_journal(decoded(data))
    if data[:1] in b"{[" and data:
        return _read_json(data, zone)
    head = decoded(data[:HEAD_BYTES])
    if is_apnea_csv(head):
        return read_apnea_csv(decoded(data), zone)
    if is_laboratory(head):
        return read_laboratory_csv(decoded(data).lstrip("\ufeff"), zone)
    first = EXCEL_LINE.sub("", head).lstrip("\r\n ").partition("\n")[0].strip()
    if columns_of([cell.strip('"') for cell in first.split(separator_of(first))]):
        return read_oximeter_csv(EXCEL_LINE.sub("\n", decoded(data)), zone)
    if "SPO2=" in head.upper() and "BPM=" in head.upper():
        return read_masimo_ascii(decoded(data), zone)
    if is_rr_text(head):
        return read_rr_text(decoded(data))
    raise UnsupportedFormatError(f"A kind of file that is not read here. Choose {WANTED}.")


def _read_json(data: bytes, zone: tzinfo | None) -> Recording:
    try:
        answer = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        where = f" near line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RecordingError(f"The JSON stops making sense{where}. Save the file again.") from error
    if is_garmin(answer):
        return read_garmin_json(answer)
    if is_session_log(answer):
        return read_session_recording(answer)
    raise UnsupportedFormatError(f"JSON of a kind that is not read here. Choose {WANTED}.")


def _read_gzip(stream: Stream, head: bytes, ask: _Ask, depth: int) -> Recording:
    _check_depth(depth)
    packed = read_whole(stream, head)
    with gzip.GzipFile(fileobj=BytesIO(packed)) as inner:
        return _read_stream(Bounded(inner, len(packed), ask.allowance), ask, depth + 1)


def _read_zip(stream: Stream, head: bytes, ask: _Ask, depth: int) -> Recording:
    """Read the one recording in a zip; names inside are only shown, never used as paths."""
    _check_depth(depth)
    archive_file = stream if depth == 0 else BytesIO(read_whole(stream, head))
    with _unzipped(cast(BinaryIO, archive_file)) as archive:
        return _read_members(archive, ask, depth)


@contextmanager
def _unzipped(archive_file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive_file) as archive:
            yield archive
    except ARCHIVE_FAULTS as error:
        raise RecordingError(DAMAGED) from error


def _candidates(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of a zip that may be a recording: of an Apple Health export the one that is."""
    members = [
        member
        for member in archive.infolist()
        if member.file_size
        and member.filename
        and not member.is_dir()
        and not member.filename.startswith(MAC)
    ]
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise RecordingError(f"The zip holds {len(members)} files, more than an export has. It was not read.")
    return [member for member in members if _is_health(archive, member)] or members


def _is_health(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a file is Apple Health's, which is named in the language of the phone, amid routes as GPX."""
    if not member.filename.lower().endswith(".xml"):
        return False
    try:
        with archive.open(member) as inner:
            root = ROOT_TAG.search(inner.read(HEAD_BYTES))
    except ARCHIVE_FAULTS:
        return False
    return root is not None and root[1].lower() == b"healthdata"


def _read_members(archive: zipfile.ZipFile, ask: _Ask, depth: int) -> Recording:
    found: list[Recording] = []
    damaged: list[AdempauzeError] = []
    for member in _candidates(archive):
        try:
            with archive.open(member) as inner:
                bounded = Bounded(inner, member.compress_size, ask.allowance)
                found.append(_read_stream(bounded, ask, depth + 1))
        except UnsupportedFormatError:
            continue
        except SeveralRecordingsError:
            raise
        except AdempauzeError as error:
            damaged.append(error)
        except (NotImplementedError, RuntimeError) as error:
            raise RecordingError(LOCKED) from error
        if len(found) + len(damaged) > 1:
            raise SeveralRecordingsError(
                "The zip holds more than one recording. Unpack it and choose one at a time."
            )
    if found:
        return found[0]
    if damaged:
        raise damaged[0]
    raise UnsupportedFormatError(f"Nothing in the zip is a recording. Choose {WANTED}.")


def _check_depth(depth: int) -> None:
    if depth >= limits.NESTING:
        raise RecordingError("An archive inside an archive inside an archive. Unpack it first.")
