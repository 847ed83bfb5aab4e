"""Every row of the rule book and of the ladder in one form, for a page, a document or a program to show."""

from msgspec import Struct

from adempauze.evidence.grades import Grade
from adempauze.planning.ladder import LadderRule, Level, Lifts, ladder, ladder_rules
from adempauze.protocols.model import Text, source_words
from adempauze.safety.rulebook import Rule, rule_book


class RuleRow(Struct, frozen=True, kw_only=True):
    """One rule as a reader sees it. *question* is what sets it off, where it is asked."""

    id: str
    group: str
    text: Text
    source: Text
    strength: Grade
    hazard: str
    lifts: Lifts
    question: Text | None = None


def rule_rows() -> tuple[RuleRow, ...]:
    """Return every rule, group by group, the ladder's last."""
    grouped: list[tuple[str, Rule | Level | LadderRule]] = [
        *((rule.group, rule) for rule in rule_book().rules),
        *(("ladder", level) for level in ladder()),
        *(("ladder", rule) for rule in ladder_rules()),
    ]
    return tuple(
        RuleRow(
            id=row.id,
            group=group,
            text=row.text,
            source=source_words(row.source),
            strength=row.strength,
            hazard=row.hazard,
            lifts=row.lifts,
            question=getattr(row, "question", None),
        )
        for group, row in grouped
    )
