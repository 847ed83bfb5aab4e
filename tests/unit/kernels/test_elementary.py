"""exp and log of the kernels are those of the standard library."""

from math import exp, isnan, log, nan

import numpy as np
import pytest

from adempauze.kernels import elementary


def test_exp_is_right_over_its_whole_range():
    """From the smallest to the largest power, and finely where the model uses it, to 1e-13 of the value."""
    for x in np.concatenate([np.linspace(-699.9, 699.9, 4001), np.linspace(-20, 20, 4001)]):
        assert elementary.exp(x) == pytest.approx(exp(x), rel=1e-12)


def test_exp_stays_finite_beyond_its_range():
    """A quotient that runs away ends at the end of the range; NaN stays NaN."""
    assert elementary.exp(-1e9) == pytest.approx(exp(-700.0), rel=1e-12)
    assert elementary.exp(1e9) == pytest.approx(exp(700.0), rel=1e-12)
    assert isnan(elementary.exp(nan))


def test_log_is_right_for_all_sizes():
    """Over 600 powers of ten, and finely around 1, where it is near 0."""
    for x in np.concatenate([np.logspace(-300, 300, 4001), np.linspace(0.5, 2.0, 4001)]):
        assert elementary.log(x) == pytest.approx(log(x), rel=1e-12, abs=1e-15)
