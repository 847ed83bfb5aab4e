"""What air hunger says afterwards, and what a lowest value means after jogging."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.runners import climbed, play, ready

from adempauze.planning import ladder, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import Profile, clear, screen, screening_questions
from adempauze.session import SignalKind, events, replay

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def sheet_at(level):
    """The article's session at *level*, cleared for a runner who climbed there."""
    return clear(
        prescribe(
            shipped_protocol("hoogtetraining"),
            level=level,
            signal=SignalKind.SEEN,
            caps=ladder()[level].first,
        ),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="nl",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(level, NOW)),
    ).sheet


def begun(sheet, until_ms, *extra):
    """A started session with a tick every 100 ms and the *extra* events at their times."""
    ticks = [events.Tick(at_ms=at_ms) for at_ms in range(100, until_ms, 100)]
    return [*ready(sheet), *sorted([*ticks, *extra], key=lambda event: event.at_ms)]


def test_hunger_of_eight_in_two_holds_makes_the_rest_lighter():
    """The first such rating is written down; the second lowers, and says why."""
    sheet = sheet_at(3)
    hungry = [events.Hunger(at_ms=at_ms, rating=8) for at_ms in (11_000, 30_000)]
    result = replay(sheet, begun(sheet, 31_000, *hungry))
    assert [hold.hunger for hold in result.holds] == [8, 8]
    assert [(reason.id, reason.at_ms) for reason in result.reasons] == [("gate.hunger_twice", 30_000)]


def test_of_two_ratings_of_one_hold_the_higher_stands_and_counts_once():
    """Correcting a rating upwards twice is no second hold."""
    sheet = sheet_at(3)
    rated = [events.Hunger(at_ms=at_ms, rating=r) for at_ms, r in ((11_000, 8), (11_500, 9), (12_000, 3))]
    result = replay(sheet, begun(sheet, 13_000, *rated))
    assert (result.holds[0].hunger, result.reasons) == (9, ())


@pytest.mark.parametrize(("displayed", "shortened"), [(970, False), (969, True)])
def test_after_jogging_a_finger_reads_twelve_points_high(displayed, shortened):
    """At level 4 the band begins at 85 %: a finger must have shown 97 for the next hold to stay as it is."""
    result, _ = play(
        sheet_at(4),
        nadir_tenths=lambda hold: displayed if hold.activity == "jog" else 980,
        site="finger",
    )
    jogged = [hold.nadir_tenths for hold in result.holds if hold.activity == "jog"]
    assert (displayed in jogged, "gate.below_band" in {reason.id for reason in result.reasons}) == (
        True,
        shortened,
    )
