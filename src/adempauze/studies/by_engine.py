"""A virtual runner's session played by the session engine, event by event: the reference, honest and slow."""

from math import exp, sqrt

import numpy as np

from adempauze.body.living import Living
from adempauze.body.playing import PACES_PER_MIN, demand_ml_kg_min, hold_volume_l_btps
from adempauze.protocols.model import Activity, LungVolume
from adempauze.session import events as on
from adempauze.session.engine import step
from adempauze.session.log import result_of
from adempauze.session.sheet import Sheet, SheetSegment, SignalKind
from adempauze.session.state import Phase
from adempauze.studies.virtual import HOW, LONGEST_MS, Played, VirtualRunner, started


def played_by_engine(who: VirtualRunner, sheet: Sheet, answers: dict[str, str]) -> Played:
    """Play a sheet to its end by the session engine; ``playing.played`` does the same much faster."""
    return _Session(who, sheet, answers).played()


class _Session:
    """One session: the engine, the body and the sensor on one clock."""

    def __init__(self, who: VirtualRunner, sheet: Sheet, answers: dict[str, str]) -> None:
        self._who, self._sheet = who, sheet
        luck = who.luck(sheet)
        self._normals, self._uniforms = iter(luck.normals.tolist()), iter(luck.uniforms.tolist())
        self._state, began = started(sheet, answers)
        self._events = list(began)
        self._living = Living(who.runner, sensor=who.sensor, values=who.values)
        self._noise_pct = 0.0
        self._now_ms = 0
        self._hold_began_ms = -1
        self._hungry = False
        self._lowest: list[float] = []
        self._shown: list[float] = []
        self._rate_at_ms = -1
        self._look_at_ms = -1
        self._read_at_ms = 0
        self._released_ms = 0

    def played(self) -> Played:
        while self._state.phase in (Phase.COUNT_IN, Phase.HOLD, Phase.REST) and self._now_ms < LONGEST_MS:
            self._moment()
        result = result_of(self._state)
        return Played(result, tuple(self._lowest), tuple(self._shown), tuple(self._events))

    def _send(self, event: on.AnyEvent) -> None:
        holds = len(self._state.holds)
        self._events.append(event)
        self._state, _ = step(self._sheet, self._state, event)
        if len(self._state.holds) > holds and self._state.holds[-1].ended_by != "skipped":
            self._rate_at_ms = self._now_ms + HOW.rated_after_ms
            self._look_at_ms = self._now_ms + HOW.read_by_eye_after_ms
            self._released_ms = self._now_ms

    # --- a moment -------------------------------------------------------------------------------------

    def _moment(self) -> None:
        holding = self._state.phase is Phase.HOLD
        if holding and self._hold_began_ms != self._state.since_ms:
            self._begin_hold()
        step_ms = 500 if holding else 1000
        self._live(step_ms / 1000.0, holding)
        self._now_ms += step_ms
        if holding:
            self._during_hold()
        if self._state.phase in (Phase.HOLD, Phase.REST, Phase.COUNT_IN) and self._now_ms >= self._read_at_ms:
            self._read_at_ms = self._now_ms + 1000
            self._read()
        self._send(on.Tick(at_ms=self._now_ms))
        if 0 <= self._rate_at_ms <= self._now_ms and self._state.phase is not Phase.HOLD:
            self._afterwards()
        if 0 <= self._look_at_ms <= self._now_ms and self._state.phase is Phase.REST:
            self._look()

    def _begin_hold(self) -> None:
        segment = self._segment()
        self._hold_began_ms = self._state.since_ms
        self._hungry = False
        self._rate_at_ms = self._look_at_ms = -1
        volume = hold_volume_l_btps(LungVolume.FRC, segment.activity, self._who.runner)
        volume = max(volume + HOW.volume_sd_l_btps * next(self._normals), 1.2)
        self._living.start_hold(volume)
        self._cost_frac = exp(HOW.demand_sd_frac * next(self._normals))
        self._lowest.append(100.0)
        self._shown.append(100.0)

    def _segment(self) -> SheetSegment:
        return self._sheet.segments[self._state.segment]

    def _activity(self) -> Activity:
        segment = self._segment()
        if self._state.phase is Phase.HOLD:
            parts = segment.lower.parts if self._state.lowered and segment.lower else segment.parts
            return parts[min(self._state.part, len(parts) - 1)].activity
        return Activity.STAND if self._state.phase is Phase.COUNT_IN else segment.activity

    def _live(self, seconds: float, holding: bool) -> None:
        """Let the body and the sensor go on."""
        demand = demand_ml_kg_min(self._activity(), self._who.runner)
        if holding:
            self._living.hold(seconds, demand_ml_kg_min=demand * self._cost_frac)
        else:
            self._living.breathe(seconds, demand_ml_kg_min=demand)
        if self._is_of_a_hold():
            self._lowest[-1] = min(self._lowest[-1], self._living.lowest_pct)

    def _is_of_a_hold(self) -> bool:
        """Whether what is low now is due to the last hold: in it, or within a minute after it."""
        in_hold = self._state.phase is Phase.HOLD
        return bool(self._lowest) and (in_hold or self._now_ms <= self._released_ms + HOW.due_to_hold_ms)

    def _read(self) -> None:
        """Make a reading each second, if the session has a sensor that is read live."""
        fresh = sqrt(1.0 - HOW.noise_rho_frac * HOW.noise_rho_frac) * HOW.noise_sd_pct * next(self._normals)
        self._noise_pct = HOW.noise_rho_frac * self._noise_pct + fresh
        shown = float(np.clip(round(self._living.shown_pct + self._who.bias_pct + self._noise_pct), 0, 100))
        if self._is_of_a_hold():
            self._shown[-1] = min(self._shown[-1], shown)
        if self._sheet.signal is SignalKind.LIVE:
            good = bool(next(self._uniforms) >= HOW.bad_readings_frac)
            self._send(
                on.Spo2(at_ms=self._now_ms, tenths=int(10 * shown), site=self._who.sensor.site, good=good)
            )

    def _during_hold(self) -> None:
        activity = self._activity()
        if activity in PACES_PER_MIN:
            held_s = (self._now_ms - self._hold_began_ms) / 1000.0
            paces = int(held_s * PACES_PER_MIN[activity] / 60.0)
            self._send(on.Paces(at_ms=self._now_ms, count=paces))
        if self._state.phase is not Phase.HOLD:
            return
        limit_l = self._who.breaking_l
        if not self._hungry and self._living.missed_l_btps >= self._who.hunger_frac * limit_l:
            self._hungry = True
            if next(self._uniforms) >= HOW.misses_hunger_tap_frac:
                self._send(on.RunnerSignal(at_ms=self._now_ms, signal="air_hunger"))
        if self._state.phase is Phase.HOLD and self._living.missed_l_btps >= limit_l:
            self._send(on.RunnerSignal(at_ms=self._now_ms, signal="limit"))
            if self._state.phase is Phase.HOLD:
                self._send(on.RunnerSignal(at_ms=self._now_ms, signal="breathe"))

    def _look(self) -> None:
        """Tap in the lowest value that was seen, where the oximeter is read by eye."""
        self._look_at_ms = -1
        if self._sheet.signal is SignalKind.SEEN:
            tenths = int(10 * self._shown[-1])
            self._send(on.Seen(at_ms=self._now_ms, tenths=tenths, site=self._who.sensor.site))

    def _afterwards(self) -> None:
        """Rate the hold, and say it if he is dizzy."""
        self._rate_at_ms = -1
        missed = self._living.missed_l_btps / self._who.breaking_l
        felt = 10.0 * (missed + HOW.hunger_sd_frac * next(self._normals))
        self._send(on.Hunger(at_ms=self._now_ms, rating=int(np.clip(round(felt), 0, 10))))
        dizzy = 1.0 / (1.0 + exp((self._lowest[-1] - HOW.faint_pct) / HOW.faint_width_pct))
        if self._state.phase is not Phase.OVER and next(self._uniforms) < dizzy:
            self._send(on.SymptomFelt(at_ms=self._now_ms, symptom="stop.dizzy"))
