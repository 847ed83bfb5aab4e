"""Altitude, pressure and inspired oxygen against published tables."""

import pytest

from adempauze.errors import ParameterError
from adempauze.physiology.atmosphere import (
    altitude_like_fio2_m,
    altitude_m,
    barometric_mmhg,
    fio2_like_altitude,
    inspired_po2_mmhg,
)


@pytest.mark.parametrize(
    ("height_m", "hpa"), [(0, 1013.25), (1000, 898.75), (2000, 794.95), (3000, 701.09), (5000, 540.20)]
)
def test_icao_pressures_are_those_of_the_standard(height_m, hpa):
    """ICAO Doc 7488, table I, pressures at geopotential heights."""
    assert barometric_mmhg(height_m) == pytest.approx(hpa * 760 / 1013.25, rel=2e-4)


@pytest.mark.parametrize(("height_m", "mmhg"), [(8848, 253.0), (0, 760.0)])
def test_west_pressure_on_the_summit_of_everest(height_m, mmhg):
    """West 1983 measured 253 mmHg on the summit; his model atmosphere gives that back."""
    assert barometric_mmhg(height_m, standard="west") == pytest.approx(mmhg, abs=1.0)


@pytest.mark.parametrize("standard", ["icao", "west"])
@pytest.mark.parametrize("height_m", [10, 1234, 4000, 8500])
def test_altitude_undoes_pressure(standard, height_m):
    """From metres to mmHg and back is the same height."""
    there = barometric_mmhg(height_m, standard=standard)
    assert altitude_m(there, standard=standard) == pytest.approx(height_m, abs=0.01)


@pytest.mark.parametrize(
    ("fio2", "height_m"), [(0.17, 1600), (0.15, 2550), (0.14, 3050), (0.13, 3550), (0.12, 4100), (0.10, 5350)]
)
def test_fio2_and_altitude_of_the_field_guide(fio2, height_m):
    """The derived table of the field guide, rounded there to 50 m."""
    assert altitude_like_fio2_m(fio2) == pytest.approx(height_m, abs=45)
    assert fio2_like_altitude(height_m) == pytest.approx(fio2, abs=0.001)


def test_inspired_oxygen_on_everest_is_43_mmhg():
    """West 1983: inspired PO2 43 mmHg on the summit."""
    assert inspired_po2_mmhg(8848, standard="west") == pytest.approx(43.1, abs=0.3)


def test_a_percentage_for_fio2_gets_a_sentence():
    """FiO2 21 is a percentage; the sentence says so."""
    with pytest.raises(ParameterError) as refused:
        inspired_po2_mmhg(0, fio2=21.0)
    assert str(refused.value) == "fio2 must be 0.05 to 1 (fraction); got 21.0. A percentage? Divide by 100."


def test_not_a_number_is_refused():
    """NaN is outside every range."""
    with pytest.raises(ParameterError):
        barometric_mmhg(float("nan"))
