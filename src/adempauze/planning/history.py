"""What a runner has done: a plain value, the same on every device once the devices have met."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct

from adempauze.planning.ladder import Caps
from adempauze.protocols.model import ON_FOOT_FAST, Activity, Kind
from adempauze.session import gate as gate_rules
from adempauze.session.log import SessionLog, SessionResult
from adempauze.session.sheet import Gate, Sheet, SignalKind
from adempauze.session.state import HoldResult, Outcome

_Severity = Annotated[int, Meta(ge=0, le=10)]


class _Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, cache_hash=True):
    """A value of the history: frozen, and strict about its fields."""


class PastHold(_Value, frozen=True, kw_only=True):
    """One hold of the main set. The lowest value is arterial: corrected for its site and for jogging."""

    activity: Activity
    duration_ms: int
    jog_ms: int = 0
    nadir_tenths: int | None = None
    site: str | None = None
    hunger: _Severity | None = None

    @property
    def is_jogged(self) -> bool:
        """Whether it ended on the run."""
        return self.activity in ON_FOOT_FAST


class PastSession(_Value, frozen=True, kw_only=True, dict=True):
    """One session as it was: what it was to be, how it ended, and the holds of its main set."""

    id: str  # the id its phone gave it; the same session on two devices has one id
    started_at: datetime
    level: int
    signal: SignalKind
    outcome: Outcome
    caps: Caps
    reasons: tuple[str, ...] = ()  # ids of the rules that had a say
    holds: tuple[PastHold, ...] = ()
    left_out: int = 0  # holds of the main set that were planned and not played
    ran_over: bool = False  # a rest went on because the saturation was not back

    @property
    def counts(self) -> bool:
        """Whether it was a session at all: somebody held."""
        return bool(self.holds)

    @cached_property
    def lowest_tenths(self) -> int | None:
        """The lowest arterial value of all its holds, or None without a reading."""
        return min((hold.nadir_tenths for hold in self.holds if hold.nadir_tenths is not None), default=None)


class CheckIn(_Value, frozen=True, kw_only=True):
    """What a runner says an hour after a session, or the next morning."""

    session_id: str
    at: datetime
    when: Literal["hour", "morning"]
    symptoms: dict[str, _Severity] = {}  # id of a stop rule, or "fatigue" -> 0 to 10
    hrv: Literal["usual", "off", "not_measured"] = "not_measured"

    def __hash__(self) -> int:
        return hash((self.session_id, self.at, self.when, self.hrv))


class SignOff(_Value, frozen=True, kw_only=True):
    """A coach or physician agrees that this runner trains at a level."""

    level: int
    by: Literal["coach", "physician"]
    at: datetime


class Lift(_Value, frozen=True, kw_only=True):
    """A coach or physician lifts a rule: a lock, or a row of the screening."""

    rule: str
    by: Literal["coach", "physician"]
    at: datetime


class History(_Value, frozen=True, kw_only=True, dict=True):
    """Everything that decides what comes next. Order never matters; two devices' histories can be joined."""

    sessions: tuple[PastSession, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    lifts: tuple[Lift, ...] = ()
    quiz_passed_at: datetime | None = None
    health_changed_at: datetime | None = None
    races: tuple[date, ...] = ()

    @cached_property
    def trained(self) -> tuple[PastSession, ...]:
        """The sessions that count, the oldest first."""
        return tuple(sorted((s for s in self.sessions if s.counts), key=lambda s: (s.started_at, s.id)))

    def checked_in(self, session: PastSession) -> tuple[CheckIn, ...]:
        """Return the check-ins after *session*."""
        return tuple(self._checks.get(session.id, ()))

    @cached_property
    def _checks(self) -> dict[str, list[CheckIn]]:
        """The check-ins, by session: a ladder is walked through all of them each time."""
        checks = defaultdict(list)
        for check in self.check_ins:
            checks[check.session_id].append(check)
        return checks

    def joined(self, other: "History") -> "History":
        """Return what both devices know. Nothing is forgotten: a lock on either is a lock on both."""
        return History(
            sessions=_union(self.sessions, other.sessions),
            check_ins=_union(self.check_ins, other.check_ins),
            sign_offs=_union(self.sign_offs, other.sign_offs),
            lifts=_union(self.lifts, other.lifts),
            quiz_passed_at=_latest(self.quiz_passed_at, other.quiz_passed_at),
            health_changed_at=_latest(self.health_changed_at, other.health_changed_at),
            races=tuple(sorted({*self.races, *other.races})),
        )


def _union(ours: Iterable[_Value], theirs: Iterable[_Value]) -> tuple:  # type: ignore[type-arg]
    values = {repr(value): value for value in (*ours, *theirs)}
    return tuple(values[key] for key in sorted(values))


def _latest(ours: datetime | None, theirs: datetime | None) -> datetime | None:
    return max((moment for moment in (ours, theirs) if moment is not None), default=None)


# --- from what the phone sent ---------------------------------------------------------------------------


def past_session(sheet: Sheet, log: SessionLog, result: SessionResult) -> PastSession:
    """Return what a played session means for the next: its main set, with arterial lowest values.

    The main set is the exercise of the sheet's last hold. A demonstration never counts: it has no holds here.
    """
    planned = [segment for segment in sheet.segments if segment.kind is Kind.HOLD]
    main = planned[-1].exercise if planned else ""
    played = [hold for hold in result.holds if hold.exercise == main and hold.ended_by != "skipped"]
    if not played:  # the warm-up alone is a session too
        played = [hold for hold in result.holds if hold.ended_by != "skipped"]
    of_main = [segment for segment in planned if segment.exercise == main]
    return PastSession(
        id=log.id,
        started_at=log.opened_at,
        level=sheet.level,
        signal=sheet.signal,
        outcome=result.outcome,
        caps=_caps(sheet),
        reasons=tuple(dict.fromkeys(reason.id for reason in result.reasons)),
        holds=() if sheet.demonstration else tuple(_past_hold(sheet, hold) for hold in played),
        left_out=len(of_main) - sum(hold.exercise == main for hold in played),
        ran_over=_ran_over(sheet, result),
    )


def _past_hold(sheet: Sheet, hold: HoldResult) -> PastHold:
    jogged = gate_rules.is_jogged(hold)
    walked_ms = hold.air_hunger_ms if hold.air_hunger_ms is not None else hold.duration_ms
    return PastHold(
        activity=Activity(hold.activity),
        duration_ms=hold.duration_ms,
        jog_ms=max(0, hold.duration_ms - walked_ms) if jogged else 0,
        nadir_tenths=arterial_tenths(sheet.gate, hold),
        site=hold.nadir_site,
        hunger=hold.hunger,
    )


def arterial_tenths(gate: Gate, hold: HoldResult) -> int | None:
    """Return what a hold's valid lowest value was in the artery; None without one.

    A value below the gate's lowest limit counts even if little of the window was read: it can only lower.
    """
    if hold.nadir_tenths is None or hold.nadir_site is None:
        return None
    nadir_tenths = gate_rules.arterial_tenths(
        gate, hold.nadir_tenths, hold.nadir_site, jogged=gate_rules.is_jogged(hold)
    )
    floors = [row.nadir_below_tenths for row in gate.rows if row.nadir_below_tenths is not None]
    return nadir_tenths if hold.nadir_valid or nadir_tenths < max(floors, default=0) else None


def _caps(sheet: Sheet) -> Caps:
    last = [segment for segment in sheet.segments if segment.kind is Kind.HOLD][-1]
    jog_ms = sum(part.cap_ms or 0 for part in last.parts if part.activity in ON_FOOT_FAST)
    paces = max((part.after_paces or 0 for part in last.parts), default=0)
    return Caps(paces=paces, walk_ms=last.cap_ms - jog_ms, jog_ms=jog_ms)


def _ran_over(sheet: Sheet, result: SessionResult) -> bool:
    """Whether a rest was longer than planned by more than a second; a resume is longer too, and counts."""
    return any(
        played.ended_ms - played.started_ms > sheet.segments[played.index].duration_ms + 1000
        for played in result.segments
        if sheet.segments[played.index].kind is not Kind.HOLD
    )
