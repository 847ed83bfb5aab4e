"""``adempauze record`` with bleak, on sensors in memory: seen, lost, found again, ended at any moment."""

import asyncio
import json
import math
import os
import re
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError
from click.testing import CliRunner, Result
from tests.virtual_sensors import Air, Sensor, virtual_radio

from adempauze.cli import main, record
from adempauze.errors import RecordingError, SensorError
from adempauze.io import JournalWriter, read
from adempauze.radio import keeping, system_radio
from adempauze.radio.recorder import Recorder
from adempauze.radio.system import faults_said
from adempauze.sensors import FAMILY_OF_SERVICE, HeartRateReading, OximeterReading
from adempauze.sensors.families import OXIMETERS, STRAP

HEART, OXIMETER, BATTERY = 0x180D, 0x1822, 0x180F
QUESTIONABLE = 1 << 14
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Retries that do not wait."""
    monkeypatch.setattr(keeping, "RETRY_S", (0.05,))


def strap(air: Air, **options) -> Sensor:
    """A chest strap."""
    return Sensor(air.link, "Polar H10 1234", "F0:F1:F2:F3:F4:F5", (HEART, BATTERY), **options)


def clip(air: Air, name="Nonin 3230") -> Sensor:
    """A finger clip."""
    return Sensor(air.link, name, "E0:F1:F2:F3:F4:F5", (OXIMETER,))


def give(monkeypatch, play, *arguments: str) -> Result:
    """Give the command while *play* happens around the machine."""
    monkeypatch.setattr(record, "system_radio", lambda: virtual_radio(play))
    return CliRunner().invoke(main, ["record", *arguments])


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_sensor_that_drops_is_found_again_and_the_recording_ends_when_told(monkeypatch, tmp_path: Path, by):
    """Before and after the gap there are readings, in the gap there is none."""

    async def play(air: Air) -> None:
        belt, finger = strap(air, battery=15), clip(air)
        for one in (belt, finger):
            await one.start()
        for one in (belt, finger):
            await one.connected()
        await belt.beat(60)
        await finger.read(97, 60)
        await finger.walk_away()
        await belt.beat(64)
        await finger.connected()
        await finger.read(88, 66)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), by)

    out = tmp_path / "walk.jsonl"
    done = give(monkeypatch, play, "--hr", "polar", "--spo2", "any", "-o", str(out))
    recording = read(out)

    assert done.exit_code == 0, done.output
    assert done.stdout == f"Written: {out}: 4 readings, 1 gap.\n"
    assert "The battery of Polar H10 1234 is at 15 %." in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["walk.jsonl"]
    assert recording.channels["hr_bpm"].values.tolist() == [60, 64]
    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [97, math.nan, 88])
    assert recording.channels["rr_ms"].values == pytest.approx([1000, 937.5])
    assert (recording.timezone_known, recording.device) == (True, "Polar H10 1234, Nonin 3230")
    assert [str(drop) for drop in recording.dropped] == ["1 spo2 connections: dropped, or silent for seconds"]


def test_a_battery_that_nobody_may_read_costs_no_reading(monkeypatch, tmp_path: Path):
    """Some straps tell it only to whom they are paired with."""

    async def play(air: Air) -> None:
        belt = strap(air, battery=None)
        await belt.start()
        await belt.connected()
        for bpm in (60, 61):
            await asyncio.sleep(0.2)
            await belt.beat(bpm)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    out = tmp_path / "walk.jsonl"
    done = give(monkeypatch, play, "--hr", "any", "-o", str(out))

    assert done.stdout == f"Written: {out}: 2 readings.\n"


def test_a_sensor_that_comes_back_half_is_tried_again(monkeypatch, tmp_path: Path):
    """A connection of an instant may end before it is known what the sensor offers."""
    family_of, asked = keeping._family_of, []

    def half_known(client, kind):
        asked.append(kind)
        return None if len(asked) == 2 else family_of(client, kind)

    async def play(air: Air) -> None:
        belt = strap(air)
        await belt.start()
        await belt.connected()
        await belt.beat(60)
        await belt.walk_away()
        while len(asked) < 3:
            await asyncio.sleep(0.05)
        await belt.connected()
        await belt.beat(64)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(keeping, "_family_of", half_known)
    out = tmp_path / "walk.jsonl"
    done = give(monkeypatch, play, "--hr", "any", "-o", str(out))

    assert done.stdout == f"Written: {out}: 2 readings, 1 gap.\n"


def test_a_device_that_measures_both_is_connected_once(monkeypatch, tmp_path: Path):
    """A second connection to it would fail."""

    async def play(air: Air) -> None:
        both = Sensor(air.link, "Checkme", "F0:F1:F2:F3:F4:F5", (HEART, OXIMETER))
        await both.start()
        await both.connected()
        await asyncio.sleep(0.1)
        await both.beat(60)
        await both.read(97, 61)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    out = tmp_path / "both.jsonl"
    done = give(monkeypatch, play, "--hr", "F0:F1:F2:F3:F4:F5", "--spo2", "checkme", "-o", str(out))

    assert done.exit_code == 0, done.output
    assert {name: channel.n for name, channel in read(out).channels.items()} == {
        "hr_bpm": 1,
        "rr_ms": 1,
        "spo2_pct": 1,
        "pulse_bpm": 1,
    }


def test_a_reading_that_the_sensor_doubts_is_none(monkeypatch, tmp_path: Path):
    """The bits beside the number count for more than the number."""

    async def play(air: Air) -> None:
        finger = clip(air)
        await finger.start()
        await finger.connected()
        await finger.read(97, 60)
        await finger.read(71, 60, QUESTIONABLE)
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    out = tmp_path / "doubt.jsonl"
    give(monkeypatch, play, "--spo2", "any", "-o", str(out))

    np.testing.assert_array_equal(read(out).channels["spo2_pct"].values, [97, math.nan])


def test_a_sensor_that_is_not_heard_is_said_with_those_that_are(monkeypatch, tmp_path: Path):
    """So that a slip in the name is seen."""

    async def play(air: Air) -> None:
        await strap(air).start()

    done = give(monkeypatch, play, "--hr", "garmin", "-o", str(tmp_path / "x"), "--find-s", "1")

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == (
        'No heart rate sensor "garmin" was heard in 1 s. Heard were: Polar H10 1234. Wear it or switch it '
        "on, close the app that holds it, and try again; adempauze record --list shows what is near."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_device_of_another_kind_is_refused(monkeypatch, tmp_path: Path):
    """It was named, it was found, and it measures something else; no file is left."""

    async def play(air: Air) -> None:
        await strap(air).start()

    done = give(monkeypatch, play, "--spo2", "polar", "-o", str(tmp_path / "x"))

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "Polar H10 1234 is no oximeter that is known here."
    assert list(tmp_path.iterdir()) == []


def test_what_is_near_is_listed(monkeypatch):
    """By name, address and what it measures."""

    async def play(air: Air) -> None:
        await strap(air).start()
        await clip(air).start()

    monkeypatch.setattr(record, "LIST_S", 0.5)
    listed = give(monkeypatch, play, "--list").stdout.splitlines()

    assert sorted(re.sub(" {2,}", " | ", line) for line in listed) == [
        "Nonin 3230 | E0:F1:F2:F3:F4:F5 | oximeter",
        "Polar H10 1234 | F0:F1:F2:F3:F4:F5 | heart rate sensor",
    ]


def test_ctrl_c_before_the_first_reading_leaves_no_file(monkeypatch, tmp_path: Path):
    """There is nothing in it."""

    async def play(air: Air) -> None:
        finger = clip(air)
        await finger.start()
        await finger.connected()
        os.kill(os.getpid(), signal.SIGINT)

    done = give(monkeypatch, play, "--spo2", "any", "-o", str(tmp_path / "x"))

    assert done.stdout == "Stopped before a sensor gave a reading; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give --hr or --spo2, or both, and -o with a file; --list shows what is near."),
        (("--hr", "any"), "Give --hr or --spo2, or both, and -o with a file; --list shows what is near."),
        (("--hr", "any", "-o", __file__), "is there already; give a new name."),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_looked_for(arguments, sentence):
    """As bad use."""
    done = CliRunner().invoke(main, ["record", *arguments])

    assert done.exit_code == 2
    assert sentence in done.stderr


class Page:
    """A journal in memory."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, dict[str, object]]] = []

    def write(self, at_s: float, **values: object) -> None:
        """Keep a line."""
        self.lines.append((at_s, values))


