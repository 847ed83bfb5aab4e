"""Who may train, where, and how far: rules as data, verdicts as values with their reasons."""

from adempauze.safety.care import BuddyCard, Purpose, buddy_card, intended_purpose, what_remains
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
from adempauze.safety.quiz import QuizQuestion, QuizResult, quiz, quiz_result
from adempauze.safety.register import AdverseEvent, Register, adverse_events, register
from adempauze.safety.rows import RuleRow, rule_rows
from adempauze.safety.rulebook import GROUPS, Rule, RuleBook, rule_book
from adempauze.safety.screening import (
    Question,
    Screened,
    follow_up_questions,
    screen,
    screened_in_turn,
    screening_questions,
)
from adempauze.safety.sheets import refuse_sheet

__all__ = [
    "EMERGENCY_NUMBER",
    "GROUPS",
    "AdverseEvent",
    "BuddyCard",
    "ClearedSession",
    "Lock",
    "Profile",
    "Purpose",
    "Question",
    "QuizQuestion",
    "QuizResult",
    "Refusal",
    "RefusalReason",
    "Register",
    "Rule",
    "RuleBook",
    "RuleRow",
    "Screened",
    "adverse_events",
    "allowed_today",
    "buddy_card",
    "clear",
    "demonstration_sheet",
    "follow_up_questions",
    "intended_purpose",
    "locks_from",
    "open_sheet",
    "plan_today",
    "quiz",
    "quiz_result",
    "refuse_sheet",
    "register",
    "rule_book",
    "rule_rows",
    "screen",
    "screened_in_turn",
    "screening_questions",
    "what_remains",
]
