"""FIT: the container is fitdecode's; what the messages mean for a hold is ours.

Read up to the fault, whatever the header claims: a wrong checksum is only noted, a size of zero (a recording
never closed) or too large (cut short) is replaced by the bytes that are there.
"""

import io
import math
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import fitdecode
import numpy as np

from adempauze.errors import RecordingError
from adempauze.io import limits
from adempauze.oximetry.recording import HR_RANGE_BPM, Activity, Channel, Dropped, Lap, Recording, merged
from adempauze.units import semicircles_to_degrees

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
FIRST_REAL_S = 0x10000000  # below, a time counts from power-up and is no date (FIT profile, date_time)
TWO_WEEKS_S = 14 * 86_400.0  # a longer activity means a clock that jumped
RR_SLACK_S = (
    5.0  # RR intervals have no time; they are kept this near to the record they came with (our proposal)
)
STRAP_SPAN_S = 2.0  # a record this near to a buffered beat says the same beat again
MET_PER_UNIT = 65_536.0  # undocumented message 140, field 7: MET x 65536, as GoldenCheetah reads it
VO2_PER_MET_ML_KG_MIN = 3.5
SUUNTO_VO2_SCALE = 10.0  # developer field estimated_vo2_max; decoders leave developer fields unscaled

# record field -> channel; SpO2 is in no record field, field 57 is muscle
RECORD_CHANNELS = {
    "heart_rate": "hr_bpm",
    "saturated_hemoglobin_percent": "smo2_pct",
    "distance": "distance_m",
    "enhanced_speed": "speed_m_s",
    "speed": "speed_m_s",
    "enhanced_altitude": "altitude_m",
    "altitude": "altitude_m",
    "depth": "depth_m",
    "cadence": "cadence_per_min",
    "power": "power_w",
    "enhanced_respiration_rate": "respiration_per_min",
    "respiration_rate": "respiration_per_min",
    "position_lat": "latitude_deg",
    "position_long": "longitude_deg",
}
# what a broken container may raise inside the decoder: its own errors, and Python's where it trusts a byte
CONTAINER_FAULTS = (
    fitdecode.FitError,
    AssertionError,
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
    struct.error,
)

Samples = defaultdict[str, list[tuple[float, float]]]


@dataclass(slots=True)
class _Gathered:
    samples: Samples = field(default_factory=lambda: defaultdict(list))
    strap: list[tuple[float, float]] = field(default_factory=list)
    rr: list[tuple[float, float]] = field(default_factory=list)
    sessions: list[fitdecode.FitDataMessage] = field(default_factory=list)
    laps: list[fitdecode.FitDataMessage] = field(default_factory=list)
    drops: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    device: str | None = None
    device_spo2: bool = False
    vo2max_ml_kg_min: float | None = None
    last_s: float = math.nan
    beats_s: float = math.nan
    strap_clock: tuple[float, int] | None = None


def read_fit(data: bytes) -> Recording:
    """Read a FIT file: activities, monitoring, sleep, free-diving; workouts hold no recording."""
    if len(data) > limits.FIT_BYTES:
        raise RecordingError(
            f"Larger than {limits.FIT_BYTES // 2**20} MB, more than one recording. Split it first."
        )
    gathered = _Gathered()
    for message in _messages(data, gathered):
        _MEANINGS.get(message.global_mesg_num, _ignore)(message, gathered)
    return _recording(gathered)


