"""A virtual runner: gases are conserved, the loop is exact enough, and the body behaves as bodies do."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from adempauze.body import Breathe, Hold, Runner, simulate
from adempauze.body.parameters import calibrated
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.body.simulate import rows
from adempauze.errors import ParameterError
from adempauze.kernels import body as kernel

MAN = Runner(sex="male", age_y=28, height_m=1.78, mass_kg=70, vo2max_ml_kg_min=55)
RUN = [
    Breathe(duration_s=120, demand_ml_kg_min=11),
    Hold(duration_s=12.5, volume_l_btps=2.8, demand_ml_kg_min=35),
    Breathe(duration_s=30),
    Hold(duration_s=20, volume_l_btps=2.8, demand_ml_kg_min=35),
    Breathe(duration_s=60),
]


def at(trajectory, trace, at_s):
    """Value of a trace at a time."""
    return float(np.interp(at_s, trajectory.at_s, trace))


def weights_of_oxygen(b):
    """Volumes that turn the O2 states into mL."""
    w = np.zeros(kernel.STATES)
    w[kernel.LOWER] = w[kernel.UPPER] = 1.0
    w[kernel.ART_O2 : kernel.ART_O2 + 2] = b.arterial_ml / 2
    w[kernel.MUS_O2], w[kernel.BOD_O2] = b.muscle_o2_ml, b.body_o2_ml
    w[kernel.VM_O2 : kernel.VM_O2 + 3] = b.venous_muscle_ml / 3
    w[kernel.VB_O2 : kernel.VB_O2 + 2] = b.venous_body_ml / 2
    return w


@pytest.mark.parametrize("mode", [kernel.BREATHE, kernel.HOLD])
def test_oxygen_is_conserved(mode):
    """What the body holds falls by what tissue takes and rises by what the airway brings: nothing is lost."""
    b = MAN.record()
    y = kernel.at_rest(b, 0.2093)
    y[kernel.MUSCLE_VO2], y[kernel.Q_FAST], y[kernel.MUS_O2] = 20.0, 120.0, 0.06
    dy = np.empty(kernel.STATES)
    kernel.rates(y, b, mode, 0.0, 30.0, 0.2093, 0.0, dy)
    body_vo2 = 0.85 * b.vo2_rest * (1 - np.exp(-y[kernel.BOD_O2] / b.extraction))
    taken = 20.0 * (1 - np.exp(-0.06 / b.extraction)) + body_vo2
    brought = 0.0
    if mode == kernel.BREATHE:
        dry = b.barometric - 47
        for space, air in ((kernel.LOWER, b.air_lower), (kernel.UPPER, 1 - b.air_lower)):
            va = air * kernel.ventilation_wanted(y, b)
            n = y[space : space + 3].sum()
            # nitrogen tells how much gas came in: its balance has no other term
            pn2 = dry * y[space + 2] / n
            inward = (863 * dy[space + 2] + va * pn2) / (dry * (1 - 0.2093))
            assert inward == pytest.approx(va, rel=0.3)
            assert 863 * n / dry == pytest.approx(b.frc / 2, rel=0.01)
            brought += (inward * 0.2093 * dry - va * dry * y[space] / n) / 863
    assert weights_of_oxygen(b) @ dy == pytest.approx(brought - taken, rel=1e-6)


def test_nothing_but_tissue_changes_the_oxygen_of_a_hold():
    """Over a whole hold the lung and the blood lose exactly what tissue took."""
    b = MAN.record()
    y = kernel.at_rest(b, 0.2093)
    before = weights_of_oxygen(b) @ y
    table = np.array([[30.0, kernel.HOLD, 0.0, 0.0, b.vo2_rest, 0.2093, 0.0, 0.0, 600.0]])
    kernel.run(y, b, table, 0.1, np.empty((700, kernel.SEEN)), np.empty(1))
    assert before - weights_of_oxygen(b) @ y == pytest.approx(30 * b.vo2_rest, rel=0.01)


def test_the_quick_loop_is_within_a_tenth_of_a_point_of_an_exact_solution():
    """LSODA at 1e-9 on the same equations, stretch by stretch, against RK4 at a quarter of a second."""
    b = MAN.record()
    quick = simulate(MAN, RUN)
    state = np.array(quick_state(b))
    began, worst = 0.0, 0.0
    for row in rows(RUN, MAN, breaking_l_btps=8.5):
        if row[kernel.MODE] == kernel.HOLD and row[kernel.VOLUME] > 0:
            kernel.start_hold(state, b, row[kernel.VOLUME], row[kernel.FIO2])

        def rate(_, y, row=row):
            dy = np.empty(kernel.STATES)
            columns = (kernel.MODE, kernel.FLOW, kernel.DEMAND, kernel.FIO2, kernel.FACE)
            kernel.rates(y, b, *(row[c] for c in columns), dy)
            return dy

        ended = began + row[kernel.DURATION]
        inside = (quick.at_s > began + 1e-6) & (quick.at_s < ended - 1e-6)
        times = np.append(quick.at_s[inside], ended)
        found = solve_ivp(rate, (began, ended), state, method="LSODA", rtol=1e-9, atol=1e-10, t_eval=times)
        exact = [100 * kernel.bound(x, b.hb) for x in found.y[kernel.ART_O2 + 1]]
        worst = max(worst, np.abs(quick.sao2_pct[inside] - exact[:-1]).max())
        state = found.y[:, -1].copy()
        began = ended
    assert worst < 0.1


def quick_state(b):
    """State after the ten minutes of rest with which every simulation starts."""
    from adempauze.body.simulate import _settled

    return _settled(b.tobytes(), 0.2093, float(b.vo2_rest))


def test_a_body_at_rest_is_normal():
    """PACO2 40, PAO2 about 100, saturation 96 to 98, mixed venous 70 to 78: textbook values at rest."""
    rest = simulate(MAN, [Breathe(duration_s=60)])
    assert rest.alveolar_pco2_mmhg[-1] == pytest.approx(40, abs=1)
    assert rest.alveolar_po2_mmhg[-1] == pytest.approx(102, abs=4)
    assert 96 < rest.sao2_pct[-1] < 98.5
    assert 70 < rest.svo2_pct[-1] < 79
    assert np.ptp(rest.sao2_pct) < 0.05


def test_a_smaller_lung_empties_sooner():
    """Fletcher and Bradley 1983: the volume at the start decides most; RV is worse than FRC, FRC than TLC."""
    nadirs = [
        simulate(
            MAN, [Breathe(duration_s=30), Hold(duration_s=30, volume_l_btps=v), Breathe(duration_s=20)]
        ).sao2_pct.min()
        for v in (1.7, 3.3, 7.1)
    ]
    assert nadirs[0] < nadirs[1] - 2 < nadirs[2] - 2


def test_blood_leaves_the_emptier_half_of_the_lung():
    """Uneven air and blood make the artery fall further in a hold at FRC than one even lung does."""
    even = {**calibrated(), "flow_lower": 0.5, "air_lower": 0.5}

    def fall(values):
        still = simulate(MAN, [Breathe(duration_s=30), Hold(duration_s=35, volume_l_btps=2.6)], values=values)
        return np.ptp(still.arterial_po2_mmhg())

    assert fall(None) > fall(even) + 2


def test_the_strongest_dive_response_leaves_a_heart_that_beats():
    """One in a hundred people would lose all output in a long hold on full lungs by the spread alone."""
    strong = replace(MAN, personal={"dive_q": 2.5, "dive_q_face": 2.5})
    hold = Hold(duration_s=120, volume_l_btps=6.0, face_in_water=True)
    t = simulate(strong, [Breathe(duration_s=30), hold])
    assert 0.25 < t.cardiac_output_l_min[-1] / t.q_rest_l_min < 0.5


def test_the_mouth_sees_nothing_in_a_hold_and_the_store_filled_after_it():
    """A cart counts what is breathed in: none in a hold, more than blood takes after it, as much at rest."""
    t = simulate(
        MAN, [Breathe(duration_s=60), Hold(duration_s=25, volume_l_btps=2.8), Breathe(duration_s=40)]
    )
    ((start_s, end_s),) = t.holds_s
    before = t.at_s < start_s - 1
    held = (t.at_s > start_s + 0.1) & (t.at_s < end_s - 0.1)
    after = (t.at_s > end_s + 1) & (t.at_s < end_s + 10)
    assert t.mouth_vo2_l_min_stpd[before] == pytest.approx(t.lung_vo2_l_min_stpd[before], rel=0.02)
    assert not t.mouth_vo2_l_min_stpd[held].any()
    assert t.mouth_vo2_l_min_stpd[after].mean() > 1.3 * t.lung_vo2_l_min_stpd[after].mean()


def test_vessels_that_narrow_keep_the_fall_from_a_finger():
    """In a long hold on full lungs the hand's flow falls: a finger shows the artery of longer ago."""
    t = simulate(
        MAN,
        [
            Breathe(duration_s=60, demand_ml_kg_min=14),
            Hold(duration_s=60, volume_l_btps=5.0, demand_ml_kg_min=14),
            Breathe(duration_s=60),
        ],
    )
    wide = {**calibrated(), "finger_constriction": 0.0}
    finger = Sensor(site="finger")
    assert at(t, spo2_pct(t, finger), 120) > at(t, spo2_pct(t, finger, values=wide), 120) + 1
    ear = Sensor(site="ear")
    assert spo2_pct(t, ear).tolist() == spo2_pct(t, ear, values=wide).tolist()


