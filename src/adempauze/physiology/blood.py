"""O2 and CO2 in blood: dissociation with Bohr, Haldane and temperature; acid-base; contents."""

from adempauze.errors import check_range

P50_MMHG = 26.86  # of the Severinghaus curve, 37 degC, pH 7.40


def o2_saturation_frac(
    po2_mmhg: float,
    *,
    pco2_mmhg: float = 40.0,
    ph: float = 7.40,
    temperature_c: float = 37.0,
    p50_mmhg: float = P50_MMHG,
) -> float:
    """Return the saturation of haemoglobin with O2, a fraction.

    Parameters
    ----------
    po2_mmhg
        O2 pressure of the blood, 0 to 700 mmHg.
    pco2_mmhg, ph, temperature_c
        Its CO2 pressure (5 to 150 mmHg), pH (6.8 to 7.8) and temperature (30 to 43 degC).
    p50_mmhg
        The person's standard P50, 20 to 35 mmHg.

    Raises
    ------
    ParameterError
        Outside those ranges.

    Notes
    -----
    The Severinghaus curve on a PO2 that is shifted by Kelman's terms. Within 0.6 points of the measured curve
    over 0 to 100 % (Severinghaus's own figure). Evidence: A.

    References
    ----------
    Severinghaus JW (1979), J Appl Physiol 46:599-602, eq. 1.
    Kelman GR (1966), J Appl Physiol 21:1375-1376.

    Examples
    --------
    >>> [round(o2_saturation_frac(p), 3) for p in (26.86, 40, 100)]
    [0.5, 0.749, 0.977]
    """
    from adempauze.kernels import blood

    check_range("po2_mmhg", po2_mmhg, 0, 700, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("pco2_mmhg", pco2_mmhg, 5, 150, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("ph", ph, 6.8, 7.8, "(pH)")
    check_range("temperature_c", temperature_c, 30, 43, "degC")
    check_range("p50_mmhg", p50_mmhg, 20, 35, "mmHg")
    shift = blood.curve_shift(float(pco2_mmhg), float(ph), float(temperature_c), float(p50_mmhg))
    return float(blood.standard_saturation(po2_mmhg * shift))


def po2_mmhg(
    saturation_frac: float,
    *,
    pco2_mmhg: float = 40.0,
    ph: float = 7.40,
    temperature_c: float = 37.0,
    p50_mmhg: float = P50_MMHG,
) -> float:
    """Return the O2 pressure at which blood has this saturation, in mmHg: the exact inverse.

    *saturation_frac* is 0.001 to 0.9995; the other ranges and the sources are those of
    :func:`o2_saturation_frac`.

    >>> round(po2_mmhg(0.5), 1)
    26.9
    """
    from adempauze.kernels import blood

    check_range("saturation_frac", saturation_frac, 0.001, 0.9995, "(fraction)", "Percent? Divide by 100.")
    check_range("pco2_mmhg", pco2_mmhg, 5, 150, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("ph", ph, 6.8, 7.8, "(pH)")
    check_range("temperature_c", temperature_c, 30, 43, "degC")
    check_range("p50_mmhg", p50_mmhg, 20, 35, "mmHg")
    shift = blood.curve_shift(float(pco2_mmhg), float(ph), float(temperature_c), float(p50_mmhg))
    return float(blood.standard_po2(float(saturation_frac)) / shift)


def ph_of_blood(
    pco2_mmhg: float,
    *,
    base_excess_mmol_l: float = 0.0,
    hb_g_dl: float = 15.0,
    saturation_frac: float = 0.97,
) -> float:
    """Return the pH of whole blood at a CO2 pressure.

    Fixed acid is a negative base excess (-25 to 15 mmol/L); deoxygenated blood takes up acid and is more
    alkaline at the same PCO2. Van Slyke's equation with Henderson-Hasselbalch. Evidence: A.

    References
    ----------
    Siggaard-Andersen O (1977), Scand J Clin Lab Invest 37 (suppl 146):15-20.

    Examples
    --------
    >>> [round(ph_of_blood(p), 2) for p in (40, 50, 75)]
    [7.4, 7.34, 7.22]
    """
    from adempauze.kernels import blood

    check_range("pco2_mmhg", pco2_mmhg, 5, 150, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("base_excess_mmol_l", base_excess_mmol_l, -25, 15, "mmol/L")
    check_range("hb_g_dl", hb_g_dl, 6, 22, "g/dL", "In mmol/L? Multiply by 1.61.")
    check_range("saturation_frac", saturation_frac, 0, 1, "(fraction)", "Percent? Divide by 100.")
    return float(
        blood.ph_of_blood(float(pco2_mmhg), float(base_excess_mmol_l), float(hb_g_dl), float(saturation_frac))
    )


def o2_content_ml_dl(po2_mmhg: float, saturation_frac: float, *, hb_g_dl: float = 15.0) -> float:
    """Return the O2 of blood, bound (1.34 mL per g) and dissolved, in mL STPD per dL.

    >>> round(o2_content_ml_dl(100, 0.975), 1)
    19.9
    """
    from adempauze.kernels import blood

    check_range("po2_mmhg", po2_mmhg, 0, 700, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("saturation_frac", saturation_frac, 0, 1, "(fraction)", "Percent? Divide by 100.")
    check_range("hb_g_dl", hb_g_dl, 6, 22, "g/dL", "In mmol/L? Multiply by 1.61.")
    return 100.0 * float(blood.o2_content(float(po2_mmhg), float(saturation_frac), float(hb_g_dl)))


def co2_content_ml_dl(
    pco2_mmhg: float,
    *,
    ph: float | None = None,
    temperature_c: float = 37.0,
    hb_g_dl: float = 15.0,
    saturation_frac: float = 0.97,
) -> float:
    """Return the CO2 of whole blood in all its forms, in mL STPD per dL.

    Without *ph* the blood's own pH at that PCO2 is taken, without fixed acid. The Haldane effect is in both:
    less saturated blood holds more. Evidence: A.

    References
    ----------
    Douglas AR, Jones NL, Reed JW (1988), J Appl Physiol 65:473-477.

    Examples
    --------
    >>> [round(co2_content_ml_dl(46, saturation_frac=s), 1) for s in (0.97, 0.75)]
    [49.9, 50.9]
    """
    from adempauze.kernels import blood

    if ph is None:
        ph = ph_of_blood(pco2_mmhg, hb_g_dl=hb_g_dl, saturation_frac=saturation_frac)
    check_range("pco2_mmhg", pco2_mmhg, 5, 150, "mmHg", "In kPa? Multiply by 7.50.")
    check_range("ph", ph, 6.8, 7.8, "(pH)")
    check_range("temperature_c", temperature_c, 30, 43, "degC")
    check_range("hb_g_dl", hb_g_dl, 6, 22, "g/dL", "In mmol/L? Multiply by 1.61.")
    check_range("saturation_frac", saturation_frac, 0, 1, "(fraction)", "Percent? Divide by 100.")
    return 100.0 * float(
        blood.co2_content(float(pco2_mmhg), ph, float(temperature_c), float(hb_g_dl), float(saturation_frac))
    )
