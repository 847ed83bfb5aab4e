"""Binaries of rings, made after their published layouts: normal, with gaps, cut short, with odd counts."""

import struct

import numpy as np
import pytest

from adempauze.errors import UnsupportedFormatError
from adempauze.io import read


def viatom(rows: list[tuple[int, int]], duration_s: int, *, mode: int = 0, claim: int | None = None) -> bytes:
    """Return a legacy file: version 3, a date, a size, a duration, and records of five bytes."""
    body = b"".join(struct.pack("<BHBB", spo2, rate, 0, 0) for spo2, rate in rows)
    size = 40 + len(body) if claim is None else claim
    head = struct.pack("<BBHBBBBBIH", 3, mode, 2026, 3, 10, 0, 2, 16, size, duration_s)
    return head.ljust(40, b"\0") + body


def test_the_step_is_duration_by_records():
    """Two records over eight seconds are four seconds apart; monitor mode is a byte of its own."""
    recording = read(viatom([(97, 60), (96, 61)], 8, mode=1))

    assert recording.kind == "viatom"
    assert recording.started_at.isoformat() == "2026-03-10T00:02:16"
    assert recording.channels["spo2_pct"].at_s.tolist() == [0, 4]


def test_codes_for_no_reading_become_gaps():
    """255 and 65535 are written while the ring is off the finger."""
    channels = read(viatom([(97, 60), (255, 65535), (96, 61)], 12)).channels

    np.testing.assert_array_equal(channels["spo2_pct"].values, [97, np.nan, 96])
    np.testing.assert_array_equal(channels["pulse_bpm"].values, [60, np.nan, 61])


def test_a_ring_file_cut_short_keeps_its_step():
    """Half the records arrived: the step still follows from what was claimed, and it is said."""
    recording = read(viatom([(97, 60)] * 5, 40, claim=40 + 10 * 5))

    assert recording.channels["spo2_pct"].interval_s == 4
    assert recording.notes == ("Cut short: 5 of 10 records are there.",)


@pytest.mark.parametrize(("count", "duration_s", "step_s"), [(3, 9, 3.0), (2, 100, 4.0)])
def test_an_odd_step_is_said(count, duration_s, step_s):
    """A count that fits neither 1, 2 nor 4 s is either kept with a note, or assumed to be 4 s."""
    recording = read(viatom([(97, 60)] * count, duration_s))

    assert recording.channels["spo2_pct"].interval_s == step_s
    assert len(recording.notes) == 1


def test_a_ring_s_file_has_a_reading_a_second():
    """Ten bytes of header, three bytes a reading, 48 bytes of summary with its mark."""
    header = bytes((1, 3, 0, 0, 0, 0, 0, 0, 4, 0))
    trailer = bytearray(48)
    trailer[4:8] = bytes((0x48, 0x12, 0x5A, 0xDA))
    body = bytes((97, 60, 0, 0, 0, 1, 95, 63, 0))

    recording = read(header + body + bytes(trailer))

    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [97, np.nan, 95])
    assert recording.started_at is None
    assert len(recording.notes) == 1
    assert len(read(header + body).notes) == 2


def test_a_date_beyond_any_calendar_is_no_contec():
    """Found by fuzzing: seven numbers of 32 bits need not be a date, and then the file is of another kind."""
    data = bytes(0x420) + struct.pack("<7I", 2010, 2**31, 26, 11, 43, 58, 3) + bytes(12)

    with pytest.raises(UnsupportedFormatError):
        read(data)
