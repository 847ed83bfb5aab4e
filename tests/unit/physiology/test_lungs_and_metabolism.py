"""Lung volumes and the cost of movement against the sources' own numbers."""

import pytest

from adempauze.errors import ParameterError
from adempauze.physiology.lungs import predicted_volumes
from adempauze.physiology.metabolism import (
    highest_heart_rate_bpm,
    vo2_cycling_ml_min,
    vo2_running_ml_kg_min,
    vo2_walking_ml_kg_min,
)


def test_volumes_of_a_young_man_and_a_woman():
    """ECSC 1993 by hand: man 1.78 m, 28 y; woman 1.68 m, 40 y."""
    man = predicted_volumes("male", age_y=28, height_m=1.78)
    woman = predicted_volumes("female", age_y=40, height_m=1.68)
    assert (man.rv_l_btps, man.frc_l_btps, man.tlc_l_btps) == (1.72, 3.33, 7.14)
    assert (woman.rv_l_btps, woman.frc_l_btps, woman.tlc_l_btps) == (1.68, 2.8, 5.3)


def test_height_in_centimetres_gets_a_sentence():
    """178 is centimetres."""
    with pytest.raises(ParameterError) as refused:
        predicted_volumes("male", age_y=28, height_m=178)
    assert str(refused.value) == "height_m must be 1.45 to 2.1 m; got 178. In cm? Divide by 100."


def test_cost_of_movement_is_that_of_the_guideline():
    """Worked examples of the ACSM equations."""
    assert vo2_walking_ml_kg_min(4.8) == pytest.approx(11.5)
    assert vo2_running_ml_kg_min(12) == pytest.approx(43.5)
    assert vo2_cycling_ml_min(100, mass_kg=70) == pytest.approx(1570)


def test_highest_heart_rate_falls_with_age():
    """Tanaka 2001: 208 minus 0.7 a year."""
    assert highest_heart_rate_bpm(20) == 194
