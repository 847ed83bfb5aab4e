"""Writing: sheets issued, logs taken, screenings noted."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from adempauze.errors import SheetError
from adempauze.planning import demonstrate, past_session
from adempauze.safety import Refusal, demonstration_sheet, screen
from adempauze.session import SessionLog as Log
from adempauze.session import (
    SessionResult,
    Sheet,
    SignalKind,
    canonical_json,
    read_log,
    read_sheet,
    replay,
    result_json,
    sheet_json,
)
from adempauze_web.accounts.models import Person
from adempauze_web.care.selectors import CLOCK_TOLERANCE
from adempauze_web.errors import UploadError
from adempauze_web.pages.selectors import protocol_access
from adempauze_web.training import selectors
from adempauze_web.training.models import ConflictingUpload, IssuedSheet, ScreeningOutcome, SessionLog
from adempauze_web.training.showing import reading_language

# --- before a session -----------------------------------------------------------------------------------


def screening_record(*, person: Person, answers: Mapping[str, bool | str], now: datetime) -> ScreeningOutcome:
    """Judge *answers*, keep what came of them, and forget them."""
    screened = screen(
        answers,
        on=selectors.local(person, now).date(),
        at=now,
        before=selectors.screening_latest(person),
    )
    return ScreeningOutcome.objects.create(
        owner=person,
        screened_on=screened.on,
        fired=list(screened.fired),
        verdict=screened.verdict.value,
        created_at=now,
    )


def sheet_issue(*, person: Person, now: datetime, signal: SignalKind | None = None) -> IssuedSheet | None:
    """Clear today's session of *person* and keep the sheet as the player gets it; None if it is refused.

    Saturation is read as the profile says, unless *signal* says how. A sheet of today that was not played yet
    is given again while the session in it is still the same one, so that a phone has taken along what it is
    asked to play.
    """
    cleared = selectors.session_cleared(person, now, sheet_id=str(uuid.uuid4()), signal=signal)
    if isinstance(cleared, Refusal):
        return None
    for waiting in selectors.sheets_waiting(person, now):
        if _is_same_session(read_sheet(bytes(waiting.json)), cleared.sheet):
            return waiting
    return _sheet_keep(person, cleared.sheet)


def sheet_issue_for_pocket(*, person: Person, now: datetime) -> IssuedSheet | None:
    """Clear today's session as one for a pocket, where nothing is read in the session itself.

    Of a recorder that is along, as the profile says, the file comes afterwards; any other oximeter cannot be
    read in a pocket, and counts as none.
    """
    records = person.oximeter == SignalKind.LOGGED
    return sheet_issue(person=person, now=now, signal=SignalKind.LOGGED if records else SignalKind.NONE)


def sheet_renew(*, issued: IssuedSheet, now: datetime) -> IssuedSheet | None:
    """Return what stands now in place of a sheet: itself, another of today, or None without a session.

    Since it was issued its owner may have told of a complaint, been locked, or trained on another device; and
    what reads the saturation may have changed. A session that was cleared without a reading stays without.
    """
    is_unread = read_sheet(bytes(issued.json)).signal is SignalKind.NONE
    return sheet_issue(person=issued.owner, now=now, signal=SignalKind.NONE if is_unread else None)


def sheet_take_along(*, person: Person, now: datetime) -> IssuedSheet | None:
    """Return the sheet that the phone of *person* takes along for today; None where there is no session."""
    return None if selectors.screening_is_open(person, now) else sheet_issue(person=person, now=now)


def sheet_begin(*, issued: IssuedSheet, now: datetime) -> None:
    """Note that a session was begun; only its first beginning counts."""
    IssuedSheet.objects.filter(pk=issued.pk, begun_at=None).update(begun_at=now)


def _is_same_session(one: Sheet, other: Sheet) -> bool:
    return msgspec.structs.replace(one, id=other.id, issued_at_ms=other.issued_at_ms) == other


def demonstration_issue(*, person: Person, protocol: str, now: datetime) -> IssuedSheet:
    """Return today's demonstration sheet of a protocol, made where there is none in this language yet."""
    local = selectors.local(person, now)
    sheet_id = f"demonstration-{person.pk}-{protocol}-{local:%Y%m%d}-{reading_language()}"
    known = IssuedSheet.objects.filter(pk=sheet_id, owner=person).first()
    if known:
        return known
    planned = demonstrate(protocol_access(protocol))
    return _sheet_keep(
        person, demonstration_sheet(planned, lang=reading_language(), now=local, sheet_id=sheet_id)
    )


def _sheet_keep(person: Person, sheet: Sheet) -> IssuedSheet:
    json = sheet_json(sheet)
    issued, _created = IssuedSheet.objects.get_or_create(
        pk=sheet.id,
        defaults={
            "owner": person,
            "json": json,
            "digest": hashlib.sha256(json).hexdigest(),
            "protocol": sheet.protocol,
            "demonstration": sheet.demonstration,
            "issued_at": selectors.moment(sheet.issued_at_ms),
            "expires_at": selectors.moment(sheet.expires_at_ms),
        },
    )
    return issued


