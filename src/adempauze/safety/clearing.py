"""Clearing: a planned session becomes one that may be played today, or a refusal with every reason."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from msgspec import Struct

from adempauze.errors import ParameterError
from adempauze.evidence.grades import Grade
from adempauze.planning.prescribing import PlannedSession
from adempauze.protocols.model import Text
from adempauze.safety.rulebook import Rule, gate_table, rule_book
from adempauze.safety.screening import Screened
from adempauze.session.phrases import phrases_in
from adempauze.session.sheet import SCHEMA, Option, Question, Sheet, Symptom, Verdict

Lang = Literal["nl", "en"]

EMERGENCY_NUMBER = "112"
"""The emergency number of the European Union; GSM phones put it through in most other countries too."""

# Self-guided training is for these ages, both included.
_YOUNGEST, _OLDEST = 18, 65

_KEY: Final = object()


class ClearedSession:
    """A session that may be played until the end of the runner's day. Only ``clear`` makes one."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet, *, key: object) -> None:
        if key is not _KEY:
            raise TypeError("only safety.clear makes a ClearedSession")
        self._sheet = sheet

    @property
    def sheet(self) -> Sheet:
        """What the player gets."""
        return self._sheet


class RefusalReason(Struct, frozen=True, kw_only=True):
    """One reason why there is no session, and what would lift it."""

    id: str
    text: Text
    strength: Grade
    source: str
    lifts: Text


class Refusal(Struct, frozen=True, kw_only=True):
    """No session today, with every reason, the most limiting first."""

    reasons: tuple[RefusalReason, ...]

    @property
    def most_limiting(self) -> RefusalReason:
        """The reason to say first."""
        return self.reasons[0]


def clear(
    planned: PlannedSession,
    *,
    screened: Screened | None,
    birth_year: int | None,
    lang: Lang,
    now: datetime,
    sheet_id: str,
    emergency_number: str = EMERGENCY_NUMBER,
) -> ClearedSession | Refusal:
    """Return *planned* as a session that may be played today, or every reason against it.

    *now* is aware and in the runner's time zone: the clearance ends with that day. A missing screening or
    year of birth refuses. Raises ParameterError if *now* has no time zone, or the plan is a demonstration.
    """
    if planned.demonstration:
        raise ParameterError("planned must be a session; a demonstration is never cleared.")
    rules = _rules_against(screened, birth_year, _local_day(now))
    if rules:
        return Refusal(reasons=tuple(_reason(rule) for rule in rules))
    return ClearedSession(_sheet(planned, lang, now, sheet_id, emergency_number), key=_KEY)


def demonstration_sheet(planned: PlannedSession, *, lang: Lang, now: datetime, sheet_id: str) -> Sheet:
    """Return the sheet of a demonstration: it is watched on a driven clock and never counts as a session."""
    if not planned.demonstration:
        raise ParameterError("planned must be a demonstration; sessions are cleared.")
    return _sheet(planned, lang, now, sheet_id, EMERGENCY_NUMBER)


def _rules_against(screened: Screened | None, birth_year: int | None, today: date) -> list[Rule]:
    book = rule_book()
    fired = [book.rule(name) for name in screened.fired] if screened else [book.rule("screening.missing")]
    # Only the year is known, so the age is taken as the less favourable of the two it can be.
    ages = (today.year - birth_year - 1, today.year - birth_year) if birth_year is not None else (0,)
    if not all(_YOUNGEST <= age <= _OLDEST for age in ages):
        fired.append(book.rule("screening.age"))
    return fired


def _reason(rule: Rule) -> RefusalReason:
    return RefusalReason(
        id=rule.id, text=rule.text, strength=rule.strength, source=rule.source, lifts=rule.lifts
    )


def _local_day(now: datetime) -> date:
    if now.tzinfo is None:
        raise ParameterError("now must have a time zone; clearance ends with the runner's own day.")
    return now.date()


def _sheet(planned: PlannedSession, lang: Lang, now: datetime, sheet_id: str, emergency_number: str) -> Sheet:
    midnight = datetime.combine(_local_day(now) + timedelta(days=1), time(), now.tzinfo)
    book = rule_book()
    return Sheet(
        schema=SCHEMA,
        id=sheet_id,
        protocol=planned.protocol,
        protocol_version=planned.protocol_version,
        title=getattr(planned.title, lang),
        lang=lang,
        level=planned.level,
        signal=planned.signal,
        demonstration=planned.demonstration,
        issued_at_ms=_unix_ms(now),
        expires_at_ms=_unix_ms(midnight),
        emergency_number=emergency_number,
        timing=book.timing,
        segments=planned.segments,
        preflight=() if planned.demonstration else _preflight(lang),
        symptoms=_symptoms(lang),
        gate=gate_table(book, lang),
        phrases=phrases_in(lang),
    )


def _unix_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _preflight(lang: Lang) -> tuple[Question, ...]:
    return tuple(_preflight_question(rule, lang) for rule in rule_book().group("place"))


def _preflight_question(rule: Rule, lang: Lang) -> Question:
    if rule.question is None or rule.refused_by is None:
        raise ValueError(f"rule {rule.id} asks nothing, or no answer refuses it")
    words = {"nl": {"yes": "Ja", "no": "Nee"}, "en": {"yes": "Yes", "no": "No"}}[lang]
    options = tuple(
        Option(value=value, text=text, verdict=Verdict.NO, reason=getattr(rule.text, lang))
        if value == rule.refused_by
        else Option(value=value, text=text, verdict=Verdict.GO)
        for value, text in words.items()
    )
    return Question(id=rule.id, text=getattr(rule.question, lang), options=options)


def _symptoms(lang: Lang) -> tuple[Symptom, ...]:
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
