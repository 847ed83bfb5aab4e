"""Wellue and Viatom: the legacy rings, the O2Ring S, and the PC-60FW finger clip.

Layouts compared over ecostech/viatom-ble, MackeyStingray/o2r, nglessner/o2ring-s-protocol and
sza2/viatom_pc60fw. Of the O2Ring S only saturation, pulse and battery are used: its readers disagree on the
other bytes.
"""

import struct

from adempauze.errors import ParameterError
from adempauze.sensors.reading import Packet, Rejected, Wave, crc8, crc8_maxim, reading

HEADER_BYTES = 7  # of both rings: start, two or three bytes of command, block or sequence, length
LONGEST_PAYLOAD = 4096
# what may be asked of a device: only what reads. Reset, factory and erase commands are not in the lists
LEGACY_LIVE, RING_S_LIVE = 0x17, 0x04
LEGACY_ALLOWED = frozenset({0x03, 0x04, 0x05, 0x14, 0x15, 0x16, LEGACY_LIVE, 0x1B})
RING_S_ALLOWED = frozenset({0x00, RING_S_LIVE, 0x10, 0xC0, 0xE1, 0xE4, 0xF1, 0xF2, 0xF3, 0xF4, 0xFF})


def legacy_request(command: int, block: int = 0, payload: bytes = b"") -> bytes:
    """Return a request to a legacy ring; the reply does not name it, so ask one thing at a time."""
    _check_allowed(command, LEGACY_ALLOWED)
    frame = struct.pack("<BBBHH", 0xAA, command, command ^ 0xFF, block, len(payload)) + payload
    return frame + bytes([crc8(frame)])


def ring_s_request(command: int, sequence: int = 0, payload: bytes = b"") -> bytes:
    """Return a request to an O2Ring S."""
    _check_allowed(command, RING_S_ALLOWED)
    frame = struct.pack("<BBBBBH", 0xA5, command, command ^ 0xFF, 0, sequence, len(payload)) + payload
    return frame + bytes([crc8(frame)])


def _check_allowed(command: int, allowed: frozenset[int]) -> None:
    if command not in allowed:
        raise ParameterError(
            f"command must be one that only reads; got 0x{command:02X}. Others reset or erase the device."
        )


class _Framed:
    """Reassembles frames that name their own length; what comes before a start is skipped and counted."""

    family: str
    start: bytes
    header: int

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.skipped = 0

    def feed(self, chunk: bytes) -> list[Packet]:
        """Take the next bytes; return every packet they complete."""
        self._buffer += chunk
        packets: list[Packet] = []
        while self._find_start() and len(self._buffer) >= self.header:
            length = self._length()
            if length is None:
                self._skip(1)
            elif len(self._buffer) < length:
                break
            else:
                packet = self._decode(bytes(self._buffer[:length]))
                packets.append(packet)
                if isinstance(packet, Rejected) and packet.reason in ("checksum", "complement"):
                    self._skip(1)
                else:
                    del self._buffer[:length]
        return packets

    def _find_start(self) -> bool:
        at = self._buffer.find(self.start)
        self._skip(at if at >= 0 else max(0, len(self._buffer) - len(self.start) + 1))
        return at >= 0

    def _skip(self, count: int) -> None:
        self.skipped += count
        del self._buffer[:count]

    def _length(self) -> int | None:
        """Return the length of the frame that starts the buffer; None where it cannot be one."""
        (payload,) = struct.unpack_from("<H", self._buffer, 5)
        return HEADER_BYTES + payload + 1 if payload <= LONGEST_PAYLOAD else None

    def _decode(self, frame: bytes) -> Packet:
        if frame[1] ^ frame[2] != 0xFF:
            return Rejected("complement")
        if crc8(frame[:-1]) != frame[-1]:
            return Rejected("checksum")
        return self._meaning(frame[1], frame[HEADER_BYTES:-1])

    def _meaning(self, command: int, payload: bytes) -> Packet:
        raise NotImplementedError


class LegacyRing(_Framed):
    """O2Ring, Checkme O2, SleepU, Oxylink: answers to the live request."""

    family = "viatom_legacy"
    start, header = b"\x55", HEADER_BYTES

    def _meaning(self, command: int, payload: bytes) -> Packet:
        if command != 0:  # a reply holds a status where a request holds its command
            return Rejected("device refused")
        if len(payload) not in (12, 13):
            return Rejected("not a value")
        spo2, pulse, _steps, battery, charge, motion, amplitude, finger = struct.unpack_from(
            "<BHIBBBBB", payload
        )
        worn = bool(finger & 1)
        return reading(
            self.family,
            float(spo2),
            float(pulse),
            finger=worn,
            searching=worn and spo2 == 0 and pulse == 0,
            battery_pct=float(battery),
            charge_state=charge,
            motion=motion,
            pi_raw=amplitude,
        )


class RingS(_Framed):
    """O2Ring S (T8520): answers to the live request."""

    family = "viatom_o2ring_s"
    start, header = b"\xa5", HEADER_BYTES

    def _meaning(self, command: int, payload: bytes) -> Packet:
        if command != RING_S_LIVE or len(payload) < 26:
            return Rejected("not a value")
        counter, waves = struct.unpack_from("<H22xH", payload)
        return reading(
            self.family,
            float(payload[6]),
            float(payload[8]),
            blocked=payload[6] == 127 or payload[8] == 255,
            battery_pct=float(payload[13]),
            counter=counter,
            state=payload[5],
            wave_samples=waves,
        )


class FingerClip60(_Framed):
    """PC-60FW: sends by itself, about once a second, with the wave between."""

    family = "viatom_pc60fw"
    start, header = b"\xaa\x55\x0f", 4

    def _length(self) -> int | None:
        return 4 + self._buffer[3] if self._buffer[3] >= 2 else None

    def _decode(self, frame: bytes) -> Packet:
        if crc8_maxim(frame[:-1]) != frame[-1]:
            return Rejected("checksum")
        return self._meaning(frame[4], frame[5:-1])

    def _meaning(self, command: int, payload: bytes) -> Packet:
        if command == 2:
            return Wave(tuple(sample & 0x7F for sample in payload))
        if command != 1 or len(payload) < 4:
            return Rejected("not a value")
        return reading(self.family, float(payload[0]), float(payload[1]), perfusion_pct=payload[3] / 10)
