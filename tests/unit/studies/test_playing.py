"""The compiled session is the engine's, event for event, for everything that a virtual runner does."""

import dataclasses
from copy import deepcopy
from datetime import UTC, date, datetime
from os import environ

import numpy as np
import pytest
from msgspec.structs import replace

from adempauze.body.parameters import calibrated
from adempauze.body.sensors import Sensor
from adempauze.planning.prescribing import prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety.clearing import Profile, clear, plan_today
from adempauze.safety.screening import Screened
from adempauze.session.log import replay
from adempauze.session.sheet import SignalKind
from adempauze.studies.by_engine import played_by_engine
from adempauze.studies.playing import played, played_together
from adempauze.studies.population import someone
from adempauze.studies.virtual import VirtualRunner

pytestmark = pytest.mark.slow

SESSIONS = 18_018 if environ.get("ADEMPAUZE_DEEP") else 63  # a thousand runners for six weeks, or a few
FIRST, ABREAST = 60, 21  # from here on every kind of end is among the first
NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
WORN = ((SignalKind.LIVE, "ear"), (SignalKind.LIVE, "finger"), (SignalKind.SEEN, "finger"))
# a body in which saturation falls far, so that the gate has much to do
FALLING = {"q_fast": 0.01, "tau_q_slow": 20.0, "tau_q_off": 20.0, "shunt_low": 0.6, "breaking_l": 30.0}
SCREENED = Screened(on=date(2026, 3, 1), fired=())


@pytest.fixture(scope="module")
def opened():
    """Return a cleared sheet of a first session, whose table of rules the others are played by."""
    protocol = shipped_protocol("hoogtetraining")
    about = {"screened": SCREENED, "birth_year": 1990, "now": NOW, "profile": Profile()}
    planned = plan_today(protocol, signal=SignalKind.LIVE, **about)
    return clear(planned, lang="en", sheet_id="s", **about).sheet


def session_of(number, opened):
    """Return a sheet of any level and signal, and a runner for it, of a body that falls far, or not."""
    rng = np.random.default_rng(number)
    signal, site = WORN[number % 3]
    level = number % 7
    planned = prescribe(shipped_protocol("hoogtetraining"), level=level, signal=signal)
    sheet = replace(opened, level=level, signal=signal, segments=planned.segments)
    values = dict(calibrated()) | (FALLING if number % 2 else {})
    who = VirtualRunner(someone(rng), sensor=Sensor(site=site, averaging_s=4.0), rng=rng, values=values)
    if number % 2:
        who.runner = dataclasses.replace(who.runner, frc_l_btps=1.5)
        who.bias_pct = -(number % 5)
    elif number % 4 == 0:  # and who grows hungry soon
        who.breaking_l *= 0.6
    return sheet, who, {"readiness.sleep": "no"} if number % 11 == 5 else {}


def test_compiled_and_engine_agree_event_for_event(opened):
    """Same events at the same times, same holds, rests, reasons, outcome and display; the artery to 1e-9."""
    reasons, outcomes = set(), set()
    for first in range(FIRST, FIRST + SESSIONS, ABREAST):
        sessions = [session_of(first + number, opened) for number in range(ABREAST)]
        luck = [deepcopy(who.rng) for _, who, _ in sessions]
        together = played_together(
            [(who, sheet, answers) for sheet, who, answers in sessions], with_events=True
        )
        for number, (sheet, who, answers) in enumerate(sessions):
            spent, who.rng = who.rng.bit_generator.state, luck[number]
            one = played_by_engine(who, sheet, answers)
            assert together[number] == one._replace(lowest_pct=together[number].lowest_pct), first + number
            # compiled by itself, a product and a sum may be rounded once or twice
            assert together[number].lowest_pct == pytest.approx(one.lowest_pct, abs=1e-9), first + number
            assert who.rng.bit_generator.state == spent, first + number
            reasons |= {reason.id for reason in together[number].result.reasons}
            outcomes.add(together[number].result.outcome.value)
    assert outcomes == {"completed", "ended", "locked"}
    assert reasons >= {"gate.below_85", "gate.below_80", "lock.below_75", "gate.hunger_twice"}
    assert reasons >= {"gate.unrecovered", "gate.unrecovered_twice", "readiness.sleep"}


def test_a_session_is_the_same_alone_and_among_others(opened):
    """Who plays beside a runner, and in which lane, changes nothing."""
    sheet, who, answers = session_of(3, opened)
    luck = [deepcopy(who.rng) for _ in range(2)]
    alone = played(who, sheet, answers, with_events=True)
    for rng, place in zip(luck, (2, 11), strict=True):
        who.rng = rng
        sessions = [session_of(number, opened) for number in range(20, 32)]
        plays = [(other, sheet, answers) for sheet, other, answers in sessions]
        plays[place] = (who, sheet, answers)
        assert played_together(plays, with_events=True)[place] == alone


def test_the_engine_replays_what_the_compiled_session_did(opened):
    """The events of a compiled session, given to the engine, bring the very same result."""
    sheet, who, answers = session_of(5, opened)
    done = played(who, sheet, answers, with_events=True)
    assert replay(sheet, done.events) == done.result
