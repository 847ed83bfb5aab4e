"""Screening: a few questions whose answers are judged and then forgotten."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from adempauze.errors import ParameterError
from adempauze.protocols.model import Text
from adempauze.safety.rulebook import rule_book


class Question(Struct, frozen=True):
    """A question of the screening; yes fires the rule with its id."""

    id: str
    text: Text


class Screened(Struct, frozen=True, kw_only=True):
    """What is kept of a screening: when, and the ids of the rules that fired. No medical history."""

    on: date
    fired: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        """Whether no rule fired."""
        return not self.fired


def screening_questions() -> tuple[Question, ...]:
    """Return the questions of the screening, in their order."""
    rules = rule_book().group("screening")
    return tuple(Question(rule.id, rule.question) for rule in rules if rule.question)


def screen(answers: Mapping[str, bool], *, on: date) -> Screened:
    """Return what is kept of *answers*, by rule id, given *on* a day.

    Raises ParameterError if a question is unanswered or unknown: a missing answer is never a no.
    """
    ids = [question.id for question in screening_questions()]
    if missing := [name for name in ids if name not in answers]:
        raise ParameterError(f"answers must have all questions; {', '.join(missing)} is missing.")
    if unknown := sorted(answers.keys() - set(ids)):
        raise ParameterError(
            f"answers must have only the questions of the screening; got {', '.join(unknown)}."
        )
    return Screened(on=on, fired=tuple(name for name in ids if answers[name]))
