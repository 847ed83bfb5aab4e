"""A body breathing, moving and holding its breath: one right-hand side, one RK4 loop.

The lung is two spaces, lower and upper halves of what it holds at FRC. Blood and air do not reach them in
proportion (West 1962), so in a hold the lower one, with more blood to its gas, empties first.

Units: mL (gas amounts STPD, lung volumes and flows BTPS, blood), s, mmHg, fractions. ``b`` is one record of
BODY; a protocol is rows of columns. docs/explanation/model.md explains; ``body.simulate`` is the face.
"""

from math import ceil

import numpy as np
from numba import njit

from adempauze.kernels.blood import (
    O2_PER_HB_ML_G,
    O2_SOLUBILITY,
    acid_base,
    co2_content,
    co2_with_ratio,
    curve_shift,
    o2_content,
    ph_of_blood,
    standard_po2,
    standard_saturation,
)
from adempauze.kernels.elementary import equation, exp

# one runner and his parameters; ``body.parameters`` names units and sources
FIELDS = (
    *("barometric", "mass", "hb", "p50", "vo2_rest", "vo2max", "frc", "hr_rest", "hr_max"),
    *("q_rest", "q_slope", "q_fast", "tau_q_fast", "tau_q_slow", "tau_q_off", "q_hypoxia"),
    *("tau_vo2_on", "tau_vo2_off", "extraction", "muscle_o2_ml", "body_o2_ml", "body_flow"),
    *("venous_muscle_ml", "venous_body_ml", "arterial_ml"),
    *(
        "muscle_co2",
        "body_co2",
        "slow_co2",
        "tau_slow_co2",
        "lung_tissue_co2",
        "rq_rest",
        "rq_muscle",
        "lactic",
        "acid_co2",
        "tau_lactate",
    ),
    *("flow_lower", "air_lower", "shunt", "shunt_low", "diffusion_rest", "diffusion_slope"),
    *("dive_q", "dive_q_face", "dive_empty", "dive_hr", "tau_dive", "warming", "tau_warming"),
    *(
        "tau_drive",
        "co2_central",
        "tau_central",
        "co2_peripheral",
        "tau_peripheral",
        "hypoxic_drive",
        "va_max",
    ),
)
BODY = np.dtype([(name, np.float64) for name in FIELDS])

# columns of a protocol
DURATION, MODE, VOLUME, FLOW, DEMAND, FIO2, FACE, LIMIT, WHOLE = range(9)
COLUMNS = 9
# by own drive; not; at a set VA, where 0 is lungs kept still within a breath; so that PACO2 is a set value
BREATHE, HOLD, PACED, CLAMPED = 0.0, 1.0, 2.0, 3.0

SHORTEST, LONGEST = 0.25, 4.0  # of the step asked for
AIR_SHARE = (
    0.12  # of the lung that may be changed in a step: the first breaths after a release are the hard part
)

# state
LOWER, UPPER = 0, 3  # O2, CO2 and N2 of each space
ART_O2, ART_CO2 = 6, 8  # two stages each
MUS_O2, BOD_O2, MUS_PCO2, BOD_PCO2 = 10, 11, 12, 13
VM_O2, VM_CO2, VB_O2, VB_CO2 = 14, 17, 20, 22  # venous return: three stages from muscle, two from the body
MUSCLE_VO2, Q_FAST, Q_SLOW, DIVE, LACTATE, WARMTH = 24, 25, 26, 27, 29, 30
DRIVE, P_CENTRAL, P_PERIPHERAL, S_PERIPHERAL = 31, 32, 33, 34
SLOW_PCO2 = 35  # tissue that little blood reaches
STATES = 36

# what is seen at a moment
(
    SEEN_T,
    SEEN_PAO2,
    SEEN_PACO2,
    SEEN_SAO2,
    SEEN_SVO2,
    SEEN_Q,
    SEEN_VA,
    SEEN_VOLUME,
    SEEN_VO2,
    SEEN_PH,
    SEEN_HR,
    SEEN_LACTATE,
    SEEN_WARMTH,
    SEEN_HUNGER,
    SEEN_UPTAKE,
    SEEN_MISSED,
    SEEN_MOUTH_VO2,
    SEEN_PACO2_BLOOD,
    SEEN_DIVE,
) = range(19)
SEEN = 19


