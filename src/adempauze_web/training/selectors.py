"""Reading what is kept of training. ``<entity>_access`` is the only way to somebody's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from adempauze.figures import Svg
from adempauze.oximetry import STANDARD_ERROR_PCT
from adempauze.planning import History, PastSession, PlannedSession, ladder
from adempauze.planning.progress import Progress
from adempauze.protocols import Kind
from adempauze.safety import (
    ClearedSession,
    Profile,
    Refusal,
    Screened,
    allowed_today,
    buddy_card,
    clear,
    plan_today,
    rule_book,
    screened_in_turn,
)
from adempauze.session import HoldResult, Sheet, SignalKind, log_with_sheet, read_sheet
from adempauze.session import SessionLog as Log
from adempauze.session.gate import displayed_tenths
from adempauze.session.sheet import Action, SheetSegment
from adempauze_web.accounts.models import Person
from adempauze_web.accounts.selectors import sharing_with
from adempauze_web.care.selectors import care_history
from adempauze_web.cues.selectors import cues_show
from adempauze_web.pages.moves import moves_of
from adempauze_web.pages.selectors import in_own_language, protocol_access
from adempauze_web.training.labels import player_labels
from adempauze_web.training.models import IssuedSheet, ScreeningOutcome, SessionLog
from adempauze_web.training.showing import (
    Fact,
    HoldRow,
    Note,
    Plan,
    Played,
    SheetHead,
    compared,
    hold_rows,
    plan_shown,
    played,
    reading_language,
    result_facts,
    result_heading,
    result_notes,
    result_picture,
    week_shown,
)

PROTOCOL = "hoogtetraining"
PAST_SHOWN = 3  # ranges behind the one of today
RECENT = 10  # sessions that can lie in the last week, and some


def moment(unix_ms: int) -> datetime:
    """Return a moment of a sheet as a datetime."""
    return datetime.fromtimestamp(unix_ms / 1000, tz=UTC)


def local(person: Person, now: datetime) -> datetime:
    """Return *now* on the clock of *person*."""
    return now.astimezone(ZoneInfo(person.time_zone))


def session_planned(person: Person, now: datetime, *, signal: SignalKind | None = None) -> PlannedSession:
    """Return what the ladder and the rules leave for today, before anybody has cleared it.

    Saturation is read as the profile says, unless *signal* says how.
    """
    return plan_today(
        protocol_access(PROTOCOL),
        signal=signal or SignalKind(person.oximeter),
        screened=screening_latest(person),
        birth_year=person.birth_year,
        now=local(person, now),
        profile=profile_get(person),
    )


def session_cleared(
    person: Person, now: datetime, *, sheet_id: str = "preview", signal: SignalKind | None = None
) -> ClearedSession | Refusal:
    """Return today's session of *person* as cleared, or every reason against it; nothing is kept."""
    return clear(
        session_planned(person, now, signal=signal),
        screened=screening_latest(person),
        birth_year=person.birth_year,
        lang=reading_language(),
        now=local(person, now),
        sheet_id=sheet_id,
        profile=profile_get(person),
    )


def profile_get(person: Person) -> Profile:
    """Return what is known of *person* beside the screening: what was done, told and agreed."""
    kept = SessionLog.objects.filter(owner=person, demonstration=False).values_list("past", flat=True)
    sessions = tuple(msgspec.json.decode(bytes(past), type=PastSession) for past in kept)
    return Profile(history=History(sessions=sessions).joined(care_history(person)))


def standing_get(person: Person, now: datetime) -> Progress:
    """Return how far the ladder lets *person* go today, and what keeps the next level closed."""
    return allowed_today(
        signal=SignalKind(person.oximeter),
        screened=screening_latest(person),
        birth_year=person.birth_year,
        now=local(person, now),
        profile=profile_get(person),
    )


def screening_latest(person: Person) -> Screened | None:
    """Return what the screenings of *person* come to: the last one, and what stands of those before it."""
    outcomes = ScreeningOutcome.objects.filter(owner=person)
    return screened_in_turn(
        Screened(on=one.screened_on, fired=tuple(one.fired), at=one.created_at) for one in outcomes
    )


