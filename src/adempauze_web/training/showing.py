"""What the pages of training show, as plain values in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from statistics import median
from typing import Literal

import msgspec
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from adempauze.figures import (
    PlanPicture,
    SessionPicture,
    Svg,
    WeekDay,
    history_range,
    plan_range,
    session_picture,
    session_range,
    session_thumbnail,
    shared_picture,
    week_strip,
)
from adempauze.oximetry import STANDARD_ERROR_PCT
from adempauze.planning import PlannedSession
from adempauze.protocols import Kind
from adempauze.session import HoldResult, Outcome, SessionResult, SignalKind, read_log
from adempauze.session.events import Answer
from adempauze_web.care.selectors import CLOCK_TOLERANCE
from adempauze_web.training.models import SessionLog

NBSP = "\N{NO-BREAK SPACE}"
UNSEEN = "pocket.unseen_ms"  # what a player answers for the time its page slept; see its pocket.ts
_DIGITS = 8  # of such an answer: no session lasts longer than a day
HEADROOM = 96  # of a picture that has a heading over it

DISPLAY_ERROR_PCT = dict.fromkeys(("finger", "ear", "forehead"), STANDARD_ERROR_PCT)
LATE_MS = 500  # a later notice than this is said


def reading_language() -> Literal["nl", "en"]:
    """Return the language of this request."""
    return "en" if (get_language() or "").startswith("en") else "nl"


def seconds_words(duration_ms: float) -> str:
    """Return a duration as it is written: tenths where it is short."""
    return f"{number_format(duration_ms / 1000, 1)}{NBSP}s"


# --- a session that was -----------------------------------------------------------------------------------


class SheetHead(msgspec.Struct):
    """The few fields of a sheet that a list needs."""

    title: str
    level: int
    signal: SignalKind


@dataclass(frozen=True, kw_only=True)
class Played:
    """A session as it was: its row, its result, its picture."""

    log: SessionLog
    sheet: SheetHead
    result: SessionResult
    picture: SessionPicture

    @property
    def opened_at(self) -> datetime:
        """When it was opened, on the runner's clock of that day."""
        return self.log.opened_at.astimezone(timezone(timedelta(minutes=self.log.utc_offset_min)))

    @property
    def holds(self) -> tuple[HoldResult, ...]:
        """The holds that were held."""
        return tuple(hold for hold in self.result.holds if hold.ended_by != "skipped")

    @property
    def main_holds(self) -> tuple[HoldResult, ...]:
        """The holds of the exercise that the others lead up to: the last one that was reached."""
        return tuple(hold for hold in self.holds if hold.exercise == self.holds[-1].exercise)

    @property
    def hunger_ms(self) -> float | None:
        """The median time to air hunger in the main holds, where it was tapped."""
        tapped = [hold.air_hunger_ms for hold in self.main_holds if hold.air_hunger_ms is not None]
        return median(tapped) if tapped else None

    @property
    def hunger_words(self) -> str:
        """The same in words."""
        return "" if self.hunger_ms is None else seconds_words(self.hunger_ms)

    @property
    def words(self) -> str:
        """What the session was, in a few words."""
        count = len(self.holds)
        if self.result.outcome is Outcome.REFUSED:
            return _("Not begun")
        if not count:
            return _("No holds")
        return ngettext("%(count)s hold", "%(count)s holds", count) % {"count": count}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A session in a list, with its range drawn to the scale of the list."""

    session: Played
    thumbnail: Svg


def listed(sessions: Sequence[Played]) -> list[Listed]:
    """Return sessions for a list; the longest hold of all of them sets the scale."""
    highest_s = max((hold.duration_s for one in sessions for hold in one.picture.holds), default=1.0)
    lang = reading_language()
    return [
        Listed(
            session=one,
            thumbnail=session_thumbnail(
                one.picture, lang=lang, highest_s=highest_s, name=f"small-{one.log.pk}"
            ),
        )
        for one in sessions
    ]


def played(log: SessionLog) -> Played:
    """Return a stored session, read."""
    result = msgspec.json.decode(bytes(log.result), type=SessionResult)
    sheet = msgspec.json.decode(bytes(log.sheet.json), type=SheetHead)
    picture = session_picture(
        result.holds, signal=sheet.signal, error_pct=DISPLAY_ERROR_PCT, on=_local_day(log)
    )
    return Played(log=log, sheet=sheet, result=result, picture=picture)


def _local_day(log: SessionLog) -> date:
    return log.opened_at.astimezone(timezone(timedelta(minutes=log.utc_offset_min))).date()


# --- the plan of today ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done, in numbers and as a picture."""

    title: str
    picture: Svg
    holds: int
    minutes: int
    cap_s: int
    paces: int | None


