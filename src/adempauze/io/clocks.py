"""Clocks of files: local wall clocks with their summer time, and instants with their offset."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import numpy as np
from numpy.typing import NDArray

from adempauze.oximetry.recording import Dropped

HOUR_S = 3600.0
FOLD_TOLERANCE_S = 300.0  # a fold may be seen a few minutes late when the device lost samples meanwhile

_ISO = re.compile(
    r"^\s*(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?\s*(Z|[+-]\d{2}:?\d{2})?\s*$"
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Seconds from the first sample, the moment of that sample, and what was odd about the clock."""

    at_s: NDArray[np.float64]
    started_at: datetime
    timezone_known: bool
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def parse_instant(text: str) -> datetime | None:
    """Return the moment an ISO 8601 text says, aware where it gives an offset; None where it says none.

    >>> parse_instant("2015-12-11T15:43:13.994+01:00").utcoffset().total_seconds()
    3600.0
    """
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        moment = datetime(  # noqa: DTZ001 -- the offset follows, where the text has one
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59), microsecond
        )
        return moment if offset is None else moment.replace(tzinfo=_offset(offset))
    except ValueError:
        return None


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def timeline(moments: Sequence[datetime], zone: tzinfo | None = None) -> Timeline:
    """Return the clock of samples stamped by a wall clock or with offsets, in the order of the file.

    Moments without an offset are read in *zone* where it is given; in the hour that comes twice in autumn,
    the second passage is known by the clock going back. Without a zone an hour that comes twice is still
    recognised by the clock going back an hour, and time is counted on; an hour skipped in spring cannot be
    told from a pause, and is left as a gap.
    """
    if any(moment.tzinfo is not None for moment in moments):
        return _absolute(moments)
    if zone is not None:
        return _in_zone(moments, zone)
    return _wall(moments)


def _absolute(moments: Sequence[datetime]) -> Timeline:
    """Moments of which some or all carry an offset; one without takes the offset before it."""
    offset = next(moment.tzinfo for moment in moments if moment.tzinfo is not None)
    whole, guessed = [], 0
    for moment in moments:
        if moment.tzinfo is None:
            guessed += 1
            whole.append(moment.replace(tzinfo=offset))
        else:
            offset = moment.tzinfo
            whole.append(moment)
    start = min(whole)
    at_s = np.array([(moment - start).total_seconds() for moment in whole], dtype=np.float64)
    notes = (
        (f"{guessed} times have no offset; they were read with the offset of the time before.",)
        if guessed
        else ()
    )
    return Timeline(at_s, start, True, notes)


def _in_zone(moments: Sequence[datetime], zone: tzinfo) -> Timeline:
    instants: list[datetime] = []
    notes: tuple[str, ...] = ()
    previous: datetime | None = None
    for moment in moments:
        instant = moment.replace(tzinfo=zone).astimezone(UTC)
        later = moment.replace(tzinfo=zone, fold=1).astimezone(UTC)
        if previous is not None and instant < previous <= later:
            instant = later
            notes = ("The clock went back an hour: summer time ended during this recording.",)
        instants.append(instant)
        previous = instant
    start = min(instants)
    at_s = np.array([(instant - start).total_seconds() for instant in instants], dtype=np.float64)
    return Timeline(at_s, start.astimezone(zone), True, notes)


def _wall(moments: Sequence[datetime]) -> Timeline:
    start = moments[0]
    at_s = np.array([(moment - start).total_seconds() for moment in moments], dtype=np.float64)
    steps = np.diff(at_s)
    folds = np.flatnonzero((steps < 0) & (steps >= -HOUR_S) & (steps + HOUR_S <= FOLD_TOLERANCE_S))
    notes: list[str] = []
    for fold in folds.tolist():
        at_s[fold + 1 :] += HOUR_S
        notes.append(
            f"The clock went back an hour at {moments[fold + 1]:%H:%M:%S}; read as the end of summer time."
        )
    skips = np.flatnonzero((np.diff(at_s) >= HOUR_S) & (np.diff(at_s) <= HOUR_S + 60.0))
    notes.extend(
        f"The clock jumps an hour at {moments[skip + 1]:%H:%M:%S}: summer time or a pause; kept as a gap."
        for skip in skips.tolist()
    )
    return Timeline(at_s, start, False, tuple(notes))
