"""HRV of real series against hrv-analysis 1.0.6 and pyhrv 0.5.0."""

import numpy as np
import pytest

from adempauze.io import read
from adempauze.oximetry import analyse, variability


def test_a_thousand_intervals_give_the_peers_figures(shared_data):
    """hrv-analysis asserts 19.519400785 and 43.113074968 ms; SDNN divides by n - 1."""
    rr = read(shared_data / "rr/nn_intervals_1000.txt").channels["rr_ms"]

    found = variability(rr.values, corrected=False)

    assert found.mean_ms == pytest.approx(718.248)
    assert found.rmssd_ms == pytest.approx(19.519400785, abs=1e-6)
    assert found.sdnn_ms == pytest.approx(43.113074968, abs=1e-6)


def test_artefact_correction_leaves_that_clean_series_alone(shared_data):
    """590 to 839 ms without a jump: every beat is normal."""
    analysis = analyse(read(shared_data / "rr/nn_intervals_1000.txt"))

    assert analysis.variability.artefacts == 0
    assert analysis.variability.rmssd_ms == pytest.approx(19.519400785, abs=1e-6)


def test_a_short_series_gives_the_counted_figures(shared_data):
    """337 intervals: RMSSD 101.301, SDNN 95.690, counted from the array."""
    found = variability(np.load(shared_data / "rr/nni_short.npy"), corrected=False)

    assert (found.rmssd_ms, found.sdnn_ms) == pytest.approx((101.301, 95.690), abs=0.001)
