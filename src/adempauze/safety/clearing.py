"""Clearing: a planned session becomes one that may be played today, or a refusal with every reason."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from adempauze.errors import ParameterError
from adempauze.evidence.grades import Grade
from adempauze.planning.calendar import barred, utc
from adempauze.planning.history import History
from adempauze.planning.ladder import LadderRule, Lifts, ladder, ladder_rule
from adempauze.planning.prescribing import PlannedSession, prescribe
from adempauze.planning.progress import OPEN_LEVEL, Progress, closed_by, progress
from adempauze.protocols.model import Protocol, Text, source_words
from adempauze.safety.locks import fell_below_80_lately, locks_from
from adempauze.safety.preflight import judge, preflight_questions, preflight_rules
from adempauze.safety.rulebook import Lang, Rule, gate_table, rule_book
from adempauze.safety.screening import Screened
from adempauze.session.phrases import phrases_in
from adempauze.session.sheet import SCHEMA, Gate, Question, Sheet, SignalKind, Symptom, Verdict
from adempauze.session.state import Outcome

EMERGENCY_NUMBER = "112"
"""The emergency number of the European Union; GSM phones put it through in most other countries too."""

_TOP_LEVEL = 6
_ONLY_TOLD = ("ladder.walked", "ladder.margin", "ladder.deload")  # they say how a session is, and close none
_KEY: Final = object()


class Profile(Struct, frozen=True, kw_only=True):
    """What is known of a runner beside the screening. What is not known never allows more."""

    history: History = History()
    hr_max_bpm: int | None = None
    home_altitude_m: int = 0
    emergency_number: str = EMERGENCY_NUMBER


class ClearedSession:
    """A session that may be played until the end of the runner's day. Only ``clear`` makes one."""

    __slots__ = ("_reasons", "_sheet")

    def __init__(self, sheet: Sheet, reasons: "tuple[RefusalReason, ...]" = (), *, key: object) -> None:
        if key is not _KEY:
            raise TypeError("only safety.clear makes a ClearedSession")
        self._sheet = sheet
        self._reasons = reasons

    @property
    def sheet(self) -> Sheet:
        """What the player gets."""
        return self._sheet

    @property
    def reasons(self) -> "tuple[RefusalReason, ...]":
        """Why it is as it is today: what keeps it lower or shorter."""
        return self._reasons


class RefusalReason(Struct, frozen=True, kw_only=True):
    """One reason why there is no session, or less of one, and what would lift it."""

    id: str
    text: Text
    strength: Grade
    source: Text
    lifts: Lifts


class Refusal(Struct, frozen=True, kw_only=True):
    """No session today, with every reason, the most limiting first."""

    reasons: tuple[RefusalReason, ...]

    @property
    def most_limiting(self) -> RefusalReason:
        """The reason to say first."""
        return self.reasons[0]


# --- planning within the rules ----------------------------------------------------------------------------


def plan_today(
    protocol: Protocol,
    *,
    signal: SignalKind,
    screened: Screened | None,
    birth_year: int | None,
    now: datetime,
    profile: Profile,
    answers: Mapping[str, bool | str] | None = None,
) -> PlannedSession:
    """Return what the ladder and the rules leave of *protocol* for today; it is yet to be cleared."""
    standing = allowed_today(
        signal=signal, screened=screened, birth_year=birth_year, now=now, profile=profile, answers=answers
    )
    return prescribe(
        protocol,
        level=standing.level,
        signal=signal,
        caps=standing.caps,
        reps=standing.reps,
        reps_permille=standing.reps_permille,
        why=standing.why,
    )


def allowed_today(
    *,
    signal: SignalKind,
    screened: Screened | None,
    birth_year: int | None,
    now: datetime,
    profile: Profile,
    answers: Mapping[str, bool | str] | None = None,
) -> Progress:
    """Return how far the ladder lets this runner go today, within what the other rules allow."""
    limits = {
        rule.id: rule.max_level
        for rule in _rules_of_person(screened, birth_year, profile, now)
        if rule.max_level is not None
    }
    amber = _answered(answers, signal, birth_year, profile, now, level=_TOP_LEVEL)
    limits |= {name: OPEN_LEVEL for name, verdict in amber.items() if verdict is Verdict.LOWER}
    most_level = min(limits.values(), default=_TOP_LEVEL)
    limited_by = tuple(name for name, level in limits.items() if level == most_level)
    return progress(profile.history, signal=signal, now=now, most_level=most_level, limited_by=limited_by)


