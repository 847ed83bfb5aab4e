"""Clocks that differ by minutes: found by the holds, or refused."""

import numpy as np
import pytest

from adempauze.errors import RecordingError
from adempauze.oximetry import Channel, Recording, align


def shifted(holds, by_s):
    """Return the holds as a log whose clock is *by_s* behind the recording."""
    return [(start - by_s, release - by_s) for start, release in holds]


@pytest.mark.parametrize("offset_s", [-540.0, -3.0, 0.0, 37.0, 610.0])
def test_an_offset_of_minutes_is_found_within_its_error(synthetic, offset_s):
    """Saturation and heart of six holds fit one offset only."""
    truth = synthetic.session(np.random.default_rng(21))

    found = align(truth.recording, shifted(truth.holds, offset_s))

    assert abs(found.offset_s - offset_s) <= found.error_s
    assert found.error_s < 15
    assert found.place(shifted(truth.holds, offset_s))[0][0] == pytest.approx(truth.holds[0][0], abs=15)


def test_heart_rate_alone_can_align(synthetic):
    """A strap without an oximeter still shows each hold."""
    truth = synthetic.session(np.random.default_rng(22))
    strap = Recording(kind="test", channels={"hr_bpm": truth.recording.channels["hr_bpm"]})

    assert align(strap, shifted(truth.holds, 200)).offset_s == pytest.approx(200, abs=15)


def test_holds_too_short_to_slow_a_heart_align_by_saturation_alone():
    """Nine seconds, as at the first levels: the pulse beside the saturation has no say."""
    at_s = np.arange(1200.0)
    holds = [(200.0, 209.0), (310.0, 319.0), (480.0, 489.0), (610.0, 619.0)]
    fall = sum(np.interp(at_s, [end - 4, end + 18, end + 50], [0, 6, 0]) for _, end in holds)
    channels = {
        "spo2_pct": Channel.of(at_s, np.round(98 - fall)),
        "pulse_bpm": Channel.of(at_s, 70 + np.round(5 * np.sin(at_s / 40))),
    }

    found = align(Recording(kind="test", channels=channels), shifted(holds, -47))

    assert found.offset_s == pytest.approx(-47, abs=10)


def test_holds_like_the_teeth_of_a_comb_are_refused():
    """A recording with more even holds than the log fits at each of them; no guess is made."""
    at_s = np.arange(3000.0)
    values = 97 - 10 * np.exp(-(((at_s % 120) - 60) ** 2) / 200)
    comb = Recording(kind="test", channels={"spo2_pct": Channel.of(at_s, np.round(values))})

    with pytest.raises(RecordingError, match="fit nearly alike"):
        align(comb, [(600 + 120 * tooth, 630 + 120 * tooth) for tooth in range(6)])


def test_a_flat_recording_is_refused():
    """Nothing fell, so nothing fits."""
    flat = Recording(kind="test", channels={"spo2_pct": Channel.of(np.arange(2000.0), np.full(2000, 97.0))})

    with pytest.raises(RecordingError, match="No offset makes the holds fit"):
        align(flat, [(300, 340), (420, 455)])


def test_recordings_that_do_not_overlap_are_refused(synthetic):
    """An hour apart is outside the search, and said."""
    truth = synthetic.session(np.random.default_rng(23))

    with pytest.raises(RecordingError, match=r"do not overlap|No offset makes"):
        align(truth.recording, shifted(truth.holds, -7200))


def test_a_session_without_holds_cannot_align(synthetic):
    """There is no pattern in nothing."""
    truth = synthetic.session(np.random.default_rng(24))

    with pytest.raises(RecordingError, match="no hold to align by"):
        align(truth.recording, [])


@pytest.mark.parametrize("last_s", [50_000.0, 1e12, float("nan")])
def test_holds_of_a_clock_that_jumped_are_refused(synthetic, last_s):
    """Half a day is no session, and a thousand years would fill the memory."""
    truth = synthetic.session(np.random.default_rng(23))

    with pytest.raises(RecordingError, match="further apart than half a day"):
        align(truth.recording, [(0.0, 10.0), (last_s, last_s + 10.0)])
