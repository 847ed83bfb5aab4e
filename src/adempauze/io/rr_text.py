"""RR intervals, one a line, in milliseconds or seconds."""

import numpy as np

from adempauze.oximetry.recording import Channel, Dropped, Recording, merged

SECONDS_BELOW = 10.0  # a beat of 10 ms and one of 10 s are equally impossible


def is_rr_text(head: str) -> bool:
    """Whether the first lines are bare numbers and nothing else."""
    lines = [line.strip() for line in head.lstrip("\ufeff").splitlines()[:20]]
    words = [line for line in lines[: -1 if len(lines) > 1 else None] if line]
    return bool(words) and all(_is_number(word) for word in words)


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isascii() and word.replace(".", "", 1).isdigit()


def read_rr_text(text: str) -> Recording:
    """Read RR intervals; the unit is seconds when the middle value is below ten."""
    words = text.split()
    numbers = [float(word) for word in words if _is_number(word)]
    values = np.array(numbers, dtype=np.float64)
    if np.median(values) < SECONDS_BELOW:
        values = values * 1000.0
    drops = [Dropped(len(words) - len(numbers), "lines", "not a number")]
    return Recording(
        kind="rr_text",
        channels={"rr_ms": Channel.of(np.cumsum(values) / 1000.0, values)},
        dropped=merged(drops),
    )
