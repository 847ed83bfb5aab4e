"""Oximeter binaries: Contec .SpO2, Viatom .vld and .dat, and the newer O2Ring S."""

import struct
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from adempauze.errors import RecordingError
from adempauze.io.clocks import timeline
from adempauze.io.oximeter_csv import valid_all_pulse_bpm, valid_all_spo2_pct
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

CONTEC_START, CONTEC_RECORDS = 0x420, 0x43C
CONTEC_DTYPES = {
    2: np.dtype([("spo2", "u1"), ("pulse", "u1")]),
    4: np.dtype([("unexplained", "<u2"), ("spo2", "u1"), ("pulse", "u1")]),
}
VIATOM_HEADER, VIATOM_RECORD = 40, 5
VIATOM_DTYPE = np.dtype([("spo2", "u1"), ("pulse", "<u2"), ("motion", "u1"), ("flags", "u1")])
RING_S_MAGIC = bytes((1, 3, 0, 0, 0, 0, 0, 0, 4, 0))
RING_S_DTYPE = np.dtype([("spo2", "u1"), ("pulse", "u1"), ("flags", "u1")])
RING_S_TRAILER = 48
RING_S_ANCHOR = bytes((0x48, 0x12, 0x5A, 0xDA))


def is_contec(data: bytes) -> bool:
    """Whether the bytes hold a start and a count where the Contec program writes them."""
    return len(data) >= CONTEC_RECORDS and _contec_start(data) is not None


def is_viatom(data: bytes) -> bool:
    """Whether the bytes begin with the version and the date of a Viatom recording."""
    return len(data) > VIATOM_HEADER and data[0] in (3, 5) and _viatom_start(data) is not None


def is_ring_s(data: bytes) -> bool:
    """Whether the bytes begin as a file of an O2Ring S."""
    return data.startswith(RING_S_MAGIC)


def _date(parts: tuple[int, ...]) -> datetime | None:
    if not 2000 <= parts[0] <= 2100:
        return None
    try:
        return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 -- a wall clock
    except (ValueError, OverflowError):
        return None


def _contec_start(data: bytes) -> datetime | None:
    return _date(struct.unpack_from("<6I", data, CONTEC_START))


def _viatom_start(data: bytes) -> datetime | None:
    return _date(struct.unpack_from("<H5B", data, 2))


def read_contec(data: bytes, zone: tzinfo | None) -> Recording:
    """Read a Contec .SpO2 file: a start, a count, and one record a second of 2 or 4 bytes."""
    started_at = _contec_start(data)
    assert started_at is not None  # noqa: S101 -- detected by it
    (claimed,) = struct.unpack_from("<I", data, CONTEC_START + 24)
    present = len(data) - CONTEC_RECORDS
    width = 4 if claimed and present // claimed >= 4 else 2
    count = min(claimed, present // width)
    table = np.frombuffer(data, CONTEC_DTYPES[width], count, CONTEC_RECORDS)
    words = data[4:CONTEC_START].decode("utf-16-le", errors="ignore").split("\0")
    device = next((word for word in words if word.startswith("CMS")), "Contec")
    notes = [] if count == claimed else [f"Cut short: {count} of {claimed} records are there."]
    return _recording("contec", device, "finger", started_at, zone, table, 1.0, notes)


def read_viatom(data: bytes, zone: tzinfo | None) -> Recording:
    """Read a Viatom .vld or .dat file; only start, duration and records of its header are trusted."""
    started_at = _viatom_start(data)
    (claimed_bytes,) = struct.unpack_from("<I", data, 9)
    (duration_s,) = struct.unpack_from("<H", data, 13)
    count = (len(data) - VIATOM_HEADER) // VIATOM_RECORD
    if not count:
        raise RecordingError("It holds no reading: the recording was stopped at once, or cut short.")
    notes = []
    if claimed_bytes > len(data):
        whole = max(1, (claimed_bytes - VIATOM_HEADER) // VIATOM_RECORD)
        step_s = duration_s / whole
        notes.append(f"Cut short: {count} of {whole} records are there.")
    else:
        step_s = duration_s / count
    if not 0.5 <= step_s <= 10.0:
        notes.append(f"{count} records do not fit {duration_s} s; 4 s a record was assumed.")
        step_s = 4.0
    elif min(abs(step_s - usual_s) for usual_s in (1.0, 2.0, 4.0)) > 0.05:
        notes.append(f"An unusual step of {step_s:.2f} s between records (duration by count).")
    table = np.frombuffer(data, VIATOM_DTYPE, count, VIATOM_HEADER)
    return _recording("viatom", "Wellue/Viatom", "ring", started_at, zone, table, step_s, notes)


def read_ring_s(data: bytes, zone: tzinfo | None) -> Recording:
    """Read a file of the O2Ring S: one record a second, the date only in the file's name."""
    body = data[len(RING_S_MAGIC) :]
    notes = ["The file holds no date; it is in the name that the ring gave it."]
    if body[-RING_S_TRAILER + 4 : -RING_S_TRAILER + 8] == RING_S_ANCHOR:
        body = body[:-RING_S_TRAILER]
    else:
        notes.append("The closing summary is missing: the ring had not finished the file.")
    table = np.frombuffer(body, RING_S_DTYPE, len(body) // RING_S_DTYPE.itemsize)
    return _recording("o2ring_s", "Wellue O2Ring S", "ring", None, zone, table, 1.0, notes)


def _recording(
    kind: str,
    device: str,
    site: str,
    started_at: datetime | None,
    zone: tzinfo | None,
    table: NDArray[np.void],
    step_s: float,
    notes: list[str],
) -> Recording:
    drops: list[Dropped] = []
    at_s = np.arange(table.size) * step_s
    channels = {
        "spo2_pct": Channel.of(at_s, valid_all_spo2_pct(table["spo2"], drops)),
        "pulse_bpm": Channel.of(at_s, valid_all_pulse_bpm(table["pulse"], drops)),
    }
    if "motion" in (table.dtype.names or ()):
        channels["motion"] = Channel.of(at_s, table["motion"])
    clock = timeline([started_at], zone) if started_at is not None else None
    return Recording(
        kind=kind,
        device=device,
        site=site,
        started_at=clock.started_at if clock else None,
        timezone_known=clock.timezone_known if clock else False,
        channels=channels,
        dropped=merged(drops),
        notes=tuple(notes),
    )
