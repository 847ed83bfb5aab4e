"""Reading what is kept around sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from adempauze.planning.history import History
from adempauze.planning.ladder import Lifts
from adempauze.planning.progress import OPEN_LEVEL, Progress
from adempauze.safety import Lock, Rule, locks_from, rule_book
from adempauze.safety.quiz import quiz
from adempauze.safety.register import register
from adempauze.safety.rows import RuleRow, rule_rows
from adempauze_web.accounts.models import Person
from adempauze_web.care.models import Agreement, CheckIn, HealthChange, Helper, QuizPass
from adempauze_web.pages.selectors import in_own_language
from adempauze_web.training.models import SessionLog

CLOCK_TOLERANCE = timedelta(minutes=10)  # between the phone's clock and ours
HOUR_FROM, HOUR_TO = timedelta(minutes=45), timedelta(hours=6)
MORNING_TO = timedelta(hours=36)


def care_history(person: Person) -> History:
    """Return what is kept of *person* around the sessions, as a part of the history."""
    agreements = list(Agreement.objects.filter(owner=person))
    checks = CheckIn.objects.filter(owner=person).select_related("session")
    return msgspec.convert(
        {
            "check_ins": [
                {
                    "session_id": str(check.session.log_id),
                    "at": check.at,
                    "when": check.when,
                    "symptoms": check.symptoms,
                }
                for check in checks
            ],
            "sign_offs": [
                {"level": one.level, "by": one.by, "at": one.at} for one in agreements if not one.rule
            ],
            "lifts": [{"rule": one.rule, "by": one.by, "at": one.at} for one in agreements if one.rule],
            "quiz_passed_at": _latest(QuizPass, person),
            "health_changed_at": _latest(HealthChange, person),
        },
        History,
    )


def _latest(model: type[QuizPass] | type[HealthChange], person: Person) -> datetime | None:
    row = model.objects.filter(owner=person).last()
    return row.at if row else None


# --- pages --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ShownRule:
    """One rule in words; *question* is what sets it off, where it is asked."""

    id: str
    question: str
    text: str
    source: str
    strength: str
    lifts: str


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """The rules of one group."""

    name: str
    rules: list[ShownRule]


def rules_show() -> list[ShownGroup]:
    """Return the whole rule book, group by group."""
    return [
        ShownGroup(name=group, rules=[_rule(row) for row in rows])
        for group, rows in groupby(rule_rows(), key=lambda row: row.group)
    ]


def _rule(row: RuleRow) -> ShownRule:
    return ShownRule(
        id=row.id,
        question=in_own_language(row.question) if row.question else "",
        text=in_own_language(row.text),
        source=in_own_language(row.source),
        strength=row.strength.value,
        lifts=in_own_language(row.lifts),
    )


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """One question of the quiz; *said* and *is_right* once it was answered."""

    id: str
    text: str
    answers: list[tuple[int, str]]
    why: str
    said: int | None
    is_right: bool | None


def quiz_show(answers: dict[str, int]) -> list[ShownQuestion]:
    """Return the ten questions, with what was said to them."""
    return [
        ShownQuestion(
            id=question.id,
            text=in_own_language(question.question),
            answers=[(number, in_own_language(one.text)) for number, one in enumerate(question.answers)],
            why=in_own_language(question.why),
            said=answers.get(question.id),
            is_right=answers[question.id] == question.right if question.id in answers else None,
        )
        for question in quiz()
    ]


@dataclass(frozen=True, kw_only=True)
class Liftable:
    """A rule that a coach or physician can lift, and from when."""

    rule: str
    text: str
    lifts: str
    by: str
    since: datetime | None
    not_before: datetime | None


def liftable(person: Person, history: History, fired: tuple[str, ...], now: datetime) -> list[Liftable]:
    """Return what stands in the way of *person* and can be lifted by somebody: locks, and answers."""
    locks = [lock for lock in locks_from(history, now) if _by_somebody(lock.rule.lifts)]
    counts_from = now - timedelta(days=rule_book().numbers.lift_days)
    lifted = {lift.rule for lift in history.lifts if lift.at >= counts_from}
    rules = [rule_book().rule(name) for name in fired if name not in lifted]
    return [
        *(_from_lock(lock, now) for lock in locks),
        *(_from_rule(rule) for rule in rules if _by_somebody(rule.lifts)),
    ]


def _by_somebody(lifts: Lifts) -> bool:
    return lifts.by in ("coach", "physician")


def _from_lock(lock: Lock, now: datetime) -> Liftable:
    shown = _from_rule(lock.rule)
    return Liftable(
        rule=shown.rule,
        text=shown.text,
        lifts=shown.lifts,
        by=shown.by,
        since=lock.since,
        # a phone whose clock is a little ahead sets a lock that begins a little later than now
        not_before=lock.not_before if lock.not_before > now + CLOCK_TOLERANCE else None,
    )


def _from_rule(rule: Rule) -> Liftable:
    return Liftable(
        rule=rule.id,
        text=in_own_language(rule.text),
        lifts=in_own_language(rule.lifts),
        by=rule.lifts.by,
        since=None,
        not_before=None,
    )


def check_in_due(person: Person, now: datetime) -> tuple[SessionLog, CheckIn.When] | None:
    """Return the session after which to ask the runner how it goes, and for which of the two moments."""
    recent = SessionLog.objects.filter(
        owner=person, demonstration=False, opened_at__gt=now - MORNING_TO, opened_at__lt=now - HOUR_FROM
    ).order_by("-opened_at")
    for log in recent:
        told = set(CheckIn.objects.filter(session=log).values_list("when", flat=True))
        for when in _moments(log, now):
            if when.value not in told:
                return log, when
    return None


def _moments(log: SessionLog, now: datetime) -> list[CheckIn.When]:
    """Return which moments it is time for: within hours the first, the next day the second."""
    if now - log.opened_at <= HOUR_TO:
        return [CheckIn.When.HOUR]
    return [CheckIn.When.MORNING]


@dataclass(frozen=True, kw_only=True)
class AskedSymptom:
    """A symptom the check-in asks for, by the id of its stop rule."""

    id: str
    text: str


def symptoms_asked() -> list[AskedSymptom]:
    """Return the symptoms of the rule book, and fatigue, which the article names."""
    rules = rule_book().group("stop")
    return [AskedSymptom(id=rule.id, text=in_own_language(rule.question)) for rule in rules if rule.question]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody has agreed to."""

    text: str
    who: str
    by: str
    at: datetime