def _messages(data: bytes, gathered: _Gathered) -> Iterator[fitdecode.FitDataMessage]:
    """Yield every data message of all chained files, up to the first fault."""
    whole = _with_true_size(data, gathered)
    stream = io.BytesIO(whole)
    reader = fitdecode.FitReader(
        stream,
        check_crc=fitdecode.CrcCheck.READONLY,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    fields = 0
    try:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                yield frame
            elif isinstance(frame, fitdecode.FitDefinitionMessage):
                fields += len(frame.field_defs) + len(frame.dev_field_defs)
                if fields > limits.FIT_FIELDS:
                    raise RecordingError(
                        f"It defines more than {limits.FIT_FIELDS} fields; no device does. It was not read."
                    )
            elif isinstance(frame, fitdecode.FitCRC) and frame.matched is False:
                gathered.notes.append("The checksum does not match; what could be read was kept.")
    except CONTAINER_FAULTS:
        at = stream.tell()
        gathered.notes.append(
            f"The file is damaged or cut short near byte {at} of {len(whole)}; read up to there."
        )


def _with_true_size(data: bytes, gathered: _Gathered) -> bytes:
    """Return the file with the size of its first part as it is, where the header says 0 or too much."""
    header = data[0]
    claimed = int.from_bytes(data[4:8], "little")
    present = len(data) - header
    if claimed == 0 and present > 2:
        gathered.notes.append("The recording was never closed (size 0); read as far as it goes.")
    elif claimed <= present:
        return data
    return data[:4] + max(0, present).to_bytes(4, "little") + data[8:]


def _seconds(message: fitdecode.FitDataMessage, name: str = "timestamp") -> float:
    """Return a time of the device in seconds; NaN where there is none."""
    value = message.get_value(name, fallback=None)
    if isinstance(value, datetime):
        return (value - FIT_EPOCH).total_seconds()
    return float(value) if isinstance(value, int | float) else math.nan


def _number(message: fitdecode.FitDataMessage, name: str) -> float:
    value = message.get_value(name, fallback=None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value)


def _ignore(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    """Messages that say nothing about a hold."""


def _file_id(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    maker = message.get_value("manufacturer", fallback=None)
    product = message.get_value("product_name", fallback=None) or message.get_value(
        "garmin_product", fallback=None
    )
    product = product or message.get_value("product", fallback=None)
    words = [
        str(word).replace("_", " ").strip("\0 ") for word in (maker, product) if word not in (None, "", 0)
    ]
    gathered.device = gathered.device or " ".join(words) or None


def _record(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    at_s = _seconds(message)
    if math.isnan(at_s):
        gathered.drops.append(Dropped(1, "records", "no time"))
        return
    gathered.last_s = at_s
    seen = set()
    for item in message.fields:
        channel = RECORD_CHANNELS.get(item.name)
        if item.field_def is not None and item.field_def.is_dev:
            channel = "depth_m" if item.name and str(item.name).lower() == "depth" else None
        if channel is None or channel in seen:
            continue
        value = item.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        seen.add(channel)
        gathered.samples[channel].append((at_s, _meant(channel, float(value), gathered)))
    if "hr_bpm" not in seen:
        gathered.samples["hr_bpm"].append((at_s, math.nan))


def _meant(channel: str, value: float, gathered: _Gathered) -> float:
    if channel == "hr_bpm":
        if not HR_RANGE_BPM[0] <= value <= HR_RANGE_BPM[1]:
            gathered.drops.append(Dropped(1, "heart rates", f"{value:g} is no reading"))
            return math.nan
    elif channel.endswith("_deg"):
        return semicircles_to_degrees(value)
    elif channel == "depth_m":
        return abs(value)  # one free-diving app writes negative metres
    return value


def _hr(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    """Beats a strap kept while the watch was under water.

    The first message ties a count of 1/1024 s to a moment; the next give the low 12 bits of that count for
    each beat, packed eight in twelve bytes, and are counted on from the beat before.
    """
    at_s, event_s = _seconds(message), _number(message, "event_timestamp")
    packed = message.get_raw_value("event_timestamp_12", fallback=None)
    if not math.isnan(at_s) and not math.isnan(event_s):
        fraction_s = _number(message, "fractional_timestamp")
        gathered.strap_clock = (at_s + (0.0 if math.isnan(fraction_s) else fraction_s), round(event_s * 1024))
        beats_s = [gathered.strap_clock[0]]
    elif gathered.strap_clock is not None and isinstance(packed, tuple) and len(packed) % 3 == 0:
        beats_s = _beats(packed, gathered)
    else:
        gathered.drops.append(Dropped(1, "buffered heart rates", "no time to tie them to"))
        return
    rates = message.get_value("filtered_bpm", fallback=None)
    for beat_s, rate in zip(beats_s, rates if isinstance(rates, tuple) else (rates,), strict=False):
        if _is_number(rate):
            gathered.strap.append((beat_s, _meant("hr_bpm", float(rate), gathered)))


def _beats(packed: tuple[int, ...], gathered: _Gathered) -> list[float]:
    assert gathered.strap_clock is not None  # noqa: S101 -- the caller has seen it
    at_s, ticks = gathered.strap_clock
    found = []
    for low, middle, high in zip(packed[::3], packed[1::3], packed[2::3], strict=True):
        for count in (low | (middle & 0x0F) << 8, middle >> 4 | high << 4):
            step = (count - ticks) % 4096
            at_s, ticks = at_s + step / 1024, ticks + step
            found.append(at_s)
    gathered.strap_clock = (at_s, ticks)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _hrv(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    """RR intervals; they carry no time of their own, so they follow the record before them."""
    times = message.get_value("time", fallback=None)
    for interval_s in times if isinstance(times, tuple | list) else [times]:
        if not _is_number(interval_s):
            continue
        beat_s = gathered.last_s if math.isnan(gathered.beats_s) else gathered.beats_s + float(interval_s)
        near_s = min(max(beat_s, gathered.last_s - RR_SLACK_S), gathered.last_s + RR_SLACK_S)
        gathered.beats_s = near_s if math.isnan(gathered.beats_s) else max(near_s, gathered.beats_s)
        gathered.rr.append((gathered.beats_s, float(interval_s) * 1000.0))


def _spo2(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    """Message 269: one reading of a watch; off the wrist it holds none."""
    at_s, value = _seconds(message), _number(message, "reading_spo2")
    gathered.device_spo2 = True
    off_wrist = message.get_raw_value("mode", fallback=None) == 0
    gathered.samples["spo2_pct"].append((at_s, _saturation(value, off_wrist, gathered)))


def _health_spo2(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    """Message 305: an array of readings, one every processing interval, the last at the timestamp."""
    gathered.device_spo2 = True
    values = message.get_value("reading_spo2", fallback=None)
    readings = list(values) if isinstance(values, tuple | list) else [values]
    interval_s = _number(message, "processing_interval")
    step_s = interval_s / len(readings) if interval_s > 0 and len(readings) > 1 else 1.0
    at_s = _seconds(message)
    for index, value in enumerate(readings):
        number = float(value) if _is_number(value) else math.nan
        gathered.samples["spo2_pct"].append((at_s + index * step_s, _saturation(number, False, gathered)))


def _saturation(value_pct: float, off_wrist: bool, gathered: _Gathered) -> float:
    if off_wrist:
        gathered.drops.append(Dropped(1, "SpO2 readings", "off the wrist"))
        return math.nan
    if not 1.0 <= value_pct <= 100.0:
        gathered.drops.append(Dropped(1, "SpO2 readings", "no reading"))
        return math.nan
    return value_pct


def _respiration(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    rate = _number(message, "respiration_rate")
    gathered.samples["respiration_per_min"].append((_seconds(message), rate if rate > 0 else math.nan))


def _session(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    gathered.sessions.append(message)
    vo2 = _number(message, "estimated_vo2_max")
    if vo2 > 0:
        gathered.vo2max_ml_kg_min = vo2 / SUUNTO_VO2_SCALE


def _lap(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    gathered.laps.append(message)


def _device_vo2max(message: fitdecode.FitDataMessage, gathered: _Gathered) -> None:
    raw = next((field.raw_value for field in message.fields if field.def_num == 7), None)
    if isinstance(raw, int) and raw > 0:
        gathered.vo2max_ml_kg_min = raw / MET_PER_UNIT * VO2_PER_MET_ML_KG_MIN


_MEANINGS = {
    0: _file_id,
    18: _session,
    19: _lap,
    20: _record,
    78: _hrv,
    132: _hr,
    140: _device_vo2max,
    269: _spo2,
    297: _respiration,
    305: _health_spo2,
}


def _recording(gathered: _Gathered) -> Recording:
    samples = gathered.samples
    _merge_strap(gathered)
    if gathered.rr:
        samples["rr_ms"] = gathered.rr
    timed = {
        name: np.array([pair for pair in pairs if not math.isnan(pair[0])], dtype=np.float64).reshape(-1, 2)
        for name, pairs in samples.items()
    }
    timed = {name: pairs for name, pairs in timed.items() if np.isfinite(pairs[:, 1]).any()}
    starts = [
        start for start in (_seconds(session, "start_time") for session in gathered.sessions) if start > 0
    ]
    firsts = [float(pairs[:, 0].min()) for pairs in timed.values()]
    zero_s = min([*starts, *firsts], default=math.nan)
    notes = gathered.notes
    if firsts and max(float(pairs[:, 0].max()) for pairs in timed.values()) - zero_s > TWO_WEEKS_S:
        notes.append(
            "The times span more than two weeks: the clock of the device jumped. Doubt every duration."
        )
    channels = {name: Channel.of(pairs[:, 0] - zero_s, pairs[:, 1]) for name, pairs in timed.items()}
    dated = zero_s >= FIRST_REAL_S
    if channels and not dated:
        notes.append("The device had no date; its times count from when it was switched on.")
    return Recording(
        kind="fit",
        device=gathered.device,
        site="wrist" if gathered.device_spo2 else None,
        started_at=FIT_EPOCH + timedelta(seconds=zero_s) if dated else None,
        timezone_known=dated,
        channels=channels,
        dropped=merged(gathered.drops),
        notes=tuple(dict.fromkeys(notes)),
        activity=_activity(gathered, zero_s, channels),
    )


def _merge_strap(gathered: _Gathered) -> None:
    """Put buffered beats into the heart rate; records that repeat a beat near by give way."""
    if not gathered.strap:
        return
    starts = [_seconds(session, "start_time") for session in gathered.sessions]
    if starts and not math.isnan(gathered.last_s):
        inside = [beat for beat in gathered.strap if min(starts) <= beat[0] <= gathered.last_s]
        outside = len(gathered.strap) - len(inside)
        gathered.drops.append(Dropped(outside, "buffered heart rates", "before or after the session"))
        gathered.strap = inside
    beats = np.sort(np.array([at_s for at_s, _ in gathered.strap], dtype=np.float64))
    kept = []
    for at_s, rate in gathered.samples["hr_bpm"]:
        nearest = np.searchsorted(beats, at_s)
        near = beats[max(0, nearest - 1) : nearest + 1]
        if not math.isnan(rate) and (near.size == 0 or np.min(np.abs(near - at_s)) > STRAP_SPAN_S):
            kept.append((at_s, rate))
    gathered.samples["hr_bpm"] = kept + gathered.strap


def _activity(gathered: _Gathered, zero_s: float, channels: dict[str, Channel]) -> Activity:
    sessions, notes = gathered.sessions, gathered.notes
    timer_s, elapsed_s = _total(sessions, "total_timer_time"), _total(sessions, "total_elapsed_time")
    if timer_s is not None and elapsed_s is not None and timer_s > elapsed_s:
        timer_s, elapsed_s = elapsed_s, timer_s
        notes.append("The device swapped timer and elapsed time; they were put right.")
    distance_m = _total(sessions, "total_distance")
    if distance_m is None and "distance_m" in channels:
        distance_m = float(np.nanmax(channels["distance_m"].values))
    sports = list(dict.fromkeys(str(session.get_value("sport", fallback="")) for session in sessions))
    single = sessions[0] if len(sessions) == 1 else None
    return Activity(
        sport=sports[0] or None if len(sports) == 1 else None,
        distance_m=distance_m,
        timer_s=timer_s,
        elapsed_s=elapsed_s,
        device_hr_mean_bpm=_or_none(_number(single, "avg_heart_rate")) if single else None,
        device_hr_max_bpm=_or_none(_number(single, "max_heart_rate")) if single else None,
        device_vo2max_ml_kg_min=gathered.vo2max_ml_kg_min,
        laps=tuple(
            Lap(
                _seconds(lap, "start_time") - zero_s,
                _number(lap, "total_timer_time"),
                _or_none(_number(lap, "total_distance")),
            )
            for lap in gathered.laps
        ),
    )


def _or_none(value: float) -> float | None:
    return value if value > 0 else None


def _total(sessions: list[fitdecode.FitDataMessage], name: str) -> float | None:
    values = [value for value in (_number(session, name) for session in sessions) if not math.isnan(value)]
    return sum(values) if values else None
