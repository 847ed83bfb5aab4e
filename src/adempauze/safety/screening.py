"""Screening: a few questions whose answers are judged and then forgotten."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import reduce

from msgspec import Struct, structs

from adempauze.errors import ParameterError
from adempauze.planning.calendar import utc
from adempauze.protocols.model import Text
from adempauze.safety.rulebook import Answer, Rule, rule_book
from adempauze.session.sheet import Verdict

_YES_NO = {True: "yes", False: "no"}


class Question(Struct, frozen=True):
    """A question of the screening, with the answers it can get."""

    id: str
    text: Text
    options: tuple[Answer, ...]


class Standing(Struct, frozen=True, kw_only=True):
    """A rule that an earlier screening set off, and its latest answers did not."""

    rule: str
    since: date


class Screened(Struct, frozen=True, kw_only=True):
    """What is kept of a screening: when, and the ids of the rules that fired. No medical history.

    Better answers lift nothing by themselves: what a coach or physician lifts, or time, stands until it has.
    """

    on: date
    fired: tuple[str, ...]
    standing: tuple[Standing, ...] = ()
    at: datetime | None = None  # the moment on that day, where it is known

    def is_after(self, moment: datetime) -> bool:
        """Whether the questions were answered after *moment*, which is on the runner's clock.

        Of the same day an answer counts as the earlier one, where its own moment is not known.
        """
        return self.on > moment.date() if self.at is None else utc(self.at) > utc(moment)

    def holding(self, today: date) -> tuple[str, ...]:
        """Return the ids of the rules that hold: of these answers, and of earlier ones that still stand."""
        return (*self.fired, *(one.rule for one in self.standing if _still_stands(one, today)))

    @property
    def verdict(self) -> Verdict:
        """What the answers allow: everything, up to some level, or no holds."""
        verdicts = {rule_book().rule(name).verdict for name in self.holding(self.on)}
        return next((verdict for verdict in (Verdict.NO, Verdict.LOWER) if verdict in verdicts), Verdict.GO)


def screening_questions() -> tuple[Question, ...]:
    """Return the questions of the screening that everybody gets, in their order."""
    return tuple(_question(rule) for rule in _asking_rules() if not _is_further(rule))


def follow_up_questions(
    answers: Mapping[str, bool | str], before: Screened | None = None
) -> tuple[Question, ...]:
    """Return the further questions that *answers*, by rule id, call for, after what was answered *before*."""
    said = _in_words(answers)
    return tuple(_question(rule) for rule in _further_rules() if _is_called_for(rule, said, _stood(before)))


def screen(
    answers: Mapping[str, bool | str],
    *,
    on: date,
    at: datetime | None = None,
    before: Screened | None = None,
) -> Screened:
    """Return what is kept of *answers*, by rule id, given *on* a day, after what was kept *before*.

    *at* is the moment on that day, aware: a change in health is asked about again only if it came later.

    An answer is yes or no (or True and False), or one of the values of its question. A further question that
    was called for and not answered counts as its least favourable answer. Raises ParameterError if a question
    is unanswered, unknown or was not called for: a missing answer is never a no.
    """
    said = _in_words(answers)
    asked = [rule for rule in _asking_rules() if _is_called_for(rule, said, _stood(before))]
    if missing := [rule.id for rule in asked if rule.id not in said and not _is_further(rule)]:
        raise ParameterError(f"answers must have all questions; {', '.join(missing)} is missing.")
    _check_each_was_asked(said, asked)
    fired = tuple(rule.id for rule in asked if _is_fired(rule, said.get(rule.id)))
    return _after(before, Screened(on=on, fired=fired, at=at))


def screened_in_turn(outcomes: Iterable[Screened]) -> Screened | None:
    """Return the last of several screenings, the oldest first, with what still stands of those before it."""
    return reduce(_after, outcomes, None)


def _after(before: Screened | None, latest: Screened) -> Screened:
    """Return the latest screening with what stands of the one before it."""
    if before is None:
        return latest
    earlier = [*before.standing, *(Standing(rule=name, since=before.on) for name in before.fired)]
    newest = {one.rule: one for one in earlier if one.rule not in latest.fired}
    return structs.replace(latest, standing=tuple(one for one in newest.values() if _stays(one, latest)))


def _stays(one: Standing, latest: Screened) -> bool:
    """Whether an earlier answer stands beside the latest ones, as its rule says what lifts it."""
    if rule_book().rule(one.rule).asked_after:  # it is asked again for as long as what calls for it stands
        return False
    if further := _asks_what_changed(one.rule):
        return any(rule.id in latest.fired for rule in further)
    return _still_stands(one, latest.on)


def _still_stands(one: Standing, today: date) -> bool:
    lifts = rule_book().rule(one.rule).lifts
    if lifts.by == "time" and not _asks_what_changed(one.rule):
        return (today - one.since).days < lifts.after_days
    return lifts.by != "runner"


def _asks_what_changed(rule_id: str) -> list[Rule]:
    return [rule for rule in _further_rules() if rule_id in rule.asked_after]


def _stood(before: Screened | None) -> tuple[str, ...]:
    return () if before is None else (*before.fired, *(one.rule for one in before.standing))


def _asking_rules() -> list[Rule]:
    return [rule for rule in rule_book().group("screening") if rule.question]


def _question(rule: Rule) -> Question:
    if rule.question is None:
        raise ValueError(f"rule {rule.id} asks nothing")
    return Question(rule.id, rule.question, rule.options)


def _in_words(answers: Mapping[str, bool | str]) -> dict[str, str]:
    return {name: _YES_NO[answer] if isinstance(answer, bool) else answer for name, answer in answers.items()}


def _further_rules() -> list[Rule]:
    return [rule for rule in _asking_rules() if _is_further(rule)]


def _is_further(rule: Rule) -> bool:
    return bool(rule.asked_if or rule.asked_after)


def _is_called_for(rule: Rule, said: Mapping[str, str], stood: Collection[str]) -> bool:
    """Whether a rule asks everybody, or an answer of today or of an earlier time calls for it."""
    return (
        not _is_further(rule)
        or any(said.get(name) == "yes" for name in rule.asked_if)
        or any(name in stood and said.get(name) == "no" for name in rule.asked_after)
    )


def _check_each_was_asked(said: Mapping[str, str], asked: list[Rule]) -> None:
    questions = {rule.id: rule for rule in asked}
    for name, answer in said.items():
        rule = questions.get(name)
        if rule is None and any(name == other.id for other in _asking_rules()):
            raise ParameterError(
                f"answers contradict each other: {name} is answered, but no answer calls for it."
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
