"""The screening, one question at a time. The answers travel in the form itself and are stored nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from adempauze.safety import Question, Screened, follow_up_questions, screening_questions
from adempauze_web.pages.selectors import in_own_language


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer that can be given."""

    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Where somebody is in the questions."""

    answers: Mapping[str, str]  # of the questions before this one, by id
    question: Question | None  # None when all are answered
    number: int
    of: int

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return in_own_language(self.question.text) if self.question else ""

    @property
    def choices(self) -> list[Choice]:
        """Its answers, in the order of the rule book."""
        options = self.question.options if self.question else ()
        return [Choice(value=option.value, text=in_own_language(option.text)) for option in options]


def asking(posted: Mapping[str, str], before: Screened | None) -> Asking:
    """Return the first question that *posted* does not answer; "back" takes the last answer away.

    *before* is what is kept of an earlier screening: some questions come only after it.
    """
    answers: dict[str, str] = {}
    while (question := _next(answers, before)) is not None:
        answer = posted.get(question.id, "")
        if answer not in {option.value for option in question.options}:
            break
        answers[question.id] = answer
    if "back" in posted and answers:
        answers.popitem()
        question = _next(answers, before)
    of = len(screening_questions()) + len(follow_up_questions(answers, before))
    return Asking(answers=answers, question=question, number=len(answers) + 1, of=of)


def _next(answers: Mapping[str, str], before: Screened | None) -> Question | None:
    """Return the first question without an answer; what an answer calls for comes after the rest."""
    questions = [*screening_questions(), *follow_up_questions(answers, before)]
    return next((question for question in questions if question.id not in answers), None)
