"""A virtual runner who behaves: he feels air hunger, taps, jogs to his limit, and gets symptoms.

His body is the model's, his sensor the model's with noise. The session is played from the sheet that safety
cleared, by compiled code; the session engine, event by event, is the reference. Nothing here decides what is
allowed.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import exp, inf
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from adempauze.body.parameters import calibrated
from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor
from adempauze.body.simulate import numbers_of, rested_state
from adempauze.planning.history import PastSession, past_session
from adempauze.planning.ladder import ladder, ladder_rule
from adempauze.planning.progress import OPEN_LEVEL
from adempauze.protocols.model import Kind
from adempauze.session import events as on
from adempauze.session.engine import step
from adempauze.session.log import SessionLog, SessionResult, sheet_digest
from adempauze.session.sheet import SCHEMA, Action, Sheet
from adempauze.session.state import State

# how people differ; our proposals
DELAY_SD_FRAC = 0.3
BIAS_SD_PCT = 1.5  # half of the 3 points that an oximeter may be off on one person
LONGEST_MS = 7_200_000
DRAWS_A_SEGMENT = 4  # beside those of every second: how a hold begins, how it feels


class Behaviour(NamedTuple):
    """How a runner and his sensor differ from one moment to the next, and what he does; our proposals."""

    noise_sd_pct: float = 1.0
    noise_rho_frac: float = 0.95  # from one second to the next
    bad_readings_frac: float = 0.03
    volume_sd_l_btps: float = 0.2  # from one exhale to the next
    demand_sd_frac: float = 0.05  # from one hold to the next
    misses_hunger_tap_frac: float = 0.1
    hunger_sd_frac: float = 0.1  # of the whole scale
    faint_pct: float = 65.0  # half of people are dizzy at this arterial saturation
    faint_width_pct: float = 4.0
    due_to_hold_ms: int = 60_000
    rated_after_ms: int = 6_000
    read_by_eye_after_ms: int = 25_000  # the bottom has been; the rest is not over


HOW = Behaviour()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTruth:
    """One hold of the main set as it truly was, beside what was displayed.

    ``level`` is the one it was played at: once a session is lowered, level 1. ``aims``: whether it was meant
    to reach the band; one that a miss has made shorter, in its session or in the one before, is not.
    """

    level: int
    activity: str
    duration_s: float
    arterial_nadir_pct: float
    displayed_nadir_pct: float
    band_low_pct: float
    band_high_pct: float
    aims: bool

    @property
    def is_in_band(self) -> bool:
        """Whether the artery's lowest was in the band of the level."""
        return self.band_low_pct <= self.arterial_nadir_pct <= self.band_high_pct


class Luck(NamedTuple):
    """What chance has for one session: standard normal numbers, and uniform ones from 0 to 1."""

    normals: NDArray[np.float64]
    uniforms: NDArray[np.float64]


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
        self.rng = rng
        self.values = dict(calibrated()) if values is None else values
        self.values[f"{sensor.site}_delay"] *= exp(DELAY_SD_FRAC * rng.standard_normal())
        self.bias_pct = BIAS_SD_PCT * rng.standard_normal()
        self.breaking_l = self.runner.breaking_l_btps(self.values)
        self.hunger_frac = self.runner.hunger_frac(self.values)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """His body as the numbers of the kernels."""
        return numbers_of(self.runner.record(self.values))

    @cached_property
    def rested_state(self) -> NDArray[np.float64]:
        """The state of his body at rest; it is shared, so copy it."""
        return rested_state(self.runner.record(self.values), self.runner)

    def luck(self, sheet: Sheet) -> Luck:
        """Draw the luck of a session, enough for the longest that the sheet allows."""
        draws = _longest_s(sheet) + DRAWS_A_SEGMENT * len(sheet.segments)
        return Luck(self.rng.standard_normal(draws), self.rng.random(draws))


def _longest_s(sheet: Sheet) -> int:
    """Return the longest a session can last: every rest to the end of its wait for saturation."""
    wait_ms = sheet.timing.count_in_ms + max(sheet.gate.recovery_limit_ms.values(), default=0)
    return sum(s.duration_ms + s.cap_ms + wait_ms for s in sheet.segments) // 1000 + len(sheet.segments)


class Played(NamedTuple):
    """A session as it was played; the lowest artery and display of each hold are in percent."""

    result: SessionResult
    lowest_pct: tuple[float, ...]
    shown_pct: tuple[float, ...]
    events: tuple[on.AnyEvent, ...] = ()


def started(sheet: Sheet, answers: dict[str, str]) -> tuple[State, tuple[on.AnyEvent, ...]]:
    """Return the session as it stands once its questions are answered and it has begun."""
    happened: list[on.AnyEvent] = []
    for question in sheet.preflight:
        good = next(option.value for option in question.options if option.verdict.value == "go")
        happened.append(on.Answer(at_ms=0, question=question.id, value=answers.get(question.id, good)))
    happened.append(on.Start(at_ms=0, wall_ms=sheet.issued_at_ms))
    state = State()
    for event in happened:
        state, _ = step(sheet, state, event)
    return state, tuple(happened)


def past_of(who: VirtualRunner, sheet: Sheet, played: Played, opened_at: datetime) -> PastSession:
    """Return what a session that was played means for the next."""
    log = SessionLog(
        schema=SCHEMA,
        id=str(UUID(int=int(who.rng.integers(2**63)))),
        sheet_id=sheet.id,
        sheet_digest=sheet_digest(sheet),
        opened_at=opened_at,
        events=(),
    )
    return past_session(sheet, log, played.result)


def truths_of(sheet: Sheet, played: Played) -> tuple[HoldTruth, ...]:
    """Return the holds of the main set: the exercise of the sheet's last hold."""
    main = [s for s in sheet.segments if s.kind is Kind.HOLD][-1].exercise
    real = [hold for hold in played.result.holds if hold.ended_by != "skipped"]
    lowered_ms = _lowered_ms(sheet, played.result)
    miss = ladder_rule("ladder.miss").text
    is_eased = bool({miss.nl, miss.en} & {*sheet.why})
    caps_ms = {s.repetition: s.cap_ms for s in sheet.segments if s.kind is Kind.HOLD and s.exercise == main}
    truths: list[HoldTruth] = []
    for hold, lowest, shown in zip(real, played.lowest_pct, played.shown_pct, strict=False):
        if hold.exercise == main:
            level = min(sheet.level, OPEN_LEVEL) if hold.started_ms >= lowered_ms else sheet.level
            rung = ladder()[level]
            truths.append(
                HoldTruth(
                    level=level,
                    activity=hold.activity,
                    duration_s=hold.duration_ms / 1000.0,
                    arterial_nadir_pct=lowest,
                    displayed_nadir_pct=shown,
                    band_low_pct=rung.band_low_tenths / 10.0,
                    band_high_pct=rung.band_high_tenths / 10.0,
                    aims=not is_eased and level == sheet.level and hold.cap_ms >= caps_ms[hold.repetition],
                )
            )
    return tuple(truths)


def _lowered_ms(sheet: Sheet, result: SessionResult) -> float:
    """Return from when on the session was played as at the open levels; infinity if it never was."""
    lowers = {question.id for question in sheet.preflight}
    lowers |= {row.id for row in sheet.gate.rows if row.action is Action.LOWER}
    return min((reason.at_ms for reason in result.reasons if reason.id in lowers), default=inf)
