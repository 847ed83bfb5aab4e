"""The compiled session is the engine's, event for event, for everything that a virtual runner does."""

from copy import deepcopy
from os import environ

import numpy as np
import pytest

from adempauze.body.parameters import calibrated
from adempauze.session.log import replay
from adempauze.session.sheet import SignalKind
from adempauze.studies import playing, population
from adempauze.studies.by_engine import played_by_engine
from adempauze.studies.population import Study, train

pytestmark = pytest.mark.slow

# `make deep` plays a thousand runners for six weeks
RUNNERS, WEEKS = (1000, 6) if environ.get("ADEMPAUZE_DEEP") else (4, 2)
WORN = (
    (SignalKind.LIVE, "ear"),
    (SignalKind.LIVE, "finger"),
    (SignalKind.SEEN, "finger"),
    (SignalKind.NONE, "finger"),
)
# a structure in which saturation falls far, so that the gate has much to do
DEEP = {"q_fast": 0.01, "tau_q_slow": 20.0, "tau_q_off": 20.0, "shunt_low": 0.3}


@pytest.fixture
def sessions(monkeypatch):
    """Play each session of a study twice, and keep both: compiled, and by the engine with the same luck."""
    kept = []

    def both(who, sheet, answers):
        luck = deepcopy(who.rng)
        fast = playing.played(who, sheet, answers, with_events=True)
        who.rng, spent = luck, who.rng
        slow = played_by_engine(who, sheet, answers)
        kept.append((sheet, fast, slow))
        assert who.rng.bit_generator.state == spent.bit_generator.state
        return fast

    monkeypatch.setattr(population, "played", both)
    return kept


@pytest.mark.parametrize("number", range(RUNNERS))
def test_compiled_and_engine_agree_event_for_event(sessions, number):
    """Same events at the same times, same holds, rests, reasons and outcome, same artery and display."""
    signal, site = WORN[number % len(WORN)]
    values = dict(calibrated()) | DEEP if number // len(WORN) % 2 else None
    study = Study(protocol="hoogtetraining", weeks=WEEKS, signal=signal, site=site, values=values)
    train(study, np.random.SeedSequence(100 + number))
    assert sessions
    for _, fast, slow in sessions:
        assert fast == slow


def test_the_engine_replays_what_the_compiled_session_did(sessions):
    """The events of a compiled session, given to the engine, bring the very same result."""
    train(Study(protocol="hoogtetraining", weeks=1, site="ear"), np.random.SeedSequence(1))
    for sheet, fast, _ in sessions:
        assert replay(sheet, fast.events) == fast.result
