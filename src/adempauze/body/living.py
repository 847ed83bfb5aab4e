"""A body that lives on from moment to moment, for a session whose end nobody knows before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adempauze.body.parameters import calibrated
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor, delays_of
from adempauze.body.simulate import STEP_S, rested_state
from adempauze.physiology.atmosphere import FIO2_AIR

LONGEST_MOMENT_S = 5.0


class Living:
    """A runner's body and the sensor on it, which starts rested and goes on as it is told.

    ``sao2_pct`` is the artery now, ``lowest_pct`` its lowest in the last moment, ``shown_pct`` what the
    sensor displays without noise, ``missed_l_btps`` the breathing missed in the hold that is going on.
    """

    def __init__(self, runner: Runner, *, sensor: Sensor, values: Mapping[str, float] | None = None) -> None:
        from adempauze.kernels import body
        from adempauze.kernels import sensor as sensor_kernel

        self._body, self._sensor_kernel = body, sensor_kernel
        self._runner, self._sensor = runner, sensor
        p = calibrated() if values is None else values
        self._delays = delays_of(sensor.site, p)
        self._record = runner.record(values)
        self._state = rested_state(self._record, runner).copy()
        self._row = np.zeros((1, body.COLUMNS))
        self._row[0, body.WHOLE] = 1e9
        self._row[0, body.FIO2] = FIO2_AIR
        self._seen = np.empty((int(3 + LONGEST_MOMENT_S / (body.SHORTEST * STEP_S)), body.SEEN))
        self._ends = np.empty(1)
        self.sao2_pct = 100.0 * float(body.bound(self._state[body.ART_O2 + 1], self._record["hb"]))
        self.lowest_pct = self.sao2_pct
        self._chain = np.full(sensor_kernel.STAGES + 1, self.sao2_pct)
        self.missed_l_btps = 0.0

    @property
    def shown_pct(self) -> float:
        """What the sensor displays now, without noise."""
        return float(self._chain[-1]) + self._sensor.bias_pct

    def start_hold(self, volume_l_btps: float) -> None:
        """Breathe out, or in, to the volume at which a hold starts."""
        self.missed_l_btps = 0.0
        self._body.start_hold(self._state, self._record, 1000.0 * volume_l_btps, FIO2_AIR)

    def breathe(self, seconds_s: float, *, demand_ml_kg_min: float) -> None:
        """Live on for at most five seconds, breathing."""
        self._live(seconds_s, self._body.BREATHE, demand_ml_kg_min)

    def hold(self, seconds_s: float, *, demand_ml_kg_min: float) -> None:
        """Live on for at most five seconds, holding the breath."""
        self._live(seconds_s, self._body.HOLD, demand_ml_kg_min)
        self.missed_l_btps += float(self._seen[self._last, self._body.SEEN_MISSED]) / 1000.0

    def _live(self, seconds_s: float, mode: float, demand_ml_kg_min: float) -> None:
        body, row = self._body, self._row[0]
        row[body.DURATION], row[body.MODE] = seconds_s, mode
        row[body.DEMAND] = demand_ml_kg_min * self._runner.mass_kg / 60.0
        self._last = body.run(self._state, self._record, self._row, STEP_S, self._seen, self._ends) - 1
        now = self._seen[self._last]
        before, self.sao2_pct = self.sao2_pct, 100.0 * float(now[body.SEEN_SAO2])
        self.lowest_pct = 100.0 * float(self._seen[: self._last + 1, body.SEEN_SAO2].min())
        stage_s = self._sensor_kernel.stage(
            now[body.SEEN_Q], float(self._record["q_rest"]), now[body.SEEN_DIVE], *self._delays
        )
        self._sensor_kernel.shift(
            self._chain, seconds_s, before, self.sao2_pct, stage_s, self._sensor.averaging_s
        )
