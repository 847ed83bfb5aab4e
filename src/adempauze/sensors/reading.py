"""What every sensor's packet becomes: a reading, or the reason why there is none.

Absent is None and never a number: each family has its own codes for "no value", and none of them may reach a
runner. A reading holds no time; whoever received the packet knows when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

SPO2_RANGE_PCT = (50.0, 100.0)  # outside, a live value is absent (our proposal)
PULSE_RANGE_BPM = (25.0, 250.0)

Quality = Literal["good", "weak", "unknown"]
Reason = Literal["checksum", "complement", "length", "device refused", "not a value"]
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OximeterReading:
    """One reading of an oximeter. *details* holds what only this family says, by its own name."""

    family: str
    spo2_pct: float | None
    pulse_bpm: float | None
    finger: bool | None = None
    searching: bool = False
    quality: Quality = "unknown"
    battery_pct: float | None = None
    perfusion_pct: float | None = None
    details: Mapping[str, object] = field(default_factory=lambda: _NOTHING)

    @property
    def is_valid(self) -> bool:
        """Whether both numbers may be shown; a gate asks for good quality as well."""
        return self.spo2_pct is not None and self.pulse_bpm is not None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A packet that is not used, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Wave:
    """A piece of the pulse wave, as the device draws it; never a saturation."""

    samples: tuple[int, ...]


Packet = OximeterReading | Rejected | Wave


class Decoder(Protocol):
    """A family's decoder: bytes as they arrive, in pieces of any size, to packets."""

    def feed(self, chunk: bytes) -> list[Packet]:
        """Take the next bytes; return every packet they complete."""


def reading(
    family: str,
    spo2_pct: float | None,
    pulse_bpm: float | None,
    *,
    blocked: bool = False,
    finger: bool | None = None,
    searching: bool = False,
    quality: Quality = "unknown",
    battery_pct: float | None = None,
    perfusion_pct: float | None = None,
    **details: object,
) -> OximeterReading:
    """Return a reading in which a number outside its range, or any number of a *blocked* one, is absent."""
    usable = not (blocked or searching or finger is False)
    return OximeterReading(
        family=family,
        spo2_pct=spo2_pct if usable and _within(spo2_pct, SPO2_RANGE_PCT) else None,
        pulse_bpm=pulse_bpm if usable and _within(pulse_bpm, PULSE_RANGE_BPM) else None,
        finger=finger,
        searching=searching,
        quality=quality,
        battery_pct=battery_pct,
        perfusion_pct=perfusion_pct,
        details=MappingProxyType(details),
    )


def _within(value: float | None, span: tuple[float, float]) -> bool:
    return value is not None and span[0] <= value <= span[1]


def crc8(data: bytes) -> int:
    """Return the CRC-8 of polynomial 7, started at 0 (Viatom, Masimo)."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x07 if value & 0x80 else value << 1) & 0xFF
    return value


def crc8_maxim(data: bytes) -> int:
    """Return the CRC-8 of Maxim: polynomial 0x31, mirrored, started at 0 (PC-60FW)."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8C if value & 1 else value >> 1
    return value
