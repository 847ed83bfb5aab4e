"""Writing of recordings: take a file, lay it on a session, shift it by hand, delete it."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from django.db import transaction

from adempauze.errors import AdempauzeError, RecordingError, UnsupportedFormatError
from adempauze.io import read, read_each, result_json
from adempauze.oximetry import Analysis, Channel, Recording, align, analyse
from adempauze.session import SessionResult
from adempauze_web.accounts.models import Person
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.models import SessionLog

UNPACKED_BYTES = 256_000_000  # what one upload may unpack to
MOST_AT_ONCE = 50  # recordings of one archive, so that an answer comes within a minute (our proposal)
PICTURE_POINTS = 1500
Holds = tuple[tuple[float, float], ...]


def recording_receive(
    *, person: Person, name: str, data: bytes, session: SessionLog | None, now: datetime
) -> tuple[RecordingFile, bool]:
    """Keep a file and what it says; return it, and whether it is new here.

    Raises
    ------
    SeveralRecordingsError
        If it is an archive of several; ``recordings_receive`` keeps each of them.
    RecordingError
        If it is no recording; then nothing is kept.
    """
    known = _known(person, data)
    if known is not None:
        return known, False
    recording = read(data, zone=_zone(person, session), most_bytes=UNPACKED_BYTES)
    return _keep(person=person, name=name, data=data, recording=recording, session=session, now=now), True


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of an archive: what is kept now, what was here, what was refused, and whether more waits."""

    kept: tuple[RecordingFile, ...]
    known: int
    refused: tuple[tuple[str, AdempauzeError], ...]
    other: int
    is_more: bool


def recordings_receive(*, person: Person, data: bytes, session: SessionLog | None, now: datetime) -> Taken:
    """Keep every recording of an archive as a file of its own, MOST_AT_ONCE new ones at a time.

    One is laid on the session only where its holds fit.
    """
    kept: list[RecordingFile] = []
    refused: list[tuple[str, AdempauzeError]] = []
    known = other = 0
    is_more = False
    for part in read_each(data, zone=_zone(person, session), most_bytes=UNPACKED_BYTES):
        if isinstance(part.outcome, UnsupportedFormatError):
            other += 1
        elif isinstance(part.outcome, AdempauzeError):
            refused.append((part.name, part.outcome))
        elif _known(person, part.data) is not None:
            known += 1
        elif len(kept) == MOST_AT_ONCE:
            is_more = True
            break
        else:
            name = part.name.rpartition("/")[2]
            fits = _offset(part.outcome, session).offset_s is not None
            kept.append(
                _keep(
                    person=person,
                    name=name,
                    data=part.data,
                    recording=part.outcome,
                    session=session if fits else None,
                    now=now,
                )
            )
    return Taken(kept=tuple(kept), known=known, refused=tuple(refused), other=other, is_more=is_more)


def _zone(person: Person, session: SessionLog | None) -> tzinfo:
    """Return the zone of a wall clock in a file: the phone's in the session, or the runner's."""
    if session is None:
        return ZoneInfo(person.time_zone)
    return timezone(timedelta(minutes=session.utc_offset_min))


def _known(person: Person, data: bytes) -> RecordingFile | None:
    return RecordingFile.objects.filter(owner=person, digest=_digest(data)).first()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keep(
    *,
    person: Person,
    name: str,
    data: bytes,
    recording: Recording,
    session: SessionLog | None,
    now: datetime,
) -> RecordingFile:
    placed = _offset(recording, session)
    analysis = analyse(recording, _placed(session, placed.offset_s))
    kept = RecordingFile(
        owner=person,
        name=name[-120:],
        raw=data,
        digest=_digest(data),
        session=session,
        offset_s=placed.offset_s,
        offset_error_s=placed.error_s,
        result=result_json(analysis) | {"not_placed": placed.why_not},
        trace=trace_of(analysis),
        received_at=now,
    )
    with transaction.atomic():
        kept.save(force_insert=True)
    return kept


def recording_shift(*, kept: RecordingFile, person: Person, offset_s: float) -> None:
    """Lay a recording on its session at the offset that the runner says."""
    recording = read(bytes(kept.raw), zone=_zone(person, kept.session), most_bytes=UNPACKED_BYTES)
    analysis = analyse(recording, _placed(kept.session, offset_s))
    kept.offset_s, kept.offset_error_s = offset_s, None
    kept.result, kept.trace = result_json(analysis), trace_of(analysis)
    kept.save(update_fields=["offset_s", "offset_error_s", "result", "trace"])


def recording_delete(*, kept: RecordingFile) -> None:
    """Delete a recording, the file itself included."""
    kept.delete()


def _holds(session: SessionLog) -> Holds:
    result = msgspec.json.decode(bytes(session.result), type=SessionResult)
    return tuple(
        (hold.started_ms / 1000, (hold.started_ms + hold.duration_ms) / 1000)
        for hold in result.holds
        if hold.duration_ms
    )


@dataclass(frozen=True)
class _Offset:
    offset_s: float | None = None
    error_s: float | None = None
    why_not: str | None = None


def _offset(recording: Recording, session: SessionLog | None) -> _Offset:
    """Return the offset to the session and its error, or why nothing fits."""
    if session is None:
        return _Offset()
    expected_s = 0.0
    if recording.started_at is not None and recording.timezone_known:
        expected_s = (session.opened_at - recording.started_at).total_seconds()
    try:
        found = align(recording, _holds(session), expected_offset_s=expected_s)
    except RecordingError as error:
        return _Offset(why_not=str(error))
    return _Offset(found.offset_s, found.error_s)


def _placed(session: SessionLog | None, offset_s: float | None) -> Holds | None:
    if session is None or offset_s is None:
        return None
    return tuple((start_s + offset_s, release_s + offset_s) for start_s, release_s in _holds(session))


def trace_of(analysis: Analysis) -> dict[str, Any]:
    """Return what the picture needs: thinned points of saturation and heart, holds, and nadirs."""
    channels = analysis.recording.channels
    heart = channels.get("hr_bpm", channels.get("pulse_bpm"))
    return {
        "duration_s": analysis.recording.duration_s,
        "spo2": _points(analysis.trace.kept) if analysis.trace else [],
        "heart": _points(heart) if heart else [],
        "holds": [
            {
                "start_s": hold.start_s,
                "release_s": hold.release_s,
                "nadir_s": None
                if hold.nadir_after_release_s is None
                else hold.release_s + hold.nadir_after_release_s,
                "nadir_pct": hold.nadir_pct,
                "error_pct": hold.nadir_error_pct,
                "quality": hold.quality,
            }
            for hold in analysis.holds
        ],
    }


def _points(channel: Channel) -> list[list[float | None]]:
    """Return at most PICTURE_POINTS points, of each stretch the lowest, so that no nadir is lost."""
    step = max(1, -(-channel.n // PICTURE_POINTS))
    found: list[list[float | None]] = []
    for first in range(0, channel.n, step):
        values = channel.values[first : first + step]
        if np.isfinite(values).any():
            index = first + int(np.nanargmin(values))
            found.append([round(float(channel.at_s[index]), 1), round(float(channel.values[index]), 1)])
        else:
            found.append([round(float(channel.at_s[first]), 1), None])
    return [point for point in found if point[0] is not None and math.isfinite(point[0])]
