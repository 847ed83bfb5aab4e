"""Learning a runner: what a recording tells, and how the sensor is told apart from the lung."""

import numpy as np
import pytest

from adempauze.body import Breathe, Hold, Runner, simulate
from adempauze.body.learning import Recording, _noise, learn, one_sharp_hold
from adempauze.body.sensors import Sensor, spo2_pct
from adempauze.errors import RecordingError

pytestmark = pytest.mark.slow

EXPECTED = Runner(sex="female", age_y=40, height_m=1.70, mass_kg=62, vo2max_ml_kg_min=46)
FINGER = Sensor(site="finger")


def walking_holds(runner):
    """Three holds of 18 s while walking."""
    hold = Hold(duration_s=18, volume_l_btps=runner.expected_frc_l_btps - 0.3, demand_ml_kg_min=11.5)
    return [Breathe(duration_s=60, demand_ml_kg_min=11.5), *([hold, Breathe(duration_s=60)] * 3)]


def recorded(runner, session, seconds, noise_pct=0.5):
    """What a finger sensor shows of a session, with noise of a fixed seed."""
    trajectory = simulate(runner, session(runner))
    at_s = np.arange(float(seconds))
    shown = np.interp(at_s, trajectory.at_s, spo2_pct(trajectory, FINGER))
    noise = noise_pct * np.random.default_rng(3).standard_normal(seconds)
    return Recording(session=session, at_s=at_s, spo2_pct=shown + noise, sensor=FINGER)


def test_a_small_lung_is_found():
    """A runner whose lung is 30 % smaller than expected: the interval holds the truth and not 1."""
    small = Runner(
        sex="female",
        age_y=40,
        height_m=1.70,
        mass_kg=62,
        vo2max_ml_kg_min=46,
        frc_l_btps=0.70 * EXPECTED.expected_frc_l_btps,
    )
    low, high = learn(EXPECTED, [recorded(small, walking_holds, 290)]).interval("lung")
    assert low < 0.70 < high < 1.0


def test_a_sharp_hold_at_rest_narrows_the_delay():
    """What the sensor adds is known better after one hold made for it, and so is the lung."""
    recording = recorded(EXPECTED, walking_holds, 290, noise_pct=1.5)
    alone = learn(EXPECTED, [recording])
    sensor = learn(EXPECTED, [recorded(EXPECTED, one_sharp_hold(), 170)])
    after = learn(EXPECTED, [recording], sensor_known=sensor)

    def width(learned, name):
        low, high = learned.interval(name)
        return high - low

    assert width(after, "delay") < width(alone, "delay")


def test_whole_percents_do_not_hide_slow_noise():
    """Rounding lowers the correlation of neighbours from 0.95 to 0.88; the noise is as slow as it was."""
    rng = np.random.default_rng(1)
    noise = np.empty(20_000)
    noise[0] = 0.0
    for i in range(1, len(noise)):
        noise[i] = 0.95 * noise[i - 1] + np.sqrt(1 - 0.95**2) * rng.standard_normal()
    shown = np.round(noise + np.linspace(0, 20, len(noise))) - np.linspace(0, 20, len(noise))
    assert np.corrcoef(shown[:-1], shown[1:])[0, 1] < 0.9
    rho, sd_pct = _noise([shown], [np.arange(float(len(shown)))])
    assert rho == pytest.approx(0.95, abs=0.01)
    new = (1 - rho**2 + (1 + rho**2) / 12) / (1 - rho**2)  # of slow noise, and of rounding
    assert sd_pct == pytest.approx(np.sqrt(new), rel=0.1)


def test_gaps_are_no_readings():
    """A recording of which half is missing is still used; one without readings is refused in a sentence."""
    recording = recorded(EXPECTED, walking_holds, 290)
    recording.spo2_pct[::2] = np.nan
    assert np.isfinite(learn(EXPECTED, [recording]).interval("lung")).all()
    recording.spo2_pct[:] = np.nan
    with pytest.raises(RecordingError) as refused:
        learn(EXPECTED, [recording])
    assert str(refused.value) == "learning needs at least 60 readings of SpO2; got 0."