def oximeter(spo2_pct: float | None, **about) -> OximeterReading:
    """A reading of a finger clip."""
    return OximeterReading(family="plx", spo2_pct=spo2_pct, pulse_bpm=60.0, **about)


def heard(*kinds) -> tuple[Recorder, Page, list[float]]:
    """A recorder, what it writes, and the clock it reads."""
    page, clock = Page(), [0.0]
    return Recorder(page, kinds, clock=lambda: clock[-1], say=print), page, clock


def test_silence_is_no_reading():
    """After three seconds, once; and the line for the eye never shows an old number."""
    one, page, clock = heard("spo2")
    one.reading("spo2", oximeter(97.0, quality="good"))
    assert one.line == "0:00   SpO2 97 % (signal good, pulse 60)"
    for at_s in (2.9, 3.1, 9.0):
        clock.append(at_s)
        one.look()

    assert one.line == "0:09   SpO2 no reading   lost 1x"
    assert [line for line in page.lines if "lost" in line[1]] == [(3.1, {"lost": "spo2", "why": "silent"})]


def test_a_clip_that_sends_a_hundred_times_a_second_is_written_once_a_second():
    """And at once where its value comes or goes."""
    one, page, clock = heard("spo2")
    for hundredth in range(250):
        clock.append(hundredth / 100)
        one.reading("spo2", oximeter(97.0 if hundredth != 130 else None))

    assert [at_s for at_s, _ in page.lines] == [0.0, 0.9, 1.3, 1.31, 2.22]


