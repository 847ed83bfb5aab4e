"""The rule book as values: each rule with its text, source, strength, hazard and what lifts it."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from adempauze.evidence.grades import Grade
from adempauze.protocols.model import Text
from adempauze.session.sheet import Action, Gate, GateRow, Timing

Group = Literal["screening", "age", "record", "place", "stop", "gate"]


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule. What it needs beyond its text depends on its group."""

    id: str
    group: Group
    text: Text
    source: str
    strength: Grade
    hazard: str
    lifts: Text
    question: Text | None = None
    refused_by: Literal["yes", "no"] | None = None
    action: Action | None = None
    emergency: bool = False
    nadir_below_tenths: int | None = None
    below_band: bool = False
    fall_over_tenths: int | None = None
    unread_holds: int | None = None
    unrecovered: int | None = None
    hr_above_bpm: int | None = None
    hr_below_bpm: int | None = None
    hunger_from: int | None = None
    hunger_holds: int | None = None
    advice: Text | None = None


class GateNumbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of the gate that belong to no single rule."""

    correction_tenths: dict[str, int]
    jog_correction_tenths: dict[str, int]
    breathe_at_or_below_tenths: dict[str, int]
    recovery_limit_ms: dict[str, int]
    window_before_ms: int
    window_after_ms: int
    valid_permille: int
    recovered_tenths: int
    fresh_ms: int


class RuleBook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every rule, and the numbers they share."""

    rules: tuple[Rule, ...]
    gate: GateNumbers
    timing: Timing

    def group(self, name: Group) -> tuple[Rule, ...]:
        """Return the rules of one group, in their order."""
        return tuple(rule for rule in self.rules if rule.group == name)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id; KeyError where there is none."""
        return {rule.id: rule for rule in self.rules}[rule_id]


@cache
def rule_book() -> RuleBook:
    """Return the rule book."""
    return msgspec.toml.decode((files(__package__) / "rules.toml").read_bytes(), type=RuleBook)


def gate_table(book: RuleBook, lang: Literal["nl", "en"]) -> Gate:
    """Return the gate of *book* as a sheet carries it."""
    rows = tuple(_gate_row(rule, lang) for rule in book.group("gate"))
    return Gate(**msgspec.structs.asdict(book.gate), rows=rows)


def _gate_row(rule: Rule, lang: Literal["nl", "en"]) -> GateRow:
    if rule.action is None:
        raise ValueError(f"gate rule {rule.id} has no action")
    return GateRow(
        id=rule.id,
        action=rule.action,
        text=getattr(rule.text, lang),
        lifts=getattr(rule.lifts, lang),
        nadir_below_tenths=rule.nadir_below_tenths,
        below_band=rule.below_band,
        fall_over_tenths=rule.fall_over_tenths,
        unread_holds=rule.unread_holds,
        unrecovered=rule.unrecovered,
        hr_above_bpm=rule.hr_above_bpm,
        hr_below_bpm=rule.hr_below_bpm,
        hunger_from=rule.hunger_from,
        hunger_holds=rule.hunger_holds,
    )
