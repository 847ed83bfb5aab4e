"""What a level would do to a runner: deeper the higher the level, and deeper still without caps."""

import numpy as np
import pytest

from adempauze.body.runner import Runner
from adempauze.errors import ParameterError
from adempauze.protocols import shipped_protocol
from adempauze.studies.expecting import expect_level

pytestmark = pytest.mark.slow

RUNNER = Runner(sex="female", age_y=40, height_m=1.75, mass_kg=70, vo2max_ml_kg_min=45)
PROTOCOL = shipped_protocol("hoogtetraining")


def holds(level, *, with_caps=True):
    """The main set of a level, for the same twenty people each time."""
    people = {"rng": np.random.default_rng(1), "runners": 20}
    return expect_level(PROTOCOL, RUNNER, level=level, site="ear", with_caps=with_caps, **people).holds


def test_the_main_set_of_a_level_is_expected_hold_by_hold():
    """Level 1 walks for nine seconds at most, six times."""
    found = holds(1)
    assert len(found) == 6
    assert all(hold.duration_s <= 9.01 for hold in found)


def test_a_higher_level_takes_the_artery_lower():
    """Levels 1, 3 and 5, in their longest holds."""
    first, third, fifth = (min(hold.sao2_nadir_pct for hold in holds(level)) for level in (1, 3, 5))
    assert first > third > fifth


def test_without_caps_it_goes_lower_still():
    """That is what the caps are for."""
    assert min(hold.sao2_low_pct for hold in holds(4, with_caps=False)) < min(
        hold.sao2_low_pct for hold in holds(4)
    )


def test_a_level_that_does_not_exist_gets_a_sentence():
    """There are levels 0 to 6."""
    with pytest.raises(ParameterError, match="level must be 0 to 6; got 9"):
        holds(9)
