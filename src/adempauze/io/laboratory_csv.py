"""Laboratory desaturations of the University of Washington: several oximeters and a gas analyser, 1 Hz.

The header lacks five names from "ECG 3" on and one file lacks the first, so columns go by their position.
"""

import math
from datetime import datetime, tzinfo

import numpy as np

from adempauze.errors import RecordingError
from adempauze.io.clocks import timeline
from adempauze.io.oximeter_csv import parse_stamp, valid_pulse_bpm, valid_spo2_pct
from adempauze.io.source import parted
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

# position -> channel; oximeter 5 is the Masimo that the study took as its reference
COLUMNS = {
    5: "spo2_pct",
    10: "pulse_bpm",
    15: "perfusion_pct",
    41: "hr_bpm",
    44: "end_tidal_pco2_mmhg",
    45: "respiration_per_min",
    49: "fio2",
}
SIGN = ("SpO2 5", "Pulse 5", "Rig FiO2")


def is_laboratory(head: str) -> bool:
    """Whether a header names the fifth oximeter and the rig of that laboratory."""
    first = head.lstrip("\ufeff \r\n").partition("\n")[0]
    return all(name in first for name in SIGN)


def read_laboratory_csv(text: str, zone: tzinfo | None) -> Recording:
    """Read a laboratory recording; its rows have a time of day and no date."""
    drops: list[Dropped] = []
    moments: list[datetime] = []
    rows: list[list[float]] = []
    for line, cells in parted(text):
        if line == 1:
            continue
        stamp = parse_stamp(f"{cells[0]} 2000-01-01") if cells else None
        if stamp is None or len(cells) <= max(COLUMNS):
            drops.append(Dropped(1, "rows", "text, not readings"))
            continue
        moments.append(stamp.moment(day_first=False))
        rows.append([_number(cells[position]) for position in COLUMNS])
    if not rows:
        raise RecordingError("It has the laboratory's header but no row of readings.")
    clock = timeline(moments)
    table = np.array(rows)
    channels = {}
    for column, name in enumerate(COLUMNS.values()):
        values = table[:, column]
        if name == "spo2_pct":
            values = np.array([valid_spo2_pct(value, drops) for value in values])
        elif name.endswith("_bpm"):
            values = np.array([valid_pulse_bpm(value, drops) for value in values])
        elif name == "fio2":
            values = values / 100.0
        channels[name] = Channel.of(clock.at_s, values)
    return Recording(
        kind="laboratory_csv",
        device="Masimo (laboratory)",
        site="laboratory",
        channels=channels,
        dropped=merged(drops),
        notes=(f"The file has no date; it starts at {moments[0]:%H:%M:%S}.",),
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