@equation
def bound_po2(content, hb):
    """PO2 on the standard curve of blood with an O2 content: a guess at what is dissolved, a Newton step."""
    capacity = O2_PER_HB_ML_G * hb / 100.0
    full = content / capacity
    fourth = full * full * full * full
    dissolved = O2_SOLUBILITY / capacity * (30.0 + 65.0 * fourth * fourth)
    po2 = standard_po2(min(max(full - dissolved, 0.0), 0.985))
    cube = po2 * po2 * po2 + 150.0 * po2
    whole = cube + 23400.0
    steep = capacity * 23400.0 * (3.0 * po2 * po2 + 150.0) / (whole * whole) + O2_SOLUBILITY
    return po2 + (content - capacity * cube / whole - O2_SOLUBILITY * po2) / steep


@equation
def bound(content, hb):
    """Saturation of blood with a given O2 content: what is not dissolved."""
    return min(max(standard_saturation(bound_po2(content, hb)), 0.001), 0.9995)


@equation
def nearly_bound(content, hb):
    """Saturation with dissolved O2 neglected: for acid-base and CO2, where 1 % does not matter."""
    return min(max(content * (100.0 / (O2_PER_HB_ML_G * hb)), 0.0), 1.0)


@equation
def faster_in_hypoxia(y, b, mode):
    """Rise of heart rate and output with desaturation; without breathing it does not come (Daly 1958)."""
    return 1.0 if mode == HOLD else 1.0 + b.q_hypoxia * max(0.97 - y[S_PERIPHERAL], 0.0)


@equation
def cardiac_output(y, b, mode):
    """Rest, fast and slow rise with demand; less in the dive response, more in hypoxia."""
    dive = 1.0 - b.dive_q * y[DIVE + 1]
    return (b.q_rest + y[Q_FAST] + y[Q_SLOW]) * dive * faster_in_hypoxia(y, b, mode)


@equation
def ventilation_wanted(y, b):
    """Alveolar ventilation that the body asks for: metabolism, CO2 centrally and peripherally, hypoxia.

    The carotid bodies feel acid, of CO2 and fixed alike (Wasserman 1975): each mmol/L of lactate takes 0.8 of
    24.4 mmol/L of bicarbonate, so that their PCO2 counts as more.
    """
    hypoxia = max(0.96 - y[S_PERIPHERAL], 0.0)
    carotid = y[P_PERIPHERAL] / max(1.0 - 0.8 / 24.4 * (y[LACTATE] - 1.0), 0.4)
    with_co2 = min(max((carotid - 20.0) / 20.0, 0.1), 2.0)  # CO2 and hypoxia multiply
    # awake, below its threshold CO2 takes nothing away (Fink 1961)
    wanted = y[DRIVE] + b.co2_central * max(y[P_CENTRAL] - 40.0, 0.0)
    wanted += b.co2_peripheral * max(carotid - 40.0, 0.0) + b.hypoxic_drive * hypoxia * with_co2
    resting = 863.0 * b.rq_rest * b.vo2_rest / 40.0
    return min(max(wanted, 0.3 * resting), b.va_max)


@equation
def end_capillary(po2, pco2, venous_o2, venous_po2, conductance, y, b):
    """O2 and CO2 of blood that leaves a space of the lung: balance, less what diffusion leaves behind.

    venous_po2 is on the standard curve; conductance is the diffusing capacity per flow.
    """
    temperature = 37.0 + y[WARMTH]
    ph, ratio = acid_base(pco2, 1.0 - y[LACTATE], b.hb, nearly_bound(y[ART_O2], b.hb))
    shift = curve_shift(pco2, ph, temperature, b.p50)
    saturated = o2_content(po2, standard_saturation(po2 * shift), b.hb)
    gap = po2 - venous_po2 / shift
    o2 = saturated
    if gap > 0.1 and saturated > venous_o2:
        o2 -= (saturated - venous_o2) * exp(-conductance * gap / (saturated - venous_o2))
    return o2, co2_with_ratio(pco2, ph, ratio, temperature, b.hb, nearly_bound(o2, b.hb))


