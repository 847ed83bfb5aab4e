"""A runner and a year of training that nobody did, played by the engine itself.

The runner's behaviour is invented, from a seed; every result comes from replaying the log that this gives,
as with any other session.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from adempauze.safety import screening_questions
from adempauze.safety.quiz import quiz
from adempauze.session import SCHEMA, AnyEvent, Phase, Sheet, State, canonical_json, read_sheet, step
from adempauze.session import SessionLog as Log
from adempauze.session.events import Answer, Hunger, Paces, RunnerSignal, Seen, Start, Stop, Tick
from adempauze.session.sheet import Question, Verdict
from adempauze_web.accounts.models import Person
from adempauze_web.accounts.services import person_change
from adempauze_web.care.models import CheckIn, Helper
from adempauze_web.care.services import check_in_add, level_agree, quiz_answer
from adempauze_web.errors import HomeError
from adempauze_web.training import services
from adempauze_web.training.models import IssuedSheet, ScreeningOutcome, SessionLog

YEAR = 3 * 39  # sessions: three a week, in six weeks of every eight
TICK_MS = 1000
READS = 0.94  # of the holds; the other times the oximeter has moved
QUIZ_AFTER, COACH_AFTER = 4, 20  # sessions
ASKED_AGAIN_AFTER = timedelta(days=80)  # answers about health hold for 90


@dataclass(frozen=True, kw_only=True)
class Runner:
    """How the invented runner is on one day."""

    pace_ms: float
    hunger_ms: float  # when air hunger comes
    bears_ms: float  # how long she goes on after it
    fall_per_s: float  # how fast the lowest reading falls with a hold, points
    stops_after: int | None  # the hold after which she stops, on a bad day


@transaction.atomic
def demo_fill(*, person: Person, sessions: int, now: datetime, rng: Random) -> int:
    """Fill the empty data of *person* with *sessions* that end before *now*; return how many there are.

    Raises HomeError where there is anything already: what is made up is never mixed with a runner's own.
    """
    if person.name or any(model.objects.exists() for model in (SessionLog, IssuedSheet, ScreeningOutcome)):
        raise HomeError(
            "This home is in use; the demo fills only an empty one. Set ADEMPAUZE_HOME to another folder."
        )
    person_change(person=person, name="Noor", birth_year=now.year - 38, oximeter=Person.Oximeter.SEEN)
    days = _training_days(sessions, now, person)
    answers = {question.id: False for question in screening_questions()}
    answered_at = datetime.min.replace(tzinfo=now.tzinfo)
    for number, opened_at in enumerate(days):
        if opened_at - answered_at > ASKED_AGAIN_AFTER:
            answered_at = opened_at - timedelta(minutes=5)
            services.screening_record(person=person, answers=answers, now=answered_at)
        log = _session(person, opened_at, _runner(number / len(days), rng), rng)
        _told_around(log, number)
    return len(days)


def _told_around(log: SessionLog, number: int) -> None:
    """Let her answer the check-ins, pass the quiz in the second week, and find a coach after that."""
    for when, later in ((CheckIn.When.HOUR, timedelta(hours=1)), (CheckIn.When.MORNING, timedelta(hours=13))):
        check_in_add(log=log, when=when, symptoms={}, now=log.opened_at + later)
    if number == QUIZ_AFTER:
        right = {question.id: question.right for question in quiz()}
        quiz_answer(person=log.owner, answers=right, now=log.opened_at + timedelta(hours=2))
    if number == COACH_AFTER:
        level_agree(person=log.owner, level=5, by=Helper.COACH, who="Coach Wim", now=log.opened_at)


def _training_days(sessions: int, now: datetime, person: Person) -> list[datetime]:
    """Return when each session is opened: three a week, six weeks on and two off, the last three days ago."""
    zone = ZoneInfo(person.time_zone)
    evening = now.astimezone(zone).replace(hour=18, minute=42, second=0, microsecond=0).astimezone(UTC)
    trains = (back for back in count(3) if back // 7 % 8 < 6 and back % 7 in (1, 3, 5))
    return [(evening - timedelta(days=back)).astimezone(zone) for back in islice(trains, sessions)][::-1]


def _runner(share: float, rng: Random) -> Runner:
    """Return the runner on the day at *share* of all days; air hunger comes a little later as they go by."""
    return Runner(
        pace_ms=rng.gauss(560, 15),
        hunger_ms=rng.gauss(5000 + 900 * share, 350),
        bears_ms=rng.gauss(2300, 500),
        fall_per_s=rng.gauss(0.28, 0.05),
        stops_after=rng.randint(6, 12) if rng.random() < 0.03 else None,
    )


def _session(person: Person, opened_at: datetime, runner: Runner, rng: Random) -> SessionLog:
    issued = services.sheet_issue(person=person, now=opened_at)
    if issued is None:
        raise HomeError(
            "The runner of the demo was refused a session; the rules ask what she did not answer."
        )
    sheet = read_sheet(bytes(issued.json))
    events = played_events(sheet, runner, rng)
    log = Log(
        schema=SCHEMA,
        id=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        sheet_id=issued.pk,
        sheet_digest=issued.digest,
        opened_at=opened_at,
        events=tuple(events),
    )
    ended_at = opened_at + timedelta(milliseconds=events[-1].at_ms)
    taken = services.session_upload(person=person, body=canonical_json(log), now=ended_at)
    if rng.random() < 0.7:
        services.session_feel(log=taken.log, felt=min(10, max(0, round(rng.gauss(3.2, 1)))), note="")
    return taken.log


def played_events(sheet: Sheet, runner: Runner, rng: Random) -> list[AnyEvent]:
    """Return the events of a session as *runner* plays it: what the engine answers says what comes next."""
    start_ms = TICK_MS
    events: list[AnyEvent] = [
        *(Answer(at_ms=0, question=question.id, value=_go(question)) for question in sheet.preflight),
        Start(at_ms=start_ms, wall_ms=sheet.issued_at_ms + start_ms),
    ]
    state = State()
    for event in events:
        state, _effects = step(sheet, state, event)
    held = 0
    while state.phase is not Phase.OVER:
        coming: list[AnyEvent] = [Tick(at_ms=state.now_ms + TICK_MS)]
        if state.phase is Phase.HOLD:
            coming = _in_hold(state, runner, rng)
        elif len(state.holds) > held:
            held = len(state.holds)
            coming = _after_hold(state, runner, rng)
        phase = state.phase
        for event in coming:
            if state.phase is not phase:
                break
            state, _effects = step(sheet, state, event)
            events.append(event)
    return events


def _go(question: Question) -> str:
    return next(option.value for option in question.options if option.verdict is Verdict.GO)


def _in_hold(state: State, runner: Runner, rng: Random) -> list[AnyEvent]:
    begun_ms = state.since_ms
    hunger_ms = round(begun_ms + rng.gauss(runner.hunger_ms, 300))
    breathes_ms = hunger_ms + max(300, round(rng.gauss(runner.bears_ms, 400)))
    events: list[AnyEvent] = [
        *(Paces(at_ms=begun_ms + round(runner.pace_ms * number), count=number) for number in range(1, 31)),
        *(Tick(at_ms=begun_ms + TICK_MS * number) for number in range(1, 31)),
        RunnerSignal(at_ms=hunger_ms, signal="air_hunger"),
        RunnerSignal(at_ms=breathes_ms, signal="breathe"),
    ]
    return sorted((event for event in events if event.at_ms > state.now_ms), key=lambda event: event.at_ms)


def _after_hold(state: State, runner: Runner, rng: Random) -> list[AnyEvent]:
    """Return what she does in the recovery: rate her air hunger, and mostly read the oximeter at her ear."""
    now_ms = state.now_ms
    if runner.stops_after is not None and len(state.holds) >= runner.stops_after:
        return [Stop(at_ms=now_ms + TICK_MS)]
    happens: list[AnyEvent] = [
        Tick(at_ms=now_ms + after_ms) for after_ms in range(TICK_MS, 9 * TICK_MS + 1, TICK_MS)
    ]
    happens.append(Hunger(at_ms=now_ms + TICK_MS * 5 // 2, rating=rng.choice((1, 2, 2, 3))))
    if rng.random() < READS:
        lasted_s = state.holds[-1].duration_ms / 1000
        lowest_pct = round(98 - runner.fall_per_s * lasted_s + rng.gauss(0, 0.5))
        lowest = Seen(at_ms=now_ms + TICK_MS * 9 // 2, tenths=10 * min(99, lowest_pct), site="ear")
        happens.append(lowest)
    return sorted(happens, key=lambda event: event.at_ms)
