"""Recordings made here, from sensors over Bluetooth: one JSON value a line, written as it is read.

The first line says what it is and when it began, each other line what came *at_s* seconds after it; the last
one, ``{"ended": true}``, is missing where the recording was cut short. Every line is whole by itself, so that
a crash costs the line it happened in. While it is being written the file has ``.part`` behind its name.
"""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from adempauze.errors import RecordingError
from adempauze.io.clocks import parse_instant
from adempauze.io.oximeter_csv import valid_pulse_bpm, valid_spo2_pct
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

FORMAT = 1
SIGN = "adempauze_recording"
SYNC_EVERY_S = 5.0  # what a power cut may cost
# what a sensor gives up at once when it drops
CHANNELS_OF = {"hr": ("hr_bpm",), "spo2": ("spo2_pct", "pulse_bpm")}


class JournalWriter:
    """A recording while it is made; leaving the block gives it its own name, or removes it where empty."""

    def __init__(self, path: Path, *, started_at: datetime, sensors: Mapping[Any, str]) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.part")
        self._first = {SIGN: FORMAT, "started_at": started_at.isoformat(), "sensors": dict(sensors)}
        self._synced_s = 0.0
        self._lines = 0

    def __enter__(self) -> Self:
        """Begin, where nothing is overwritten."""
        for taken in (self.path, self.part):
            if taken.exists():
                raise RecordingError(f"{taken} is there already; move it, or give another name.")
        with self._faults_said():
            self._file = self.part.open("x", encoding="utf-8")
        self._put(self._first)
        return self

    def write(self, at_s: float, **values: object) -> None:
        """Add a line; it is out of this program at once, and on the disc within seconds."""
        self._lines += 1
        self._put({"at_s": round(at_s, 3), **values})
        if at_s - self._synced_s >= SYNC_EVERY_S:
            self._synced_s = at_s
            with self._faults_said():
                os.fsync(self._file.fileno())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; a recording that ended in an error keeps ``.part`` behind its name."""
        with self._faults_said():
            try:
                if kind is None:
                    self._put({"ended": True})
                    os.fsync(self._file.fileno())
            finally:
                self._file.close()
        if self._lines == 0:
            self.part.unlink()
        elif kind is None:
            self.part.rename(self.path)

    def _put(self, line: dict[str, Any]) -> None:
        with self._faults_said():
            self._file.write(json.dumps(line, allow_nan=False, separators=(",", ":")) + "\n")
            self._file.flush()

    @contextmanager
    def _faults_said(self) -> Iterator[None]:
        """Turn what a system says of its disc into a sentence."""
        try:
            yield
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise RecordingError(f"{self.part} cannot be written: {why}.") from error


def is_journal(head: str) -> bool:
    """Whether a text begins with the first line of such a recording."""
    return isinstance(_parsed(head.lstrip("\ufeff").partition("\n")[0]).get(SIGN), int)


def read_journal(text: str) -> Recording:
    """Read a recording made here, up to its first line that cannot be read."""
    first, *lines = text.lstrip("\ufeff").split("\n")
    header = _parsed(first)
    if header[SIGN] != FORMAT:
        raise RecordingError(
            f"A newer Adempauze made this (format {header[SIGN]}). Update, then read it again."
        )
    samples: dict[str, list[tuple[float, float]]] = {}
    drops: list[Dropped] = []
    notes: list[str] = []
    ended = False
    for number, line in enumerate(lines, 2):
        values = _parsed(line)
        ended = values.get("ended") is True
        at_s = _number(values.get("at_s"))
        if ended or not line:
            break
        if not 0 <= at_s < math.inf:
            notes.append(f"Line {number} cannot be read; taken up to there.")
            break
        for name, at, value in _samples(at_s, values, drops):
            samples.setdefault(name, []).append((at, value))
    if not ended:
        notes.append("It was cut short: the program was stopped before it could end the recording.")
    if not samples:
        raise RecordingError("It ended before a sensor gave a first reading.")
    started_at = parse_instant(str(header.get("started_at")))
    sensors = header.get("sensors")
    return Recording(
        kind="adempauze_recording",
        device=", ".join(map(str, sensors.values())) if isinstance(sensors, dict) else None,
        started_at=started_at,
        timezone_known=started_at is not None and started_at.tzinfo is not None,
        channels={
            name: Channel.of([at for at, _ in pairs], [value for _, value in pairs])
            for name, pairs in samples.items()
        },
        dropped=merged(drops),
        notes=tuple(notes),
    )


def _parsed(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _samples(at_s: float, values: dict[str, Any], drops: list[Dropped]) -> list[tuple[str, float, float]]:
    """Return the samples in a line: name, time, value; NaN where there was no reading."""
    found: list[tuple[str, float, float]] = []
    lost = values.get("lost")
    if lost is not None:
        drops.append(Dropped(1, f"{lost} connections", "dropped, or silent for seconds"))
        return [(name, at_s, math.nan) for name in CHANNELS_OF.get(str(lost), ())]
    if "spo2_pct" in values:
        weak = values.get("quality") == "weak"
        drops.append(Dropped(int(weak), "SpO2 readings", "the sensor itself called its signal weak"))
        spo2_pct, pulse_bpm = _number(values["spo2_pct"]), _number(values.get("pulse_bpm"))
        found.append(("spo2_pct", at_s, math.nan if weak else _valid(valid_spo2_pct, spo2_pct, drops)))
        found.append(("pulse_bpm", at_s, math.nan if weak else _valid(valid_pulse_bpm, pulse_bpm, drops)))
        if values.get("perfusion_pct") is not None:
            found.append(("perfusion_pct", at_s, _number(values["perfusion_pct"])))
    if "hr_bpm" in values:
        found.append(("hr_bpm", at_s, _valid(valid_pulse_bpm, _number(values["hr_bpm"]), drops)))
    beat_s = at_s
    intervals_ms = values.get("rr_ms")
    for interval_ms in reversed(intervals_ms if isinstance(intervals_ms, list) else []):
        if not math.isnan(_number(interval_ms)):
            found.append(("rr_ms", max(0.0, beat_s), _number(interval_ms)))
            beat_s -= _number(interval_ms) / 1000.0
    return found


def _valid(check: Callable[[float, list[Dropped]], float], value: float, drops: list[Dropped]) -> float:
    """Return a value that passes *check*; what is absent already is no fault of the sensor's."""
    return value if math.isnan(value) else check(value, drops)


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:  # JSON knows integers beyond any float
        return math.nan
