"""GPX: tracks with heart rate in either dialect, whatever prefix it was given."""

from collections.abc import Mapping
from datetime import tzinfo

import numpy as np

from adempauze.io.source import Stream
from adempauze.io.tracks import Points, number, path_length_m, valid_hr_bpm
from adempauze.io.xml import parse
from adempauze.oximetry.recording import Activity, Recording

# Garmin's TrackPointExtension says hr; Cluetrust's gpxdata says hr; Amazfit writes heartrate as well
CHANNEL_OF_TAG = {
    "hr": "hr_bpm",
    "heartrate": "hr_bpm",
    "ele": "altitude_m",
    "cad": "cadence_per_min",
    "cadence": "cadence_per_min",
    "speed": "speed_m_s",
    "depth": "depth_m",
}
POINT_TAGS = ("trkpt", "rtept", "wpt")
STRAVA_SPORTS = {"1": "cycling", "9": "running", "10": "walking", "16": "swimming"}


class _Gpx:
    def __init__(self) -> None:
        self.points = Points()
        self.creator: str | None = None
        self.sport: str | None = None
        self._point: dict[str, float] | None = None
        self._time: str | None = None
        self._parents: list[str] = []
        self.distance_m = 0.0
        self._segment: list[tuple[float, float]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "gpx":
            self.creator = attributes.get("creator") or None
        elif name in POINT_TAGS and self._point is None:
            self._point = {
                "latitude_deg": number(attributes.get("lat", "")),
                "longitude_deg": number(attributes.get("lon", "")),
            }
            self._time = None
        self._parents.append(name)

    def end(self, name: str, text: str) -> None:
        self._parents.pop()
        if name in POINT_TAGS and self._point is not None:
            self._segment.append((self._point["latitude_deg"], self._point["longitude_deg"]))
            self.points.add(self._time, self._point)
            self._point = None
        elif name == "trkseg":
            self.distance_m += self._segment_m()
            self._segment = []
        elif self._point is None:
            if name == "type" and self._parents[-1:] == ["trk"]:
                self.sport = STRAVA_SPORTS.get(text, text.lower()) or None
        elif name == "time":
            self._time = text
        elif (channel := CHANNEL_OF_TAG.get(name)) is not None:
            value = number(text)
            if channel == "hr_bpm":
                value = valid_hr_bpm(value, self.points.drops)
            if np.isnan(self._point.get(channel, np.nan)):
                self._point[channel] = value

    def _segment_m(self) -> float:
        path = np.array(self._segment, dtype=np.float64).reshape(-1, 2)
        return path_length_m(path[:, 0], path[:, 1])


def read_gpx(stream: Stream, head: bytes, zone: tzinfo | None) -> Recording:
    """Read a GPX track; distance is summed over the points, since GPX has no timer and no session."""
    document = _Gpx()
    fault = parse(stream, head, document)
    clock, channels, dropped = document.points.finish(zone)
    notes = (fault,) if fault else ()
    elapsed_s = float(clock.at_s.max()) if clock and clock.at_s.size > 1 else None
    return Recording(
        kind="gpx",
        device=document.creator,
        started_at=clock.started_at if clock else None,
        timezone_known=clock.timezone_known if clock else False,
        channels=channels,
        dropped=dropped,
        notes=notes + (clock.notes if clock else ()),
        activity=Activity(
            sport=document.sport,
            distance_m=document.distance_m or None,
            elapsed_s=elapsed_s,
        ),
    )
