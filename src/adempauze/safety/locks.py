"""Locks: what keeps a runner from training until a coach or a physician lifts it.

A lock is not stored. It follows from the history each time, so that no device can lose it, and two devices
that have met agree.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from adempauze.planning.calendar import utc
from adempauze.planning.history import History, PastSession
from adempauze.safety.rulebook import Rule, rule_book
from adempauze.session.sheet import Action
from adempauze.session.state import Outcome

_AGAIN = "lock.below_80_again"


class Lock(Struct, frozen=True, kw_only=True):
    """A rule that holds since a moment, and the earliest moment at which it can be lifted."""

    rule: Rule
    since: datetime
    not_before: datetime


def locks_from(history: History, now: datetime) -> tuple[Lock, ...]:
    """Return the locks that hold at *now*, the oldest first; of the same rule only the newest."""
    newest = dict(sorted(_set(history), key=lambda lock: (utc(lock[1]), lock[0])))
    locks = [_lock(rule_book().rule(rule_id), since) for rule_id, since in newest.items()]
    return tuple(
        sorted(
            (lock for lock in locks if not _is_lifted(lock, history, now)),
            key=lambda lock: (utc(lock.since), lock.rule.id),
        )
    )


def fell_below_80_lately(history: History, now: datetime) -> bool:
    """Whether a session of the last days fell below 80 %, so that another one locks."""
    days = rule_book().rule(_AGAIN).within_days or 0
    return any(
        timedelta() <= utc(now) - utc(session.started_at) <= timedelta(days=days)
        for session in history.trained
        if _fell_below_80(session)
    )


def _lock(rule: Rule, since: datetime) -> Lock:
    return Lock(rule=rule, since=since, not_before=since + timedelta(days=rule.lifts.after_days))


def _set(history: History) -> Iterable[tuple[str, datetime]]:
    """Yield the id of every locking rule that was ever set off, and when."""
    fell = [session for session in history.trained if _fell_below_80(session)]
    days = timedelta(days=rule_book().rule(_AGAIN).within_days or 0)
    for session in history.sessions:
        yield from ((rule_id, session.started_at) for rule_id in _locking(session))
    for earlier, later in pairwise(fell):
        if utc(later.started_at) - utc(earlier.started_at) <= days:
            yield _AGAIN, later.started_at
    for check in history.check_ins:
        named = (symptom for symptom, severity in check.symptoms.items() if severity > 0)
        yield from ((symptom, check.at) for symptom in named if _locks(symptom))


def _locking(session: PastSession) -> list[str]:
    ids = [name for name in session.reasons if _locks(name)]
    if _is_below(session, rule_book().rule("lock.below_75").nadir_below_tenths):
        ids.append("lock.below_75")
    if session.outcome is Outcome.LOCKED and not ids:
        ids.append("lock.unknown")
    return ids


def _locks(rule_id: str) -> bool:
    book = rule_book()
    return book.knows(rule_id) and book.rule(rule_id).action is Action.LOCK


def _fell_below_80(session: PastSession) -> bool:
    named = {"gate.below_80", _AGAIN, "lock.below_75"} & set(session.reasons)
    return bool(named) or _is_below(session, rule_book().rule(_AGAIN).nadir_below_tenths)


def _is_below(session: PastSession, limit_tenths: int | None) -> bool:
    lowest = session.lowest_tenths
    return lowest is not None and limit_tenths is not None and lowest < limit_tenths


def _is_lifted(lock: Lock, history: History, now: datetime) -> bool:
    """Whether the one whom the rule names has lifted it since, once its days are over."""
    return utc(now) >= utc(lock.not_before) and any(
        lift.rule == lock.rule.id
        and lock.rule.lifts.names(lift.by)
        and utc(lock.since) <= utc(lift.at) <= utc(now)
        for lift in history.lifts
    )
