"""The ten questions before anything above level 1, each answer explained."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adempauze.errors import ParameterError
from adempauze.protocols.model import Identifier, Text


class QuizAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to choose."""

    text: Text
    right: bool = False


class QuizQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """One question, its answers, and why the right one is right."""

    id: Identifier
    question: Text
    answers: Annotated[tuple[QuizAnswer, ...], Meta(min_length=2)]
    why: Text

    def __post_init__(self) -> None:
        if sum(answer.right for answer in self.answers) != 1:
            raise ValueError(f"question {self.id} needs exactly one right answer")

    @property
    def right(self) -> int:
        """The number of the right answer, from 0."""
        return next(number for number, answer in enumerate(self.answers) if answer.right)


class QuizResult(Struct, frozen=True):
    """Which questions were answered wrong; passed where none was."""

    wrong: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every question was answered right."""
        return not self.wrong


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    questions: Annotated[tuple[QuizQuestion, ...], Meta(min_length=10, max_length=10)]


@cache
def quiz() -> tuple[QuizQuestion, ...]:
    """Return the ten questions, in their order."""
    return msgspec.toml.decode((files(__package__) / "quiz.toml").read_bytes(), type=_Written).questions


def quiz_result(answers: Mapping[str, int]) -> QuizResult:
    """Return what *answers*, the number of the chosen answer by question id, come to.

    Raises ParameterError if a question is unanswered: a missing answer is never a right one.
    """
    if missing := [question.id for question in quiz() if question.id not in answers]:
        raise ParameterError(f"answers must have all ten questions; {', '.join(missing)} is missing.")
    return QuizResult(tuple(question.id for question in quiz() if answers[question.id] != question.right))
