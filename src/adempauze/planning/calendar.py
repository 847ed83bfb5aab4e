"""When a session may be: days apart, sessions a week, blocks and the weeks off between them, races."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from adempauze.planning.history import History, PastSession
from adempauze.planning.ladder import LadderRule, ladder_numbers, ladder_rule


class Bar(Struct, frozen=True, kw_only=True):
    """A rule of the calendar that refuses today, and when it is over."""

    rule: LadderRule
    until: datetime


def barred(history: History, now: datetime) -> tuple[Bar, ...]:
    """Return every rule of the calendar that refuses a session at *now*, which is aware."""
    numbers = ladder_numbers()
    moments = [utc(session.started_at) for session in history.trained]
    now_utc = utc(now)
    ends = {
        "ladder.two_days_apart": _end(moments[-1:], timedelta(hours=numbers.hours_apart)),
        "ladder.three_a_week": _end(moments[-numbers.most_per_week :][: _third(moments)], timedelta(days=7)),
        "ladder.wash_out": _wash_out_end(history, now_utc),
        "ladder.race": _race_end(history.races, now),
    }
    return tuple(
        Bar(rule=ladder_rule(name), until=until)
        for name, until in ends.items()
        if until is not None and now_utc < until
    )


def block_began_at(history: History, at: datetime) -> datetime | None:
    """Return when the block that *at* belongs to began, or None if a new one begins with it."""
    moments = [utc(session.started_at) for session in history.trained if utc(session.started_at) <= utc(at)]
    off = timedelta(days=ladder_numbers().wash_out_days)
    if not moments or utc(at) - moments[-1] >= off:
        return None
    starts = [later for earlier, later in pairwise(moments) if later - earlier >= off]
    return starts[-1] if starts else moments[0]


def is_deload_week(history: History, at: datetime) -> bool:
    """Whether *at* lies in the easy week of its block: every fourth."""
    began_at = block_began_at(history, at)
    every = ladder_numbers().deload_every_weeks
    return began_at is not None and ((utc(at) - began_at).days // 7) % every == every - 1


def days_since(session: PastSession, at: datetime) -> int:
    """Return how many whole days *at* is after *session*."""
    return (utc(at) - utc(session.started_at)).days


def utc(moment: datetime) -> datetime:
    """Return *moment* in UTC: between two moments of one zone Python counts by its clocks, not its hours."""
    return moment.astimezone(UTC)


def _third(moments: list[datetime]) -> int:
    """Return 1 where there have been as many sessions as a week may have, else 0."""
    return int(len(moments) >= ladder_numbers().most_per_week)


def _end(moments: list[datetime], after: timedelta) -> datetime | None:
    return moments[0] + after if moments else None


def _wash_out_end(history: History, now: datetime) -> datetime | None:
    numbers = ladder_numbers()
    began_at = block_began_at(history, now)
    if began_at is None or now - began_at < timedelta(days=numbers.block_days):
        return None
    return utc(history.trained[-1].started_at) + timedelta(days=numbers.wash_out_days)


def _race_end(races: tuple[date, ...], now: datetime) -> datetime | None:
    """Return the end of the day of the next race that is near enough to rest for."""
    ahead = [race for race in races if 0 <= (race - now.date()).days <= ladder_numbers().race_days]
    if not ahead:
        return None
    return utc(datetime.combine(min(ahead) + timedelta(days=1), datetime.min.time(), now.tzinfo))