@equation
def exchange(y, b, at, air, inspired, absorbed, released, outward, breathing, dy):
    """Rates of the gases of one space, and the O2 that a metabolic cart would see it take up.

    ``air`` is its share of the air; absorbed and released are O2 to and CO2 from blood. It drifts back to
    half of FRC, and net uptake draws gas in. The cart takes as much nitrogen in as out (Haldane).
    """
    dry = b.barometric - 47.0
    n = y[at] + y[at + 1] + y[at + 2]
    volume = 863.0 * n / dry
    po2, pco2 = dry * y[at] / n, dry * y[at + 1] / n
    leaving = entering = 0.0
    if breathing:
        leaving = air * outward
        entering = leaving + 863.0 / dry * (absorbed - released) + (0.5 * b.frc - volume) / 2.0
        if entering < leaving:
            leaving, entering = 2.0 * leaving - entering, leaving
    dy[at] = (entering * inspired - leaving * po2) / 863.0 - absorbed
    gas = volume / 863.0
    dy[at + 1] = (released - leaving * pco2 / 863.0) * gas / (gas + 0.5 * b.lung_tissue_co2)
    dy[at + 2] = (entering * (dry - inspired) - leaving * (dry - po2 - pco2)) / 863.0
    if dry - inspired < 1.0:
        return absorbed  # on pure O2 a cart cannot tell
    return leaving / 863.0 * ((dry - po2 - pco2) / (dry - inspired) * inspired - po2)


