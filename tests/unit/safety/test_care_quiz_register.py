"""The words, the ten questions, and the register of what runners felt."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.runners import good_session

from adempauze.errors import ParameterError
from adempauze.planning import CheckIn, History
from adempauze.safety.care import buddy_card, intended_purpose, what_remains
from adempauze.safety.quiz import quiz, quiz_result
from adempauze.safety.register import register
from adempauze.safety.rows import rule_rows

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
RIGHT = {question.id: question.right for question in quiz()}


def texts():
    """Everything of the rule book, the ladder, the quiz and the cards that a runner reads."""
    purpose, card = intended_purpose(), buddy_card()
    yield from (text for row in rule_rows() for text in (row.text, row.lifts))
    for question in quiz():
        yield from (question.question, question.why, *(answer.text for answer in question.answers))
    yield from (purpose.title, *purpose.is_, *purpose.is_not, what_remains())
    yield from (card.title, *card.watch, *card.do, *card.call)


def test_no_text_uses_a_word_that_is_never_true_here():
    """LOOK.md's list: nothing is safe or proven, and nobody is pushed."""
    forbidden = (
        r"\b(safe|safely|proven|veilig|bewezen|acclimatised|geacclimatiseerd|responder|push through)\b|!"
    )
    said = [text.nl + " " + text.en for text in texts()]
    assert [text for text in said if re.search(forbidden, text, re.IGNORECASE)] == []


def test_dutch_and_english_are_two_texts():
    """None was forgotten to be put over."""
    assert [text.nl for text in texts() if text.nl == text.en] == []


def test_all_right_passes():
    """Ten of ten."""
    assert quiz_result(RIGHT).is_passed


@pytest.mark.parametrize("name", list(RIGHT))
def test_one_wrong_does_not(name):
    """It can be tried again, and says which."""
    result = quiz_result(RIGHT | {name: RIGHT[name] + 1})
    assert (result.is_passed, result.wrong) == (False, (name,))


def test_an_unanswered_question_is_not_right():
    """The sentence names it."""
    answers = {name: answer for name, answer in RIGHT.items() if name != "water"}
    with pytest.raises(ParameterError) as refusal:
        quiz_result(answers)
    assert str(refusal.value) == "answers must have all ten questions; water is missing."


def year(marked, severity=3, sessions=100):
    """A runner with so many sessions, *marked* of them with a headache the next morning."""
    done = [good_session(1, NOW + timedelta(days=2 * number)) for number in range(sessions)]
    checks = [
        CheckIn(session_id=session.id, at=NOW, when="morning", symptoms={"stop.headache": severity})
        for session in done[:marked]
    ]
    return History(sessions=tuple(done), check_ins=tuple(checks))


@pytest.mark.parametrize(("marked", "review"), [(4, False), (5, True)])
def test_five_percent_of_sessions_with_a_complaint_of_3_asks_for_a_review(marked, review):
    """Over all runners together."""
    found = register([year(marked), year(marked)])
    assert (found.sessions, found.per_1000, found.needs_review) == (
        200,
        {"stop.headache": 10.0 * marked},
        review,
    )


def test_a_complaint_of_2_is_counted_and_asks_for_no_review():
    """The rate is shown all the same."""
    found = register([year(50, severity=2)])
    assert (found.per_1000["stop.headache"], found.marked_permille, found.needs_review) == (500.0, 0, False)


def test_a_symptom_in_a_session_weighs_whatever_its_severity():
    """Nobody is asked how bad it is while it happens."""
    dizzy = good_session(3, NOW, reasons=("stop.dizzy",), nadir_tenths=880)
    found = register([History(sessions=(dizzy,))])
    [event] = found.events
    assert (event.symptom, event.onset, event.hold, event.nadir_tenths) == ("stop.dizzy", "during", 6, 880)
    assert found.needs_review


def test_an_empty_register_asks_for_nothing():
    """No sessions, no rate."""
    found = register([])
    assert (found.sessions, found.per_1000, found.needs_review) == (0, {}, False)
