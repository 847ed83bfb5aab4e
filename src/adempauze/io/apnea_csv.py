"""Sessions of apnea-table apps: a table of rounds, then heart rate and SpO2 by the second, with the phase."""

import math
import re
from datetime import datetime, tzinfo
from itertools import pairwise

from adempauze.errors import RecordingError
from adempauze.io.clocks import timeline
from adempauze.io.oximeter_csv import parse_stamp, valid_pulse_bpm, valid_spo2_pct
from adempauze.io.source import parted
from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

HOLD_WORDS = ("apnea", "hold")
SHORTEST_HOLD_S = 5.0  # such apps write a stray hold of three rows after the cool-down (our proposal)

_TIME = re.compile(r"^(?:(\d+):)?(\d{1,3}):(\d{2})$")


def is_apnea_csv(head: str) -> bool:
    """Whether the text begins with the separator line and the name of a table."""
    lines = [line.strip().lower() for line in head.lstrip("\ufeff\r\n ").splitlines()[:2]]
    return len(lines) == 2 and lines[0].startswith("sep=") and lines[1].startswith("name,date")


def read_apnea_csv(text: str, zone: tzinfo | None) -> Recording:
    """Read an apnea session; its holds are the runs of rows that the app calls apnea."""
    lines = [cells for _, cells in parted(text)]
    try:
        start = next(row for row, cells in enumerate(lines) if cells and cells[0].strip() == "Biometrics")
    except StopIteration:
        raise RecordingError(
            "The session has a table but no heart rate or SpO2. Export it with its biometrics."
        ) from None
    drops: list[Dropped] = []
    samples: list[tuple[float, float, float, bool]] = []
    for cells in lines[start + 2 :]:
        at_s = _seconds(cells[0]) if cells else math.nan
        if len(cells) < 5 or math.isnan(at_s):
            drops.append(Dropped(1, "rows", "no readable time"))
            continue
        holding = cells[2].strip().lower().startswith(HOLD_WORDS)
        samples.append(
            (
                at_s,
                _reading(cells[3], valid_pulse_bpm, drops),
                _reading(cells[4], valid_spo2_pct, drops),
                holding,
            )
        )
    if not samples:
        raise RecordingError("The biometrics hold no row with a time. Export the session again.")
    times = [at_s for at_s, *_ in samples]
    if backward := sum(later < before for before, later in pairwise(times)):
        drops.append(Dropped(backward, "rows", "out of order; sorted by time"))
        samples.sort(key=lambda sample: sample[0])
        times.sort()
    holds = _holds(samples, drops)
    moment, note = _date(lines)
    clock = timeline([moment], zone) if moment else None
    return Recording(
        kind="apnea_csv",
        device=lines[2][0].strip() or None if len(lines) > 2 and lines[2] else None,
        site="finger",
        started_at=clock.started_at if clock else None,
        timezone_known=clock.timezone_known if clock else False,
        channels={
            "hr_bpm": Channel.of(times, [rate for _, rate, _, _ in samples]),
            "spo2_pct": Channel.of(times, [spo2 for _, _, spo2, _ in samples]),
        },
        dropped=merged(drops),
        notes=(note,) if note else (),
        holds=holds,
    )


def _seconds(text: str) -> float:
    found = _TIME.match(text.strip())
    if found is None:
        return math.nan
    return int(found[1] or 0) * 3600.0 + int(found[2]) * 60.0 + int(found[3])


def _reading(text: str, valid: object, drops: list[Dropped]) -> float:
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return valid(value, drops)  # type: ignore[operator,no-any-return]


def _holds(
    samples: list[tuple[float, float, float, bool]], drops: list[Dropped]
) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    start_s: float | None = None
    for at_s, _, _, holding in [*samples, (samples[-1][0] + 1.0, 0.0, 0.0, False)]:
        if holding and start_s is None:
            start_s = at_s
        elif not holding and start_s is not None:
            found.append((start_s, at_s))
            start_s = None
    real = tuple(hold for hold in found if hold[1] - hold[0] >= SHORTEST_HOLD_S)
    drops.append(Dropped(len(found) - len(real), "holds", f"shorter than {SHORTEST_HOLD_S:g} s"))
    return real


def _date(lines: list[list[str]]) -> tuple[datetime | None, str | None]:
    """Return the date of the session; such apps write the day first."""
    for cells in lines[1:4]:
        for cell in cells:
            stamp = parse_stamp(cell)
            if stamp is not None:
                try:
                    return stamp.moment(day_first=stamp.second <= 12), None
                except ValueError:
                    return None, f'The date "{cell[:30]}" does not exist; left out.'
    return None, None
