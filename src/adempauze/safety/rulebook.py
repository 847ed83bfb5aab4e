"""The rule book as values: each rule with its text, source, strength, hazard and what lifts it."""

from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from adempauze.evidence.grades import Grade
from adempauze.planning.ladder import Lifts
from adempauze.protocols.model import Source, Text
from adempauze.session.sheet import Action, Corrections, Gate, GateRow, Timing, Verdict

Group = Literal["screening", "readiness", "environment", "stop", "gate", "lock", "clearance", "aftercare"]
Lang = Literal["nl", "en"]

GROUPS: tuple[Group, ...] = (
    "screening",
    "readiness",
    "environment",
    "stop",
    "gate",
    "lock",
    "clearance",
    "aftercare",
)
"""The groups of the rule book, in the order of a runner's use."""


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer a question can get, what it allows, and why where that is less than everything."""

    value: str
    text: Text
    verdict: Verdict
    reason: Text | None = None  # the rule's own text where there is none
    high_home_verdict: Verdict | None = None  # for a runner who lives high


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule. What it needs beyond its text depends on its group."""

    id: str
    group: Group
    text: Text
    source: Source
    strength: Grade
    hazard: str
    lifts: Lifts

    # a question, and what its answers do; a question without answers of its own is answered with yes or no
    question: Text | None = None
    answers: tuple[Answer, ...] = ()
    fired_by: Literal["yes", "no"] = "yes"
    effect: Literal["absolute", "physician", "coach", "limit", "amber", "red"] | None = None
    asked_if: tuple[str, ...] = ()
    asked_after: tuple[
        str, ...
    ] = ()  # an earlier answer that set one of these off, and is answered better now
    needs: Literal["oximeter", "coach"] | None = None
    max_level: int | None = None  # the highest level while the rule holds, or once a physician has lifted it

    # what a symptom does
    advice: Text | None = None
    emergency: bool = False

    # a row of the gate
    action: Action | None = None
    from_level: int = 0
    to_level: int = 6
    nadir_below_tenths: int | None = None
    below_band: bool = False
    fall_over_tenths: int | None = None
    unread_holds: int | None = None
    unrecovered: int | None = None
    hr_above_pct_of_max: int | None = None
    hr_below_bpm: int | None = None
    hunger_from: int | None = None
    hunger_holds: int | None = None
    within_days: int | None = None  # only after another session that set it off, so many days ago at most

    @property
    def verdict(self) -> Verdict:
        """What the rule allows while it holds."""
        return Verdict.LOWER if self.effect in ("limit", "amber") else Verdict.NO

    @property
    def options(self) -> tuple[Answer, ...]:
        """The answers its question can get."""
        return self.answers or tuple(
            Answer(value=value, text=text, verdict=self.verdict if value == self.fired_by else Verdict.GO)
            for value, text in (("yes", Text(nl="Ja", en="Yes")), ("no", Text(nl="Nee", en="No")))
        )


class GateNumbers(Corrections, frozen=True, kw_only=True):
    """The numbers of the gate that belong to no single rule."""

    breathe_at_or_below_tenths: dict[str, int]
    recovery_limit_ms: dict[str, int]
    window_before_ms: int
    window_after_ms: int
    valid_permille: int
    recovered_tenths: int
    fresh_ms: int


class Numbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of the rule book that several rules share."""

    screening_days: int
    self_guided_from_age: int
    self_guided_to_age: int
    lift_days: int
    high_home_from_m: int
    high_home_recovered_tenths: int
    review_severity: int
    review_permille: int


class RuleBook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Every rule, and the numbers they share."""

    rules: tuple[Rule, ...]
    gate: GateNumbers
    timing: Timing
    numbers: Numbers

    def group(self, name: Group) -> tuple[Rule, ...]:
        """Return the rules of one group, in their order."""
        return self._by_group.get(name, ())

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id; KeyError where there is none."""
        return self._by_id[rule_id]

    def knows(self, rule_id: str) -> bool:
        """Whether there is a rule with this id."""
        return rule_id in self._by_id

    @cached_property
    def _by_group(self) -> dict[str, tuple[Rule, ...]]:
        names = dict.fromkeys(rule.group for rule in self.rules)
        return {name: tuple(rule for rule in self.rules if rule.group == name) for name in names}

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}


@cache
def rule_book() -> RuleBook:
    """Return the rule book."""
    return msgspec.toml.decode((files(__package__) / "rules.toml").read_bytes(), type=RuleBook)


def gate_table(
    book: RuleBook, lang: Lang, *, level: int, hr_max_bpm: int, lives_high: bool, was_below_80: bool
) -> Gate:
    """Return the gate of *book* as the sheet of one runner carries it.

    *hr_max_bpm* is the runner's maximal heart rate. *was_below_80* says that a session of the last days fell
    below 80 % already, so that a second one locks.
    """
    rules = [rule for rule in (*book.group("gate"), *book.group("lock")) if rule.action is not None]
    rows = tuple(
        _gate_row(rule, rule.action, lang, hr_max_bpm)
        for rule in rules
        if rule.action and rule.from_level <= level <= rule.to_level
        if rule.within_days is None or was_below_80
    )
    numbers = msgspec.structs.asdict(book.gate)
    if lives_high:
        numbers["recovered_tenths"] = book.numbers.high_home_recovered_tenths
    return Gate(**numbers, rows=rows)


def _gate_row(rule: Rule, action: Action, lang: Lang, hr_max_bpm: int) -> GateRow:
    pct = rule.hr_above_pct_of_max
    return GateRow(
        id=rule.id,
        action=action,
        text=getattr(rule.text, lang),
        lifts=getattr(rule.lifts, lang),
        nadir_below_tenths=rule.nadir_below_tenths,
        below_band=rule.below_band,
        fall_over_tenths=rule.fall_over_tenths,
        unread_holds=rule.unread_holds,
        unrecovered=rule.unrecovered,
        hr_above_bpm=None if pct is None else hr_max_bpm * pct // 100,
        hr_below_bpm=rule.hr_below_bpm,
        hunger_from=rule.hunger_from,
        hunger_holds=rule.hunger_holds,
    )
