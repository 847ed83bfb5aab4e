"""Bodies that live abreast are the bodies of the scalar loop, each with its own clock."""

import numpy as np
import pytest

from adempauze.body import Runner
from adempauze.body.simulate import STEP_S, numbers_of, rested_state
from adempauze.kernels import body, lanes, sensor
from adempauze.physiology.atmosphere import FIO2_AIR

WOMAN = Runner(sex="female", age_y=40, height_m=1.70, mass_kg=62, vo2max_ml_kg_min=45)
DELAYS = (4.0, 6.0, 0.3)
AVERAGING_S = 4.0


def moments(lane):
    """Return what one lane does: seconds, mode and demand; each at its own times, a hold among them."""
    return [(7.0 + lane, body.BREATHE, 30.0), (9.0 + 0.7 * lane, body.HOLD, 25.0), (50.0, body.BREATHE, 8.0)]


def alone(lane, record, state):
    """Return the state, artery and display of a lane's runner by the scalar loop."""
    y, shown = state.copy(), []
    rows = np.zeros((3, body.COLUMNS))
    for row, (seconds, mode, demand) in zip(rows, moments(lane), strict=True):
        row[[body.DURATION, body.MODE, body.DEMAND, body.FIO2]] = seconds, mode, demand, FIO2_AIR
        row[body.WHOLE] = 1e9
    seen = np.empty((body.rows_of(rows, STEP_S), body.SEEN))
    seen = seen[: body.run(y, record, rows, STEP_S, seen, np.empty(3))]
    shown = np.empty(len(seen))
    columns = (body.SEEN_T, body.SEEN_SAO2, body.SEEN_Q)
    t, sao2, q = (np.ascontiguousarray(seen[:, column]) for column in columns)
    dive = np.ascontiguousarray(seen[:, body.SEEN_DIVE])
    sensor.view(t, 100.0 * sao2, q, record["q_rest"], dive, *DELAYS, AVERAGING_S, 0.0, shown)
    return y, 100.0 * sao2[-1], shown[-1]


def test_eight_lanes_are_eight_runners():
    """State, artery and display after work, a hold and rest, of eight runners who differ, to 1e-9."""
    rng = np.random.default_rng(8)
    runners = [WOMAN.sampled(rng) for _ in range(lanes.LANES)]
    records = [runner.record() for runner in runners]
    states = [rested_state(record, runner) for record, runner in zip(records, runners, strict=True)]
    s = lanes.room()
    s["step_s"], s["fio2"], s["averaging_s"] = STEP_S, FIO2_AIR, AVERAGING_S
    s["delay_s"], s["delay_flow_s"], s["constriction"] = DELAYS
    left = []
    for lane, (record, state) in enumerate(zip(records, states, strict=True)):
        lanes.lie_down(s, lane, numbers_of(record), state)
        left.append(iter(moments(lane)))
    while True:
        for lane in range(lanes.LANES):
            if s["left"][lane] == 0.0 and (moment := next(left[lane], None)):
                lanes.live(s, lane, *moment)
        if not s["left"].any():
            break
        lanes.step(s)
    for lane, (record, state) in enumerate(zip(records, states, strict=True)):
        y, sao2, shown = alone(lane, record, state)
        assert s["y"][:, lane] == pytest.approx(y, rel=1e-9, abs=1e-9)
        assert s["sao2"][lane] == pytest.approx(sao2, abs=1e-9)
        assert s["chain"][-1, lane] == pytest.approx(shown, abs=1e-9)