@equation
def rates(y, b, mode, flow, demand, fio2, face, dy):
    """Fill dy with the rate of every state. Gases are conserved.

    Return the O2 uptake of blood, and that at the mouth as a metabolic cart sees it.
    """
    dry = b.barometric - 47.0
    lower = y[LOWER] + y[LOWER + 1] + y[LOWER + 2]
    upper = y[UPPER] + y[UPPER + 1] + y[UPPER + 2]
    volume = 863.0 * (lower + upper) / dry
    po2_lower, pco2_lower = dry * y[LOWER] / lower, dry * y[LOWER + 1] / lower
    po2_upper, pco2_upper = dry * y[UPPER] / upper, dry * y[UPPER + 1] / upper
    base_excess = 1.0 - y[LACTATE]
    temperature = 37.0 + y[WARMTH]

    q = cardiac_output(y, b, mode)
    q_body = b.body_flow * b.q_rest * (1.0 - b.dive_q * y[DIVE + 1])
    q_muscle = q - q_body
    venous_o2 = (q_muscle * y[VM_O2 + 2] + q_body * y[VB_O2 + 1]) / q
    venous_co2 = (q_muscle * y[VM_CO2 + 2] + q_body * y[VB_CO2 + 1]) / q

    # lung: blood of two spaces, and what passes by
    venous_po2 = max(bound_po2(venous_o2, b.hb), 0.1)
    conductance = (b.diffusion_rest + b.diffusion_slope * max(q - b.q_rest, 0.0)) / q
    o2_lower, co2_lower = end_capillary(po2_lower, pco2_lower, venous_o2, venous_po2, conductance, y, b)
    o2_upper, co2_upper = end_capillary(po2_upper, pco2_upper, venous_o2, venous_po2, conductance, y, b)
    shunt = b.shunt + b.shunt_low * max(b.frc - volume, 0.0)
    q_lower = (1.0 - shunt) * b.flow_lower * q
    q_upper = (1.0 - shunt) * (1.0 - b.flow_lower) * q
    absorbed_lower, released_lower = q_lower * (o2_lower - venous_o2), q_lower * (venous_co2 - co2_lower)
    absorbed_upper, released_upper = q_upper * (o2_upper - venous_o2), q_upper * (venous_co2 - co2_upper)
    uptake = absorbed_lower + absorbed_upper
    output = released_lower + released_upper
    to_artery_o2 = venous_o2 + uptake / q
    to_artery_co2 = venous_co2 - output / q

    outward = 0.0
    if mode == PACED:
        outward = flow
    elif mode == CLAMPED:
        expired_pco2 = b.air_lower * pco2_lower + (1.0 - b.air_lower) * pco2_upper
        outward = max(863.0 * output / flow + 30.0 * (expired_pco2 - flow), 5.0)
    elif mode == BREATHE:
        outward = ventilation_wanted(y, b)
    pio2 = fio2 * dry
    free = mode != HOLD and (mode != PACED or flow > 0.0)
    at_mouth = exchange(y, b, LOWER, b.air_lower, pio2, absorbed_lower, released_lower, outward, free, dy)
    at_mouth += exchange(
        y, b, UPPER, 1.0 - b.air_lower, pio2, absorbed_upper, released_upper, outward, free, dy
    )

    half = 0.5 * b.arterial_ml
    dy[ART_O2] = q / half * (to_artery_o2 - y[ART_O2])
    dy[ART_O2 + 1] = q / half * (y[ART_O2] - y[ART_O2 + 1])
    dy[ART_CO2] = q / half * (to_artery_co2 - y[ART_CO2])
    dy[ART_CO2 + 1] = q / half * (y[ART_CO2] - y[ART_CO2 + 1])

    # tissue: what is asked is taken as long as there is O2 in the blood
    muscle_uptake = y[MUSCLE_VO2] * (1.0 - exp(-max(y[MUS_O2], 0.0) / b.extraction))
    body_vo2 = 0.85 * b.vo2_rest
    body_uptake = body_vo2 * (1.0 - exp(-max(y[BOD_O2], 0.0) / b.extraction))
    deficit = max(demand - body_vo2 - y[MUSCLE_VO2], 0.0)
    lactic = b.lactic * deficit * min(max((demand / b.vo2max - 0.6) / 0.4, 0.0), 1.0)
    muscle_output = b.rq_muscle * muscle_uptake + b.acid_co2 * lactic
    body_output = b.rq_rest * body_uptake
    muscle_s = nearly_bound(y[MUS_O2], b.hb)
    body_s = nearly_bound(y[BOD_O2], b.hb)
    muscle_ph, muscle_ratio = acid_base(y[MUS_PCO2], base_excess, b.hb, muscle_s)
    body_ph, body_ratio = acid_base(y[BOD_PCO2], base_excess, b.hb, body_s)
    muscle_co2 = co2_with_ratio(y[MUS_PCO2], muscle_ph, muscle_ratio, temperature, b.hb, muscle_s)
    body_co2 = co2_with_ratio(y[BOD_PCO2], body_ph, body_ratio, temperature, b.hb, body_s)
    dy[MUS_O2] = (q_muscle * (y[ART_O2 + 1] - y[MUS_O2]) - muscle_uptake) / b.muscle_o2_ml
    dy[BOD_O2] = (q_body * (y[ART_O2 + 1] - y[BOD_O2]) - body_uptake) / b.body_o2_ml
    dy[MUS_PCO2] = (q_muscle * (y[ART_CO2 + 1] - muscle_co2) + muscle_output) / b.muscle_co2
    dy[SLOW_PCO2] = (y[BOD_PCO2] - y[SLOW_PCO2]) / b.tau_slow_co2
    to_slow = b.slow_co2 * dy[SLOW_PCO2]
    dy[BOD_PCO2] = (q_body * (y[ART_CO2 + 1] - body_co2) + body_output - to_slow) / b.body_co2

    # venous return
    third = q_muscle * 3.0 / b.venous_muscle_ml
    dy[VM_O2] = third * (y[MUS_O2] - y[VM_O2])
    dy[VM_CO2] = third * (muscle_co2 - y[VM_CO2])
    for i in range(1, 3):
        dy[VM_O2 + i] = third * (y[VM_O2 + i - 1] - y[VM_O2 + i])
        dy[VM_CO2 + i] = third * (y[VM_CO2 + i - 1] - y[VM_CO2 + i])
    rest = q_body * 2.0 / b.venous_body_ml
    dy[VB_O2] = rest * (y[BOD_O2] - y[VB_O2])
    dy[VB_O2 + 1] = rest * (y[VB_O2] - y[VB_O2 + 1])
    dy[VB_CO2] = rest * (body_co2 - y[VB_CO2])
    dy[VB_CO2 + 1] = rest * (y[VB_CO2] - y[VB_CO2 + 1])

    # kinetics: fast on, slow off
    aerobic = min(demand, b.vo2max)
    # uptake follows what phosphocreatine is short (Mahler 1985), so what blood cannot bring stays owed; above
    # VO2max it rises as fast as the demand asks, and stops there
    asked = max(demand - body_vo2, 0.0)
    to_asked = (asked - muscle_uptake) / (b.tau_vo2_on if asked > y[MUSCLE_VO2] else b.tau_vo2_off)
    dy[MUSCLE_VO2] = min(to_asked, (b.vo2max - body_vo2 - y[MUSCLE_VO2]) / 2.0)
    rise = b.q_slope * max(aerobic - b.vo2_rest, 0.0)
    fast = b.q_fast * rise
    slow = rise - fast
    dy[Q_FAST] = (fast - y[Q_FAST]) / (b.tau_q_fast if fast > y[Q_FAST] else b.tau_q_off)
    dy[Q_SLOW] = (slow - y[Q_SLOW]) / (b.tau_q_slow if slow > y[Q_SLOW] else b.tau_q_off)
    full = min(max((volume - b.frc) / b.frc, 0.0), 1.0)  # near 1 at total capacity
    diving = 0.0
    if mode == HOLD:
        diving = (1.0 + (b.dive_q_face / b.dive_q - 1.0) * face) * (
            b.dive_empty + (1.0 - b.dive_empty) * full
        )
    dy[DIVE] = (diving - y[DIVE]) * 2.0 / (b.tau_dive if diving > y[DIVE] else 6.0)
    dy[DIVE + 1] = (y[DIVE] - y[DIVE + 1]) * 2.0 / (b.tau_dive if y[DIVE] > y[DIVE + 1] else 6.0)
    dy[LACTATE] = lactic / (3.0 * b.mass) - (y[LACTATE] - 1.0) / b.tau_lactate
    dy[WARMTH] = (b.warming * y[MUSCLE_VO2] / b.vo2max - y[WARMTH]) / b.tau_warming
    dy[DRIVE] = (863.0 * (muscle_output + body_output) / 40.0 - y[DRIVE]) / b.tau_drive
    paco2 = b.flow_lower * pco2_lower + (1.0 - b.flow_lower) * pco2_upper
    dy[P_CENTRAL] = (paco2 - y[P_CENTRAL]) / b.tau_central
    dy[P_PERIPHERAL] = (paco2 - y[P_PERIPHERAL]) / b.tau_peripheral
    dy[S_PERIPHERAL] = (bound(y[ART_O2 + 1], b.hb) - y[S_PERIPHERAL]) / b.tau_peripheral
    return uptake, at_mouth