def screening_is_open(person: Person, now: datetime) -> bool:
    """Whether the questions are to be asked before anything else: never yet, too long ago, or no age."""
    screened = screening_latest(person)
    if screened is None or person.birth_year is None:
        return True
    return (local(person, now).date() - screened.on).days > rule_book().numbers.screening_days


def sheet_access(person: Person, sheet_id: str) -> IssuedSheet:
    """Return a sheet that was issued to *person*; 404 for anybody else's."""
    issued = IssuedSheet.objects.filter(owner=person, pk=sheet_id).first()
    if issued is None:
        raise Http404
    return issued


def sheets_waiting(person: Person, now: datetime) -> QuerySet[IssuedSheet]:
    """Return the sheets that *person* can still play today."""
    log = SessionLog.objects.filter(sheet=OuterRef("pk"))
    today = IssuedSheet.objects.filter(owner=person, demonstration=False, expires_at__gt=now)
    return today.exclude(Exists(log))


def sheets_begun(person: Person, *, since: datetime) -> QuerySet[IssuedSheet]:
    """Return the sheets *person* began after a moment whose logs have not come in, the newest last."""
    log = SessionLog.objects.filter(sheet=OuterRef("pk"))
    begun = IssuedSheet.objects.filter(owner=person, begun_at__gt=since)
    return begun.exclude(Exists(log)).order_by("begun_at", "pk")


def runner_of(person: Person, log: Log) -> Person:
    """Return whose session a log is: two runners share a machine, and a sheet knows for whom it was made."""
    issued = IssuedSheet.objects.filter(owner__in=sharing_with(person), pk=log.sheet_id).first()
    return person if issued is None else issued.owner


def turns_access(person: Person, sheet_ids: Sequence[str]) -> list[IssuedSheet]:
    """Return the sheets of two runners who share the machine of *person*; 404 for anybody else's."""
    found = {
        one.pk: one
        for one in IssuedSheet.objects.filter(owner__in=sharing_with(person), pk__in=sheet_ids)
        if not one.demonstration
    }
    sheets = [found[sheet_id] for sheet_id in sheet_ids if sheet_id in found]
    if len({sheet.owner_id for sheet in sheets}) != len(sheet_ids):
        raise Http404
    return sheets


def session_of_sheet(issued: IssuedSheet) -> SessionLog | None:
    """Return the session that a sheet was cleared for, once played; demonstrations are never used up."""
    return SessionLog.objects.filter(sheet=issued, demonstration=False).first()


def session_access(person: Person, log_id: UUID) -> SessionLog:
    """Return a session of *person*; 404 for anybody else's."""
    log = SessionLog.objects.filter(owner=person, log_id=log_id).select_related("sheet").first()
    if log is None:
        raise Http404
    return log


def sessions_done(person: Person) -> QuerySet[SessionLog]:
    """Return the sessions of *person*, the newest first; demonstrations never count."""
    return (
        SessionLog.objects.filter(owner=person, demonstration=False)
        .select_related("sheet")
        .order_by("-opened_at")
    )


# --- pages ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ShownReason:
    """One reason why there is no session."""

    text: str
    lifts: str
    source: str
    strength: str
    asks_again: bool  # new answers can lift it
    is_for_others: bool  # a coach or physician can
    is_emergency: bool


def refusal_show(cleared: ClearedSession | Refusal) -> list[ShownReason]:
    """Return the reasons against a session, the most limiting first; none where it was cleared."""
    if isinstance(cleared, ClearedSession):
        return []
    return [
        ShownReason(
            text=in_own_language(reason.text),
            lifts=in_own_language(reason.lifts),
            source=in_own_language(reason.source),
            strength=str(reason.strength),
            asks_again=reason.id.startswith("screening.")
            and reason.id != "screening.stays"
            and reason.lifts.by in ("runner", "time"),
            is_for_others=reason.lifts.by in ("coach", "physician"),
            is_emergency=rule_book().knows(reason.id) and rule_book().rule(reason.id).emergency,
        )
        for reason in cleared.reasons
    ]


