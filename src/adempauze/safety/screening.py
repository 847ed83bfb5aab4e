"""Screening: a few questions whose answers are judged and then forgotten."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from adempauze.errors import ParameterError
from adempauze.protocols.model import Text
from adempauze.safety.rulebook import Answer, Rule, rule_book
from adempauze.session.sheet import Verdict

_YES_NO = {True: "yes", False: "no"}


class Question(Struct, frozen=True):
    """A question of the screening, with the answers it can get."""

    id: str
    text: Text
    options: tuple[Answer, ...]


class Screened(Struct, frozen=True, kw_only=True):
    """What is kept of a screening: when, and the ids of the rules that fired. No medical history."""

    on: date
    fired: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """What the answers allow: everything, up to some level, or no holds."""
        verdicts = {rule_book().rule(name).verdict for name in self.fired}
        return next((verdict for verdict in (Verdict.NO, Verdict.LOWER) if verdict in verdicts), Verdict.GO)

    @property
    def is_clear(self) -> bool:
        """Whether no rule that fired refuses the holds."""
        return self.verdict is not Verdict.NO


def screening_questions() -> tuple[Question, ...]:
    """Return the questions of the screening that everybody gets, in their order."""
    return tuple(_question(rule) for rule in _asking_rules() if not rule.asked_if)


def follow_up_questions(answers: Mapping[str, bool | str]) -> tuple[Question, ...]:
    """Return the further questions that *answers*, by rule id, call for."""
    said = _in_words(answers)
    return tuple(_question(rule) for rule in _asking_rules() if rule.asked_if and _is_called_for(rule, said))


def screen(answers: Mapping[str, bool | str], *, on: date) -> Screened:
    """Return what is kept of *answers*, by rule id, given *on* a day.

    An answer is yes or no (or True and False), or one of the values of its question. A further question that
    was called for and not answered counts as its least favourable answer. Raises ParameterError if a question
    is unanswered, unknown or was not called for: a missing answer is never a no.
    """
    said = _in_words(answers)
    asked = [rule for rule in _asking_rules() if _is_called_for(rule, said)]
    if missing := [rule.id for rule in asked if rule.id not in said and not rule.asked_if]:
        raise ParameterError(f"answers must have all questions; {', '.join(missing)} is missing.")
    _check_each_was_asked(said, asked)
    return Screened(on=on, fired=tuple(rule.id for rule in asked if _is_fired(rule, said.get(rule.id))))


def _asking_rules() -> list[Rule]:
    return [rule for rule in rule_book().group("screening") if rule.question]


def _question(rule: Rule) -> Question:
    if rule.question is None:
        raise ValueError(f"rule {rule.id} asks nothing")
    return Question(rule.id, rule.question, rule.options)


def _in_words(answers: Mapping[str, bool | str]) -> dict[str, str]:
    return {name: _YES_NO[answer] if isinstance(answer, bool) else answer for name, answer in answers.items()}


def _is_called_for(rule: Rule, said: Mapping[str, str]) -> bool:
    return not rule.asked_if or any(said.get(name) == "yes" for name in rule.asked_if)


def _check_each_was_asked(said: Mapping[str, str], asked: list[Rule]) -> None:
    questions = {rule.id: rule for rule in asked}
    for name, answer in said.items():
        rule = questions.get(name)
        if rule is None and any(name == other.id for other in _asking_rules()):
            raise ParameterError(
                f"answers contradict each other: {name} is answered, "
                "but the answer that calls for it is not yes."
            )
        if rule is None:
            raise ParameterError(f"answers must have only the questions of the screening; got {name}.")
        values = [option.value for option in rule.options]
        if answer not in values:
            raise ParameterError(f"the answer to {name} must be {', '.join(values)}; got {answer!r}.")


def _is_fired(rule: Rule, answer: str | None) -> bool:
    if answer is None:
        return True
    return next(option.verdict for option in rule.options if option.value == answer) is not Verdict.GO
