"""Every row of the screening, alone."""

from datetime import date

import pytest

from adempauze.errors import ParameterError
from adempauze.safety import follow_up_questions, rule_book, screen, screening_questions
from adempauze.session.sheet import Verdict

TODAY = date(2026, 11, 22)
HEALTHY = {question.id: False for question in screening_questions()}
ALL = [question.id for question in screening_questions()]
LIMITS = {"screening.asthma": 3, "screening.panic": 3}


def test_a_healthy_runner_is_clear():
    """No to all; nothing is kept but the day."""
    screened = screen(HEALTHY, on=TODAY)
    assert (screened.on, screened.fired, screened.verdict) == (TODAY, (), Verdict.GO)


@pytest.mark.parametrize("name", [name for name in ALL if name not in LIMITS])
def test_each_item_refuses_alone(name):
    """One yes is enough, and its own rule is what is kept."""
    screened = screen(HEALTHY | {name: True}, on=TODAY)
    assert (screened.fired[0], screened.verdict) == (name, Verdict.NO)


def test_panic_limits_the_level_and_does_not_refuse():
    """No strong air hunger: level 3 at most."""
    screened = screen(HEALTHY | {"screening.panic": "yes"}, on=TODAY)
    assert (screened.fired, screened.verdict) == (("screening.panic",), Verdict.LOWER)
    assert {name: rule_book().rule(name).max_level for name in LIMITS} == LIMITS


@pytest.mark.parametrize(
    ("control", "verdict"),
    [
        ("controlled", Verdict.LOWER),
        ("uncontrolled", Verdict.NO),
        ("unknown", Verdict.NO),
        (None, Verdict.NO),
    ],
)
def test_asthma_is_asked_further(control, verdict):
    """Under control it limits; not, unknown or unanswered it refuses."""
    answers = HEALTHY | {"screening.asthma": True}
    assert [question.id for question in follow_up_questions(answers)] == ["screening.asthma_control"]
    further = {} if control is None else {"screening.asthma_control": control}
    assert screen(answers | further, on=TODAY).verdict is verdict


def test_a_blood_pressure_is_asked_only_where_an_answer_calls_for_it():
    """And 160/100 is a rule of its own, beside the physician's."""
    assert follow_up_questions(HEALTHY) == ()
    answers = HEALTHY | {"screening.blood_pressure": True}
    high = screen(answers | {"screening.blood_pressure_value": "from_160_100"}, on=TODAY)
    lower = screen(answers | {"screening.blood_pressure_value": "under_140_90"}, on=TODAY)
    assert high.fired == ("screening.blood_pressure", "screening.blood_pressure_value")
    assert lower.fired == ("screening.blood_pressure",)


def test_the_order_of_the_answers_changes_nothing():
    """Nor whether they are words or truth values."""
    answers = HEALTHY | {"screening.heart": True, "screening.pregnancy": True}
    turned = {name: "yes" if answers[name] else "no" for name in reversed(answers)}
    assert screen(answers, on=TODAY) == screen(turned, on=TODAY)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"screening.heart": "perhaps"}, "the answer to screening.heart must be yes, no; got 'perhaps'."),
        (
            {"screening.liver": "no"},
            "answers must have only the questions of the screening; got screening.liver.",
        ),
    ],
)
def test_an_answer_that_is_none_gets_a_sentence(answers, sentence):
    """What is wrong, and what would be right."""
    with pytest.raises(ParameterError) as refusal:
        screen(HEALTHY | answers, on=TODAY)
    assert str(refusal.value) == sentence


def test_every_condition_of_the_domain_is_asked():
    """DOMAIN 3.1, row by row, and what each does."""
    effects = {rule.id: rule.effect for rule in rule_book().group("screening") if rule.question}
    assert effects == {
        "screening.pregnancy": "absolute",
        "screening.pregnancy_over": "absolute",
        "screening.epilepsy": "absolute",
        "screening.rhythm": "absolute",
        "screening.heart": "absolute",
        "screening.exertion": "physician",
        "screening.blood_pressure": "physician",
        "screening.blood_pressure_value": "absolute",
        "screening.lungs": "absolute",
        "screening.asthma": "limit",
        "screening.asthma_control": "absolute",
        "screening.high_altitude": "absolute",
        "screening.sickle_cell": "absolute",
        "screening.sickle_trait": "physician",
        "screening.illness": "absolute",
        "screening.chest_infection": "absolute",
        "screening.treatment": "physician",
        "screening.anaemia": "physician",
        "screening.sleep_apnoea": "physician",
        "screening.panic": "limit",
        "screening.other_conditions": "physician",
        "screening.surgery": "physician",
        "screening.resting_saturation": "physician",
    }


def test_a_question_comes_with_its_text_and_its_answers():
    """As the rule book has them."""
    [asked] = follow_up_questions(HEALTHY | {"screening.asthma": True})
    rule = rule_book().rule(asked.id)
    assert (asked.text, asked.options) == (rule.question, rule.answers)
    assert [option.value for option in screening_questions()[0].options] == ["yes", "no"]


def test_a_contradiction_and_two_missing_answers_are_said_in_full():
    """What, where, and what it depends on."""
    with pytest.raises(ParameterError) as contradiction:
        screen(HEALTHY | {"screening.asthma_control": "controlled"}, on=TODAY)
    assert str(contradiction.value) == (
        "answers contradict each other: screening.asthma_control is answered, but no answer calls for it."
    )
    without = {name: answer for name, answer in HEALTHY.items() if name not in ALL[:2]}
    with pytest.raises(ParameterError) as missing:
        screen(without, on=TODAY)
    assert str(missing.value) == f"answers must have all questions; {ALL[0]}, {ALL[1]} is missing."
