"""A body that lives on from moment to moment, for a session whose end nobody knows before."""

from __future__ import annotations

from collections.abc import Mapping

from adempauze.body.parameters import calibrated
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor, delays_of
from adempauze.body.simulate import STEP_S, numbers_of, rested_state
from adempauze.physiology.atmosphere import FIO2_AIR


class Living:
    """A runner's body and the sensor on it, which starts rested and goes on as it is told."""

    def __init__(self, runner: Runner, *, sensor: Sensor, values: Mapping[str, float] | None = None) -> None:
        from adempauze.kernels import body, lanes

        self._lanes, self._modes = lanes, (body.BREATHE, body.HOLD)
        self._runner, self._sensor = runner, sensor
        p = calibrated() if values is None else values
        record = runner.record(values)
        self._abreast = s = lanes.room()
        s["step_s"], s["fio2"], s["averaging_s"] = STEP_S, FIO2_AIR, sensor.averaging_s
        s["delay_s"], s["delay_flow_s"], s["constriction"] = delays_of(sensor.site, p)
        for lane in range(lanes.LANES):  # he has the first to himself; the others stand still
            lanes.lie_down(s, lane, numbers_of(record), rested_state(record, runner))

    @property
    def sao2_pct(self) -> float:
        """Saturation of the artery now."""
        return float(self._abreast["sao2"][0])

    @property
    def lowest_pct(self) -> float:
        """The artery's lowest since the last moment began."""
        return float(self._abreast["lowest"][0])

    @property
    def missed_l_btps(self) -> float:
        """The breathing missed in the hold that is going on, or in the last."""
        return float(self._abreast["missed"][0]) / 1000.0

    @property
    def shown_pct(self) -> float:
        """What the sensor displays now, without noise."""
        return float(self._abreast["chain"][-1, 0]) + self._sensor.bias_pct

    def start_hold(self, volume_l_btps: float) -> None:
        """Breathe out, or in, to the volume at which a hold starts."""
        self._lanes.start_hold(self._abreast, 0, 1000.0 * volume_l_btps)

    def breathe(self, seconds_s: float, *, demand_ml_kg_min: float) -> None:
        """Live on, breathing."""
        self._live(seconds_s, self._modes[0], demand_ml_kg_min)

    def hold(self, seconds_s: float, *, demand_ml_kg_min: float) -> None:
        """Live on, holding the breath."""
        self._live(seconds_s, self._modes[1], demand_ml_kg_min)

    def _live(self, seconds_s: float, mode: float, demand_ml_kg_min: float) -> None:
        demand = demand_ml_kg_min * self._runner.mass_kg / 60.0
        self._lanes.live(self._abreast, 0, seconds_s, mode, demand)
        while self._abreast["left"][0] > 0.0:
            self._lanes.step(self._abreast)
