"""A virtual runner who behaves: he feels air hunger, taps, jogs to his limit, and gets symptoms.

His body is the model's, his sensor the model's with noise; the session is played by the session engine, event
by event, from the sheet that safety cleared. Nothing here decides what is allowed.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from adempauze.body.living import Living
from adempauze.body.parameters import calibrated
from adempauze.body.playing import PACES_PER_MIN, demand_ml_kg_min, hold_volume_l_btps
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor
from adempauze.planning.history import PastSession, past_session
from adempauze.protocols.model import Activity, Kind, LungVolume
from adempauze.session import events as on
from adempauze.session.engine import step
from adempauze.session.log import SessionLog, result_of, sheet_digest
from adempauze.session.sheet import SCHEMA, Sheet, SheetSegment, SignalKind
from adempauze.session.state import HoldResult, Phase, State

# how people differ and behave; our proposals
DELAY_SD_FRAC = 0.3
BIAS_SD_PCT = 1.5  # half of the 3 points that an oximeter may be off on one person
NOISE_SD_PCT = 1.0
NOISE_RHO_FRAC = 0.95  # from one second to the next
BAD_READINGS_FRAC = 0.03
VOLUME_SD_L_BTPS = 0.2  # from one exhale to the next
DEMAND_SD_FRAC = 0.05  # from one hold to the next
MISSES_HUNGER_TAP_FRAC = 0.1
HUNGER_SD = 1.0  # of a rating from 0 to 10
FAINT_PCT, FAINT_WIDTH_PCT = 65.0, 4.0  # half of people are dizzy at this arterial saturation
DUE_TO_HOLD_MS = 60_000
RATED_AFTER_MS = 6_000
READ_BY_EYE_AFTER_MS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTruth:
    """One hold of the main set as it truly was, beside what was displayed."""

    level: int
    activity: str
    duration_s: float
    arterial_nadir_pct: float
    displayed_nadir_pct: float
    band_low_pct: float
    band_high_pct: float

    @property
    def is_in_band(self) -> bool:
        """Whether the artery's lowest was in the band of the level."""
        return self.band_low_pct <= self.arterial_nadir_pct <= self.band_high_pct


class VirtualRunner:
    """One body, one sensor and one way of behaving; every session starts rested.

    *base* is what a person like him is expected to be; he differs from it as people differ, drawn from *rng*.
    """

    def __init__(
        self,
        base: Runner,
        *,
        sensor: Sensor,
        rng: np.random.Generator,
        values: dict[str, float] | None = None,
    ) -> None:
        self.runner = base.sampled(rng)
        self.sensor = sensor
        self._rng = rng
        self._values = dict(calibrated()) if values is None else values
        self._values[f"{sensor.site}_delay"] *= float(np.exp(DELAY_SD_FRAC * rng.standard_normal()))
        self._bias_pct = BIAS_SD_PCT * rng.standard_normal()
        self._breaking_l = self.runner.breaking_l_btps(self._values)
        personal = self.runner.personal or {}
        self._hunger_frac = self._values["hunger_frac"] * personal.get("hunger_frac", 1.0)

    def play(
        self, sheet: Sheet, *, opened_at: datetime, answers: dict[str, str]
    ) -> tuple[PastSession, list[HoldTruth]]:
        """Play a sheet to its end and return what it means for the next, and what was true."""
        return _Session(self, sheet, answers).played(opened_at)


