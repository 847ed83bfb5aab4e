"""A session played to its end, tick by tick."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.runners import ready

from adempauze.errors import SheetError
from adempauze.planning import prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import clear, screen, screening_questions
from adempauze.session import Outcome, Phase, SignalKind, State, events, replay, result_json, step

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def sheet():
    """The article's session at level 1, cleared."""
    return clear(
        prescribe(shipped_protocol("hoogtetraining"), level=1, signal=SignalKind.NONE),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="nl",
        now=NOW,
        sheet_id="s",
    ).sheet


@pytest.fixture(scope="module")
def begun(sheet):
    """The events of a start in a good place, in company."""
    return ready(sheet)


def ticks(until_ms, every_ms=100):
    """Time going by evenly."""
    return [events.Tick(at_ms=at_ms) for at_ms in range(0, until_ms, every_ms)]


def test_the_whole_session_is_played_to_its_end(sheet, begun):
    """Sixteen holds, none over its cap, in about 25 minutes with the after-care."""
    result = replay(sheet, begun + ticks(26 * 60_000))
    assert result.outcome is Outcome.COMPLETED
    assert len(result.holds) == 16
    assert all(hold.duration_ms <= hold.cap_ms for hold in result.holds)


def test_a_log_gives_the_same_bytes_every_time(sheet, begun):
    """Replaying is deterministic."""
    log = begun + ticks(60_000)
    assert result_json(replay(sheet, log)) == result_json(replay(sheet, log))


def test_being_alone_refuses_before_the_first_hold(sheet):
    """Not alone: the article's own rule."""
    *answers, start = ready(sheet)
    alone = events.Answer(at_ms=0, question="place.alone", value="no")
    result = replay(sheet, [*answers, alone, start])
    assert (result.outcome, result.reasons[0].id, result.holds) == (Outcome.REFUSED, "place.alone", ())


def test_an_unanswered_question_keeps_the_session_waiting(sheet):
    """No data never means go."""
    state, effects = step(sheet, State(), events.Start(at_ms=0, wall_ms=sheet.issued_at_ms))
    assert (state.phase, effects) == (Phase.READY, ())


def test_a_silence_pauses_and_the_hold_is_not_over_its_cap(sheet, begun):
    """A page frozen in the first hold: the hold is written down at its end, and the session waits."""
    result = replay(sheet, [*begun, *ticks(5_000), events.Tick(at_ms=60_000)])
    assert (result.holds[0].duration_ms, result.holds[0].late_ms) == (5_000, 51_000)
    assert result.transitions[-1].phase is Phase.PAUSED


def test_times_that_run_backwards_are_refused(sheet, begun):
    """The sentence names the event."""
    with pytest.raises(SheetError) as refusal:
        replay(sheet, [*begun, events.Tick(at_ms=500), events.Tick(at_ms=400)])
    assert str(refusal.value) == (
        f"Event {len(begun) + 2}: The times of this session run backwards: 400 ms comes after 500 ms."
    )