@equation
def at_rest(b, fio2):
    """Guess a state near rest; ten minutes of breathing make it steady."""
    y = np.empty(STATES)
    dry = b.barometric - 47.0
    half = 0.5 * b.frc / 863.0
    pao2 = max(fio2 * dry - 40.0 / b.rq_rest, 30.0)
    y[LOWER] = y[UPPER] = half * pao2
    y[LOWER + 1] = y[UPPER + 1] = half * 40.0
    y[LOWER + 2] = y[UPPER + 2] = half * (dry - pao2 - 40.0)
    shift = curve_shift(40.0, 7.4, 37.0, b.p50)
    artery = o2_content(pao2, standard_saturation(pao2 * shift), b.hb)
    artery_co2 = co2_content(40.0, 7.4, 37.0, b.hb, 0.97)
    venous_s = bound(artery, b.hb) - 0.25
    venous_co2 = co2_content(46.0, ph_of_blood(46.0, 0.0, b.hb, venous_s), 37.0, b.hb, venous_s)
    venous = max(artery - b.vo2_rest / b.q_rest, 0.02)
    y[ART_O2 : ART_O2 + 2] = artery
    y[ART_CO2 : ART_CO2 + 2] = artery_co2
    y[MUS_O2] = y[BOD_O2] = venous
    y[MUS_PCO2] = y[BOD_PCO2] = y[SLOW_PCO2] = 46.0
    y[VM_O2 : VM_O2 + 3] = venous
    y[VM_CO2 : VM_CO2 + 3] = venous_co2
    y[VB_O2 : VB_O2 + 2] = venous
    y[VB_CO2 : VB_CO2 + 2] = venous_co2
    y[MUSCLE_VO2] = 0.15 * b.vo2_rest
    y[Q_FAST : WARMTH + 1] = 0.0
    y[LACTATE] = 1.0
    y[DRIVE] = 863.0 * b.rq_rest * b.vo2_rest / 40.0
    y[P_CENTRAL] = y[P_PERIPHERAL] = 40.0
    y[S_PERIPHERAL] = bound(artery, b.hb)
    return y