# --- clearing ---------------------------------------------------------------------------------------------


def clear(
    planned: PlannedSession,
    *,
    screened: Screened | None,
    birth_year: int | None,
    lang: Lang,
    now: datetime,
    sheet_id: str,
    profile: Profile = Profile(),  # noqa: B008 - frozen
    answers: Mapping[str, bool | str] | None = None,
) -> ClearedSession | Refusal:
    """Return *planned* as a session that may be played today, or every reason against it.

    *now* is aware and in the runner's time zone: the clearance ends with that day. A missing screening or
    year of birth refuses; without a history only levels 0 and 1 can be cleared. *answers* to the questions
    before the first hold, by rule id, are judged here too where they are known; the sheet asks them anyway.
    Raises ParameterError if *now* has no time zone, or the plan is a demonstration.
    """
    if planned.demonstration:
        raise ParameterError("planned must be a session; a demonstration is never cleared.")
    answered = _answered(answers, planned.signal, birth_year, profile, now, level=planned.level)
    person = _rules_of_person(screened, birth_year, profile, now)
    against: list[Rule | LadderRule] = [
        *(rule for rule in person if _refuses(rule, profile, now)),
        *_told_of_earlier_answers(screened, person, profile, now),
        *(lock.rule for lock in locks_from(profile.history, now)),
        *([rule_book().rule("clock")] if _is_clock_back(profile.history, screened, now) else []),
        *(bar.rule for bar in barred(profile.history, now)),
        *_refused_today(profile.history, now),
        *(rule_book().rule(name) for name, verdict in answered.items() if verdict is Verdict.NO),
    ]
    allowed = allowed_today(
        signal=planned.signal,
        screened=screened,
        birth_year=birth_year,
        now=now,
        profile=profile,
        answers=answers,
    )
    if not against and not _is_allowed(planned, allowed):
        against = _why_too_high(planned, allowed, profile, now)
    if against:
        return Refusal(reasons=reasons_of(against))
    why = tuple(dict.fromkeys((*planned.why, *allowed.why, *answered)))
    sheet = _sheet(planned, lang, now, sheet_id, birth_year, profile, why)
    return ClearedSession(sheet, reasons_of(map(_any_rule, why)), key=_KEY)


def demonstration_sheet(planned: PlannedSession, *, lang: Lang, now: datetime, sheet_id: str) -> Sheet:
    """Return the sheet of a demonstration: it is watched on a driven clock and never counts as a session."""
    if not planned.demonstration:
        raise ParameterError("planned must be a demonstration; sessions are cleared.")
    return _sheet(planned, lang, now, sheet_id, None, Profile(), ())


def open_sheet(planned: PlannedSession, *, lang: Lang, now: datetime, sheet_id: str) -> Sheet:
    """Return the sheet of a session for anybody, at level 0 or 1, to be written to a sound file.

    Nobody was screened for it, so whoever renders it says so first. Raises ParameterError for a higher level
    or a session that reads saturation.
    """
    if planned.level > OPEN_LEVEL or planned.signal is not SignalKind.NONE:
        raise ParameterError(
            f"planned must be a session without readings at level 0 to {OPEN_LEVEL}; "
            f'got level {planned.level} with the signal "{planned.signal.value}".'
        )
    return _sheet(planned, lang, now, sheet_id, None, Profile(), ())


def _rules_of_person(
    screened: Screened | None, birth_year: int | None, profile: Profile, now: datetime
) -> list[Rule]:
    """Return the rules of the screening and of age that hold for this runner, lifted or not."""
    book, today = rule_book(), _local_day(now)
    fired = (
        [book.rule("screening.missing")]
        if screened is None
        else [book.rule(name) for name in screened.holding(today)]
    )
    if screened is not None and (today - screened.on).days > book.numbers.screening_days:
        fired.append(book.rule("screening.expired"))
    changed_at = profile.history.health_changed_at
    if (
        screened is not None
        and changed_at is not None
        and not screened.is_after(changed_at.astimezone(now.tzinfo))
    ):
        fired.append(book.rule("screening.changed"))
    if birth_year is None:
        return [*fired, book.rule("screening.age")]
    # Only the year is known, so the age is taken as the less favourable of the two it can be.
    if today.year - birth_year - 1 < book.numbers.self_guided_from_age:
        fired.append(book.rule("screening.under_18"))
    if today.year - birth_year > book.numbers.self_guided_to_age:
        fired.append(book.rule("screening.over_65"))
    return fired


