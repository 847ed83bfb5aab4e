"""A body lived moment by moment is the body of a simulation."""

import pytest

from adempauze.body import Breathe, Hold, Runner, simulate
from adempauze.body.living import Living
from adempauze.body.sensors import Sensor, spo2_pct

MAN = Runner(sex="male", age_y=34, height_m=1.80, mass_kg=72, vo2max_ml_kg_min=52)
FINGER = Sensor(site="finger", averaging_s=4.0)


def test_a_life_in_moments_is_the_simulation():
    """Walking, an 18-s hold and rest, lived in seconds, end where the simulation ends; so does the sensor."""
    living = Living(MAN, sensor=FINGER)
    for _ in range(30):
        living.breathe(1.0, demand_ml_kg_min=11.5)
    living.start_hold(3.0)
    for _ in range(18):
        living.hold(1.0, demand_ml_kg_min=11.5)
    played = simulate(
        MAN,
        [
            Breathe(duration_s=30, demand_ml_kg_min=11.5),
            Hold(duration_s=18, volume_l_btps=3.0, demand_ml_kg_min=11.5),
        ],
    )
    assert living.sao2_pct == pytest.approx(played.sao2_pct[-1], abs=0.05)
    assert living.missed_l_btps == pytest.approx(played.missed_l_btps[-1], rel=0.01)
    assert living.shown_pct == pytest.approx(spo2_pct(played, FINGER)[-1], abs=0.5)
