"""O2 and CO2 in blood. Floats only; ``physiology.blood`` is the documented face.

Contents are mL of gas (STPD) per mL of blood, pressures mmHg, haemoglobin g/dL, saturations fractions.
"""

from math import sqrt

from adempauze.kernels.elementary import equation, exp, log

LN10 = 2.302585092994046
O2_PER_HB_ML_G = 1.34
O2_SOLUBILITY = 3.0e-5  # mL per mL and mmHg, 37 degC
P50_STANDARD_MMHG = 26.86  # of the Severinghaus curve
HB_G_PER_MMOL = 1.6114  # g/dL in one mmol/L of the monomer
PK = 6.105  # of carbonic acid, as in the Van Slyke equation
SOLUBILITY_37 = 0.0307  # of CO2 in plasma, mmol/L/mmHg


@equation
def standard_saturation(po2):
    """Severinghaus 1979, eq. 1: the curve at 37 degC, pH 7.40."""
    if po2 <= 0.0:
        return 0.0
    cube = po2 * po2 * po2 + 150.0 * po2
    return cube / (cube + 23400.0)


@equation
def standard_po2(saturation):
    """Inverse of standard_saturation by Cardano: the one real root of p^3 + 150 p = q."""
    half = 11700.0 * saturation / (1.0 - saturation)
    cube_root = exp(log(half + sqrt(half * half + 125000.0)) * (1.0 / 3.0))
    return cube_root - 50.0 / cube_root


@equation
def curve_shift(pco2, ph, temperature_c, p50):
    """Kelman 1966 with P50 (Severinghaus's own 26.86 standard): true PO2 times this is the standard PO2."""
    log_shift = LN10 * (0.024 * (37.0 - temperature_c) + 0.40 * (ph - 7.40)) - 0.06 * log(0.025 * pco2)
    return P50_STANDARD_MMHG / p50 * exp(log_shift)


@equation
def small_exp(x):
    """Return exp of a small number by its series: right to 2e-6 where |x| is below 0.3."""
    return 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0)))))


@equation
def acid_base(pco2, base_excess, hb, saturation):
    """Return pH and bicarbonate over dissolved CO2 (10 to the power pH less PK).

    Van Slyke equation (Siggaard-Andersen 1977) with Henderson-Hasselbalch; two steps of Halley's rule from
    a guess, right to 2e-5 of pH anywhere between PCO2 8 and 120 and base excess -18 and 6.
    """
    hb_mmol = hb / HB_G_PER_MMOL
    slope = 2.3 * hb_mmol + 7.7
    effective = base_excess + 0.2 * hb_mmol * (1.0 - saturation)  # deoxygenated blood takes up acid
    target = 24.4 + effective * (1.0 / (1.0 - 0.023 * hb_mmol))
    ph = 7.40 - 0.62 / LN10 * log(0.025 * pco2) + 0.016 * effective
    ratio = exp(LN10 * (ph - PK))
    for _ in range(2):
        rising = LN10 * SOLUBILITY_37 * pco2 * ratio
        off = rising / LN10 + slope * (ph - 7.40) - target
        steep = rising + slope
        down = 2.0 * off * steep / (2.0 * steep * steep - off * LN10 * rising)
        ph -= down
        ratio *= small_exp(-LN10 * down)
    return ph, ratio


@equation
def ph_of_blood(pco2, base_excess, hb, saturation):
    """Return the pH of acid_base."""
    return acid_base(pco2, base_excess, hb, saturation)[0]


@equation
def o2_content(po2, saturation, hb):
    """Bound and dissolved O2, mL per mL."""
    return O2_PER_HB_ML_G * hb * saturation / 100.0 + O2_SOLUBILITY * po2


@equation
def co2_content(pco2, ph, temperature_c, hb, saturation):
    """Douglas, Jones and Reed 1988: CO2 of whole blood from that of its plasma, mL per mL."""
    return co2_with_ratio(pco2, ph, exp(LN10 * (ph - PK)), temperature_c, hb, saturation)


@equation
def co2_with_ratio(pco2, ph, ratio, temperature_c, hb, saturation):
    """Return the same from the ratio of acid_base: the PK of plasma is near PK, and costs no exp."""
    warm = 37.0 - temperature_c
    solubility = 0.0307 + 0.00057 * warm + 0.00002 * warm * warm
    pk = 6.086 + 0.042 * (7.4 - ph) + (38.0 - temperature_c) * (0.00472 + 0.00139 * (7.4 - ph))
    plasma = 0.02226 * solubility * pco2 * (1.0 + ratio * small_exp(LN10 * (PK - pk)))
    return plasma * (1.0 - 0.0289 * hb / ((3.352 - 0.456 * saturation) * (8.142 - ph)))