class _Session:
    """One session: the engine, the body and the sensor on one clock."""

    def __init__(self, who: VirtualRunner, sheet: Sheet, answers: dict[str, str]) -> None:
        self._who, self._sheet, self._rng = who, sheet, who._rng
        self._state = State()
        self._living = Living(who.runner, sensor=who.sensor, values=who._values)
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
        for question in sheet.preflight:
            good = next(option.value for option in question.options if option.verdict.value == "go")
            self._send(on.Answer(at_ms=0, question=question.id, value=answers.get(question.id, good)))

    def played(self, opened_at: datetime) -> tuple[PastSession, list[HoldTruth]]:
        self._send(on.Start(at_ms=0, wall_ms=self._sheet.issued_at_ms))
        while self._state.phase in (Phase.COUNT_IN, Phase.HOLD, Phase.REST) and self._now_ms < 7_200_000:
            self._moment()
        result = result_of(self._state)
        log = SessionLog(
            schema=SCHEMA,
            id=str(UUID(int=int(self._rng.integers(2**63)))),
            sheet_id=self._sheet.id,
            sheet_digest=sheet_digest(self._sheet),
            opened_at=opened_at,
            events=(),
        )
        return past_session(self._sheet, log, result), self._truths()

    def _send(self, event: on.AnyEvent) -> None:
        holds = len(self._state.holds)
        self._state, _ = step(self._sheet, self._state, event)
        if len(self._state.holds) > holds and self._state.holds[-1].ended_by != "skipped":
            self._rate_at_ms = self._now_ms + RATED_AFTER_MS
            self._look_at_ms = self._now_ms + READ_BY_EYE_AFTER_MS
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
        volume = max(volume + VOLUME_SD_L_BTPS * self._rng.standard_normal(), 1.2)
        self._living.start_hold(volume)
        self._cost_frac = float(np.exp(DEMAND_SD_FRAC * self._rng.standard_normal()))
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
        return bool(self._lowest) and (in_hold or self._now_ms <= self._released_ms + DUE_TO_HOLD_MS)

    def _read(self) -> None:
        """Make a reading each second, if the session has a sensor that is read live."""
        fresh = np.sqrt(1.0 - NOISE_RHO_FRAC**2) * NOISE_SD_PCT * self._rng.standard_normal()
        self._noise_pct = NOISE_RHO_FRAC * self._noise_pct + fresh
        shown = float(np.clip(round(self._living.shown_pct + self._who._bias_pct + self._noise_pct), 0, 100))
        if self._is_of_a_hold():
            self._shown[-1] = min(self._shown[-1], shown)
        if self._sheet.signal is SignalKind.LIVE:
            good = bool(self._rng.random() >= BAD_READINGS_FRAC)
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
        limit_l = self._who._breaking_l
        if not self._hungry and self._living.missed_l_btps >= self._who._hunger_frac * limit_l:
            self._hungry = True
            if self._rng.random() >= MISSES_HUNGER_TAP_FRAC:
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
        felt = (
            10.0 * self._living.missed_l_btps / self._who._breaking_l
            + HUNGER_SD * self._rng.standard_normal()
        )
        self._send(on.Hunger(at_ms=self._now_ms, rating=int(np.clip(round(felt), 0, 10))))
        dizzy = 1.0 / (1.0 + np.exp((self._lowest[-1] - FAINT_PCT) / FAINT_WIDTH_PCT))
        if self._state.phase is not Phase.OVER and self._rng.random() < dizzy:
            self._send(on.SymptomFelt(at_ms=self._now_ms, symptom="stop.dizzy"))

    def _truths(self) -> list[HoldTruth]:
        """Return the holds of the main set: the exercise of the sheet's last hold."""
        from adempauze.planning.ladder import ladder

        main = [s for s in self._sheet.segments if s.kind is Kind.HOLD][-1].exercise
        rung = ladder()[self._sheet.level]
        real: list[HoldResult] = [hold for hold in self._state.holds if hold.ended_by != "skipped"]
        return [
            HoldTruth(
                level=self._sheet.level,
                activity=hold.activity,
                duration_s=hold.duration_ms / 1000.0,
                arterial_nadir_pct=lowest,
                displayed_nadir_pct=shown,
                band_low_pct=rung.band_low_tenths / 10.0,
                band_high_pct=rung.band_high_tenths / 10.0,
            )
            for hold, lowest, shown in zip(real, self._lowest, self._shown, strict=False)
            if hold.exercise == main
        ]
