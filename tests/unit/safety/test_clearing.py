"""Who gets a session today, and why not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adempauze.errors import ParameterError
from adempauze.planning import demonstrate, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import ClearedSession, clear, screen, screening_questions
from adempauze.session import SignalKind

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
PLANNED = prescribe(shipped_protocol("hoogtetraining"), level=1, signal=SignalKind.NONE)
HEALTHY = {question.id: False for question in screening_questions()}


def verdict(birth_year=1990, **yes):
    """What a runner gets who answers no to all but *yes*."""
    answers = HEALTHY | {f"screening.{name}": True for name in yes}
    screened = screen(answers, on=NOW.date())
    return clear(PLANNED, screened=screened, birth_year=birth_year, lang="nl", now=NOW, sheet_id="s")


def test_a_healthy_adult_gets_a_session_until_midnight():
    """Clearance ends with the runner's own day: 23:00 in London is midnight in Amsterdam."""
    assert verdict().sheet.expires_at_ms == datetime(2026, 11, 22, 23, tzinfo=UTC).timestamp() * 1000


@pytest.mark.parametrize("condition", ["pregnancy", "heart", "epilepsy"])
def test_an_absolute_item_refuses(condition):
    """One yes is enough, and its own rule is the reason."""
    assert verdict(**{condition: True}).most_limiting.id == f"screening.{condition}"


@pytest.mark.parametrize(
    ("birth_year", "rule"),
    [(2008, "screening.under_18"), (1960, "screening.over_65"), (None, "screening.age")],
)
def test_whom_may_be_too_young_or_too_old_is_refused(birth_year, rule):
    """By the year alone 2008 can still be 17, and 1960 be 66, in 2026; an unknown age refuses too."""
    assert verdict(birth_year=birth_year).most_limiting.id == rule


def test_without_a_screening_there_is_no_session():
    """Missing data refuses."""
    refusal = clear(PLANNED, screened=None, birth_year=1990, lang="nl", now=NOW, sheet_id="s")
    assert refusal.most_limiting.id == "screening.missing"


def test_a_missing_answer_is_not_a_no():
    """Every question needs its answer."""
    answers = {name: answer for name, answer in HEALTHY.items() if name != "screening.heart"}
    with pytest.raises(ParameterError, match=r"screening\.heart is missing"):
        screen(answers, on=NOW.date())


def test_nobody_else_can_make_a_cleared_session():
    """Safety is a type: without the key there is no such value."""
    with pytest.raises(TypeError, match="only safety"):
        ClearedSession(verdict().sheet, key=None)


def test_a_demonstration_is_never_cleared():
    """The full form is for watching."""
    planned = demonstrate(shipped_protocol("hoogtetraining"))
    with pytest.raises(ParameterError, match="demonstration is never cleared"):
        clear(planned, screened=None, birth_year=1990, lang="nl", now=NOW, sheet_id="s")
