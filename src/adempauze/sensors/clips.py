"""Finger clips that send short packets by themselves: BerryMed, Jumper, Nonin, EMAY, Contec, MightySat.

Layouts: BCI Protocol 1.2 (BerryMed), Nonin document 113142, and public readers compared for the others.
"""

import struct

from adempauze.sensors.reading import Packet, Quality, Rejected, Wave, crc8, reading

# every parameter of the MightySat's value frame in its order, with the bytes of its value
MIGHTYSAT_PARAMETERS = (("spo2", 1), ("pulse", 1), ("pvi", 1), ("pi", 2), ("rrp", 1))
MIGHTYSAT_EXCEPTIONS = {21: "sensor_off", 22: "searching", 23: "interference", 24: "low_perfusion"}
MIGHTYSAT_LOW_CONFIDENCE, MIGHTYSAT_ABSENT = 0b1, 0b10100  # absent: invalid, or still starting up


class BerryMed:
    """BM1000 and other BCI clips: five bytes a hundred times a second, only a sync bit to hold on to."""

    family = "berrymed_bci"

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.skipped = 0

    def feed(self, chunk: bytes) -> list[Packet]:
        """Take the next bytes; a sync bit inside a packet starts it anew."""
        packets: list[Packet] = []
        for byte in chunk:
            if byte & 0x80:
                self.skipped += len(self._buffer)
                self._buffer.clear()
            elif not self._buffer:
                self.skipped += 1
                continue
            self._buffer.append(byte)
            if len(self._buffer) == 5:
                packets.append(self._decode(bytes(self._buffer)))
                self._buffer.clear()
        return packets

    def _decode(self, packet: bytes) -> Packet:
        status, pleth, bar, low_pulse, spo2 = packet
        pulse = low_pulse | (bar & 0x40) << 1
        no_signal, unplugged = bool(status & 0x10), bool(status & 0x20)
        return reading(
            self.family,
            float(spo2),
            float(pulse),
            blocked=no_signal or unplugged or pulse == 255 or spo2 == 127,
            finger=not bar & 0x10,
            searching=bool(bar & 0x20),
            signal=status & 0x0F,
            pleth=pleth,
            bar=bar & 0x0F,
            beat=bool(status & 0x40),
            no_signal=no_signal,
        )


def jumper(packet: bytes) -> Packet:
    """Return what a notification of a JPD-500F says: pulse first, then saturation; 0x80 is the wave."""
    if packet[:1] == b"\x80":
        return Wave(tuple(packet[1:]))
    if packet[:1] != b"\x81":
        return Rejected("not a value")
    if len(packet) < 4:
        return Rejected("length")
    pulse, spo2, amplitude = packet[1:4]
    return reading(
        "jumper_jpd500f",
        float(spo2),
        float(pulse),
        blocked=pulse == 255 or spo2 == 127,
        perfusion_pct=amplitude / 10,
    )


def nonin(packet: bytes) -> Packet:
    """Return what a Nonin 3230 or WristOx2 notification says; weak modulation is shown, never acted on."""
    if len(packet) < 10 or packet[0] != len(packet):
        return Rejected("length")
    status, battery, amplitude, counter, spo2, pulse = struct.unpack_from(">BBHHBH", packet, 1)
    weak, smartpoint, searching, on = (bool(status >> bit & 1) for bit in (1, 2, 3, 4))
    quality: Quality = "weak" if weak else "good" if smartpoint else "unknown"
    return reading(
        "nonin_nco",
        float(spo2),
        float(pulse),
        blocked=spo2 == 127 or pulse == 511 or bool(status & 0x40),  # bit 6: encrypted
        finger=on,
        searching=searching,
        quality=quality,
        perfusion_pct=amplitude / 100,
        battery_volt=battery / 10,
        counter=counter,
        smartpoint=smartpoint,
    )


def emay(packet: bytes) -> Packet:
    """Return what an EMAY SleepO2 notification says; its sum is kept in seven bits."""
    if len(packet) != 8 or packet[:3] != b"\xeb\x01\x05":
        return Rejected("not a value")
    if sum(packet[:-1]) & 0x7F != packet[-1]:
        return Rejected("checksum")
    pulse, spo2 = packet[3:5]
    return reading("emay_sleepo2", float(spo2), float(pulse), blocked=pulse == 255 or spo2 == 255)


def contec_serial(frame: bytes) -> Packet:
    """Return what a nine-byte frame of a CMS50 on a cable says.

    A pulse over 127 needs a further bit whose place is unconfirmed, so 0 to 30 is taken as absent.
    """
    if len(frame) != 9 or frame[0] != 0x01:
        return Rejected("length")
    values = [byte & 0x7F for byte in frame]
    pulse, spo2 = values[5], values[6]
    return reading(
        "contec_cms50_serial",
        float(spo2),
        float(pulse),
        blocked=values[1] & 0x0F != 0 or pulse <= 30 or spo2 == 127,
        wave=values[3],
    )


class MightySat:
    """Masimo MightySat: frames that name their length, each parameter with an exception byte."""

    family = "masimo_mightysat"

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.skipped = 0

    def feed(self, chunk: bytes) -> list[Packet]:
        """Take the next bytes; return every packet they complete."""
        self._buffer += chunk
        packets: list[Packet] = []
        while self._buffer:
            if self._buffer[0] != 0x77:
                self.skipped += 1
                del self._buffer[0]
                continue
            if len(self._buffer) < 2 or len(self._buffer) < 2 + self._buffer[1]:
                break
            length = 2 + self._buffer[1]
            packet = self._decode(bytes(self._buffer[:length]))
            packets.append(packet)
            del self._buffer[: 1 if packet == Rejected("checksum") else length]
        return packets

    def _decode(self, frame: bytes) -> Packet:
        payload = frame[2:-1]
        if not payload or crc8(payload) != frame[-1]:
            return Rejected("checksum")
        if payload[0] != 0x05 or len(payload) < 5:
            return Rejected("not a value")
        (word,) = struct.unpack_from("<I", payload, 1)
        exceptions = tuple(name for bit, name in MIGHTYSAT_EXCEPTIONS.items() if word >> bit & 1)
        values: dict[str, float | None] = {}
        at, weak = 5, bool(exceptions)
        for name, size in MIGHTYSAT_PARAMETERS:
            if at + 1 + size > len(payload):
                return Rejected("length")
            flags, raw = payload[at], int.from_bytes(payload[at + 1 : at + 1 + size], "little")
            absent = flags & MIGHTYSAT_ABSENT or raw == 256**size - 1
            values[name] = None if absent else float(raw)
            weak |= name in ("spo2", "pulse") and bool(flags & MIGHTYSAT_LOW_CONFIDENCE)
            at += 1 + size
        amplitude = values["pi"]
        return reading(
            self.family,
            values["spo2"],
            values["pulse"],
            blocked=bool(exceptions),
            finger="sensor_off" not in exceptions,
            searching="searching" in exceptions,
            quality="weak" if weak else "good",
            perfusion_pct=None if amplitude is None else amplitude / 100,
            exceptions=exceptions,
            pvi=values["pvi"],
            rrp=values["rrp"],
        )