# --- after a session ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A log that is stored, now or since an earlier time."""

    log: SessionLog
    is_new: bool


def session_upload(*, person: Person, body: bytes, now: datetime, key: str = "") -> Uploaded:
    """Take a session log, exactly once however often it is sent.

    Raises UploadError, with one sentence, for a log that cannot be taken; then nothing is stored. Another log
    under an id that was used before is kept apart, and refused.
    """
    log = _read(body)
    person = selectors.runner_of(person, log)
    if key and key != log.id:
        raise UploadError("key", _("The key of this upload is not the id of its session."))
    if stored := _stored(person, log):
        return _again(stored, log, body, now)
    issued = _sheet_of(person, log)
    sheet = read_sheet(bytes(issued.json))
    _check_times(log, issued)
    result = _replayed(sheet, log)
    opened_at = _opened_at(log, now)
    offset = log.opened_at.utcoffset() or timedelta()
    try:
        with transaction.atomic():
            kept = SessionLog.objects.create(
                owner=person,
                log_id=uuid.UUID(log.id),
                sheet=issued,
                raw=body,
                result=result_json(result),
                past=canonical_json(
                    past_session(sheet, msgspec.structs.replace(log, opened_at=opened_at), result)
                ),
                opened_at=opened_at,
                utc_offset_min=round(offset.total_seconds() / 60),
                demonstration=issued.demonstration,
                received_at=now,
            )
    except IntegrityError:  # the same upload came in while this one was judged
        stored = _stored(person, log)
        if stored is None:
            raise
        return _again(stored, log, body, now)
    return Uploaded(log=kept, is_new=True)


def session_feel(*, log: SessionLog, felt: int | None, note: str) -> SessionLog:
    """Note how a session felt."""
    log.felt, log.note = felt, note
    log.save(update_fields=["felt", "note"])
    return log


def _read(body: bytes) -> Log:
    try:
        return read_log(body)
    except SheetError as error:
        raise UploadError("log", str(error)) from error


def _stored(person: Person, log: Log) -> SessionLog | None:
    return SessionLog.objects.filter(owner=person, log_id=log.id).first()


def _again(stored: SessionLog, log: Log, body: bytes, now: datetime) -> Uploaded:
    if bytes(stored.raw) == body or read_log(bytes(stored.raw)) == log:
        return Uploaded(log=stored, is_new=False)
    ConflictingUpload.objects.get_or_create(
        owner=stored.owner,
        log_id=stored.log_id,
        digest=hashlib.sha256(body).hexdigest(),
        defaults={"raw": body, "received_at": now},
    )
    raise UploadError(
        "conflict",
        _("Another session with this id is stored already. Both are kept; the first one counts."),
    )


def _sheet_of(person: Person, log: Log) -> IssuedSheet:
    issued = IssuedSheet.objects.filter(owner=person, pk=log.sheet_id).first()
    if issued is None:
        raise UploadError(
            "sheet", _("This session was played from a sheet that was never issued to you here.")
        )
    if issued.digest != log.sheet_digest:
        raise UploadError("digest", _("This session was played from a sheet that is not as it was issued."))
    return issued


def _opened_at(log: Log, now: datetime) -> datetime:
    """Return when a session counts as opened.

    A phone whose clock is ahead says a moment that is still to come. Then it is the moment its log arrived,
    the latest it can have been: no rest after a session gets shorter by a wrong clock.
    """
    return log.opened_at if log.opened_at <= now + CLOCK_TOLERANCE else now.astimezone(log.opened_at.tzinfo)


def _check_times(log: Log, issued: IssuedSheet) -> None:
    times_ms = [event.at_ms for event in log.events]
    if times_ms != sorted(times_ms):
        raise UploadError("backwards", _("The times of this session run backwards."))
    if log.opened_at < issued.issued_at - CLOCK_TOLERANCE:
        raise UploadError(
            "too_early",
            _("This session was opened before its sheet was made. Check the clock of the phone."),
        )
    if log.opened_at >= issued.expires_at:
        raise _expired(issued.expires_at)


def _replayed(sheet: Sheet, log: Log) -> SessionResult:
    try:
        result = replay(sheet, log.events)
    except SheetError as error:
        raise UploadError("log", str(error)) from error
    if any(reason.id == "expired" for reason in result.reasons):
        raise _expired(selectors.moment(sheet.expires_at_ms))
    return result


def _expired(at: datetime) -> UploadError:
    return UploadError(
        "expired",
        _("The sheet of this session ended on %(moment)s, before it was begun. Fetch today's session.")
        % {"moment": _moment_words(at)},
    )


def _moment_words(moment: datetime) -> str:
    return f"{date_format(localtime(moment), 'j F Y')} {localtime(moment):%H:%M}"
