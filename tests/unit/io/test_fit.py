"""FIT messages that no real file beside the project holds, and files that are broken on purpose."""

import struct

import numpy as np
import pytest

from adempauze.errors import RecordingError
from adempauze.io import read

# The FIT protocol, written by hand byte by byte
UINT8, UINT16, UINT32, ENUM = 0x02, 0x84, 0x86, 0x00
CODES = {UINT8: "B", UINT16: "H", UINT32: "I", ENUM: "B"}
NIBBLES = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)


def crc(data: bytes) -> int:
    """Return the 16-bit checksum of the FIT protocol."""
    value = 0
    for byte in data:
        for nibble in (byte & 15, byte >> 4):
            value = (value >> 4 & 0x0FFF) ^ NIBBLES[value & 15] ^ NIBBLES[nibble]
    return value


def message(number: int, fields: list[tuple[int, int, list[int]]], local: int = 0) -> bytes:
    """Return a definition and one data message; a field is its number, base type and values."""
    definition = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    data = bytes([local])
    for field, base, values in fields:
        code = CODES[base]
        definition += struct.pack("<3B", field, struct.calcsize(code) * len(values), base)
        data += struct.pack(f"<{len(values)}{code}", *values)
    return definition + data


def fit(*messages: bytes) -> bytes:
    """Return a whole file with a header, a type of activity and a right checksum."""
    body = message(0, [(0, ENUM, [4]), (1, UINT16, [1])]) + b"".join(messages)
    head = struct.pack("<BBHI4s", 12, 0x20, 2100, len(body), b".FIT")
    return head + body + struct.pack("<H", crc(head + body))


NIGHT = 1_000_000_000  # device seconds: 2021-09-08T01:46:40Z


def spo2(at: int, value: int, mode: int) -> bytes:
    """Return one message 269: reading, confidence, mode (0 is off the wrist)."""
    return message(269, [(253, UINT32, [at]), (0, UINT8, [value]), (1, UINT8, [4]), (2, ENUM, [mode])])


def record(at: int, heart_rate: int) -> bytes:
    """Return one record with a heart rate."""
    return message(20, [(253, UINT32, [at]), (3, UINT8, [heart_rate])])


def test_wrist_spo2_is_read_and_marked_as_such():
    """Message 269 by the minute: readings kept, off-wrist and invalid minutes are gaps."""
    file = fit(
        spo2(NIGHT, 95, 3), spo2(NIGHT + 60, 40, 0), spo2(NIGHT + 120, 255, 3), spo2(NIGHT + 180, 91, 3)
    )

    recording = read(file)
    channel = recording.channels["spo2_pct"]

    assert recording.site == "wrist"
    np.testing.assert_array_equal(channel.at_s, [0, 60, 120, 180])
    np.testing.assert_array_equal(channel.values, [95, np.nan, np.nan, 91])


def test_a_health_snapshot_is_an_array_of_readings():
    """Message 305: two minutes in four readings, so 30 s apart."""
    snapshot = message(
        305,
        [(253, UINT32, [NIGHT]), (0, UINT16, [120]), (1, UINT8, [97, 96, 255, 95]), (2, UINT8, [3, 3, 0, 3])],
    )

    channel = read(fit(snapshot)).channels["spo2_pct"]

    np.testing.assert_array_equal(channel.at_s, [0, 30, 60, 90])
    np.testing.assert_array_equal(channel.values, [97, 96, np.nan, 95])


def test_respiration_is_read():
    """Message 297 counts hundredths of a breath a minute."""
    channel = read(fit(message(297, [(253, UINT32, [NIGHT]), (0, UINT16, [1425])]))).channels

    assert channel["respiration_per_min"].values.tolist() == [14.25]


@pytest.mark.parametrize("beats", [0, 255])
def test_no_reading_is_never_a_heart_rate(beats):
    """0 is written for no strap and 255 is the invalid value: neither is a heart rate."""
    channel = read(fit(record(NIGHT, 60), record(NIGHT + 1, beats))).channels["hr_bpm"]

    np.testing.assert_array_equal(channel.values, [60, np.nan])


def test_a_wrong_checksum_is_noted_not_refused():
    """The data of a file with a wrong checksum is read, and the recording says so."""
    whole = fit(record(NIGHT, 60))

    recording = read(whole[:-1] + bytes([whole[-1] ^ 1]))

    assert recording.channels["hr_bpm"].n == 1
    assert recording.notes == ("The checksum does not match; what could be read was kept.",)


def test_a_file_cut_anywhere_is_read_up_to_the_cut():
    """Whatever the length that arrived: the records before the cut, and never an error of the decoder."""
    whole = fit(*(record(NIGHT + second, 60 + second) for second in range(20)))

    for length in range(60, len(whole)):
        recording = read(whole[:length])
        values = recording.channels["hr_bpm"].values
        np.testing.assert_array_equal(values, 60 + np.arange(values.size))
        assert length >= len(whole) - 2 or any("cut short" in note for note in recording.notes)


def test_a_claim_of_four_gigabytes_is_only_a_claim():
    """A header may say any size; what is there is read."""
    whole = bytearray(fit(record(NIGHT, 60)))
    whole[4:8] = b"\xff\xff\xff\xff"

    assert read(bytes(whole)).channels["hr_bpm"].n == 1


def test_a_recording_never_closed_is_read():
    """Size 0 in the header means the watch never finished; the records are there."""
    whole = bytearray(fit(record(NIGHT, 60), record(NIGHT + 1, 61)))
    whole[4:8] = bytes(4)

    recording = read(bytes(whole[:-2]))

    assert recording.channels["hr_bpm"].n == 2
    assert recording.notes[0] == "The recording was never closed (size 0); read as far as it goes."


def test_a_workout_plan_is_no_recording():
    """A plan holds steps and no reading, and the sentence says so."""
    with pytest.raises(RecordingError, match="holds no readings: a workout plan"):
        read(fit())


def test_definitions_without_end_are_refused():
    """A file of nothing but definitions asks for minutes of decoding; it is stopped at a bound."""
    head = b"\x0e\x20\x34\x08\xff\xff\xff\x7f.FIT\x00\x00"
    definition = b"\x40\x00\x00\x14\x00\xff" + b"\x03\xff\x02" * 255

    with pytest.raises(RecordingError, match="defines more than 500000 fields; no device does"):
        read(head + definition * 2000)


def test_a_fit_file_of_many_megabytes_is_refused_before_it_is_decoded():
    """No recording is so large, and decoding it would take minutes."""
    with pytest.raises(RecordingError, match="Larger than 32 MB"):
        read(b"\x0e\x20\x34\x08\xff\xff\xff\x7f.FIT\x00\x00" + bytes(33 * 2**20))