def test_a_hold_ends_at_its_limit_whatever_the_step():
    """The loop lands on the breathing that can be missed; a coarse step does not lengthen a hold."""
    hold = [Breathe(duration_s=30), Hold(duration_s=200, volume_l_btps=3.0, limit_frac=0.7)]
    coarse, fine = (simulate(MAN, hold, step_s=s) for s in (0.4, 0.02))
    assert coarse.holds_s[0][1] == pytest.approx(fine.holds_s[0][1], abs=0.1)
    assert coarse.missed_l_btps[-1] == pytest.approx(0.7 * MAN.breaking_l_btps(), rel=0.01)


def test_carbon_dioxide_rises_as_in_a_hold_on_oxygen():
    """Stock 1988, FRC, on O2: 7 mmHg in 10 s, 2 more in the next 10, then 6 a minute."""
    hold = simulate(
        MAN, [Breathe(duration_s=300, fio2=1.0), Hold(duration_s=80, fio2=1.0, volume_l_btps=3.0)]
    )
    p = [at(hold, hold.alveolar_pco2_mmhg, 300.01 + s) for s in (0, 10, 20, 80)]
    assert p[1] - p[0] == pytest.approx(7, abs=2)
    assert p[2] - p[1] == pytest.approx(2, abs=1)
    assert p[3] - p[2] == pytest.approx(6, abs=3)


