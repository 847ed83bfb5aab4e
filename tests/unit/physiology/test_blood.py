"""Blood against published tables, and against slow honest oracles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from adempauze.physiology.blood import (
    co2_content_ml_dl,
    o2_content_ml_dl,
    o2_saturation_frac,
    ph_of_blood,
    po2_mmhg,
)


@pytest.mark.parametrize(("po2", "pct"), [(26.86, 50), (40, 75), (60, 90.5), (100, 97.5)])
def test_saturation_passes_through_the_points_of_the_textbook(po2, pct):
    """Landmarks of the standard curve (37 degC, pH 7.40), to the points by which textbooks differ."""
    assert 100 * o2_saturation_frac(po2) == pytest.approx(pct, abs=0.7)


def test_bohr_and_heat_move_the_curve_to_the_right():
    """PO2 54 is 87.6 % in normal blood and 78.8 % at PCO2 75, pH 7.20: by hand from Kelman's terms."""
    assert 100 * o2_saturation_frac(54) == pytest.approx(87.6, abs=0.2)
    assert 100 * o2_saturation_frac(54, pco2_mmhg=75, ph=7.20) == pytest.approx(78.8, abs=0.2)
    assert o2_saturation_frac(54, temperature_c=39) < o2_saturation_frac(54)


@given(st.floats(0.01, 0.995), st.floats(20, 100), st.floats(6.9, 7.6), st.floats(35, 41))
def test_pressure_undoes_saturation(saturation, pco2, ph, temperature_c):
    """From saturation to PO2 and back is the same saturation, in any blood."""
    conditions = {"pco2_mmhg": pco2, "ph": ph, "temperature_c": temperature_c}
    there = po2_mmhg(saturation, **conditions)
    if there <= 700:
        assert o2_saturation_frac(there, **conditions) == pytest.approx(saturation, abs=1e-9)


@given(st.floats(0, 699), st.floats(20, 100))
def test_saturation_rises_with_pressure_and_falls_with_carbon_dioxide(po2, pco2):
    """More O2 never lowers the saturation; more CO2 never raises it."""
    here = o2_saturation_frac(po2, pco2_mmhg=pco2)
    assert o2_saturation_frac(po2 + 1, pco2_mmhg=pco2) >= here
    assert o2_saturation_frac(po2, pco2_mmhg=pco2 + 1) <= here


def ph_by_bisection(pco2, base_excess, hb_g_dl, saturation):
    """Solve Van Slyke and Henderson-Hasselbalch by bracketing: slow, and written from the paper."""
    b = hb_g_dl / 1.6114
    acid = base_excess + 0.2 * b * (1 - saturation)

    def imbalance(ph):
        bicarbonate = 0.0307 * pco2 * 10 ** (ph - 6.105)
        return (1 - 0.023 * b) * (bicarbonate - 24.4 + (2.3 * b + 7.7) * (ph - 7.40)) - acid

    return brentq(imbalance, 5.5, 9.0, xtol=1e-12)


@given(st.floats(10, 140), st.floats(-18, 8), st.floats(10, 19), st.floats(0.05, 1))
def test_ph_is_that_of_the_slow_solution(pco2, base_excess, hb_g_dl, saturation):
    """Three Newton steps are as good as bracketing, in all blood that a session can make."""
    quick = ph_of_blood(pco2, base_excess_mmol_l=base_excess, hb_g_dl=hb_g_dl, saturation_frac=saturation)
    assert quick == pytest.approx(ph_by_bisection(pco2, base_excess, hb_g_dl, saturation), abs=1e-6)


def test_normal_blood_is_normal():
    """PCO2 40 without fixed acid is pH 7.40 and about 48 mL/dL CO2; arterial O2 is about 20 mL/dL."""
    assert ph_of_blood(40) == pytest.approx(7.40, abs=0.005)
    assert co2_content_ml_dl(40) == pytest.approx(48, abs=2)
    assert o2_content_ml_dl(100, 0.975) == pytest.approx(19.9, abs=0.1)


def test_the_haldane_effect_has_its_published_size():
    """Full deoxygenation adds 5 to 6 mL/dL at one PCO2 (Christiansen 1914); these equations give 4.3."""
    gain = co2_content_ml_dl(40, saturation_frac=0.0) - co2_content_ml_dl(40, saturation_frac=1.0)
    assert 4.0 < gain < 6.5


def test_whole_blood_takes_up_carbon_dioxide_on_its_published_slope():
    """Between PCO2 40 and 60, oxygenated blood of 15 g/dL gains about 8 mL/dL (McHardy 1967: 7 to 9)."""
    assert 7 < co2_content_ml_dl(60) - co2_content_ml_dl(40) < 9


def test_pressures_in_kpa_get_a_hint():
    """A CO2 pressure of 4 is kilopascal."""
    with pytest.raises(ValueError, match=r"pco2_mmhg must be 5 to 150 mmHg; got 4\. In kPa\?"):
        ph_of_blood(4)
    assert math.isfinite(ph_of_blood(5))
