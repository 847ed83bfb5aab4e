"""Runners for the tests: histories that climb the ladder, and answers that let a session begin."""

from datetime import timedelta

from adempauze.planning import CheckIn, History, PastHold, PastSession, SignOff, ladder
from adempauze.protocols import Activity
from adempauze.session import Phase, SignalKind, State, events, result_of, step
from adempauze.session.state import Outcome


def good_session(level, started_at, *, signal=SignalKind.SEEN, nadir_tenths=950, name="", **changes):
    """A session at *level* in which everything went as planned."""
    rung = ladder()[level]
    jogs = rung.jog_cap_ms > 0
    hold = PastHold(
        activity=Activity.JOG if jogs else Activity.WALK,
        duration_ms=rung.first.walk_ms + rung.first.jog_ms,
        jog_ms=rung.first.jog_ms,
        nadir_tenths=None if signal is SignalKind.NONE else nadir_tenths,
        site=None if signal is SignalKind.NONE else "ear",
        hunger=3,
    )
    values = {
        "id": name or f"{started_at:%Y%m%d%H%M}",
        "started_at": started_at,
        "level": level,
        "signal": signal,
        "outcome": Outcome.COMPLETED,
        "caps": rung.first,
        "holds": (hold,) * rung.first_reps,
    }
    return PastSession(**values | changes)


def fine_next_morning(session):
    """A check-in without complaints."""
    at = session.started_at + timedelta(hours=14)
    return CheckIn(session_id=session.id, at=at, when="morning", hrv="usual")


def climbed(level, now):
    """A history that stands at *level*, at most 5, at *now*: three good sessions at each level before it."""
    begun = now - timedelta(days=7 * level)
    sessions = [
        good_session(below, begun + timedelta(days=7 * below + day))
        for below in range(level)
        for day in (0, 2, 4)
    ]
    return History(
        sessions=tuple(sessions),
        check_ins=tuple(fine_next_morning(session) for session in sessions),
        sign_offs=tuple(SignOff(level=signed, by="coach", at=begun) for signed in (5, 6)),
        quiz_passed_at=begun,
    )


def ready(sheet):
    """The events that answer every question of *sheet* so that it goes, and start it."""
    answers = [
        events.Answer(at_ms=0, question=question.id, value=option.value)
        for question in sheet.preflight
        for option in question.options
        if option.verdict == "go"
    ]
    return [*answers, events.Start(at_ms=0, wall_ms=sheet.issued_at_ms)]


def play(sheet, *, nadir_tenths=None, site="ear", hunger=None, taps_after_ms=3000, tick_ms=500):
    """Play *sheet* to its end as a runner would, and return its result and the events.

    Air hunger is tapped *taps_after_ms* into a hold that listens for it. Where *nadir_tenths*, a function of
    the hold, gives a number it is tapped in after the hold; *hunger*, likewise, rates it.
    """
    state, log = State(), []

    def take(event):
        nonlocal state
        state, _ = step(sheet, state, event)
        log.append(event)

    for event in ready(sheet):
        take(event)
    while state.phase is not Phase.OVER and state.now_ms < 3 * 3_600_000:
        held = len(state.holds)
        take(events.Tick(at_ms=state.now_ms + tick_ms))
        listens = state.phase is Phase.HOLD and state.air_hunger_ms is None
        if listens and state.now_ms >= state.since_ms + taps_after_ms:
            take(events.RunnerSignal(at_ms=state.now_ms, signal="air_hunger"))
        if len(state.holds) > held and state.holds[-1].ended_by != "skipped":
            last = state.holds[-1]
            if nadir_tenths and (seen := nadir_tenths(last)) is not None:
                take(events.Seen(at_ms=state.now_ms, tenths=seen, site=site))
            if hunger and (rating := hunger(last)) is not None:
                take(events.Hunger(at_ms=state.now_ms, rating=rating))
    return result_of(state), log