def _told_of_earlier_answers(
    screened: Screened | None, person: list[Rule], profile: Profile, now: datetime
) -> list[Rule]:
    """Return the rule that says so, where an earlier answer refuses and the latest would not."""
    refusing = {rule.id for rule in person if _refuses(rule, profile, now)}
    earlier = {one.rule for one in screened.standing} if screened else set()
    return [rule_book().rule("screening.stays")] if refusing & earlier else []


def _refused_today(history: History, now: datetime) -> list[Rule]:
    """Return what was said today of how one is, and refused: better answers do not undo it.

    Another place or a buddy can be found within the day; sleep, illness and alcohol stay as they are.
    """
    book = rule_book()
    said = {
        name
        for session in history.sessions
        if session.outcome is Outcome.REFUSED
        and session.started_at.astimezone(now.tzinfo).date() == _local_day(now)
        for name in session.reasons
        if book.knows(name) and book.rule(name).group == "readiness"
    }
    return [book.rule(name) for name in sorted(said)]


def _refuses(rule: Rule, profile: Profile, now: datetime) -> bool:
    return rule.verdict is Verdict.NO and not _is_lifted(rule, profile.history, now)


def _is_lifted(rule: Rule, history: History, now: datetime) -> bool:
    """Whether the one whom a row of the screening names has lifted it, not too long ago."""
    counts_for = timedelta(days=rule_book().numbers.lift_days)
    return any(
        lift.rule == rule.id
        and rule.lifts.names(lift.by)
        and timedelta() <= utc(now) - utc(lift.at) <= counts_for
        for lift in history.lifts
    )


def _answered(
    answers: Mapping[str, bool | str] | None,
    signal: SignalKind,
    birth_year: int | None,
    profile: Profile,
    now: datetime,
    *,
    level: int,
) -> dict[str, Verdict]:
    """Return what the answers before the first hold set off, as far as they are known already."""
    rules = preflight_rules(signal=signal, needs_coach=_needs_coach(level, birth_year, now))
    return judge(answers or {}, rules, lives_high=_lives_high(profile))


def _needs_coach(level: int, birth_year: int | None, now: datetime) -> bool:
    youngest = _local_day(now).year - (birth_year or 0) - 1
    return level == _TOP_LEVEL or youngest < rule_book().numbers.self_guided_from_age


def _lives_high(profile: Profile) -> bool:
    return profile.home_altitude_m > rule_book().numbers.high_home_from_m


def _is_clock_back(history: History, screened: Screened | None, now: datetime) -> bool:
    """Whether something is kept of later than now."""
    if screened is not None and screened.on > now.date():
        return True
    tolerance = timedelta(milliseconds=rule_book().timing.clock_tolerance_ms)
    return any(utc(session.started_at) > utc(now) + tolerance for session in history.sessions)


def _is_allowed(planned: PlannedSession, allowed: Progress) -> bool:
    """Whether no hold of the plan goes further than today's level and caps, at a lower level too."""
    if planned.level > max(allowed.level, allowed.highest):
        return False
    rung = ladder()[planned.level]
    most = rung.most if planned.level > allowed.level else allowed.caps.within(rung.most)
    return planned.longest.is_within(most)


def _why_too_high(
    planned: PlannedSession, allowed: Progress, profile: Profile, now: datetime
) -> list[Rule | LadderRule]:
    """Return what keeps this plan closed: what its level waits for, or what shortens today's holds."""
    waits_for = closed_by(profile.history, level=planned.level, signal=planned.signal, now=now)
    names = [name for name in (*waits_for, *allowed.why) if name not in _ONLY_TOLD]
    return [_any_rule(name) for name in (*names, "ladder.too_high")]


