"""Heart rate variability, and what is no normal beat."""

import numpy as np
import pytest

from adempauze.errors import RecordingError
from adempauze.oximetry import variability
from adempauze.oximetry.hrv import normal_beats


def test_alternating_beats():
    """800 and 810 ms in turn differ by 10 ms each time."""
    found = variability([800, 810] * 20)

    assert found.rmssd_ms == 10
    assert found.ln_rmssd == pytest.approx(np.log(10))
    assert (found.beats, found.artefacts) == (40, 0)


def test_a_missed_beat_is_left_out_and_not_bridged():
    """One interval twice as long would give an RMSSD of 200 ms; left out, it gives none."""
    beats = [800.0] * 30
    beats[15] = 1600

    found = variability(beats)

    assert (found.rmssd_ms, found.artefacts) == (0, 1)
    assert variability(beats, corrected=False).rmssd_ms > 150


@pytest.mark.parametrize("artefact_ms", [79, 299, 2001, 45000, np.nan])
def test_beats_no_heart_makes_are_artefacts(artefact_ms):
    """Straps write 79 ms and 45 s when they lose the skin."""
    assert normal_beats([800] * 10 + [artefact_ms] + [800] * 10).sum() == 20


def test_a_heart_that_changes_pace_is_followed():
    """From 60 to 120 a minute within a few beats is a start of a run, not a row of artefacts."""
    assert normal_beats([1000] * 20 + [900, 800, 700, 600] + [500] * 20).sum() == 44


def test_a_step_that_stays_is_followed_after_three_beats():
    """A lasting change is no artefact: three beats are left out, and then it is believed."""
    assert normal_beats([1000] * 20 + [600] * 20).sum() == 37


def test_too_few_beats_are_refused():
    """Variability of ten beats says nothing."""
    with pytest.raises(RecordingError, match="10 normal heartbeats are too few"):
        variability([800] * 10)


def test_many_artefacts_make_it_unusable_for_readiness():
    """Above one in twenty the value is not for readiness."""
    assert not variability(([800] * 9 + [1600]) * 5).is_usable
    assert variability([800, 801] * 30).is_usable
