"""Our own session log: the holds it marks, and the readings a sensor sent into it."""

import json
import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from adempauze.errors import SheetError
from adempauze.io.clocks import parse_instant
from adempauze.io.oximeter_csv import valid_pulse_bpm, valid_spo2_pct
from adempauze.io.source import decoded, opened, read_whole
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged
from adempauze.session import AnyEvent, read_sheet, replay


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """The holds of a session in seconds from its start; the phone's clock then and the level, where told."""

    holds: tuple[tuple[float, float], ...]
    opened_at: datetime | None
    level: int | None


def is_session_log(answer: object) -> bool:
    """Whether a JSON value holds the events of a session."""
    return isinstance(answer, dict) and isinstance(answer.get("events"), list)


def read_logged_session(source: str | Path | bytes) -> LoggedSession:
    """Return the holds of a log: replayed from its sheet and events, or as its result lists them.

    Raises
    ------
    SheetError
        If it is no log, or holds neither its sheet nor its holds.
    """
    with opened(source) as stream:
        data = read_whole(stream)
    try:
        answer = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        raise SheetError("The log is not JSON. Export it again.") from error
    return LoggedSession(_holds(answer), _opened_at(answer), _level(answer))


def read_session_recording(answer: dict[str, Any]) -> Recording:
    """Return the readings inside a log as a recording, with its holds where the log can tell them."""
    spo2 = [event for event in answer["events"] if isinstance(event, dict) and event.get("type") == "spo2"]
    heart = [event for event in answer["events"] if isinstance(event, dict) and event.get("type") == "hr"]
    drops: list[Dropped] = []
    try:
        channels = {
            "spo2_pct": Channel.of(
                [_at_s(event) for event in spo2],
                [
                    valid_spo2_pct(event["tenths"] / 10, drops) if event["good"] else math.nan
                    for event in spo2
                ],
            ),
            "hr_bpm": Channel.of(
                [_at_s(event) for event in heart],
                [valid_pulse_bpm(float(event["bpm"]), drops) for event in heart],
            ),
        }
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise SheetError(f"The log holds an event that cannot be read ({error}). Export it again.") from error
    try:
        holds = _holds(answer)
    except SheetError:
        holds = ()
    opened_at = _opened_at(answer)
    return Recording(
        kind="session_log",
        device="Adempauze",
        site=str(spo2[0].get("site")) if spo2 else None,
        started_at=opened_at,
        timezone_known=opened_at is not None,
        channels={name: channel for name, channel in channels.items() if channel.n},
        dropped=merged(drops),
        notes=() if holds else ("The log alone does not say its holds; give its sheet with it.",),
        holds=holds,
    )


def _at_s(event: dict[str, Any]) -> float:
    at_s = float(event["at_ms"]) / 1000
    if not math.isfinite(at_s):
        raise ValueError("at_ms")
    return at_s


def _opened_at(answer: object) -> datetime | None:
    text = answer.get("opened_at") if isinstance(answer, dict) else None
    moment = parse_instant(text) if isinstance(text, str) else None
    return moment if moment is not None and moment.tzinfo is not None else None


def _level(answer: object) -> int | None:
    """Return the level of a log's sheet, which was read by now; None where it has none."""
    sheet = answer.get("sheet") if isinstance(answer, dict) else None
    return int(sheet["level"]) if sheet is not None else None


def _holds(answer: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(answer, dict):
        raise SheetError("This is no session log: it has no events. Export the log of a session.")
    if answer.get("sheet") is not None and isinstance(answer.get("events"), list):
        sheet = read_sheet(json.dumps(answer["sheet"]))
        try:
            events = msgspec.convert(answer["events"], tuple[AnyEvent, ...])
        except msgspec.ValidationError as error:
            raise SheetError(f"This session log cannot be read: {error}.") from error
        result = replay(sheet, events)
        return tuple(
            _interval(hold.started_ms, hold.duration_ms) for hold in result.holds if hold.duration_ms
        )
    derived = answer.get("result")
    listed = answer.get("holds") or (derived.get("holds") if isinstance(derived, dict) else None)
    if isinstance(listed, list) and listed:
        try:
            holds = tuple(_interval(hold["started_ms"], hold["duration_ms"]) for hold in listed)
        except (KeyError, TypeError, OverflowError) as error:
            raise SheetError("The holds of this log do not say started_ms and duration_ms.") from error
        edges = [edge for hold in holds for edge in hold]
        if not all(before <= later for before, later in pairwise(edges)):
            raise SheetError("The holds of this log do not follow each other. Export it again.")
        return tuple(hold for hold in holds if hold[0] < hold[1])
    raise SheetError(
        "This log does not hold its sheet, so its holds cannot be replayed. Export both together."
    )


def _interval(started_ms: int, duration_ms: int) -> tuple[float, float]:
    return started_ms / 1000, (started_ms + duration_ms) / 1000
