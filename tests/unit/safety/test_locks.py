"""What locks a runner, and what alone lifts it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import good_session

from adempauze.planning import CheckIn, History, Lift
from adempauze.safety import locks_from
from adempauze.session.state import Outcome

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
RED = (
    "stop.vision",
    "stop.tingling",
    "stop.jerks",
    "stop.near_faint",
    "stop.palpitations",
    "stop.chest_pain",
)


def locked_by(*reasons, ago_days=0):
    """A history whose last session was locked by *reasons*."""
    session = good_session(
        3, NOW - timedelta(days=ago_days), outcome=Outcome.LOCKED, reasons=reasons, name="locked"
    )
    return History(sessions=(session,))


def locks(history, now=NOW):
    """The ids of the locks that hold."""
    return [lock.rule.id for lock in locks_from(history, now)]


def lifted(history, rule, by, at=NOW):
    """*history* once somebody has lifted a rule."""
    return replace(history, lifts=(*history.lifts, Lift(rule=rule, by=by, at=at)))


@pytest.mark.parametrize("symptom", RED)
def test_a_red_symptom_is_lifted_by_a_physician_after_seven_days_only(symptom):
    """Not by time, not by a coach, not sooner."""
    history = locked_by(symptom)
    week = NOW + timedelta(days=7)
    assert locks(history, NOW + timedelta(days=4000)) == [symptom]
    assert locks(lifted(history, symptom, "coach"), week) == [symptom]
    assert locks(lifted(history, symptom, "physician"), week - timedelta(seconds=1)) == [symptom]
    assert locks(lifted(history, symptom, "physician"), week) == []


def test_a_faint_is_lifted_by_a_physician_and_never_by_itself():
    """As soon as one has looked."""
    history = locked_by("stop.fainted")
    assert locks(history, NOW + timedelta(days=4000)) == ["stop.fainted"]
    assert locks(lifted(history, "stop.fainted", "physician")) == []


@pytest.mark.parametrize("by", ["coach", "physician"])
def test_below_75_is_lifted_by_a_coach_or_physician(by):
    """Either has looked at it."""
    history = locked_by("gate.below_80", "lock.below_75")
    assert locks(history, NOW + timedelta(days=400)) == ["lock.below_75"]
    assert locks(lifted(history, "lock.below_75", by)) == []


def test_a_lift_of_before_the_lock_lifts_nothing():
    """A physician's word of last month is not about today."""
    history = lifted(locked_by("stop.fainted"), "stop.fainted", "physician", at=NOW - timedelta(days=30))
    assert locks(history) == ["stop.fainted"]


def test_a_lift_of_another_rule_lifts_nothing():
    """Each lock has its own."""
    assert locks(lifted(locked_by("stop.fainted"), "lock.below_75", "physician")) == ["stop.fainted"]


@pytest.mark.parametrize(("days", "expected"), [(7, ["lock.below_80_again"]), (8, [])])
def test_below_80_twice_in_seven_days_locks(days, expected):
    """The readings alone say so, whatever the gate on the phone knew."""
    fell = [good_session(3, NOW - timedelta(days=ago), nadir_tenths=799, name=f"{ago}") for ago in (days, 0)]
    assert locks(History(sessions=tuple(fell))) == expected


def test_a_recorder_that_is_read_afterwards_locks_too():
    """Below 75 % in the readings, without any reason on the phone."""
    assert locks(History(sessions=(good_session(3, NOW, nadir_tenths=749),))) == ["lock.below_75"]


def test_a_red_symptom_in_the_next_mornings_check_in_locks():
    """The hour and the morning after belong to the session."""
    check = CheckIn(session_id="x", at=NOW, when="morning", symptoms={"stop.chest_pain": 1})
    assert locks(History(check_ins=(check,))) == ["stop.chest_pain"]
    none = replace(check, symptoms={"stop.chest_pain": 0})
    assert locks(History(check_ins=(none,))) == []


def test_a_lock_of_an_unknown_kind_is_still_a_lock():
    """A rule of another version of the book: a coach looks at it."""
    assert locks(locked_by("gate.of_the_future")) == ["lock.unknown"]


def test_a_lock_on_one_device_is_a_lock_on_both():
    """And a lift on one is a lift on both."""
    locked, lift = locked_by("stop.fainted"), lifted(History(), "stop.fainted", "physician")
    assert locks(locked.joined(History())) == locks(History().joined(locked)) == ["stop.fainted"]
    assert locks(locked.joined(lift)) == locks(lift.joined(locked)) == []


def test_dizziness_ends_a_session_and_locks_nothing():
    """Another day is what lifts it."""
    session = good_session(1, NOW, outcome=Outcome.ENDED, reasons=("stop.dizzy",))
    assert locks(History(sessions=(session,))) == []


@pytest.mark.parametrize("reason", ["gate.below_80", "lock.below_80_again", "lock.below_75"])
def test_what_the_phone_said_counts_without_its_readings(reason):
    """A fall below 80 % by its reason alone, twice in a week."""
    fell = good_session(3, NOW - timedelta(days=3), reasons=(reason,), nadir_tenths=None, name="a")
    again = good_session(3, NOW, reasons=("gate.below_80",), nadir_tenths=None, name="b")
    assert "lock.below_80_again" in locks(History(sessions=(fell, again)))


def test_exactly_80_and_exactly_75_are_not_below():
    """The limits themselves lock nothing."""
    pair = [good_session(3, NOW - timedelta(days=d), nadir_tenths=800, name=f"{d}") for d in (3, 0)]
    assert locks(History(sessions=tuple(pair))) == []
    assert locks(History(sessions=(good_session(3, NOW, nadir_tenths=750),))) == []
