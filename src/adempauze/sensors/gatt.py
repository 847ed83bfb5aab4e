"""The Bluetooth profiles: Heart Rate Measurement (2A37) and the Pulse Oximeter's 2A5F and 2A5E.

Layouts: Bluetooth SIG, Heart Rate Service 1.0 and Pulse Oximeter Service 1.0.1; SFLOAT: IEEE 11073-20601.
"""

import math
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adempauze.sensors.reading import OximeterReading, Quality, Rejected, reading
from adempauze.units import rr_ticks_to_ms

SFLOAT_SPECIAL = {0x07FF, 0x0800, 0x07FE, 0x0802, 0x0801}  # NaN, not at this resolution, +inf, -inf, reserved

# measurement status: from test data upwards a value is not the runner's, or not to be trusted
STATUS_DOUBTS = {10: "test data", 11: "demonstration", 12: "calibration", 13: "unavailable"} | {
    14: "questionable",
    15: "invalid",
}
# device and sensor status: what leaves nothing to trust, and what only weakens it
SENSOR_FAULTS = {6: "erratic", 7: "non-pulsatile", 9: "unknown", 10: "interference"} | {
    12: "disconnected",
    13: "malfunction",
    14: "displaced",
    15: "unplugged",
}
SENSOR_WEAKNESSES = {2: "early estimate", 5: "low perfusion"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartRateReading:
    """A strap's packet: rate, beat intervals, and whether it touches the skin (None: it cannot tell)."""

    hr_bpm: float | None
    rr_ms: tuple[float, ...] = ()
    sensor_contact: bool | None = None
    energy_expended_kj: int | None = None


def heart_rate(data: bytes) -> HeartRateReading | Rejected:
    """Return what a Heart Rate Measurement says; a rate of zero is absent.

    >>> heart_rate(bytes.fromhex("10437203")).rr_ms
    (861.328125,)
    """
    if not data:
        return Rejected("length")
    flags = data[0]
    wide, has_energy, has_rr = flags & 1, flags & 8, flags & 16
    need = 1 + (2 if wide else 1) + (2 if has_energy else 0)
    if len(data) < need or (has_rr and (len(data) - need) % 2):
        return Rejected("length")
    rate = int.from_bytes(data[1:3], "little") if wide else data[1]
    ticks = struct.unpack(f"<{(len(data) - need) // 2}H", data[need:]) if has_rr else ()
    return HeartRateReading(
        hr_bpm=float(rate) if rate else None,
        rr_ms=tuple(rr_ticks_to_ms(float(tick)) for tick in ticks),
        sensor_contact={2: False, 3: True}.get(flags >> 1 & 3),
        energy_expended_kj=int.from_bytes(data[need - 2 : need], "little") if has_energy else None,
    )


def _sfloat(word: int) -> float:
    """Return a 16-bit IEEE 11073 float: four bits of signed exponent, twelve of signed mantissa."""
    if word in SFLOAT_SPECIAL:
        return math.nan
    mantissa, exponent = word & 0x0FFF, word >> 12
    mantissa -= 0x1000 if mantissa & 0x0800 else 0
    exponent -= 0x10 if exponent & 0x08 else 0
    return float(mantissa * 10**exponent) if exponent >= 0 else mantissa / 10**-exponent


class _Cursor:
    """Reads the optional fields of a packet one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> int:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise EOFError
        self._at += size
        return int.from_bytes(piece, "little")

    def number(self) -> float | None:
        value = _sfloat(self.take(2))
        return None if math.isnan(value) else value


def plx_continuous(data: bytes) -> OximeterReading | Rejected:
    """Return what a PLX Continuous Measurement (2A5F) says, with its fast and slow values in the details."""
    cursor = _Cursor(data)
    details: dict[str, Any] = {}
    try:
        flags = cursor.take(1)
        spo2, pulse = cursor.number(), cursor.number()
        for bit, speed in ((1, "fast"), (2, "slow")):
            if flags & bit:
                details[f"spo2_{speed}"] = cursor.number()
                details[f"pulse_{speed}"] = cursor.number()
        return _plx(cursor, spo2, pulse, flags >> 2, details)
    except EOFError:
        return Rejected("length")


def plx_spot_check(data: bytes) -> OximeterReading | Rejected:
    """Return what a PLX Spot-Check Measurement (2A5E) says, with its time stamp in the details."""
    cursor = _Cursor(data)
    details: dict[str, Any] = {}
    try:
        flags = cursor.take(1)
        spo2, pulse = cursor.number(), cursor.number()
        if flags & 1:
            details["timestamp"] = _timestamp(cursor)
        return _plx(cursor, spo2, pulse, flags >> 1, details)
    except EOFError:
        return Rejected("length")


def _timestamp(cursor: _Cursor) -> datetime | None:
    year = cursor.take(2)
    month, day, hour, minute, second = (cursor.take(1) for _ in range(5))
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- the device's own clock
    except ValueError:
        return None


def _plx(
    cursor: _Cursor, spo2: float | None, pulse: float | None, presence: int, details: dict[str, Any]
) -> OximeterReading:
    """Read the tail both packets share: bit 0 of *presence* status, bit 1 sensor status, bit 2 amplitude."""
    status = _bits(cursor.take(2)) if presence & 1 else ()
    sensor = _bits(cursor.take(3)) if presence & 2 else ()
    amplitude = cursor.number() if presence & 4 else None
    doubt = bool(STATUS_DOUBTS.keys() & status or SENSOR_FAULTS.keys() & sensor)
    weak = doubt or bool(SENSOR_WEAKNESSES.keys() & sensor)
    quality: Quality = "weak" if weak else "good" if presence & 3 else "unknown"
    return reading(
        "plx",
        spo2,
        pulse,
        blocked=doubt,
        quality=quality,
        perfusion_pct=amplitude,
        as_sent=(spo2, pulse),
        measurement_status_bits=status,
        device_status_bits=sensor,
        **details,
    )


def _bits(word: int) -> tuple[int, ...]:
    return tuple(bit for bit in range(word.bit_length()) if word >> bit & 1)
