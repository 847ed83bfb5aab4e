"""Whatever bytes come in, a reader answers with a recording or a sentence, in bounded time and memory."""

import gzip
import io
import json
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adempauze.errors import AdempauzeError
from adempauze.io import read
from adempauze.oximetry import Recording, analyse

FIT = (
    b"\x0e\x20\x34\x08\x35\x00\x00\x00.FIT\x00\x00"
    + b"\x40\x00\x00\x00\x00\x01\x00\x01\x00\x00\x04"
    + b"\x41\x00\x00\x14\x00\x02\xfd\x04\x86\x03\x01\x02"
    + b"".join(struct.pack("<BIB", 1, 1_000_000_000 + second, 60 + second) for second in range(5))
    + b"\x00\x00"
)
GPX = (
    b'<?xml version="1.0"?><gpx creator="x"><trk><trkseg><trkpt lat="52.1" lon="5.1"><ele>3</ele>'
    b"<time>2026-03-10T10:00:00Z</time><extensions><hr>100</hr></extensions></trkpt></trkseg></trk></gpx>"
)
TCX = (
    b'<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap StartTime="2026-03-10T10:00:00Z">'
    b"<TotalTimeSeconds>10</TotalTimeSeconds><Track><Trackpoint><Time>2026-03-10T10:00:00Z</Time>"
    b"<HeartRateBpm><Value>99</Value></HeartRateBpm></Trackpoint></Track></Lap></Activity></Activities>"
    b"</TrainingCenterDatabase>"
)
APPLE = (
    b'<HealthData><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="Watch" unit="%" '
    b'startDate="2026-03-10 02:00:00 +0100" value="0.97"/></HealthData>'
)
CSV = b"Time,Oxygen Level,Pulse Rate,Motion\n23:59:58 12/03/2026,97,60,0\n00:00:02 13/03/2026,--,61,1\n"
APNEA = b"sep=,\nname,date\nx,23/08/2026 18:12:33\nBiometrics,,\nTime,I,T,HR,SpO2\n00:01,00:01,Apnea,84,98\n"
MASIMO = b"03/14/26 10:00:00 SN=0000012345 SPO2=098% BPM=097 PI=03.60%\n"
VIATOM = (
    struct.pack("<BBHBBBBBIH", 3, 0, 2026, 3, 10, 0, 2, 16, 50, 8).ljust(40, b"\0") + b"\x61\x3c\0\0\0" * 2
)
RING_S = bytes((1, 3, 0, 0, 0, 0, 0, 0, 4, 0)) + b"\x61\x3c\0" * 4
CONTEC = bytes(0x420) + struct.pack("<7I", 2010, 5, 26, 11, 43, 58, 3) + b"\x5e\x01\x63\x3f" * 3
GARMIN = json.dumps({"heartRateValues": [[1767765600000, 63], [1767765720000, None]]}).encode()
LOG = json.dumps(
    {"events": [{"type": "spo2", "at_ms": 10, "tenths": 970, "site": "finger", "good": True}]}
).encode()
RR = b"812\n790\n805\n"


# what the fuzzer found, kept as it was understood
FOUND = {
    "spot checks two thousand years apart": (
        b"Time,Oxygen Level,Pulse Rate,Motion\n23:59:58 12/03/0020,84,60,0\n00:00:02 13/03/2026,84,61,1\n"
    ),
    "an apnea app's rows out of order": APNEA
    + b"15:01,15:01,Apnea,84,97\n15:20,15:20,Rest,84,97\n00:01,00:01,Apnea,84,98\n16:00,,Rest,,\n",
    "a log whose holds overlap": (
        b'{"events": [{"type": "spo2", "at_ms": 10, "tenths": 970, "site": "finger", "good": true}], '
        b'"holds": [{"started_ms": 0, "duration_ms": 9000}, {"started_ms": 1, "duration_ms": 9000}]}'
    ),
    "a recording of ours beyond any number": (
        b'{"adempauze_recording": 1}\n{"at_s": 1, "hr_bpm": 1' + b"0" * 400 + b"}\n"
    ),
    "a log beyond any number": b'{"events": [{"type": "hr", "at_ms": 1e999, "bpm": 60}]}',
}


def zipped(data: bytes) -> bytes:
    """Return the bytes in a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", data)
    return buffer.getvalue()


SEEDS = {
    "journal": b"""{"adempauze_recording":1,"started_at":"2026-11-22T14:05:17+01:00","sensors":{"hr":"H10"}}
{"at_s":1.2,"hr_bpm":60.0,"rr_ms":[500.0,500.0]}
{"at_s":1.3,"spo2_pct":97.0,"pulse_bpm":60.0,"quality":"good"}
{"at_s":2.0,"lost":"hr","why":"silent"}
{"ended":true}
""",
    "fit": FIT,
    "gpx": GPX,
    "tcx": TCX,
    "apple": APPLE,
    "csv": CSV,
    "apnea": APNEA,
    "masimo": MASIMO,
    "viatom": VIATOM,
    "ring s": RING_S,
    "contec": CONTEC,
    "garmin": GARMIN,
    "log": LOG,
    "rr": RR,
    "zip": zipped(CSV),
    "gzip": gzip.compress(GPX, mtime=0),
}


def answers(data: bytes) -> None:
    """Read and analyse; anything but a recording or a sentence of ours is a fault."""
    try:
        recording = read(data)
    except AdempauzeError as error:
        assert str(error).endswith((".", "?"))  # noqa: PT017 -- many are read
        return
    assert isinstance(recording, Recording)
    for channel in recording.channels.values():
        assert channel.at_s.shape == channel.values.shape
        assert np.isfinite(channel.at_s).all()
        assert (np.diff(channel.at_s) >= 0).all()
    saturation = recording.channels.get("spo2_pct")
    if saturation is not None and saturation.n:
        known = saturation.values[np.isfinite(saturation.values)]
        assert ((known >= 1) & (known <= 100)).all()
    analyse(recording)


@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_is_read(name):
    """The seeds are recordings, so that what follows starts from something real."""
    assert read(SEEDS[name]).channels


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_read_or_refused(name):
    """It stays found."""
    answers(FOUND[name])


@given(data=st.data(), name=st.sampled_from(sorted(SEEDS)))
def test_a_damaged_file_is_read_or_refused(data, name):
    """Bytes changed, cut out, doubled or cut off anywhere."""
    damaged = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(0, len(damaged) - 1)))
        match data.draw(st.integers(0, 3)):
            case 0:
                damaged[place : place + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case 1:
                del damaged[place : place + data.draw(st.integers(1, 8))]
            case 2:
                damaged[place:place] = damaged[place : place + data.draw(st.integers(1, 30))]
            case 3:
                del damaged[place:]
    answers(bytes(damaged))


@given(st.binary(max_size=300), st.sampled_from(sorted(SEEDS)), st.integers(0, 60))
def test_noise_behind_a_real_beginning_is_read_or_refused(noise, name, keep):
    """The first bytes say the kind; the rest is anything."""
    answers(SEEDS[name][:keep] + noise)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    """Letters, lists and other tongues."""
    answers(text.encode())
