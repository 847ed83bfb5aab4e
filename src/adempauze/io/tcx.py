"""TCX: laps with a timer, and trackpoints that come twice at every lap border."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

import numpy as np

from adempauze.io.clocks import parse_instant
from adempauze.io.source import Stream
from adempauze.io.tracks import Points, number, valid_hr_bpm
from adempauze.io.xml import parse
from adempauze.oximetry.recording import Activity, Lap, Recording

CHANNEL_OF_TAG = {
    "distancemeters": "distance_m",
    "altitudemeters": "altitude_m",
    "cadence": "cadence_per_min",
    "runcadence": "cadence_per_min",
    "speed": "speed_m_s",
    "watts": "power_w",
    "latitudedegrees": "latitude_deg",
    "longitudedegrees": "longitude_deg",
}


class _Tcx:
    def __init__(self) -> None:
        self.points = Points()
        self.sports: list[str] = []
        self.creator: str | None = None
        self.laps: list[tuple[datetime | None, float, float]] = []
        self._point: dict[str, float] | None = None
        self._time: str | None = None
        self._parents: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "activity":
            self.sports.append(attributes.get("Sport", "").lower())
        elif name == "lap":
            self.laps.append((parse_instant(attributes.get("StartTime", "")), 0.0, float("nan")))
        elif name == "trackpoint":
            self._point, self._time = {}, None
        self._parents.append(name)

    def end(self, name: str, text: str) -> None:
        self._parents.pop()
        parent = self._parents[-1] if self._parents else ""
        if self._point is not None:
            self._end_in_point(name, text, parent)
        elif parent == "lap" and self.laps:
            start, timer_s, distance_m = self.laps[-1]
            if name == "totaltimeseconds":
                self.laps[-1] = (start, number(text), distance_m)
            elif name == "distancemeters":
                self.laps[-1] = (start, timer_s, number(text))
        elif name == "name" and parent == "creator":
            self.creator = text or None

    def _end_in_point(self, name: str, text: str, parent: str) -> None:
        assert self._point is not None  # noqa: S101 -- called only inside a trackpoint
        if name == "trackpoint":
            self.points.add(self._time, self._point)
            self._point = None
        elif name == "time":
            self._time = text
        elif name == "value" and parent == "heartratebpm":
            self._point["hr_bpm"] = valid_hr_bpm(number(text), self.points.drops)
        elif (channel := CHANNEL_OF_TAG.get(name)) is not None and channel not in self._point:
            self._point[channel] = number(text)


def read_tcx(stream: Stream, head: bytes, zone: tzinfo | None) -> Recording:
    """Read a TCX activity; the timer is the sum of its laps, elapsed time runs from first to last point."""
    document = _Tcx()
    fault = parse(stream, head, document)
    clock, channels, dropped = document.points.finish(zone)
    notes = [fault] if fault else []
    sports = list(dict.fromkeys(sport for sport in document.sports if sport))
    if len(document.sports) > 1:
        notes.append(f"{len(document.sports)} activities in one file, read as one: {', '.join(sports)}.")
    timers = [timer_s for _, timer_s, _ in document.laps if timer_s >= 0]
    distances = [distance_m for _, _, distance_m in document.laps if distance_m >= 0]
    lap_m = sum(distances) if distances else None
    track_m = float(np.nanmax(channels["distance_m"].values)) if "distance_m" in channels else None
    if lap_m and track_m and abs(track_m - lap_m) > 0.01 * track_m:
        notes.append(
            f"The laps add up to {lap_m:.0f} m and the track to {track_m:.0f} m; the longer is taken."
        )
    return Recording(
        kind="tcx",
        device=document.creator,
        started_at=clock.started_at if clock else None,
        timezone_known=clock.timezone_known if clock else False,
        channels=channels,
        dropped=dropped,
        notes=tuple(notes) + (clock.notes if clock else ()),
        activity=Activity(
            sport=sports[0] if len(sports) == 1 else None,
            distance_m=max(filter(None, (lap_m, track_m)), default=lap_m),
            timer_s=sum(timers) if timers else None,
            elapsed_s=float(clock.at_s.max()) if clock and clock.at_s.size > 1 else None,
            laps=_laps(document.laps, clock.started_at if clock else None),
        ),
    )


def _laps(laps: list[tuple[datetime | None, float, float]], started_at: datetime | None) -> tuple[Lap, ...]:
    found = []
    for start, timer_s, distance_m in laps:
        known = start is not None and started_at is not None
        if known and (start.tzinfo is None) == (started_at.tzinfo is None):  # type: ignore[union-attr]
            start_s = (start - started_at).total_seconds()  # type: ignore[operator]
        else:
            start_s = float("nan")
        found.append(Lap(start_s, timer_s, distance_m if distance_m == distance_m else None))
    return tuple(found)
