"""The register of adverse events: what runners felt, how often in 1,000 sessions, and when to review."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from adempauze.planning.history import History, PastSession
from adempauze.safety.rulebook import rule_book
from adempauze.session.state import Outcome

Onset = Literal["during", "hour", "morning"]


class AdverseEvent(Struct, frozen=True, kw_only=True):
    """Something a runner felt, in a session or after it. Nobody is asked for a severity in the session."""

    symptom: str
    severity: int | None
    onset: Onset
    session_id: str
    level: int
    hold: int | None  # the number of the last hold before it, in the session
    nadir_tenths: int | None  # the lowest of the session
    outcome: Outcome


class Register(Struct, frozen=True, kw_only=True):
    """How often what was felt, over all sessions that were looked at."""

    sessions: int
    events: tuple[AdverseEvent, ...]
    counts: dict[str, int]  # by symptom, in how many sessions
    per_1000: dict[str, float]  # the same in a thousand sessions
    marked_permille: int  # sessions with a symptom that weighs, in a thousand
    needs_review: bool


def adverse_events(history: History) -> tuple[AdverseEvent, ...]:
    """Return what one runner felt, session by session."""
    return tuple(event for session in history.trained for event in _events(history, session))


def register(histories: Iterable[History]) -> Register:
    """Return the register over *histories*, one of each runner.

    A session is marked by a symptom of the severity that the rule book names, or by any that was named in the
    session, where nobody is asked how bad it is. From the rule book's share of marked sessions on, review.
    """
    known = [(history, adverse_events(history)) for history in histories]
    sessions = sum(len(history.trained) for history, _ in known)
    numbers = rule_book().numbers
    marked = sum(
        len({event.session_id for event in events if _weighs(event, numbers.review_severity)})
        for _, events in known
    )
    counts = Counter(
        symptom
        for _, events in known
        for symptom, _ in {(event.symptom, event.session_id) for event in events}
    )
    return Register(
        sessions=sessions,
        events=tuple(event for _, events in known for event in events),
        counts=dict(sorted(counts.items())),
        per_1000={symptom: 1000 * count / sessions for symptom, count in sorted(counts.items())},
        marked_permille=round(1000 * marked / sessions) if sessions else 0,
        needs_review=sessions > 0 and 1000 * marked >= numbers.review_permille * sessions,
    )


def _events(history: History, session: PastSession) -> Iterable[AdverseEvent]:
    book = rule_book()
    named = [name for name in session.reasons if book.knows(name) and book.rule(name).group == "stop"]
    told = [
        (symptom, severity, check.when)
        for check in history.checked_in(session)
        for symptom, severity in check.symptoms.items()
        if severity > 0
    ]
    felt: list[tuple[str, int | None, Onset]] = [*((name, None, "during") for name in named), *told]
    for symptom, severity, onset in felt:
        yield AdverseEvent(
            symptom=symptom,
            severity=severity,
            onset=onset,
            session_id=session.id,
            level=session.level,
            hold=len(session.holds) if onset == "during" else None,
            nadir_tenths=session.lowest_tenths,
            outcome=session.outcome,
        )


def _weighs(event: AdverseEvent, severity: int) -> bool:
    return event.severity is None or event.severity >= severity
