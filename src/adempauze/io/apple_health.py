"""Apple Health exports: gigabytes of records, streamed; saturation is a fraction called a percentage."""

import math
from array import array
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from adempauze.io import limits
from adempauze.io.clocks import parse_instant
from adempauze.io.source import Stream
from adempauze.io.xml import parse
from adempauze.oximetry.recording import HR_RANGE_BPM, Activity, Channel, Dropped, Lap, Recording
from adempauze.units import km_to_m, miles_to_m, minutes_to_s, yards_to_m

CHANNEL_OF_TYPE = {
    "HKQuantityTypeIdentifierOxygenSaturation": "spo2_pct",
    "HKQuantityTypeIdentifierHeartRate": "hr_bpm",
    "HKQuantityTypeIdentifierRespiratoryRate": "respiration_per_min",
}
FRACTION_UP_TO = 1.5  # 0.97 and 97 both occur under the unit "%"
DISTANCE_TO_M: dict[str, Callable[[float], float]] = {
    "km": km_to_m,
    "mi": miles_to_m,
    "yd": yards_to_m,
    "m": float,
}
DURATION_TO_S: dict[str, Callable[[float], float]] = {"min": minutes_to_s, "s": float, "sec": float}


class _Export:
    """Only numbers are kept, in arrays: two for each channel, so that gigabytes become megabytes."""

    def __init__(self) -> None:
        self.seconds: dict[str, array[float]] = {}
        self.values: dict[str, array[float]] = {}
        self.drops: dict[tuple[str, str], int] = {}
        self.notes: set[str] = set()
        self.devices: set[str] = set()
        self.wrist = False
        self.workouts: list[dict[str, object]] = []
        self._memo: tuple[str, float] = ("", math.nan)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "record":
            channel = CHANNEL_OF_TYPE.get(attributes.get("type", ""))
            if channel is not None:
                self._record(channel, attributes)
        elif name == "workout":
            self._workout(attributes)
        elif name == "workoutstatistics" and self.workouts:
            self._statistics(attributes)

    def end(self, name: str, text: str) -> None:
        """Do nothing: records say everything in their opening tag."""

    def _epoch_s(self, text: str) -> float:
        if text != self._memo[0]:
            moment = parse_instant(text.replace(" +", "+").replace(" -", "-"))
            known = moment is not None and moment.tzinfo is not None
            self._memo = (text, moment.timestamp() if known and moment else math.nan)
        return self._memo[1]

    def _drop(self, what: str, why: str) -> None:
        self.drops[what, why] = self.drops.get((what, why), 0) + 1

    def _record(self, channel: str, attributes: Mapping[str, str]) -> None:
        at_s = self._epoch_s(attributes.get("startDate", ""))
        try:
            value = float(attributes.get("value", "").replace(",", "."))
        except ValueError:
            value = math.nan
        if channel == "spo2_pct":
            value = value * 100.0 if value <= FRACTION_UP_TO else value
            plausible = 1.0 <= value <= 100.0
        elif channel == "hr_bpm":
            plausible = HR_RANGE_BPM[0] <= value <= HR_RANGE_BPM[1]
        else:
            plausible = value > 0
        if math.isnan(at_s) or not plausible:
            self._drop(f"{channel} records", "no time with an offset" if math.isnan(at_s) else "no reading")
            return
        kept = self.values.setdefault(channel, array("d"))
        if len(kept) >= limits.SAMPLES:
            self._drop(f"{channel} records", "more than one recording can hold")
            return
        kept.append(value)
        self.seconds.setdefault(channel, array("d")).append(at_s)
        source = attributes.get("sourceName", "")
        if len(self.devices) < 8:
            self.devices.add(source)
        if channel == "spo2_pct" and "watch" in source.lower():
            self.wrist = True

    def _workout(self, attributes: Mapping[str, str]) -> None:
        distance = _number(attributes.get("totalDistance"))
        to_m = DISTANCE_TO_M.get(attributes.get("totalDistanceUnit", ""))
        duration = _number(attributes.get("duration"))
        to_s = DURATION_TO_S.get(attributes.get("durationUnit", "min"))
        kind = attributes.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType").lower()
        self.workouts.append(
            {
                "sport": kind or None,
                "start_s": self._epoch_s(attributes.get("startDate", "")),
                "end_s": self._epoch_s(attributes.get("endDate", "")),
                "duration_s": to_s(duration) if to_s and duration else math.nan,
                "distance_m": to_m(distance) if to_m and distance else None,
            }
        )

    def _statistics(self, attributes: Mapping[str, str]) -> None:
        if "Distance" in attributes.get("type", ""):
            total, to_m = _number(attributes.get("sum")), DISTANCE_TO_M.get(attributes.get("unit", ""))
            if total and to_m:
                self.workouts[-1]["distance_m"] = to_m(total)


def _number(text: str | None) -> float | None:
    try:
        return float((text or "").replace(",", "."))
    except ValueError:
        return None


def read_apple_health(stream: Stream, head: bytes) -> Recording:
    """Read an export.xml as a stream: saturation, heart rate, breathing rate, and workouts as laps."""
    export = _Export()
    fault = parse(stream, head, export)
    moments = [min(seconds) for seconds in export.seconds.values()]
    starts = [float(str(workout["start_s"])) for workout in export.workouts]
    moments += [start for start in starts if not math.isnan(start)]
    zero_s = min(moments, default=math.nan)
    channels = {
        name: Channel.of(np.frombuffer(export.seconds[name]) - zero_s, np.frombuffer(values))
        for name, values in export.values.items()
    }
    known = not math.isnan(zero_s)
    return Recording(
        kind="apple_health",
        device=", ".join(sorted(filter(None, export.devices))) or None,
        site="wrist" if export.wrist else None,
        started_at=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=zero_s) if known else None,
        timezone_known=known,
        channels=channels,
        dropped=tuple(Dropped(count, what, why) for (what, why), count in export.drops.items()),
        notes=(fault,) if fault else (),
        activity=_activity(export.workouts, zero_s),
    )


def _activity(workouts: list[dict[str, object]], zero_s: float) -> Activity:
    laps = tuple(
        Lap(
            float(str(workout["start_s"])) - zero_s,
            float(str(workout["duration_s"])),
            None if workout["distance_m"] is None else float(str(workout["distance_m"])),
        )
        for workout in workouts
    )
    if len(workouts) != 1:
        return Activity(laps=laps)
    only, lap = workouts[0], laps[0]
    elapsed_s = float(str(only["end_s"])) - float(str(only["start_s"]))
    return Activity(
        sport=None if only["sport"] is None else str(only["sport"]),
        distance_m=lap.distance_m,
        timer_s=None if math.isnan(lap.duration_s) else lap.duration_s,
        elapsed_s=None if math.isnan(elapsed_s) else elapsed_s,
        laps=laps,
    )
