"""The screening, one question at a time. The answers travel in the form itself and are stored nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from adempauze.safety import Question, screening_questions
from adempauze_web.pages.selectors import in_own_language

ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Where somebody is in the questions."""

    answers: Mapping[str, str]  # question id -> yes or no, of the questions before this one
    question: Question | None  # None when all are answered
    number: int
    of: int

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return in_own_language(self.question.text) if self.question else ""

    @property
    def verdicts(self) -> dict[str, bool]:
        """The answers as the rules take them."""
        return {name: ANSWERS[answer] for name, answer in self.answers.items()}


def asking(posted: Mapping[str, str]) -> Asking:
    """Return the first question that *posted* does not answer; "back" takes the last answer away."""
    questions = screening_questions()
    answers: dict[str, str] = {}
    for question in questions:
        answer = posted.get(question.id, "")
        if answer not in ANSWERS:
            break
        answers[question.id] = answer
    if "back" in posted and answers:
        answers.popitem()
    number = len(answers)
    open_question = questions[number] if number < len(questions) else None
    return Asking(answers=answers, question=open_question, number=number + 1, of=len(questions))
