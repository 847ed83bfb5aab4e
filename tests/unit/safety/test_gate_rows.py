"""What each row of the gate does to a session, on the engine itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.runners import climbed, play, ready

from adempauze.planning import ladder, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import Profile, clear, rule_book, screen, screening_questions
from adempauze.session import Outcome, Phase, SignalKind, State, events, step

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
MAIN = "altitude_training"
STOPS = [rule.id for rule in rule_book().group("stop")]


def sheet_at(level, signal=SignalKind.SEEN):
    """The article's session at *level* for a runner who climbed there."""
    return clear(
        prescribe(
            shipped_protocol("hoogtetraining"), level=level, signal=signal, caps=ladder()[level].first, reps=4
        ),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="en",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(level, NOW)),
    ).sheet


def in_second_main_hold(*, tenths):
    """A runner whose lowest value is fine but in the second hold of the main set."""
    return lambda hold: tenths if (hold.exercise, hold.repetition) == (MAIN, 2) else 960


@pytest.mark.parametrize(
    ("level", "tenths", "outcome", "reasons"),
    [
        (3, 900, Outcome.COMPLETED, []),
        (3, 899, Outcome.COMPLETED, ["gate.below_band"]),
        (3, 851, Outcome.COMPLETED, ["gate.below_band"]),
        (3, 850, Outcome.ENDED, ["gate.below_80"]),
        (3, 816, Outcome.ENDED, ["gate.below_80"]),
        (3, 815, Outcome.LOCKED, ["gate.below_80", "lock.below_75"]),
        (1, 900, Outcome.COMPLETED, []),
        (1, 885, Outcome.COMPLETED, ["gate.below_85"]),
        (1, 850, Outcome.ENDED, ["gate.below_80"]),
    ],
)
def test_a_lowest_value_does_what_its_row_says(level, tenths, outcome, reasons):
    """At the limit nothing, a tenth under it the row. An ear shows seven tenths of a fall from 97 %."""
    result, _ = play(sheet_at(level), nadir_tenths=in_second_main_hold(tenths=tenths))
    assert (result.outcome, [reason.id for reason in result.reasons]) == (outcome, reasons)


@pytest.mark.parametrize(("tenths", "reasons"), [(886, []), (885, ["gate.below_band"])])
def test_a_short_hold_is_judged_as_at_level_1_whatever_the_level(tenths, reasons):
    """Five seconds of warm-up on a finger that counts 6 points lower say nothing of the main set."""
    result, _ = play(sheet_at(3), nadir_tenths=lambda hold: 960 if hold.exercise == MAIN else tenths)
    assert sorted({reason.id for reason in result.reasons}) == reasons


def test_a_hold_after_one_under_the_band_is_a_fifth_shorter():
    """And stays so to the end."""
    result, _ = play(sheet_at(3), nadir_tenths=in_second_main_hold(tenths=890))
    lasted = [hold.duration_ms for hold in result.holds if hold.exercise == MAIN]
    assert lasted[2:] == [lasted[1] * 4 // 5] * (len(lasted) - 2)


def test_a_lowest_value_that_keeps_falling_at_equal_holds_ends_the_session():
    """More than three points from the first hold to the third."""
    values = {1: 960, 2: 945, 3: 929}
    result, _ = play(
        sheet_at(3), nadir_tenths=lambda hold: values[hold.repetition] if hold.exercise == MAIN else 970
    )
    assert (result.outcome, result.reasons[-1].id) == (Outcome.ENDED, "gate.drift")


def test_two_holds_without_a_reading_make_the_rest_lighter():
    """From the third long one on it is the hold of level 1; the short ones of the warm-up need no entry."""
    result, _ = play(sheet_at(3), nadir_tenths=lambda hold: None)
    assert next(reason.id for reason in result.reasons) == "gate.unread"
    caps_ms = [hold.cap_ms for hold in result.holds if hold.exercise == MAIN]
    assert min(caps_ms[:2]) > 9_000
    assert set(caps_ms[2:]) == {9_000}


def lived(sheet, *stream):
    """Where the session stands after it was started and *stream* happened."""
    state = State()
    for event in (*ready(sheet), *stream):
        state, _ = step(sheet, state, event)
    return state


def ticks(begin_ms, end_ms):
    """Time going by."""
    return [events.Tick(at_ms=at_ms) for at_ms in range(begin_ms, end_ms, 1000)]


@pytest.mark.parametrize(
    ("site", "tenths", "breathes"),
    [
        ("finger", 900, True),
        ("finger", 901, False),
        ("ear", 861, False),
        ("ear", 860, True),
        ("wrist", 700, False),
    ],
)
def test_a_finger_at_ninety_in_a_hold_says_breathe(site, tenths, breathes):
    """At the ear 86; a wrist never counts."""
    low = events.Spo2(at_ms=6_000, tenths=tenths, site=site, good=True)
    state = lived(sheet_at(3, SignalKind.LIVE), *ticks(1_000, 6_000), low)
    assert (bool(state.holds) and state.holds[0].ended_by == "spo2") is breathes


@pytest.mark.parametrize(("bpm", "rule"), [(174, "gate.heart_rate_high"), (39, "gate.heart_rate_low")])
def test_a_heart_rate_outside_the_limits_in_a_hold_ends_the_session(bpm, rule):
    """36 years in 2026: 95 % of 183 is 173; and 40."""
    for beats, ended in ((bpm, True), (173, False), (40, False)):
        state = lived(sheet_at(3), *ticks(1_000, 6_000), events.Hr(at_ms=6_000, bpm=beats))
        assert (state.phase is Phase.OVER) is ended
        assert [reason.id for reason in state.reasons] == ([rule] if ended else [])


def test_a_saturation_that_is_not_back_leaves_a_hold_out_and_then_ends():
    """After 60 s at the ear; the second time the session ends."""
    stream = [
        event
        for at_ms in range(1_000, 400_000, 1_000)
        for event in (events.Spo2(at_ms=at_ms, tenths=930, site="ear", good=True),)
    ]
    state = lived(sheet_at(3, SignalKind.LIVE), *stream)
    assert state.outcome is Outcome.ENDED
    assert [reason.id for reason in state.reasons] == [
        "gate.unrecovered",
        "gate.unrecovered",
        "gate.unrecovered_twice",
    ]


@pytest.mark.parametrize("symptom", [*STOPS, "stop.nobody_listed_this"])
def test_no_hold_follows_a_symptom_whatever_it_is(symptom):
    """In a hold or a rest, listed or not."""
    sheet = sheet_at(3)
    for at_ms in (6_000, 12_000):
        felt = events.SymptomFelt(at_ms=at_ms, symptom=symptom)
        before = lived(sheet, *ticks(1_000, at_ms), felt)
        state = lived(sheet, *ticks(1_000, at_ms), felt, *ticks(at_ms, 600_000))
        locks = symptom in STOPS and rule_book().rule(symptom).action == "lock"
        assert state.outcome is (Outcome.LOCKED if locks else Outcome.ENDED)
        assert (state.holds, state.reasons[0].id) == (before.holds, symptom)


def test_what_needs_the_emergency_number_says_so():
    """Chest pain, fainting, confusion, palpitations and jerks that go on."""
    urgent = {symptom.id for symptom in sheet_at(1).symptoms if symptom.emergency}
    assert urgent == {
        "stop.chest_pain",
        "stop.fainted",
        "stop.confused",
        "stop.palpitations",
        "stop.jerks",
    }
    assert sheet_at(1).emergency_number == "112"
