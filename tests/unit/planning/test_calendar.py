"""When a session may be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.runners import good_session

from adempauze.planning import History, barred

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 10, tzinfo=AMSTERDAM)


def bars(*days, now=NOW, races=()):
    """The rules that refuse a session at *now*, after sessions so many days before."""
    sessions = tuple(good_session(1, now - timedelta(days=day), name=f"{day}") for day in days)
    return [bar.rule.id for bar in barred(History(sessions=sessions, races=races), now)]


def test_nothing_refuses_a_first_session():
    """An empty history is free."""
    assert bars() == []


@pytest.mark.parametrize(("days", "refused"), [(1, True), (1.99, True), (2, False)])
def test_yesterdays_session_refuses_todays(days, refused):
    """48 hours lie between two sessions."""
    assert ("ladder.two_days_apart" in bars(days)) is refused


def test_the_night_the_clocks_change_counts_its_hours():
    """Sunday noon after Friday noon is 47 hours when the clocks go forward, and refused."""
    friday = datetime(2026, 3, 27, 12, tzinfo=AMSTERDAM)
    history = History(sessions=(good_session(1, friday),))
    [bar] = barred(history, datetime(2026, 3, 29, 12, tzinfo=AMSTERDAM))
    assert bar.rule.id == "ladder.two_days_apart"
    assert bar.until == datetime(2026, 3, 29, 13, tzinfo=AMSTERDAM)


def test_a_fourth_session_in_seven_days_is_refused():
    """Until seven days after the first of the three."""
    assert bars(2, 4, 6.9) == ["ladder.three_a_week"]
    assert bars(2, 4, 7) == []


def test_after_six_weeks_come_two_weeks_off():
    """The block began 42 days ago."""
    block = [42 - 3 * number for number in range(13)]
    assert bars(*block) == ["ladder.wash_out"]
    assert bars(*[day + 14 for day in block if day > 0]) == []


def test_a_block_of_less_than_six_weeks_goes_on():
    """A day before its end."""
    assert bars(*[41 - 3 * number for number in range(13)]) == []


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, True), (7, True), (8, False)])
def test_the_week_before_a_race_is_free_of_holds(days, refused):
    """Seven days, and the day itself."""
    race = (NOW + timedelta(days=days)).date()
    assert (bars(races=(race, date(2030, 1, 1))) == ["ladder.race"]) is refused


def test_a_session_in_which_nobody_held_does_not_count():
    """Refused at the start: no stimulus, no waiting."""
    session = good_session(1, NOW - timedelta(days=1), holds=())
    assert barred(History(sessions=(session,)), NOW) == ()
