"""Oximeter text in its dialects: told apart by their header, their dates by how the rows follow each other.

Wellue and Viatom (Checkme O2 Max, O2Ring, O2 Insight, Oxylink, ViHealth), EMAY, and the ASCII of Masimo.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adempauze.errors import RecordingError
from adempauze.io.clocks import timeline
from adempauze.io.source import parted
from adempauze.oximetry.recording import HR_RANGE_BPM, Channel, Dropped, Recording, merged

# header words, without units and blanks, -> channel; position follows the header, as trailing commas do not
CHANNEL_OF_HEADER = {
    "oxygenlevel": "spo2_pct",
    "oxygensaturation": "spo2_pct",
    "spo2": "spo2_pct",
    "pulserate": "pulse_bpm",
    "pulse": "pulse_bpm",
    "pr": "pulse_bpm",
    "heartrate": "pulse_bpm",
    "hr": "pulse_bpm",
    "motion": "motion",
    "movement": "motion",
    "pi": "perfusion_pct",
    "perfusionindex": "perfusion_pct",
}
TIME_HEADERS = ("time", "timestamp", "datetime", "dateandtime")
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?")
_NAMED = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_MASIMO = re.compile(r"SPO2=\s*([-\d.]+)\s*%.*?BPM=\s*([-\d.]+)(?:.*?PI=\s*([-\d.]+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date and time as written: *first* and *second* wait for the order of day and month."""

    year: int
    first: int
    second: int
    clock_s: int
    open_order: bool

    def moment(self, day_first: bool) -> datetime:
        """Return the moment, with day and month in the given order."""
        month, day = (self.second, self.first) if self.open_order and day_first else (self.first, self.second)
        hour, rest = divmod(self.clock_s, 3600)
        return datetime(self.year, month, day, hour, rest // 60, rest % 60)  # noqa: DTZ001 -- a wall clock


def parse_stamp(text: str) -> Stamp | None:
    """Return the date and time in a text, in any of the ways oximeters write them; None where there is none.

    >>> parse_stamp("09:24:47AM May 22, 2024").moment(day_first=False).isoformat()
    '2024-05-22T09:24:47'
    """
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    clock_s = hour * 3600 + minute * 60 + second
    rest = text[: clock.start()] + " " + text[clock.end() :]
    if (named := _NAMED.search(rest)) and named[1].lower() in MONTHS:
        return Stamp(int(named[3]), MONTHS[named[1].lower()], int(named[2]), clock_s, False)
    if iso := _ISO_DATE.search(rest):
        return Stamp(int(iso[1]), int(iso[2]), int(iso[3]), clock_s, False)
    if slashed := _SLASHED.search(rest):
        year = int(slashed[3]) + (2000 if len(slashed[3]) == 2 else 0)
        return Stamp(year, int(slashed[1]), int(slashed[2]), clock_s, True)
    return None


def day_comes_first(stamps: list[Stamp], day_first_hint: bool) -> tuple[bool, str | None]:
    """Decide the order of day and month for a whole file, and say so when only the dialect could tell.

    A number above 12 decides; else the order in which the rows follow each other closest; else the hint.
    """
    waiting = [stamp for stamp in stamps if stamp.open_order]
    if not waiting:
        return False, None
    if any(stamp.first > 12 for stamp in waiting):
        return True, None
    if any(stamp.second > 12 for stamp in waiting):
        return False, None
    first, last = waiting[0], waiting[-1]
    spans = {order: _span_s(first, last, order) for order in (True, False)}
    if spans[True] != spans[False]:
        return spans[True] < spans[False], None
    order = "day before month" if day_first_hint else "month before day"
    written = f"{first.first}/{first.second}/{first.year}"
    return day_first_hint, f"The date {written} can be read two ways; taken as {order}."


def _span_s(first: Stamp, last: Stamp, day_first: bool) -> float:
    try:
        span_s = (last.moment(day_first) - first.moment(day_first)).total_seconds()
    except ValueError:
        return math.inf
    return span_s if span_s >= 0 else math.inf


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number, its time as text, and its readings as text by channel."""

    line: int
    time_text: str
    cells: dict[str, str]


def columns_of(header: list[str]) -> dict[str, int]:
    """Return the position of every channel and of ``date`` and ``time`` in a header; empty if it is none."""
    columns: dict[str, int] = {}
    for position, name in enumerate(header):
        word = re.sub(r"\(.*?\)|[^a-z0-9]", "", name.strip().lower().replace("o₂", "o2"))
        if word == "date":
            columns["date"] = position
        elif word in TIME_HEADERS:
            columns.setdefault("time", position)
        elif word in CHANNEL_OF_HEADER:
            columns.setdefault(CHANNEL_OF_HEADER[word], position)
    return columns if "time" in columns and "spo2_pct" in columns else {}


def separator_of(line: str) -> str:
    """Return the mark that parts the cells of a header."""
    return max(",;\t", key=line.count)


def read_oximeter_csv(text: str, zone: tzinfo | None) -> Recording:
    """Read the CSV of an oximeter; codes for "no reading" become gaps, rows without a time are counted."""
    header_line = text.lstrip("\r\n ").partition("\n")[0]
    separator = separator_of(header_line)
    columns = columns_of(next(parted(header_line, separator))[1])
    emay = "date" in columns
    rows = list(_rows(text, separator, columns))
    return _recording(
        rows,
        zone,
        kind="oximeter_csv",
        device=_device(header_line),
        # EMAY follows the phone, an AM or PM is American; the ViHealth style writes the day first
        day_first_hint=not (emay or bool(re.search(r"\d\s*[AP]M", text[:4000], re.IGNORECASE))),
    )


def _device(header_line: str) -> str | None:
    if "Oxygen Level" in header_line and "O2 Reminder" in header_line:
        return "Wellue/Viatom (Checkme O2 style)"
    if "SpO2 Reminder" in header_line:
        return "Wellue/Viatom (O2Ring or O2 Insight style)"
    if "PR(bpm)" in header_line and "Date" in header_line:
        return "EMAY"
    if "Oxygen Level" in header_line:
        return "Wellue/Viatom (ViHealth style)"
    return None


def _rows(text: str, separator: str, columns: dict[str, int]) -> Iterator[Row]:
    body = False
    for line, cells in parted(text, separator):
        if not body:
            body = bool(cells) and bool(columns_of(cells))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == 1 and separator != "\t" and "\t" in cells[0]:
            cells = cells[0].split("\t")  # O2 Insight ends some files with tabs
        texts = {
            name: cells[position].strip() if position < len(cells) else ""
            for name, position in columns.items()
        }
        time_text = f"{texts.pop('date', '')} {texts.pop('time')}".strip()
        yield Row(line, time_text, texts)


def read_masimo_ascii(text: str, zone: tzinfo | None) -> Recording:
    """Read the ASCII lines of a Masimo: date, time, then NAME=value, with dashes for no reading."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _MASIMO.search(line)
        if found is None:
            continue
        cells = {"spo2_pct": found[1], "pulse_bpm": found[2], "perfusion_pct": found[3] or ""}
        rows.append(Row(number, line[: line.upper().find("SPO2")], cells))
    return _recording(rows, zone, kind="masimo_ascii", device="Masimo", day_first_hint=False)


def _recording(
    rows: list[Row], zone: tzinfo | None, *, kind: str, device: str | None, day_first_hint: bool
) -> Recording:
    drops: list[Dropped] = []
    stamped: list[tuple[Stamp, Row]] = []
    memo: dict[str, Stamp | None] = {}
    for row in rows:
        stamp = memo.setdefault(row.time_text, parse_stamp(row.time_text))
        if stamp is None:
            drops.append(Dropped(1, "rows", "no readable time"))
        else:
            stamped.append((stamp, row))
    day_first, note = day_comes_first([stamp for stamp, _ in stamped], day_first_hint)
    moments, kept = [], []
    for stamp, row in stamped:
        try:
            moments.append(stamp.moment(day_first))
            kept.append(row)
        except ValueError:
            drops.append(Dropped(1, "rows", "a date that does not exist"))
    if not kept:
        raise RecordingError("It has the header of an oximeter but no row with a time. Export it again.")
    clock = timeline(moments, zone)
    channels = {}
    for name in kept[0].cells:
        values = np.array([_value(row, name, drops) for row in kept], dtype=np.float64)
        if np.isfinite(values).any() or name == "spo2_pct":
            channels[name] = Channel.of(clock.at_s, values)
    if np.any(np.diff(clock.at_s) < 0):
        drops.append(Dropped(int(np.sum(np.diff(clock.at_s) < 0)), "rows", "out of order; sorted by time"))
    ring = device is not None and "O2Ring" in device
    return Recording(
        kind=kind,
        device=device,
        site="ring" if ring else "finger",
        started_at=clock.started_at,
        timezone_known=clock.timezone_known,
        channels=channels,
        dropped=merged(drops),
        notes=tuple(filter(None, (note, *clock.notes))),
    )


def _value(row: Row, name: str, drops: list[Dropped]) -> float:
    text = row.cells[name].strip().rstrip("%")
    if not text or not text.strip("-. "):
        if name == "spo2_pct":
            drops.append(Dropped(1, "SpO2 readings", "none at this time"))
        return math.nan
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise RecordingError(
            f'Line {row.line}: {LABELS[name]} "{text[:20]}" is not a number. Export with gaps as empty cells.'
        ) from None
    return VALID[name](value, drops)


def valid_spo2_pct(value_pct: float, drops: list[Dropped]) -> float:
    """Return an SpO2, or NaN for the codes devices write when they have none (0, 127, 255)."""
    if 1.0 <= value_pct <= 100.0:
        return value_pct
    drops.append(Dropped(1, "SpO2 readings", f"{value_pct:g} is the code for no reading"))
    return math.nan


def valid_pulse_bpm(value_bpm: float, drops: list[Dropped]) -> float:
    """Return a pulse rate, or NaN for the codes devices write when they have none (0, 255, 511, 65535)."""
    if HR_RANGE_BPM[0] <= value_bpm <= HR_RANGE_BPM[1]:
        return value_bpm
    drops.append(Dropped(1, "pulse rates", f"{value_bpm:g} is no reading"))
    return math.nan


def valid_all_spo2_pct(values: ArrayLike, drops: list[Dropped]) -> NDArray[np.float64]:
    """Return a whole column of SpO2, as *valid_spo2_pct* would one by one."""
    return _valid_all(values, (1.0, 100.0), "SpO2 readings", "{:g} is the code for no reading", drops)


def valid_all_pulse_bpm(values: ArrayLike, drops: list[Dropped]) -> NDArray[np.float64]:
    """Return a whole column of pulse rates, as *valid_pulse_bpm* would one by one."""
    return _valid_all(values, HR_RANGE_BPM, "pulse rates", "{:g} is no reading", drops)


def _valid_all(
    values: ArrayLike, span: tuple[float, float], what: str, why: str, drops: list[Dropped]
) -> NDArray[np.float64]:
    column = np.array(values, dtype=np.float64)
    refused = ~((column >= span[0]) & (column <= span[1])) & ~np.isnan(column)
    codes, counts = np.unique(column[refused], return_counts=True)
    drops.extend(
        Dropped(int(count), what, why.format(code)) for code, count in zip(codes, counts, strict=True)
    )
    column[refused] = np.nan
    return column


def _as_written(value: float, _drops: list[Dropped]) -> float:
    return value if math.isfinite(value) else math.nan


LABELS = {"spo2_pct": "SpO2", "pulse_bpm": "pulse", "motion": "motion", "perfusion_pct": "perfusion index"}
VALID: dict[str, Callable[[float, list[Dropped]], float]] = {
    "spo2_pct": valid_spo2_pct,
    "pulse_bpm": valid_pulse_bpm,
    "motion": _as_written,
    "perfusion_pct": _as_written,
}