def test_a_strap_off_the_skin_has_no_heart_rate():
    """It sends the last one on, and beats that are none."""
    one, page, _ = heard("hr")
    one.reading("hr", HeartRateReading(hr_bpm=60.0, rr_ms=(1000.0,), sensor_contact=False))

    assert page.lines == [(0.0, {"hr_bpm": None, "rr_ms": []})]
    assert one.line == "0:00   heart no contact with the skin"


def test_a_full_disc_is_noticed_through_the_radio():
    """A listener may not raise, so the fault waits for whoever looks."""

    class Full(Page):
        def write(self, at_s: float, **values: object) -> None:
            raise RecordingError("x.part cannot be written: no space left on device.")

    one = Recorder(Full(), ["hr"], clock=lambda: 0.0, say=print)
    one.reading("hr", HeartRateReading(hr_bpm=60.0))

    assert str(one.fault) == "x.part cannot be written: no space left on device."


def journal(folder: Path) -> bytes:
    """The bytes of a short recording."""
    with JournalWriter(folder / "whole", started_at=NOW, sensors={"hr": "H10", "spo2": "Ox"}) as out:
        for second in range(3):
            out.write(second, hr_bpm=60.0 + second, rr_ms=[500.0, 500.0])
            out.write(second, spo2_pct=97.0, pulse_bpm=61.0, quality="weak" if second == 1 else "good")
    return (folder / "whole").read_bytes()


def test_weak_signals_and_beats_are_read_as_what_they_are(tmp_path: Path):
    """A weak SpO2 is none; two beats in a packet are half a second apart."""
    recording = read(journal(tmp_path))

    np.testing.assert_array_equal(recording.channels["spo2_pct"].values, [97, math.nan, 97])
    assert recording.channels["rr_ms"].at_s.tolist() == [0.0, 0.0, 0.5, 1.0, 1.5, 2.0]
    assert recording.started_at == NOW
    assert recording.notes == ()


def test_cut_anywhere_it_is_read_up_to_the_cut(tmp_path: Path):
    """As a power cut leaves it; only a file without a first reading is refused."""
    whole = journal(tmp_path)
    header = whole.index(b"\n") + 1
    first = whole.index(b"\n", header)
    for end in range(header, len(whole) - 1):
        if end < first:
            with pytest.raises(RecordingError, match="It ended before a sensor gave a first reading"):
                read(whole[:end])
        else:
            assert any("cut short" in note for note in read(whole[:end]).notes)


@pytest.mark.parametrize(
    "line",
    [
        b'{"at_s":-1,"hr_bpm":60}',
        b'{"at_s":1e400,"hr_bpm":60}',
        b'{"at_s":NaN}',
        b"[" * 100_000,
        b'{"at_s":true,"hr_bpm":{}}',
        b'{"at_s":2,"rr_ms":5}',
        b'{"at_s":2,"hr_bpm":"60","rr_ms":["x"]}',
        b'{"at_s":2,"lost":{}}',
        b"null",
    ],
)
def test_a_spoilt_line_never_becomes_a_reading(tmp_path: Path, line: bytes):
    """What comes before it stays; the number in it is none."""
    head = journal(tmp_path).split(b"\n")[:3]
    recording = read(b"\n".join([*head, line, b'{"ended":true}', b""]))

    assert np.nanmax(recording.channels["hr_bpm"].values) == 60


