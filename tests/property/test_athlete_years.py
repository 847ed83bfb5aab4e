"""Random runners over random years: whatever they do, the weekly, 48-hour, level and easy-week rules hold.

A short slice runs every time; ADEMPAUZE_DEEP=1 runs ten thousand years.
"""

import itertools
import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from adempauze.planning import (
    CheckIn,
    History,
    Lift,
    PastHold,
    PastSession,
    SignOff,
    barred,
    ladder,
    progress,
)
from adempauze.planning.progress import fell_under_floor
from adempauze.protocols import Activity, Kind, shipped_protocol
from adempauze.safety import (
    ClearedSession,
    Profile,
    clear,
    locks_from,
    plan_today,
    screen,
    screening_questions,
)
from adempauze.session import SignalKind
from adempauze.session.state import Outcome

YEARS = 10_000 if os.environ.get("ADEMPAUZE_DEEP") else 5
AT_ONCE = 100  # so many are kept in memory
BEGUN = datetime(2026, 1, 1, 10, tzinfo=UTC)
ARTICLE = shipped_protocol("hoogtetraining")
HEALTHY = {question.id: False for question in screening_questions()}
SIGNALS = (
    SignalKind.LIVE,
    SignalKind.SEEN,
    SignalKind.SEEN,
    SignalKind.SEEN,
    SignalKind.LOGGED,
    SignalKind.NONE,
)


