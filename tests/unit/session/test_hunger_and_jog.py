"""What air hunger says afterwards, and what a lowest value means after jogging."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from adempauze.planning import prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import clear, screen, screening_questions
from adempauze.session import SignalKind, events, replay

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def sheet_at(level):
    """The article's session at *level*, cleared."""
    return clear(
        prescribe(shipped_protocol("hoogtetraining"), level=level, signal=SignalKind.SEEN),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="nl",
        now=NOW,
        sheet_id="s",
    ).sheet


def begun(sheet, until_ms, *extra):
    """A started session with a tick every 100 ms and the *extra* events at their times."""
    answers = [
        events.Answer(at_ms=0, question=question.id, value=option.value)
        for question in sheet.preflight
        for option in question.options
        if option.verdict == "go"
    ]
    ticks = [events.Tick(at_ms=at_ms) for at_ms in range(100, until_ms, 100)]
    timed = sorted([*ticks, *extra], key=lambda event: event.at_ms)
    return [*answers, events.Start(at_ms=0, wall_ms=sheet.issued_at_ms), *timed]


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


def jogged_until(sheet):
    """When the first walk-then-jog hold of *sheet* has been released, tapping air hunger in its walk."""
    rests_ms = [s.duration_ms for s in sheet.segments]
    index = next(i for i, s in enumerate(sheet.segments) if len(s.parts) == 2)
    starts_ms = sum(
        sheet.timing.count_in_ms + (s.parts[0].after_ms or s.cap_ms) if s.parts else rest
        for s, rest in zip(sheet.segments[:index], rests_ms[:index], strict=True)
    )
    return starts_ms + sheet.timing.count_in_ms


@pytest.mark.parametrize(("displayed", "reasons"), [(970, []), (969, ["gate.below_band"])])
def test_after_jogging_a_finger_reads_twelve_points_high(displayed, reasons):
    """At level 4 the band begins at 85 %: a finger must have shown 97 for the next hold to stay as it is."""
    sheet = sheet_at(4)
    start_ms = jogged_until(sheet)
    hunger = events.RunnerSignal(at_ms=start_ms + 3_000, signal="air_hunger")
    seen = events.Seen(at_ms=start_ms + 20_000, tenths=displayed, site="finger")
    result = replay(sheet, begun(sheet, start_ms + 130_000, hunger, seen))
    hold = next(hold for hold in result.holds if hold.activity == "jog")
    assert (hold.nadir_tenths, [reason.id for reason in result.reasons]) == (displayed, reasons)