def test_a_recording_of_a_newer_format_is_said(tmp_path: Path):
    """Guessing would be worse."""
    newer = journal(tmp_path).replace(b'"adempauze_recording":1', b'"adempauze_recording":2')

    with pytest.raises(RecordingError, match=r"A newer Adempauze made this \(format 2\)"):
        read(newer)


def test_nothing_is_overwritten_and_what_a_crash_left_is_kept(tmp_path: Path):
    """Both names are looked at."""
    (tmp_path / "x.part").write_text("from before")

    with pytest.raises(RecordingError, match=r"x\.part is there already; move it, or give another name\."):
        JournalWriter(tmp_path / "x", started_at=NOW, sensors={}).__enter__()
    assert (tmp_path / "x.part").read_text() == "from before"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    """In a sentence."""
    with pytest.raises(RecordingError, match=r"x\.part cannot be written: no such file or directory\."):
        JournalWriter(tmp_path / "none/x", started_at=NOW, sensors={}).__enter__()


@pytest.mark.parametrize("at_s", [1.0, 9.0])
def test_a_disc_that_breaks_gets_a_sentence_and_keeps_the_part(tmp_path: Path, monkeypatch, at_s):
    """Also where only the wait for the disc fails: on the way, or at the end."""

    def broken(_file):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("adempauze.io.journal.os.fsync", broken)
    with (
        pytest.raises(RecordingError, match=r"x\.part cannot be written: input/output error\."),
        JournalWriter(tmp_path / "x", started_at=NOW, sensors={}) as out,
    ):
        out.write(at_s, hr_bpm=60.0)
    assert [path.name for path in tmp_path.iterdir()] == ["x.part"]


def test_an_error_keeps_what_came_before_it(tmp_path: Path):
    """Under the name that says it is not whole."""
    with suppress(ZeroDivisionError), JournalWriter(tmp_path / "x", started_at=NOW, sensors={}) as out:
        out.write(1.0, hr_bpm=60.0)
        raise ZeroDivisionError

    assert read(tmp_path / "x.part").channels["hr_bpm"].values.tolist() == [60]


def test_without_bleak_the_sentence_says_what_to_install(monkeypatch):
    """It is an extra, for it brings a driver for each system."""
    monkeypatch.setitem(sys.modules, "bleak", None)

    with pytest.raises(SensorError, match=re.escape('pip install "adempauze[bluetooth]"')):
        system_radio()


WHY = BleakBluetoothNotAvailableReason
NONE = "This machine has no Bluetooth adapter that answers. Is one plugged in, and its service running?"
OFF = "Bluetooth is switched off on this machine. Switch it on."
DENIED = "This program may not use Bluetooth. Allow it in the privacy settings of the system."


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (BleakBluetoothNotAvailableError("", WHY.NO_BLUETOOTH), NONE),
        (BleakBluetoothNotAvailableError("", WHY.POWERED_OFF), OFF),
        (BleakBluetoothNotAvailableError("", WHY.DENIED_BY_USER), DENIED),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", []), DENIED),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), NONE),
        (FileNotFoundError("no bus"), NONE),
        (PermissionError(), DENIED),
    ],
)
def test_what_a_system_says_of_its_radio_becomes_a_sentence(fault, sentence):
    """With what to do."""
    with pytest.raises(SensorError) as told, faults_said():
        raise fault
    assert str(told.value) == sentence


def test_the_command_line_and_the_page_read_the_same_sensors():
    """Their tables name the same services and characteristics; and each has a decoder of its name."""
    root = Path(__file__).resolve().parents[3]
    page = (root / "frontend/src/sensors/families.ts").read_text()
    short = {f"0000{one}-0000-1000-8000-00805f9b34fb" for one in re.findall(r'sig\("(\w{4})"\)', page)}
    there = short | set(re.findall(r'"(\w{8}-\w{4}-\w{4}-\w{4}-\w{12})"', page))
    here = {"0000180f-0000-1000-8000-00805f9b34fb", "00002a19-0000-1000-8000-00805f9b34fb"}
    for family in (STRAP, *OXIMETERS):
        assert FAMILY_OF_SERVICE[family.service] == family.id
        here |= {family.service, *(name for name, _ in family.notify), *(family.ask or ("",))[:1]} - {""}

    assert here == there


def test_every_line_is_strict_json(tmp_path: Path):
    """Any language can read it."""
    for line in journal(tmp_path).decode().splitlines():
        json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