def held(rng, level, caps, signal, fall_per_s):
    """One hold of a runner who falls *fall_per_s* points a second, somewhere within the caps."""
    walk_ms = rng.randint(caps.walk_ms // 2, caps.walk_ms)
    jog_ms = rng.randint(0, caps.jog_ms)
    reads = signal is not SignalKind.NONE and rng.random() < 0.97
    fall = fall_per_s * (walk_ms + 2.5 * jog_ms) / 1000
    return PastHold(
        activity=Activity.JOG if jog_ms else Activity.WALK,
        duration_ms=walk_ms + jog_ms,
        jog_ms=jog_ms,
        nadir_tenths=min(1000, max(500, round(rng.gauss(975 - 10 * fall, 12)))) if reads else None,
        site="ear" if reads else None,
        hunger=rng.choice((2, 3, 3, 4, 7, None)) if rng.random() < 0.5 else 3,
    )


def played(rng, planned, caps, at, fall_per_s):
    """A session as it may have gone."""
    main = [s for s in planned.segments if s.kind is Kind.HOLD and s.exercise == "altitude_training"]
    holds = tuple(held(rng, planned.level, caps, planned.signal, fall_per_s) for _ in main)
    session = PastSession(
        id=f"{at.timestamp():.0f}",
        started_at=at,
        level=planned.level,
        signal=planned.signal,
        outcome=Outcome.COMPLETED,
        caps=caps,
        holds=holds,
    )
    chance = rng.random()
    if fell_under_floor(session):
        return replace(session, outcome=Outcome.ENDED, reasons=("gate.below_80",))
    if chance < 0.03:
        return replace(session, outcome=Outcome.ENDED, reasons=("stop.dizzy",))
    if chance < 0.032:
        return replace(session, outcome=Outcome.LOCKED, reasons=("stop.palpitations",))
    if chance < 0.06:
        return replace(session, outcome=Outcome.STOPPED, left_out=2)
    return session


class Year:
    """A runner, the history that grows, and what the rules said each time."""

    def __init__(self, seed):
        self.rng = Random(seed)
        self.history = History(
            quiz_passed_at=BEGUN if self.rng.random() < 0.9 else None,
            sign_offs=tuple(
                SignOff(level=level, by="coach", at=BEGUN) for level in (5, 6) if self.rng.random() < 0.7
            ),
        )
        self.fall_per_s = self.rng.uniform(0.05, 0.9)
        self.diligence = self.rng.uniform(0.2, 1)
        self.sessions = []  # (at, planned, standing before it)

    def live(self):
        """Try to train on many days, at any hour, at the planned level or above it, and go on after locks."""
        at = BEGUN
        while at < BEGUN + timedelta(days=365):
            at += timedelta(hours=self.rng.choice((20, 24, 28, 47, 48, 49, 72)))
            if self.rng.random() < 0.01:
                at += timedelta(days=self.rng.choice((9, 10, 14, 21, 40)))
            if self.rng.random() < self.diligence:
                self.try_to_train(at)
        return self

    def try_to_train(self, at):
        """Ask for a session, and play it if it is cleared."""
        self.lift_what_can_be(at)
        signal = self.rng.choice(SIGNALS)
        person = {
            "screened": screen(HEALTHY, on=at.date()),
            "birth_year": 1990,
            "now": at,
            "profile": Profile(history=self.history),
        }
        standing = progress(self.history, signal=signal, now=at)
        planned = plan_today(ARTICLE, signal=signal, **person)
        verdict = clear(planned, lang="nl", sheet_id="s", **person)
        assert isinstance(verdict, ClearedSession) is not bool(
            barred(self.history, at) or locks_from(self.history, at)
        )
        if not isinstance(verdict, ClearedSession):
            return
        session = played(self.rng, planned, standing.caps, at, self.fall_per_s)
        check = CheckIn(session_id=session.id, at=at + timedelta(hours=14), when="morning", hrv="usual")
        checks = (check,) if self.rng.random() < 0.95 else ()
        self.sessions.append((at, planned, standing))
        self.history = replace(
            self.history,
            sessions=(*self.history.sessions, session),
            check_ins=(*self.history.check_ins, *checks),
        )

    def lift_what_can_be(self, at):
        """A physician looks after a while."""
        lifts = [
            Lift(rule=lock.rule.id, by="physician", at=at)
            for lock in locks_from(self.history, at)
            if at >= lock.not_before
        ]
        self.history = replace(self.history, lifts=(*self.history.lifts, *lifts))


@pytest.fixture(scope="module", params=range(0, YEARS, AT_ONCE))
def years(request):
    """Random years, each from its seed."""
    return [Year(seed).live() for seed in range(request.param, min(YEARS, request.param + AT_ONCE))]


def test_somebody_trains_and_somebody_climbs(years):
    """The years are not empty, so a clean run means something."""
    assert sum(len(year.sessions) for year in years) > 20 * len(years)
    assert max(planned.level for year in years for _, planned, _ in year.sessions) >= 3


def test_no_two_sessions_lie_within_48_hours(years):
    """However often it is tried."""
    for year in years:
        moments = [at for at, _, _ in year.sessions]
        assert all(later - earlier >= timedelta(hours=48) for earlier, later in itertools.pairwise(moments))


def test_no_seven_days_hold_more_than_three_sessions(years):
    """Counted from each session on."""
    for year in years:
        moments = [at for at, _, _ in year.sessions]
        assert all(
            later - earlier >= timedelta(days=7) for earlier, later in zip(moments, moments[3:], strict=False)
        )


def test_the_level_rises_by_one_in_seven_days_at_most(years):
    """Whatever was played, or earned, in the week before; coming back to a level counts as rising."""
    for year in years:
        earned = [(at, standing.earned) for at, _, standing in year.sessions]
        for number, (at, level) in enumerate(earned):
            week = [before for then, before in earned[:number] if at - then < timedelta(days=7)]
            assert not week or level <= min(week) + 1


def test_no_plan_is_above_its_caps(years):
    """Nor above the level's, nor above level 1 without a signal."""
    for year in years:
        for _, planned, standing in year.sessions:
            assert planned.longest.is_within(standing.caps)
            assert planned.longest.is_within(ladder()[planned.level].most)
            assert planned.signal is not SignalKind.NONE or planned.level <= 1


def test_every_fourth_week_of_a_block_is_easy_and_no_block_is_longer_than_six(years):
    """Counted again here, from the sessions alone: a block begins after 14 days without one."""
    for year in years:
        block, last = None, None
        for at, planned, _ in year.sessions:
            if last is None or at - last >= timedelta(days=14):
                block = at
            week = (at - block).days // 7
            reps = max(s.of for s in planned.segments if s.kind is Kind.HOLD)
            assert week < 6
            assert reps <= (3 if week == 3 else 6)
            last = at


def test_after_a_fall_under_the_floor_the_next_session_is_lower(years):
    """By one level at least, from the one that was played."""
    for year in years:
        pairs = zip(year.history.trained, [planned for _, planned, _ in year.sessions][1:], strict=False)
        for session, following in pairs:
            assert not fell_under_floor(session) or following.level <= max(0, session.level - 1)


def test_levels_5_and_6_are_played_only_with_a_sign_off(years):
    """And nothing above level 1 without the quiz."""
    for year in years:
        signed = {sign_off.level for sign_off in year.history.sign_offs}
        for _, planned, _ in year.sessions:
            assert planned.level < 5 or any(level >= planned.level for level in signed)
            assert planned.level <= 1 or year.history.quiz_passed_at is not None


def test_a_session_without_readings_never_raises_anything(years):
    """Added to any history, it leaves at most what there was without it, then or by now."""
    for year in years:
        if not year.sessions:
            continue
        at, _planned, _standing = year.sessions[-1]
        blind = tuple(replace(hold, nadir_tenths=None, site=None) for hold in year.history.trained[-1].holds)
        before = replace(year.history, sessions=year.history.trained[:-1])
        last = replace(year.history.trained[-1], holds=blind, reasons=(), outcome=Outcome.COMPLETED)
        after = replace(before, sessions=(*before.sessions, last))
        moments = (at, at + timedelta(days=2))
        soon = progress(after, signal=SignalKind.SEEN, now=moments[1])
        without = [progress(before, signal=SignalKind.SEEN, now=moment) for moment in moments]
        assert soon.level <= max(1, *(one.level for one in without))
        same = [one.caps for one in without if one.level == soon.level] or [ladder()[soon.level].first]
        assert any(soon.caps.is_within(caps) for caps in same)


def test_the_order_in_which_two_devices_sent_it_changes_nothing(years):
    """Shuffled, and joined from halves."""
    for year in years:
        sessions = list(year.history.sessions)
        year.rng.shuffle(sessions)
        half = len(sessions) // 2
        one, other = (
            replace(year.history, sessions=tuple(sessions[:half])),
            replace(year.history, sessions=tuple(sessions[half:])),
        )
        now = BEGUN + timedelta(days=366)
        joined = one.joined(other)
        assert progress(joined, signal=SignalKind.SEEN, now=now) == progress(
            year.history, signal=SignalKind.SEEN, now=now
        )
        assert [lock.rule.id for lock in locks_from(joined, now)] == [
            lock.rule.id for lock in locks_from(year.history, now)
        ]