def _any_rule(rule_id: str) -> Rule | LadderRule:
    return ladder_rule(rule_id) if rule_id.startswith("ladder.") else rule_book().rule(rule_id)


def reasons_of(rules: Iterable[Rule | LadderRule]) -> tuple[RefusalReason, ...]:
    """Return *rules* as reasons, the most limiting first, each once."""
    each = {rule.id: rule for rule in rules}
    return tuple(
        RefusalReason(
            id=rule.id,
            text=rule.text,
            strength=rule.strength,
            source=source_words(rule.source),
            lifts=rule.lifts,
        )
        for rule in sorted(each.values(), key=_freedom)
    )


def _freedom(rule: Rule | LadderRule) -> tuple[int, int, int]:
    """Return how little a rule limits: least one that a physician lifts, most one the runner does."""
    absolute = isinstance(rule, Rule) and rule.effect == "absolute" and rule.lifts.by != "runner"
    return (
        0 if absolute else 1,
        ("physician", "coach", "time", "runner").index(rule.lifts.by),
        -rule.lifts.after_days,
    )


# --- the sheet --------------------------------------------------------------------------------------------


def _local_day(now: datetime) -> date:
    if now.tzinfo is None:
        raise ParameterError("now must have a time zone; clearance ends with the runner's own day.")
    return now.date()


def _sheet(
    planned: PlannedSession,
    lang: Lang,
    now: datetime,
    sheet_id: str,
    birth_year: int | None,
    profile: Profile,
    why: tuple[str, ...],
) -> Sheet:
    midnight = datetime.combine(_local_day(now) + timedelta(days=1), time(), now.tzinfo)
    book = rule_book()
    lives_high = _lives_high(profile)
    needs_coach = _needs_coach(planned.level, birth_year, now)
    return Sheet(
        schema=SCHEMA,
        id=sheet_id,
        protocol=planned.protocol,
        protocol_version=planned.protocol_version,
        title=getattr(planned.title, lang),
        lang=lang,
        level=planned.level,
        why=tuple(getattr(_any_rule(name).text, lang) for name in why),
        signal=planned.signal,
        demonstration=planned.demonstration,
        issued_at_ms=_unix_ms(now),
        expires_at_ms=_unix_ms(midnight),
        emergency_number=profile.emergency_number,
        timing=book.timing,
        segments=planned.segments,
        preflight=() if planned.demonstration else _questions(planned.signal, needs_coach, lang, lives_high),
        symptoms=symptoms_in(lang),
        gate=_gate(
            lang,
            planned.level,
            profile.hr_max_bpm or _expected_hr_max_bpm(birth_year, now),
            lives_high,
            fell_below_80_lately(profile.history, now),
        ),
        phrases=phrases_in(lang),
    )


@cache
def _questions(signal: SignalKind, needs_coach: bool, lang: Lang, lives_high: bool) -> tuple[Question, ...]:
    rules = preflight_rules(signal=signal, needs_coach=needs_coach)
    return preflight_questions(rules, lang, lives_high=lives_high)


@lru_cache(maxsize=1024)
def _gate(lang: Lang, level: int, hr_max_bpm: int, lives_high: bool, was_below_80: bool) -> Gate:
    return gate_table(
        rule_book(),
        lang,
        level=level,
        hr_max_bpm=hr_max_bpm,
        lives_high=lives_high,
        was_below_80=was_below_80,
    )


def _expected_hr_max_bpm(birth_year: int | None, now: datetime) -> int:
    """Return 208 - 0.7 x age (Tanaka 2001, J Am Coll Cardiol 37:153-6, unconfirmed)."""
    age_y = 65 if birth_year is None else _local_day(now).year - birth_year
    return round(208 - 0.7 * age_y)


def _unix_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@cache
def symptoms_in(lang: Lang) -> tuple[Symptom, ...]:
    """Return what a runner can name, in one language, with what naming it does."""
    return tuple(
        Symptom(
            id=rule.id,
            text=getattr(rule.question or rule.text, lang),
            advice=getattr(rule.advice or rule.text, lang),
            lifts=getattr(rule.lifts, lang),
            action=rule.action,  # type: ignore[arg-type]
            emergency=rule.emergency,
        )
        for rule in rule_book().group("stop")
    )