@dataclass(frozen=True, kw_only=True)
class Today:
    """What the first page shows."""

    date: date
    protocol: str
    level: str
    plan: Plan
    why: str
    week: Svg
    is_first: bool
    reasons: list[ShownReason]  # against a session today; what a screening can still lift is none


@dataclass(frozen=True, kw_only=True)
class ShownSession:
    """What the page of a session shows."""

    session: Played
    heading: str
    picture: Svg
    facts: list[Fact]
    notes: list[Note]
    before: str
    rows: list[HoldRow]
    has_past: bool

    @property
    def is_demonstration(self) -> bool:
        """Whether it was only watched."""
        return self.session.log.demonstration

    @property
    def has_readings(self) -> bool:
        """Whether a sensor was along."""
        return self.session.picture.has_sensor

    @property
    def error_pct(self) -> float:
        """How far off a reading may be, as it is drawn."""
        return STANDARD_ERROR_PCT


def today_show(person: Person, now: datetime) -> Today:
    """Return the first page of *person*."""
    recent = [played(log) for log in sessions_done(person)[:RECENT]]
    held = [session for session in recent if session.holds]
    planned = session_planned(person, now)
    cleared = session_cleared(person, now)
    today = local(person, now).date()
    return Today(
        date=today,
        protocol=planned.protocol,
        level=_level_words(planned.level, planned.segments),
        plan=plan_shown(planned, list(reversed(held[:PAST_SHOWN]))),
        why=_why(held, cleared),
        week=week_shown(today, held),
        is_first=not recent,
        reasons=[] if screening_is_open(person, now) else refusal_show(cleared),
    )


def session_show(log: SessionLog) -> ShownSession:
    """Return the page of one session, with the last sessions before it behind."""
    session = played(log)
    earlier = sessions_done(log.owner).filter(opened_at__lt=log.opened_at)[:PAST_SHOWN]
    past = [] if log.demonstration else [before for before in map(played, reversed(earlier)) if before.holds]
    sheet = read_sheet(bytes(log.sheet.json))
    return ShownSession(
        session=session,
        heading=result_heading(session),
        picture=result_picture(session, past, floor_pct=_floor_pct(sheet, session.holds)),
        facts=result_facts(session),
        notes=result_notes(session, _reason_texts(sheet)),
        before=compared(session, past),
        rows=hold_rows(session, _exercise_titles(sheet.protocol)),
        has_past=bool(past),
    )


def _reason_texts(sheet: Sheet) -> dict[str, str]:
    """Return what the rules of a sheet say, by id: in its words, or else in the reader's language."""
    told = {row.id: row.text for row in sheet.gate.rows} | {one.id: one.text for one in sheet.symptoms}
    if sheet.lang == reading_language():
        return told
    book = rule_book()
    return told | {rule: in_own_language(book.rule(rule).text) for rule in told if book.knows(rule)}


