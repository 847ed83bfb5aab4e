"""The screening a second time: better answers lift nothing by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adempauze.planning import History, Lift
from adempauze.protocols import shipped_protocol
from adempauze.safety import (
    ClearedSession,
    Profile,
    Refusal,
    clear,
    follow_up_questions,
    plan_today,
    rule_book,
    screen,
    screened_in_turn,
    screening_questions,
)
from adempauze.session import SignalKind

FIRST = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEALTHY = {question.id: False for question in screening_questions()}
PHYSICIANS = [
    question.id for question in screening_questions() if rule_book().rule(question.id).lifts.by == "physician"
]


def again(first, days=1, **answers):
    """Screen twice: a yes to *first*, then, so many days later, no to all but what is said."""
    before = screen(HEALTHY | {first: True}, on=FIRST)
    named = {f"screening.{name}": answer for name, answer in answers.items()}
    return screen(HEALTHY | named, on=FIRST + timedelta(days=days), before=before)


def cleared(screened, day, *lifts):
    """Ask for a session of level 0 on a day after the first screening."""
    person = {
        "screened": screened,
        "birth_year": 1990,
        "now": NOON + timedelta(days=day),
        "profile": Profile(history=History(lifts=lifts)),
    }
    planned = plan_today(shipped_protocol("hoogtetraining"), signal=SignalKind.NONE, **person)
    return clear(planned, lang="nl", sheet_id="s", **person)


def ids(verdict):
    """Return the ids of the reasons of a refusal."""
    assert isinstance(verdict, Refusal)
    return [reason.id for reason in verdict.reasons]


@pytest.mark.parametrize("name", PHYSICIANS)
def test_better_answers_do_not_lift_what_a_physician_lifts(name):
    """However often the questions are answered anew, the rule that fired stands."""
    second = again(name)
    third = screen(HEALTHY, on=FIRST + timedelta(days=80), before=second)

    assert (second.fired, {one.since for one in second.standing}) == ((), {FIRST})
    assert name in third.holding(FIRST + timedelta(days=80))


def test_the_refusal_says_that_an_earlier_answer_stands_and_what_lifts_it():
    """The rule itself comes first, and then why new answers did not help."""
    verdict = cleared(again("screening.epilepsy"), 1)

    assert ids(verdict) == ["screening.epilepsy", "screening.stays"]
    assert verdict.most_limiting.lifts.by == "physician"


def test_a_physicians_word_lifts_it():
    """A coach's does not."""
    screened = again("screening.epilepsy")
    word = {"rule": "screening.epilepsy", "at": NOON + timedelta(hours=1)}

    assert "screening.epilepsy" in ids(cleared(screened, 1, Lift(by="coach", **word)))
    assert isinstance(cleared(screened, 1, Lift(by="physician", **word)), ClearedSession)


def test_an_illness_stands_for_its_days_and_no_longer():
    """Seven from the day it was told: the day before the seventh is refused."""
    screened = again("screening.illness")

    assert ids(cleared(screened, 6)) == ["screening.illness", "screening.stays"]
    assert isinstance(cleared(screened, 7), ClearedSession)


def test_a_limit_that_was_told_before_still_limits():
    """Panic once told: level 3 at most, whatever is answered later."""
    assert again("screening.panic").holding(FIRST + timedelta(days=1)) == ("screening.panic",)


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ("from_6_weeks", ()),
        ("under_6_weeks", ("screening.pregnancy_over", "screening.pregnancy")),
        ("not_over", ("screening.pregnancy_over", "screening.pregnancy")),
        (None, ("screening.pregnancy_over", "screening.pregnancy")),
    ],
)
def test_after_a_pregnancy_it_is_asked_how_long_that_is_over(answer, holds):
    """Only who names six weeks or longer is clear; no answer is the least favourable one."""
    said = {} if answer is None else {"pregnancy_over": answer}
    assert again("screening.pregnancy", days=200, **said).holding(FIRST + timedelta(days=200)) == holds


def test_how_long_it_is_over_is_asked_until_it_is_long_enough():
    """Too short in the second screening, long enough in the third."""
    second = again("screening.pregnancy", days=200, pregnancy_over="under_6_weeks")
    later = FIRST + timedelta(days=230)
    third = screen(HEALTHY | {"screening.pregnancy_over": "from_6_weeks"}, on=later, before=second)

    assert [question.id for question in follow_up_questions(HEALTHY, second)] == ["screening.pregnancy_over"]
    assert third.holding(later) == ()


def test_nobody_else_is_asked_about_a_pregnancy_that_is_over():
    """Neither a first time, nor one who is pregnant now."""
    pregnant = HEALTHY | {"screening.pregnancy": True}
    before = screen(pregnant, on=FIRST)

    assert follow_up_questions(HEALTHY) == ()
    assert follow_up_questions(pregnant, before) == ()


def test_what_was_kept_one_by_one_comes_to_the_same():
    """The site keeps each outcome as a row, and reads them in turn."""
    rows = [screen(HEALTHY | {"screening.heart": True}, on=FIRST), screen(HEALTHY, on=FIRST)]

    assert screened_in_turn([]) is None
    assert screened_in_turn(rows) == screen(HEALTHY, on=FIRST, before=rows[0])
