"""Recording what sensors send: every reading to the journal, the newest ones for the eye."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from adempauze.errors import RecordingError
from adempauze.radio.finding import Kind
from adempauze.sensors import HeartRateReading
from adempauze.sensors.families import STALE_S, Reading

WRITE_EVERY_S = 0.9  # some oximeters send a hundred times a second; once is enough, and a change at once
LOW_BATTERY_PCT = 20


class Journal(Protocol):
    """Where lines go."""

    def write(self, at_s: float, **values: object) -> None:
        """Add a line."""


@dataclass(slots=True)
class _Sensor:
    """What is known of one sensor now."""

    heard_s: float  # when it last sent anything
    is_lost: bool = False
    losses: int = 0
    shown: str = ""
    written_s: float = -WRITE_EVERY_S
    had_value: bool = False


class Recorder:
    """Hears sensors and writes down what they say. *clock* gives the seconds since the recording began."""

    def __init__(
        self,
        journal: Journal,
        kinds: Iterable[Kind],
        *,
        clock: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        self._journal, self._clock, self._say = journal, clock, say
        self._sensors = {kind: _Sensor(heard_s=clock(), is_lost=True) for kind in kinds}
        self.readings = 0
        self.fault: RecordingError | None = None

    @property
    def losses(self) -> int:
        """How often a sensor that had been there was gone."""
        return sum(sensor.losses for sensor in self._sensors.values())

    def reading(self, kind: Kind, reading: Reading) -> None:
        """Write a reading down."""
        at_s, sensor = self._clock(), self._sensors[kind]
        values, has_value, sensor.shown = _told(reading)
        sensor.heard_s, sensor.is_lost = at_s, False
        is_due = at_s - sensor.written_s >= WRITE_EVERY_S or has_value != sensor.had_value
        if is_due or isinstance(reading, HeartRateReading):  # every packet of a strap holds beats of its own
            sensor.written_s, sensor.had_value = at_s, has_value
            self.readings += has_value
            self._write(at_s, **values)

    def connected(self, kind: Kind) -> None:
        """Give it the time to send."""
        self._sensors[kind].heard_s = self._clock()

    def dropped(self, kind: Kind) -> None:
        """Write down that there is no reading from now on."""
        self._lose(kind, "dropped")

    def battery(self, name: str, percent: int) -> None:
        """Warn of one that will not last."""
        if percent <= LOW_BATTERY_PCT:
            self._say(f"The battery of {name} is at {percent} %.")

    def look(self) -> None:
        """Take a sensor that went quiet for one that has no reading."""
        for kind, sensor in self._sensors.items():
            if self._clock() - sensor.heard_s > STALE_S:
                self._lose(kind, "silent")

    @property
    def line(self) -> str:
        """What is being recorded, on one line."""
        minutes, seconds = divmod(int(self._clock()), 60)
        parts = [f"{minutes}:{seconds:02d}"]
        for kind, sensor in self._sensors.items():
            name = {"hr": "heart", "spo2": "SpO2"}[kind]
            parts.append(f"{name} {'no reading' if sensor.is_lost else sensor.shown}")
        return "   ".join([*parts, f"lost {self.losses}x"] if self.losses else parts)

    def _lose(self, kind: Kind, why: str) -> None:
        sensor = self._sensors[kind]
        if not sensor.is_lost:
            sensor.is_lost, sensor.had_value, sensor.losses = True, False, sensor.losses + 1
            self._write(self._clock(), lost=kind, why=why)

    def _write(self, at_s: float, **values: object) -> None:
        try:
            self._journal.write(at_s, **values)
        except RecordingError as error:  # a radio swallows what its listener raises
            self.fault = error


def _told(reading: Reading) -> tuple[dict[str, object], bool, str]:
    """Return a reading as values for a line, whether it holds one, and in words."""
    if isinstance(reading, HeartRateReading):
        hr_bpm = None if reading.sensor_contact is False else reading.hr_bpm
        shown = "no contact with the skin" if hr_bpm is None else f"{hr_bpm:.0f}"
        rr_ms = [] if hr_bpm is None else [round(interval, 1) for interval in reading.rr_ms]
        if rr_ms:
            shown += f" (RR {rr_ms[-1]:.0f} ms)"
        return {"hr_bpm": hr_bpm, "rr_ms": rr_ms}, hr_bpm is not None, shown
    values: dict[str, object] = {
        "spo2_pct": reading.spo2_pct,
        "pulse_bpm": reading.pulse_bpm,
        "quality": reading.quality,
    }
    if reading.perfusion_pct is not None:
        values["perfusion_pct"] = reading.perfusion_pct
    is_usable = reading.spo2_pct is not None and reading.quality != "weak"
    if reading.spo2_pct is None:
        shown = "no finger" if reading.finger is False else "searching" if reading.searching else "no reading"
    else:
        pulse = "-" if reading.pulse_bpm is None else f"{reading.pulse_bpm:.0f}"
        shown = f"{reading.spo2_pct:.0f} % (signal {reading.quality}, pulse {pulse})"
    return values, is_usable, shown