def test_a_thinner_air_lowers_saturation():
    """Up the mountain saturation falls, and at 4300 m it is 80 to 90 % at rest."""
    at_4300 = Runner(sex="male", age_y=28, height_m=1.78, mass_kg=70, vo2max_ml_kg_min=55, altitude_m=4300)
    thin = simulate(at_4300, [Breathe(duration_s=60)])
    assert 78 < thin.sao2_pct[-1] < 90


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ({"height_m": 178}, "height_m must be 1.45 to 2.1 m; got 178. In cm? Divide by 100."),
        (
            {"vo2max_ml_kg_min": 0},
            "vo2max_ml_kg_min must be 15 to 95 mL per kg and minute; got 0. "
            "In litres a minute? Divide by the mass and multiply by 1000.",
        ),
        ({"sex": "man"}, 'sex must be "female" or "male"; got \'man\'.'),
    ],
)
def test_a_bad_runner_gets_a_sentence(slip, sentence):
    """Every slip is named, with what to do."""
    right = {"sex": "male", "age_y": 28, "height_m": 1.78, "mass_kg": 70, "vo2max_ml_kg_min": 55}
    with pytest.raises(ParameterError) as refused:
        Runner(**(right | slip))
    assert str(refused.value) == sentence


def test_fio2_as_a_percentage_gets_a_sentence():
    """21 is a percentage."""
    with pytest.raises(ParameterError) as refused:
        Breathe(duration_s=10, fio2=21)
    assert str(refused.value) == "fio2 must be 0.05 to 1 (fraction); got 21. A percentage? Divide by 100."


def test_a_missing_or_unknown_entry_of_a_runner_file_is_named():
    """The table of a runner file says which entry is wrong."""
    with pytest.raises(ParameterError, match=r"me\.toml: height_m is missing"):
        Runner.from_table({"sex": "male", "age_y": 30}, where="me.toml")
    with pytest.raises(ParameterError, match=r"me\.toml: 'weight' is not known"):
        Runner.from_table({"weight": 70}, where="me.toml")


def test_fixed_acid_is_breathed_against():
    """After sprints CO2 in blood is under its resting value (Kowalchuk 1988, Stringer 1992), not at it."""
    sprints = [Breathe(duration_s=6, demand_ml_kg_min=120), Breathe(duration_s=24)] * 12
    after = simulate(MAN, [*sprints, Breathe(duration_s=60)])
    assert after.lactate_mmol_l[-1] > 8
    assert after.alveolar_pco2_mmhg[-1] < 36


def test_slow_tissue_gives_its_co2_for_a_quarter_of_an_hour():
    """Who breathes 10 mmHg of CO2 away gives off more than he makes, and his lung holds more O2 meanwhile."""
    away = simulate(MAN, [Breathe(duration_s=4000, end_tidal_pco2_mmhg=30)])
    assert at(away, away.alveolar_po2_mmhg, 900) > at(away, away.alveolar_po2_mmhg, 3900) + 1.0


def test_a_breath_can_be_played_by_its_parts():
    """Lungs stay where a part of a breath brings them, and a body that breathes has no dive response."""
    parts = [Breathe(duration_s=1, volume_l_btps=v) for v in (6.0, 2.8)] * 5
    played = simulate(MAN, [Breathe(duration_s=30), *parts])
    assert at(played, played.lung_l_btps, 30.5) == pytest.approx(6.0, abs=0.05)
    assert at(played, played.lung_l_btps, 31.5) == pytest.approx(2.8, abs=0.05)
    assert played.dive_frac.max() == 0
