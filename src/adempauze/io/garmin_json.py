"""Answers of Garmin Connect as people save them: a day's heart rate, a night's sleep, SpO2 by the minute."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np

from adempauze.errors import RecordingError
from adempauze.io.clocks import parse_instant
from adempauze.io.oximeter_csv import valid_pulse_bpm, valid_spo2_pct
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

Pairs = list[tuple[float, float]]
# key -> channel, for lists of [epoch milliseconds, value]
PAIRED = {
    "heartRateValues": "hr_bpm",
    "respirationValuesArray": "respiration_per_min",
    "spO2SingleValues": "spo2_pct",
}
# key -> (channel, key of the time, key of the value), for lists of objects; times are GMT
LISTED = {
    "wellnessEpochSPO2DataDTOList": ("spo2_pct", "epochTimestamp", "spo2Reading"),
    "sleepHeartRate": ("hr_bpm", "startGMT", "value"),
    "wellnessEpochRespirationDataDTOList": ("respiration_per_min", "startTimeGMT", "respirationValue"),
}
MARKS = (*PAIRED, *LISTED, "dailySleepDTO")


def is_garmin(answer: object) -> bool:
    """Whether a JSON value is such an answer, or a list of them."""
    answers = answer if isinstance(answer, list) else [answer]
    return bool(answers) and all(
        isinstance(one, dict) and any(mark in one for mark in MARKS) for one in answers[:10]
    )


def read_garmin_json(answer: object) -> Recording:
    """Read one or more answers into one recording.

    The same moment is given as GMT and as a false "local" epoch; only GMT is a moment. Their difference
    tells the offset the watch had.
    """
    answers = [one for one in (answer if isinstance(answer, list) else [answer]) if isinstance(one, dict)]
    drops: list[Dropped] = []
    notes: list[str] = []
    pairs: dict[str, Pairs] = {}
    for one in answers:
        for key, channel in PAIRED.items():
            pairs.setdefault(channel, []).extend(_paired(one.get(key), channel, drops))
        for key, (channel, time_key, value_key) in LISTED.items():
            pairs.setdefault(channel, []).extend(_listed(one.get(key), channel, time_key, value_key, drops))
        notes.extend(_summary(one))
    known = {channel: np.array(sorted(found)) for channel, found in pairs.items() if found}
    starts = [float(found[0, 0]) for found in known.values()]
    nights = [_night_s(one) for one in answers]
    zero_s = min([*starts, *(night for night in nights if night is not None)], default=None)
    if zero_s is None:
        raise RecordingError("The answer of Garmin Connect holds no time. Save it again for a day with data.")
    return Recording(
        kind="garmin_json",
        device="Garmin",
        site="wrist",
        started_at=_moment(zero_s, answers),
        timezone_known=True,
        channels={name: Channel.of(found[:, 0] - zero_s, found[:, 1]) for name, found in known.items()},
        dropped=merged(drops),
        notes=tuple(notes),
    )


def _valid(channel: str, value: object, drops: list[Dropped]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        drops.append(Dropped(1, f"{channel} values", "none at this time"))
        return math.nan
    if channel == "spo2_pct":
        return valid_spo2_pct(float(value), drops)
    if channel == "hr_bpm":
        return valid_pulse_bpm(float(value), drops)
    return float(value) if value > 0 else math.nan


def _epoch_s(value: object) -> float | None:
    """Return seconds since 1970 from epoch milliseconds or from a GMT text without an offset."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e14:
        return float(value) / 1000.0
    moment = parse_instant(value) if isinstance(value, str) else None
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _paired(values: object, channel: str, drops: list[Dropped]) -> Iterator[tuple[float, float]]:
    for pair in values if isinstance(values, list) else []:
        at_s = _epoch_s(pair[0]) if isinstance(pair, list) and len(pair) >= 2 else None
        if at_s is not None:
            yield at_s, _valid(channel, pair[1], drops)


def _listed(
    values: object, channel: str, time_key: str, value_key: str, drops: list[Dropped]
) -> Iterator[tuple[float, float]]:
    for entry in values if isinstance(values, list) else []:
        at_s = _epoch_s(entry.get(time_key)) if isinstance(entry, dict) else None
        if at_s is not None:
            yield at_s, _valid(channel, entry.get(value_key), drops)


def _summary(one: dict[str, Any]) -> Iterator[str]:
    """Say what a night without minute values still says of SpO2."""
    night = one.get("dailySleepDTO")
    if isinstance(night, dict) and not one.get("wellnessEpochSPO2DataDTOList"):
        mean, lowest = night.get("averageSpO2Value"), night.get("lowestSpO2Value")
        if isinstance(mean, int | float) and isinstance(lowest, int | float):
            yield (
                f"Night of {str(night.get('calendarDate'))[:10]}: only a summary, SpO2 mean {mean:g} %, "
                f"lowest {lowest:g} % (wrist); no values by the minute."
            )


def _night_s(one: dict[str, Any]) -> float | None:
    night = one.get("dailySleepDTO")
    if isinstance(night, dict):
        return _epoch_s(night.get("sleepStartTimestampGMT"))
    return _epoch_s(one.get("startTimestampGMT"))


def _moment(zero_s: float, answers: list[dict[str, Any]]) -> datetime:
    """Return the first moment, at the offset between the two epochs where both are given."""
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=zero_s)
    for one in answers:
        night = one.get("dailySleepDTO")
        source = night if isinstance(night, dict) else one
        for gmt_key, local_key in (
            ("sleepStartTimestampGMT", "sleepStartTimestampLocal"),
            ("startTimestampGMT", "startTimestampLocal"),
        ):
            gmt_s, local_s = _epoch_s(source.get(gmt_key)), _epoch_s(source.get(local_key))
            if gmt_s is not None and local_s is not None and abs(local_s - gmt_s) <= 15 * 3600:
                return instant.astimezone(timezone(timedelta(seconds=round(local_s - gmt_s))))
    return instant