def plan_shown(planned: PlannedSession, past: Sequence[Played]) -> Plan:
    """Return a planned session for the page."""
    lang = reading_language()
    holds = [segment for segment in planned.segments if segment.kind is Kind.HOLD]
    longest = max(holds, key=lambda hold: hold.cap_ms)
    total_ms = sum(segment.cap_ms or segment.duration_ms for segment in planned.segments)
    picture = PlanPicture(caps_s=tuple(hold.cap_ms / 1000 for hold in holds))
    return Plan(
        title=getattr(planned.title, lang),
        picture=plan_range(picture, past=[session.picture for session in past], lang=lang, headroom=HEADROOM),
        holds=len(holds),
        minutes=round(total_ms / 60_000),
        cap_s=longest.cap_ms // 1000,
        paces=max((part.after_paces for part in longest.parts if part.after_paces), default=None),
    )


def week_shown(today: date, sessions: Sequence[Played]) -> Svg:
    """Return the week of *today*, Monday first, with what was done."""
    monday = today - timedelta(days=today.weekday())
    done = {session.opened_at.date(): session.picture for session in reversed(sessions) if session.holds}
    days = [monday + timedelta(days=index) for index in range(7)]
    return week_strip(
        [WeekDay(on=day, session=done.get(day)) for day in days], today=today, lang=reading_language()
    )


def history_shown(sessions: Sequence[Played]) -> Svg:
    """Return all sessions as one range; *sessions* are the newest first."""
    pictures = [session.picture for session in reversed(sessions) if session.holds]
    return history_range(pictures, lang=reading_language(), headroom=HEADROOM - 24)


# --- the result of a session --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HoldRow:
    """One hold in numbers, as words."""

    number: int
    exercise: str
    lasted: str
    paces: str
    hunger: str
    lowest: str
    ended: str


def result_picture(session: Played, past: Sequence[Played], *, floor_pct: float | None) -> Svg:
    """Return the session as a range over its lake, with the last sessions behind it."""
    return session_range(
        session.picture,
        past=[earlier.picture for earlier in past],
        lang=reading_language(),
        floor_pct=floor_pct,
        headroom=HEADROOM,
    )


def picture_to_share(session: Played) -> str:
    """Return the picture a runner would show: mountains, no readings."""
    return shared_picture(session.picture, lang=reading_language())


def hold_rows(session: Played, titles: dict[str, str]) -> list[HoldRow]:
    """Return all holds in numbers."""
    nothing = "–"
    return [
        HoldRow(
            number=number,
            exercise=titles.get(hold.exercise, hold.exercise),
            lasted=seconds_words(hold.duration_ms) if hold.ended_by != "skipped" else nothing,
            paces=_paces_words(hold) or nothing,
            hunger=nothing if hold.air_hunger_ms is None else seconds_words(hold.air_hunger_ms),
            lowest=_lowest_words(hold) or nothing,
            ended=_ended_words(hold.ended_by),
        )
        for number, hold in enumerate(session.result.holds, start=1)
    ]


def lowest_hold(session: Played) -> str | None:
    """Return the lowest reading of the session with its error, or None where there is none."""
    read = [hold for hold in session.holds if hold.nadir_tenths is not None]
    return _lowest_words(min(read, key=lambda hold: hold.nadir_tenths or 0)) if read else None


def _lowest_words(hold: HoldResult) -> str:
    if hold.nadir_tenths is None:
        return ""
    error = DISPLAY_ERROR_PCT.get(hold.nadir_site or "")
    doubt = f"{NBSP}±{NBSP}{number_format(error, 0)}" if error else ""
    return f"{number_format(hold.nadir_tenths / 10, 0)}{doubt}{NBSP}%"


def _paces_words(hold: HoldResult) -> str:
    """Return a count and how it came about; an older log did not say so."""
    if hold.paces is None:
        return ""
    count = {"count": hold.paces}
    words = {
        "motion": _("%(count)s, by the phone"),
        "tapping": _("%(count)s, tapped"),
        "cadence": _("about %(count)s, by cadence"),
    }
    return (words[hold.paces_by] if hold.paces_by else "%(count)s") % count


def _ended_words(ended_by: str) -> str:
    words = {
        "cap": _("cap"),
        "paces": _("paces done"),
        "seconds": _("seconds done"),
        "breathe": _("breathed"),
        "limit": _("limit"),
        "air_hunger": _("air hunger"),
        "stop": _("stopped"),
        "close": _("closed"),
        "symptom": _("symptom"),
        "pause": _("paused"),
        "gap": _("interrupted"),
        "spo2": _("low reading"),
        "hr": _("heart rate"),
        "skipped": _("left out"),
    }
    return words.get(ended_by, ended_by)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One large number with its meaning."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One sentence in a box."""

    text: str
    kind: str = ""
    icon: str = "info"


