"""Who may train, where, and how far: rules as data, verdicts as values with their reasons."""

from adempauze.safety.clearing import ClearedSession, Refusal, clear, demonstration_sheet
from adempauze.safety.rulebook import Rule, RuleBook, rule_book
from adempauze.safety.screening import Question, Screened, screen, screening_questions

__all__ = [
    "ClearedSession",
    "Question",
    "Refusal",
    "Rule",
    "RuleBook",
    "Screened",
    "clear",
    "demonstration_sheet",
    "rule_book",
    "screen",
    "screening_questions",
]