@equation
def start_hold(y, b, volume, fio2):
    """Breathe out, or in, to the volume at which a hold or pause starts; 150 mL of dead space comes back."""
    dry = b.barometric - 47.0
    now = 863.0 * (y[LOWER] + y[LOWER + 1] + y[LOWER + 2] + y[UPPER] + y[UPPER + 1] + y[UPPER + 2]) / dry
    fresh = max(volume - now - 150.0, 0.0)
    for at, air in ((LOWER, b.air_lower), (UPPER, 1.0 - b.air_lower)):
        space = 863.0 * (y[at] + y[at + 1] + y[at + 2]) / dry
        left = max(space + air * (volume - fresh - now), 0.1 * space) / space
        for i in range(3):
            y[at + i] *= left
        y[at] += air * fresh * fio2 * dry / 863.0
        y[at + 2] += air * fresh * (1.0 - fio2) * dry / 863.0


@equation
def see(t, y, b, mode, flow, uptake, at_mouth, missed, seen):
    """Write down what can be measured; alveolar gas is that of both spaces as they breathe out."""
    dry = b.barometric - 47.0
    lower = y[LOWER] + y[LOWER + 1] + y[LOWER + 2]
    upper = y[UPPER] + y[UPPER + 1] + y[UPPER + 2]
    seen[SEEN_UPTAKE] = uptake
    seen[SEEN_MOUTH_VO2] = at_mouth
    seen[SEEN_MISSED] = missed
    seen[SEEN_DIVE] = y[DIVE + 1]
    q = cardiac_output(y, b, mode)
    q_body = b.body_flow * b.q_rest * (1.0 - b.dive_q * y[DIVE + 1])
    sao2 = bound(y[ART_O2 + 1], b.hb)
    paco2 = dry * (b.flow_lower * y[LOWER + 1] / lower + (1.0 - b.flow_lower) * y[UPPER + 1] / upper)
    q_max = b.q_slope * (b.vo2max - b.vo2_rest)
    effort = min((y[Q_FAST] + y[Q_SLOW]) / q_max, 1.0)
    seen[SEEN_T] = t
    seen[SEEN_PAO2] = dry * (b.air_lower * y[LOWER] / lower + (1.0 - b.air_lower) * y[UPPER] / upper)
    seen[SEEN_PACO2] = dry * (b.air_lower * y[LOWER + 1] / lower + (1.0 - b.air_lower) * y[UPPER + 1] / upper)
    seen[SEEN_PACO2_BLOOD] = paco2
    seen[SEEN_SAO2] = sao2
    seen[SEEN_SVO2] = bound(((q - q_body) * y[VM_O2 + 2] + q_body * y[VB_O2 + 1]) / q, b.hb)
    seen[SEEN_Q] = q
    seen[SEEN_VA] = 0.0 if mode == HOLD else (flow if mode == PACED else ventilation_wanted(y, b))
    seen[SEEN_VOLUME] = 863.0 * (lower + upper) / dry
    seen[SEEN_VO2] = y[MUSCLE_VO2] + 0.85 * b.vo2_rest
    seen[SEEN_PH] = ph_of_blood(paco2, 1.0 - y[LACTATE], b.hb, sao2)
    seen[SEEN_HR] = b.hr_rest + (b.hr_max - b.hr_rest) * effort
    seen[SEEN_HR] *= (1.0 - b.dive_hr * y[DIVE + 1]) * faster_in_hypoxia(y, b, mode)
    seen[SEEN_LACTATE] = y[LACTATE]
    seen[SEEN_WARMTH] = y[WARMTH]
    seen[SEEN_HUNGER] = ventilation_wanted(y, b)


