"""Who may train, where, and how far: rules as data, verdicts as values with their reasons."""

from adempauze.safety.clearing import (
    EMERGENCY_NUMBER,
    ClearedSession,
    Profile,
    Refusal,
    RefusalReason,
    allowed_today,
    clear,
    demonstration_sheet,
    open_sheet,
    plan_today,
)
from adempauze.safety.locks import Lock, locks_from
from adempauze.safety.rulebook import GROUPS, Rule, RuleBook, rule_book
from adempauze.safety.screening import (
    Question,
    Screened,
    follow_up_questions,
    screen,
    screening_questions,
)
from adempauze.safety.sheets import refuse_sheet

__all__ = [
    "EMERGENCY_NUMBER",
    "GROUPS",
    "ClearedSession",
    "Lock",
    "Profile",
    "Question",
    "Refusal",
    "RefusalReason",
    "Rule",
    "RuleBook",
    "Screened",
    "allowed_today",
    "clear",
    "demonstration_sheet",
    "follow_up_questions",
    "locks_from",
    "open_sheet",
    "plan_today",
    "refuse_sheet",
    "rule_book",
    "screen",
    "screening_questions",
]
