"""A slice of the study of synthetic runners: what R17 wants of the floors, on thirty of them."""

import pytest
from bench.bench_titration import study


@pytest.fixture(scope="module")
def found():
    """Return the shares over thirty runners."""
    return study(30, seed=2)


def test_hardly_a_hold_falls_under_80_and_75(found):
    """At most 1 % of holds under 80, 0.1 % under 75; and there are holds to speak of."""
    assert found["holds above level 1"] > 1_000
    assert found["holds under 80 %, per cent"] <= 1
    assert found["holds under 75 %, per cent"] <= 0.1


def test_the_median_runner_stays_at_or_above_the_floor_of_the_band(found):
    """In seven of ten holds of the sixth session, at least; being above the band is another matter."""
    assert found["median sixth session at or above the floor of its band"] >= 70