@equation
def rows_of(protocol, step_s):
    """How many rows of what is seen a protocol can need, at the shortest step."""
    count = 0
    for k in range(protocol.shape[0]):
        count += 3 + ceil(protocol[k, DURATION] / (SHORTEST * step_s))
    return count


@equation
def step_of(y, b, mode, flow, step_s):
    """Step of the loop: short while blood or gas turn over fast, as after a release; long at rest."""
    fastest = 2.0 * cardiac_output(y, b, mode) / b.arterial_ml
    if mode != HOLD:
        n = y[LOWER] + y[LOWER + 1] + y[LOWER + 2] + y[UPPER] + y[UPPER + 1] + y[UPPER + 2]
        volume = 863.0 * n / (b.barometric - 47.0)
        air = ventilation_wanted(y, b) if mode == BREATHE else (flow if mode == PACED else 0.2 * b.frc)
        fastest = max(fastest, (air + 0.5 * abs(b.frc - volume)) / (AIR_SHARE * volume))
    return min(max(2.0 * step_s / fastest, SHORTEST * step_s), LONGEST * step_s)


@njit(cache=True, error_model="numpy", nogil=True)
def run(y, b, protocol, step_s, seen, ends):
    """Play a protocol from state y, in place, by RK4; return how many rows of seen were written.

    seen needs rows_of rows; ends takes the time at which each was over. A hold
    with a LIMIT is over when the breathing missed in it (mL of alveolar ventilation wanted) reaches that, or
    when it and what it goes on with have lasted WHOLE seconds.
    """
    k1, k2, k3, k4 = np.empty(STATES), np.empty(STATES), np.empty(STATES), np.empty(STATES)
    probe = np.empty(STATES)
    t = 0.0
    missed = held = 0.0
    row = 0
    for k in range(protocol.shape[0]):
        mode, flow, demand = protocol[k, MODE], protocol[k, FLOW], protocol[k, DEMAND]
        fio2, face = protocol[k, FIO2], protocol[k, FACE]
        if mode != HOLD or protocol[k, VOLUME] > 0.0:
            missed = held = 0.0
        if protocol[k, VOLUME] > 0.0:
            start_hold(y, b, protocol[k, VOLUME], fio2)
        uptake, at_mouth = rates(y, b, mode, flow, demand, fio2, face, k1)
        see(t, y, b, mode, flow, uptake, at_mouth, missed, seen[row])
        left = protocol[k, DURATION]
        limit = wanted = 0.0
        if mode == HOLD:
            left = min(left, protocol[k, WHOLE] - held)
            limit = protocol[k, LIMIT]
            wanted = ventilation_wanted(y, b)
        while left > 1e-9:
            h = step_of(y, b, mode, flow, step_s)
            h = left / ceil(left / h - 1e-9) if left < 2.0 * h else h
            if limit > 0.0:
                h = min(h, max((limit - missed) / wanted, 1e-3))
            for i in range(STATES):
                probe[i] = y[i] + 0.5 * h * k1[i]
            rates(probe, b, mode, flow, demand, fio2, face, k2)
            for i in range(STATES):
                probe[i] = y[i] + 0.5 * h * k2[i]
            rates(probe, b, mode, flow, demand, fio2, face, k3)
            for i in range(STATES):
                probe[i] = y[i] + h * k3[i]
            rates(probe, b, mode, flow, demand, fio2, face, k4)
            for i in range(STATES):
                y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])
            t += h
            left -= h
            row += 1
            if mode == HOLD:
                before, wanted = wanted, ventilation_wanted(y, b)
                missed += 0.5 * h * (before + wanted)
                held += h
            uptake, at_mouth = rates(y, b, mode, flow, demand, fio2, face, k1)
            see(t, y, b, mode, flow, uptake, at_mouth, missed, seen[row])
            if missed >= limit > 0.0:
                break
        ends[k] = t
        row += 1
    return row