def agreements_given(person: Person) -> list[Given]:
    """Return what coaches and physicians have agreed to, the newest first."""
    return [
        Given(
            text=in_own_language(rule_book().rule(one.rule).text)
            if one.rule
            else _("Level %(level)s") % {"level": one.level},
            who=one.who,
            by=_("physician") if one.by == Helper.PHYSICIAN else _("coach"),
            at=one.at,
        )
        for one in Agreement.objects.filter(owner=person).order_by("-at", "-pk")
    ]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something the first page asks of the runner, and where it leads."""

    text: str
    link: str
    address: str


def asks_show(person: Person, standing: Progress, now: datetime) -> list[Ask]:
    """Return what is to be asked today: how it goes after a session, the quiz, a coach or physician."""
    asks = []
    if due := check_in_due(person, now):
        log, when = due
        asks.append(
            Ask(
                text=_("How are you after your session?"),
                link=_("Tell"),
                address=reverse("check_in", args=[log.log_id, when.value]),
            )
        )
    if "ladder.quiz" in standing.waits_for and standing.earned >= OPEN_LEVEL:
        asks.append(
            Ask(
                text=_("The next level opens after ten questions."),
                link=_("To the questions"),
                address=reverse("quiz"),
            )
        )
    if standing.offers_coach and standing.earned <= OPEN_LEVEL:
        asks.append(
            Ask(
                text=_("A good moment to bring in a coach or a sports physician, before level 2."),
                link=_("What they can do here"),
                address=reverse("agreements"),
            )
        )
    return asks


@dataclass(frozen=True, kw_only=True)
class ShownComplaint:
    """Something that was felt, and in how many of a thousand sessions."""

    text: str
    count: int
    per_1000: int


@dataclass(frozen=True, kw_only=True)
class ShownRegister:
    """What was felt over all sessions of a runner."""

    sessions: int
    complaints: list[ShownComplaint]
    needs_review: bool


def register_show(history: History) -> ShownRegister:
    """Return the register of what one runner felt, the most frequent first."""
    kept = register([history])
    texts = {one.id: one.text for one in symptoms_asked()} | {"fatigue": _("Very tired")}
    return ShownRegister(
        sessions=kept.sessions,
        complaints=[
            ShownComplaint(text=texts.get(name, name), count=count, per_1000=round(kept.per_1000[name]))
            for name, count in sorted(kept.counts.items(), key=lambda item: -item[1])
        ],
        needs_review=kept.needs_review,
    )
