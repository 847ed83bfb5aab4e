"""The session log: events in the order they came, from which every result is derived."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adempauze.errors import SheetError
from adempauze.session.engine import step
from adempauze.session.events import AnyEvent
from adempauze.session.sheet import SCHEMA, Sheet
from adempauze.session.state import HoldResult, Outcome, Phase, Reason, SegmentResult, State, Transition

# A session of an hour with four readings a second stays below this.
MOST_EVENTS = 50_000


class SessionLog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a phone sends after a session: which sheet was played, and what happened."""

    schema: int
    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    sheet_id: str
    sheet_digest: str
    opened_at: datetime
    events: Annotated[tuple[AnyEvent, ...], Meta(max_length=MOST_EVENTS)]


class SessionResult(Struct, frozen=True, kw_only=True):
    """What a session was."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    holds: tuple[HoldResult, ...]
    segments: tuple[SegmentResult, ...]
    transitions: tuple[Transition, ...]
    duration_ms: int


def read_log(data: bytes | str) -> SessionLog:
    """Return the log written as JSON in *data*; SheetError says what is wrong with it, and where."""
    try:
        log = msgspec.json.decode(data, type=SessionLog)
    except msgspec.DecodeError as error:
        raise SheetError(f"This session log cannot be read: {error}.") from error
    if log.schema != SCHEMA:
        raise SheetError(f"This session log has schema {log.schema}; here schema {SCHEMA} is known.")
    if log.opened_at.tzinfo is None:
        raise SheetError(
            "This session log says no time zone in opened_at; write it as +01:00 behind the time."
        )
    return log


def log_with_sheet(log: bytes, sheet: bytes) -> bytes:
    """Return a log with the sheet it was played from in one JSON, which anybody can replay and analyse."""
    fields = msgspec.json.decode(log, type=dict[str, msgspec.Raw])
    return msgspec.json.encode(fields | {"sheet": msgspec.Raw(sheet)})


def log_schema() -> dict[str, object]:
    """Return the JSON schema of a session log."""
    schema = msgspec.json.schema(SessionLog)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "SessionLog", **schema}


def replay(sheet: Sheet, events: Iterable[AnyEvent]) -> SessionResult:
    """Return what *events* make of *sheet*; the same events always give the same result.

    Raises SheetError, naming the event, if the times run backwards.
    """
    state = State()
    for number, event in enumerate(events, start=1):
        try:
            state, _ = step(sheet, state, event)
        except SheetError as error:
            raise SheetError(f"Event {number}: {error}") from error
    return result_of(state)


def result_of(state: State) -> SessionResult:
    """Return the result of a session that stands at *state*."""
    return SessionResult(
        outcome=state.outcome or Outcome.UNFINISHED,
        reasons=state.reasons,
        holds=state.holds,
        segments=state.segments,
        transitions=state.transitions,
        # What is told after its end, a rating or a symptom, does not make a session longer.
        duration_ms=state.since_ms if state.phase is Phase.OVER else state.now_ms,
    )


def canonical_json(value: object) -> bytes:
    """Return *value* as JSON with sorted keys and no spaces: the same bytes on every engine."""
    return msgspec.json.encode(value, order="sorted")


def result_json(result: SessionResult) -> bytes:
    """Return *result* as canonical JSON."""
    return canonical_json(result)


def sheet_json(sheet: Sheet) -> bytes:
    """Return *sheet* as canonical JSON."""
    return canonical_json(sheet)


def sheet_digest(sheet: Sheet) -> str:
    """Return the SHA-256 of the sheet's canonical JSON, in hexadecimal."""
    return hashlib.sha256(sheet_json(sheet)).hexdigest()