def result_heading(session: Played) -> str:
    """Return what to call a session: what was done, without praise for enduring."""
    outcome = session.result.outcome
    if outcome is Outcome.REFUSED:
        return _("Not begun")
    if outcome is Outcome.STOPPED:
        return _("Good that you stopped")
    if outcome is Outcome.LOCKED:
        return _("Locked")
    if outcome is Outcome.ENDED:
        return _("Ended in time")
    if not session.holds:
        return _("No holds")
    count = len(session.holds)
    return ngettext("%(count)s summit, calmly climbed", "%(count)s summits, calmly climbed", count) % {
        "count": count
    }


def result_facts(session: Played) -> list[Fact]:
    """Return the three figures of a result."""
    if not session.holds:
        return []
    longest = max(session.holds, key=lambda hold: hold.duration_ms)
    hunger = session.hunger_ms
    lowest = lowest_hold(session)
    unknown = _("not tapped")
    return [
        Fact(
            label=_("to air hunger"),
            value=unknown if hunger is None else number_format(hunger / 1000, 1),
            unit="" if hunger is None else "s",
        ),
        Fact(label=_("lowest SpO₂"), value=lowest.partition(NBSP)[0], unit=lowest.partition(NBSP)[2])
        if lowest
        else Fact(label=_("holds"), value=str(len(session.holds))),
        Fact(
            label=_("longest hold"),
            value=number_format(longest.duration_ms / 1000, 1),
            unit="s",
        ),
    ]


def result_notes(session: Played, reasons: Mapping[str, str]) -> list[Note]:
    """Return what is to be said of a session; *reasons* are the texts of its sheet by id."""
    given = dict.fromkeys(one.id for one in session.result.reasons if one.id in reasons)
    notes = [Note(text=reasons[rule], icon="diamond", kind="care") for rule in given]
    if any(hold.late_ms > LATE_MS for hold in session.holds):
        late = _("The phone noticed the end of a hold too late. The hold counts as long as it was planned.")
        notes.append(Note(text=late))
    if read_log(bytes(session.log.raw)).opened_at > session.log.received_at + CLOCK_TOLERANCE:
        ahead = _(
            "By the clock of your phone this session began after it had arrived here. That clock was ahead: "
            "set it right. The session counts from %(moment)s, when it arrived."
        )
        notes.append(Note(text=ahead % {"moment": f"{session.opened_at:%H:%M}"}, icon="diamond", kind="care"))
    if unseen_s := _unseen_s(session.log):
        unseen = _(
            "This session was played from a pocket, and for %(minutes)s\u00a0min the phone slept. "
            "Holds in that time stand here at their caps; you may have breathed sooner."
        )
        notes.append(Note(text=unseen % {"minutes": max(1, round(unseen_s / 60))}))
    capped = sum(hold.ended_by == "cap" for hold in session.holds)
    if capped:
        text = ngettext(
            "%(count)s hold ended at its cap. A cap is not a goal: sooner is always fine.",
            "%(count)s holds ended at their cap. A cap is not a goal: sooner is always fine.",
            capped,
        )
        notes.append(Note(text=text % {"count": capped}))
    unread = [number for number, hold in enumerate(session.holds, 1) if hold.nadir_tenths is None]
    if session.picture.has_sensor and unread:
        text = ngettext(
            "%(count)s hold has no reading. No reading never counts as good.",
            "%(count)s holds have no reading. No reading never counts as good.",
            len(unread),
        )
        notes.append(Note(text=text % {"count": len(unread)}))
    return notes


def _unseen_s(log: SessionLog) -> int:
    """Return for how long the page of a session in a pocket slept; what it wrote of it came from a phone."""
    answers = [event for event in read_log(bytes(log.raw)).events if isinstance(event, Answer)]
    values = [event.value for event in answers if event.question == UNSEEN and len(event.value) <= _DIGITS]
    return sum(int(value) for value in values if value.isdecimal()) // 1000


def compared(session: Played, past: Sequence[Played]) -> str:
    """Return how air hunger compares with the last sessions: the numbers, and no verdict."""
    before = [seconds_words(earlier.hunger_ms) for earlier in past if earlier.hunger_ms is not None]
    if session.hunger_ms is None or not before:
        return ""
    return ngettext(
        "Air hunger came after %(now)s; in the session before, after %(before)s.",
        "Air hunger came after %(now)s; in the sessions before, after %(before)s.",
        len(before),
    ) % {"now": seconds_words(session.hunger_ms), "before": ", ".join(before)}