def player_show(issued: IssuedSheet, *, turns: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the player's page carries: the sheet and whose it is, the words, the addresses."""
    turn = _turn(issued)
    return {
        "sheet": turn["sheet"],
        "sheet_digest": turn["sheetDigest"],
        "of": turn["runner"],
        "turns": turns,
        "labels": player_labels(),
        "cues": turn["cues"],
        "moves": turn["moves"],
        "urls": {
            "upload": reverse("api_sessions"),
            "home": reverse("home"),
            "profile": reverse("profile"),
            "recordings": reverse("recordings"),
            "clips": static("built/clips/"),
        },
    }


@dataclass(frozen=True, kw_only=True)
class SheetWords:
    """A sheet in a few words."""

    title: str
    level: str


def sheet_words(issued: IssuedSheet) -> SheetWords:
    """Return what a sheet is, for whoever has to choose whether to begin."""
    sheet = read_sheet(bytes(issued.json))
    return SheetWords(title=sheet.title, level=_level_words(sheet.level, sheet.segments))


def turns_show(first: IssuedSheet, second: IssuedSheet) -> dict[str, Any]:
    """Return the player's page for two who take turns, from the first of them who has not played yet."""
    card = msgspec.to_builtins(buddy_card())
    words = {part: [texts[reading_language()] for texts in card[part]] for part in ("watch", "do", "call")}
    turns = {"watcher": str(second.owner), "card": words, "next": _turn(second)}
    if session_of_sheet(first) is None:
        return player_show(first, turns=turns)
    return player_show(second, turns=turns | {"watcher": str(first.owner), "next": None})


def _turn(issued: IssuedSheet) -> dict[str, Any]:
    owner = issued.owner
    return {
        "moves": moves_of(read_sheet(bytes(issued.json)).segments),
        "sheet": msgspec.json.decode(bytes(issued.json)),
        "sheetDigest": issued.digest,
        "runner": {
            "key": str(owner.key),
            "begun": None if issued.demonstration else reverse("begun", args=[issued.pk]),
            "name": str(owner) if sharing_with(owner).count() > 1 else "",
        },
        "cues": cues_show(owner),
    }


@dataclass(frozen=True, kw_only=True)
class ShownTurn:
    """One of two who want to take turns today."""

    person: Person
    is_screened: bool
    level: str
    holds: int
    reasons: list[ShownReason]

    @property
    def is_open(self) -> bool:
        """Whether there is a session for this one today."""
        return self.is_screened and not self.reasons


def turn_show(person: Person, now: datetime) -> ShownTurn:
    """Return what today allows one of two runners, as they decide to take turns."""
    planned = session_planned(person, now)
    return ShownTurn(
        person=person,
        is_screened=not screening_is_open(person, now),
        level=_level_words(planned.level, planned.segments),
        holds=len([segment for segment in planned.segments if segment.kind is Kind.HOLD]),
        reasons=refusal_show(session_cleared(person, now)),
    )


def session_level(log: SessionLog) -> int:
    """Return the level that a session was played at."""
    head: SheetHead = msgspec.json.decode(bytes(log.sheet.json), type=SheetHead)
    return head.level


def session_file(log: SessionLog) -> bytes:
    """Return a session as one file: its log, and the sheet it was played from."""
    return log_with_sheet(bytes(log.raw), bytes(log.sheet.json))


def _level_words(level: int, segments: Sequence[SheetSegment]) -> str:
    """Return a level in words: its own, or that this session is shorter than the level begins with."""
    paces = max((part.after_paces or 0 for segment in segments for part in segment.parts), default=0)
    if 0 < paces < ladder()[level].first_paces:
        return _("Level %(level)s, shorter for you today.") % {"level": level}
    number = _("Level %(level)s") % {"level": level}
    return f"{number}. {in_own_language(ladder()[level].text)}"


def _why(held: Sequence[Played], cleared: ClearedSession | Refusal) -> str:
    """Return in one sentence why today's session is as it is; at first, what this is."""
    if not held:
        return _("Short breath-holds for runners: breathe out, walk a few paces, breathe. We count.")
    if isinstance(cleared, ClearedSession) and cleared.reasons:
        return in_own_language(cleared.reasons[0].text)
    return _("Sooner is always fine.")


def _floor_pct(sheet: Sheet, holds: Sequence[HoldResult]) -> float | None:
    """Return the displayed saturation at which the session ends, where it was measured; None unmeasured."""
    ending = [row for row in sheet.gate.rows if row.action in (Action.END, Action.LOCK)]
    below = [row.nadir_below_tenths for row in ending if row.nadir_below_tenths]
    sites = {hold.nadir_site for hold in holds if hold.nadir_site}
    if not below or not sites:
        return None
    return max(displayed_tenths(sheet.gate, max(below), site, jogged=False) for site in sites) / 10


def _exercise_titles(protocol: str) -> dict[str, str]:
    return {exercise.id: in_own_language(exercise.title) for exercise in protocol_access(protocol).exercises}
