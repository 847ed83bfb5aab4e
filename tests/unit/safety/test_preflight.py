"""What is asked before the first hold, and what each answer does."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.runners import climbed, ready

from adempauze.planning import ladder, prescribe
from adempauze.protocols import Kind, shipped_protocol
from adempauze.safety import Profile, clear, rule_book, screen, screening_questions
from adempauze.safety.preflight import preflight_rules
from adempauze.session import Outcome, SignalKind, events, replay

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
GO, LOWER, NO = "go", "lower", "no"


def sheet_at(level):
    """The article's session at *level* for a runner who climbed there."""
    return clear(
        prescribe(
            shipped_protocol("hoogtetraining"),
            level=level,
            signal=SignalKind.SEEN,
            caps=ladder()[level].first,
        ),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="en",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(level, NOW)),
    ).sheet


def test_every_answer_of_the_day_has_its_colour():
    """DOMAIN 3.2 and 3.5, answer by answer; what is not measured is amber, never red."""
    colours = {
        question.id: {option.value: option.verdict.value for option in question.options}
        for question in sheet_at(3).preflight
    }
    assert colours == {
        "readiness.ill": {"yes": NO, "no": GO},
        "readiness.headache": {"none": GO, "light": LOWER, "clear": NO},
        "readiness.substances": {"yes": NO, "no": GO},
        "readiness.sleep": {"yes": GO, "no": LOWER},
        "readiness.food": {"2_to_4_h": GO, "under_2_h": LOWER, "over_4_h": LOWER, "fasted": NO},
        "readiness.load": {"yes": LOWER, "no": GO},
        "readiness.heart_rate": {"usual": GO, "raised": LOWER, "high": NO, "not_measured": LOWER},
        "readiness.hrv": {"usual": GO, "off": LOWER, "off_two_days": NO, "not_measured": LOWER},
        "readiness.saturation": {"from_95": GO, "93_or_94": NO, "under_93": NO, "not_measured": LOWER},
        "place.water": {"yes": NO, "no": GO},
        "place.traffic": {"yes": NO, "no": GO},
        "place.ground": {"yes": GO, "no": NO},
        "place.alone": {"yes": GO, "no": NO},
        "place.free_breath": {"yes": GO, "no": NO},
        "place.sensor": {"yes": GO, "no": LOWER},
    }


def test_place_and_buddy_are_asked_in_six_taps():
    """Twenty seconds at three seconds a question, and one to spare."""
    places = [question for question in sheet_at(3).preflight if question.id.startswith("place.")]
    assert len(places) == 6


def test_every_answer_that_allows_less_says_why():
    """In one sentence, on the phone, without a network."""
    options = [option for question in sheet_at(3).preflight for option in question.options]
    assert [option for option in options if (option.verdict == GO) is not (option.reason is None)] == []


def begun_with(sheet, question, value):
    """The session after this one answer, and half an hour."""
    *answers, start = ready(sheet)
    said = events.Answer(at_ms=0, question=question, value=value)
    return replay(
        sheet, [*answers, said, start, *(events.Tick(at_ms=ms) for ms in range(0, 1_800_000, 1000))]
    )


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (rule.id, a.value)
        for rule in preflight_rules(signal=SignalKind.SEEN, needs_coach=False)
        for a in rule.options
        if a.verdict == NO
    ],
)
def test_on_the_phone_red_refuses_before_the_first_hold(question, value):
    """Each alone, with itself as the reason."""
    result = begun_with(sheet_at(3), question, value)
    assert (result.outcome, [reason.id for reason in result.reasons]) == (Outcome.REFUSED, [question])
    assert result.holds == ()


@pytest.mark.parametrize("question", ["readiness.sleep", "readiness.load", "place.sensor"])
def test_on_the_phone_amber_is_played_as_at_level_1(question):
    """No hold longer than nine seconds, and none of them jogged."""
    value = "yes" if question == "readiness.load" else "no"
    result = begun_with(sheet_at(4), question, value)
    assert result.reasons[0].id == question
    assert max(hold.cap_ms for hold in result.holds) == 9_000
    assert {hold.activity for hold in result.holds} <= {"stand", "walk"}


def test_level_6_asks_for_the_coach_and_no_lower_level_does():
    """In presence of a coach or physician."""
    asked = {
        needs: [r.id for r in preflight_rules(signal=SignalKind.SEEN, needs_coach=needs)]
        for needs in (True, False)
    }
    assert ("place.coach" in asked[True], "place.coach" in asked[False]) == (True, False)
    assert "place.coach" not in {question.id for question in sheet_at(5).preflight}


def test_the_session_ends_with_calm_minutes_and_an_easy_jog():
    """Three minutes of normal breathing, then five easy ones, at every level."""
    for level in (0, 3, 4):
        calm, easy = sheet_at(level).segments[-2:]
        assert (calm.kind, calm.duration_ms, easy.kind, easy.duration_ms) == (
            Kind.RECOVER,
            180_000,
            Kind.MOVE,
            300_000,
        )


def test_after_care_says_what_to_do_in_both_languages():
    """Twice 95 %, no driving after a low point, and a question after an hour."""
    said = {rule.id: rule.text.en for rule in rule_book().group("aftercare")}
    assert "95 % or more twice" in said["aftercare.recovered"]
    assert "no driving for 15 minutes" in said["aftercare.driving"]
    assert "After an hour and the next morning" in said["aftercare.check_in"]
