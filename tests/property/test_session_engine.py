"""What holds for every session, whatever its sheet and whatever happens in it."""

from collections.abc import Sequence
from random import Random

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.differential.generate import random_events, random_sheet

from adempauze.errors import SheetError
from adempauze.session import (
    AnyEvent,
    Outcome,
    Phase,
    SessionResult,
    Sheet,
    State,
    canonical_json,
    events,
    replay,
    result_of,
    step,
)
from adempauze.session.gate import arterial_tenths
from adempauze.session.sheet import Action, GateRow, SignalKind
from adempauze.session.state import AnyEffect, Cancel, HoldResult, Say, Tone

# what can still be told after the end of a session
ADDING = events.SymptomFelt | events.Spo2 | events.Seen | events.Hunger | events.Counted

seeds = st.integers(min_value=0, max_value=2**40)


def a_session(seed: int) -> tuple[Sheet, list[AnyEvent]]:
    """Return a random sheet and a stream of events for it, none of which runs backwards."""
    rng = Random(seed)
    sheet = random_sheet(rng)
    taken, latest_ms = [], 0
    for event in random_events(rng, sheet):
        if event.at_ms >= latest_ms:
            taken.append(event)
            latest_ms = event.at_ms
    return sheet, taken


def states_of(sheet: Sheet, stream: Sequence[AnyEvent]) -> list[State]:
    """Return where the session stands after each event."""
    states = [State()]
    for event in stream:
        states.append(step(sheet, states[-1], event)[0])
    return states


def effects_of(sheet: Sheet, stream: Sequence[AnyEvent]) -> list[AnyEffect]:
    """Return all that the player was told to do."""
    state, told = State(), []
    for event in stream:
        state, effects = step(sheet, state, event)
        told += effects
    return told


def held(holds: Sequence[HoldResult]) -> list[HoldResult]:
    """Return the holds that were not left out."""
    return [hold for hold in holds if hold.ended_by != "skipped"]


def uncounted(sheet: Sheet, stream: Sequence[AnyEvent]) -> SessionResult:
    """Return what a session was, but for the paces of its holds."""
    result = replay(sheet, stream)
    holds = tuple(msgspec.structs.replace(hold, paces=None, paces_by=None) for hold in result.holds)
    return msgspec.structs.replace(result, holds=holds)


def with_rows(sheet: Sheet, *rows: GateRow) -> Sheet:
    """Return *sheet* with another table of rules."""
    return msgspec.structs.replace(sheet, gate=msgspec.structs.replace(sheet.gate, rows=rows))


# --- the hold -----------------------------------------------------------------------------------------------


@given(seeds)
def test_no_hold_goes_over_its_cap_unnoticed(seed):
    """A hold lasts at most its cap, that at most the sheet's, and how late it was noticed is written down."""
    sheet, stream = a_session(seed)
    for state in states_of(sheet, stream):
        if state.phase is Phase.HOLD:
            assert state.now_ms < state.since_ms + state.cap_ms
    result = replay(sheet, stream)
    noticed = [segment for segment in result.segments if segment.kind == "hold"]
    for hold, segment in zip(result.holds, noticed, strict=True):
        assert hold.duration_ms <= hold.cap_ms <= sheet.segments[segment.index].cap_ms
        assert hold.started_ms + hold.duration_ms + hold.late_ms == segment.ended_ms
        assert hold.late_ms >= 0


@given(seeds)
def test_every_hold_is_told_to_breathe_at_its_end(seed):
    """A player that plays what is scheduled sounds the rising tone when a hold ends, late ticks or not."""
    sheet, stream = a_session(seed)
    state, scheduled, sounded = State(), [], []
    for event in stream:
        # The audio clock goes on while the page sleeps: what is due by now has sounded.
        sounded += [at_ms for at_ms in scheduled if at_ms <= event.at_ms]
        scheduled = [at_ms for at_ms in scheduled if at_ms > event.at_ms]
        state, effects = step(sheet, state, event)
        for effect in effects:
            if isinstance(effect, Cancel):
                scheduled = [at_ms for at_ms in scheduled if at_ms <= effect.at_ms]
            elif isinstance(effect, Tone) and effect.tone == "rising":
                scheduled.append(effect.at_ms)
        for hold in held(state.holds):
            ended_ms = hold.started_ms + hold.duration_ms
            assert ended_ms in sounded or ended_ms in scheduled


@given(seeds, st.data())
def test_no_tap_lengthens_a_hold(seed, data):
    """With one more tap, of any kind and at any moment of a hold, that hold ends no later."""
    sheet, stream = a_session(seed)
    states = states_of(sheet, stream)
    in_hold = [index for index, state in enumerate(states) if state.phase is Phase.HOLD]
    assume(in_hold)
    index = data.draw(st.sampled_from(in_hold))
    tap = events.RunnerSignal(
        at_ms=states[index].now_ms, signal=data.draw(st.sampled_from(["air_hunger", "limit", "breathe"]))
    )
    number = len(states[index].holds)
    without = replay(sheet, stream).holds
    tapped = replay(sheet, [*stream[:index], tap, *stream[index:]]).holds
    assume(len(without) > number)
    assert tapped[number].duration_ms <= without[number].duration_ms


@given(seeds, st.data())
def test_counting_again_changes_nothing_but_the_number(seed, data):
    """Whenever it comes and whatever it says, it makes what a tick would: the same holds, the same cues."""
    sheet, stream = a_session(seed)
    index = data.draw(st.integers(min_value=0, max_value=len(stream)))
    at_ms = stream[index - 1].at_ms if index else 0
    again = events.Counted(at_ms=at_ms, count=data.draw(st.integers(min_value=0, max_value=40)), by="motion")
    counted, ticked = (
        [*stream[:index], event, *stream[index:]] for event in (again, events.Tick(at_ms=at_ms))
    )
    assert effects_of(sheet, counted) == effects_of(sheet, ticked)
    assert uncounted(sheet, counted) == uncounted(sheet, ticked)


@given(seeds)
def test_a_cap_once_shortened_never_grows(seed):
    """What the gate has limited stays limited until the end of the session."""
    sheet, stream = a_session(seed)
    limits = [state.limit_ms for state in states_of(sheet, stream) if state.limit_ms is not None]
    assert limits == sorted(limits, reverse=True)


# --- the rest -----------------------------------------------------------------------------------------------


@given(seeds)
def test_no_recovery_is_shorter_than_the_sheet_says(seed):
    """Before every count-in all rests since the last hold have been played whole, after a pause too."""
    sheet, stream = a_session(seed)
    result = replay(sheet, stream)
    for transition in result.transitions:
        if transition.phase is not Phase.COUNT_IN:
            continue
        played = [segment for segment in result.segments if segment.ended_ms <= transition.at_ms]
        before = transition.segment
        while before and sheet.segments[before - 1].kind != "hold":
            before -= 1
            at, last = [(at, segment) for at, segment in enumerate(played) if segment.index == before][-1]
            assert last.ended_by == "time"
            assert last.ended_ms - last.started_ms >= sheet.segments[before].duration_ms
            assert at == 0 or last.started_ms >= played[at - 1].ended_ms


# --- the end ------------------------------------------------------------------------------------------------


@given(seeds)
def test_after_the_end_only_what_the_body_says_still_counts(seed):
    """Taps, time, pauses and another start change nothing; a symptom, a reading or a rating may be added."""
    sheet, stream = a_session(seed)
    states = states_of(sheet, stream)
    assume(states[-1].phase is Phase.OVER)
    end = next(state for state in states if state.phase is Phase.OVER)
    after = replay(sheet, stream)
    assert after.segments == end.segments
    assert after.transitions == end.transitions
    assert [hold.duration_ms for hold in after.holds] == [hold.duration_ms for hold in end.holds]
    assert after.outcome in (end.outcome, Outcome.LOCKED)

    state = end
    taps = [
        events.Stop(at_ms=0),
        events.Close(at_ms=0),
        events.Resume(at_ms=0),
        events.Pause(at_ms=0, reason="runner"),
    ]
    for event in [*taps, *stream]:
        later = msgspec.structs.replace(event, at_ms=end.now_ms + event.at_ms)
        if not isinstance(later, ADDING):
            state, effects = step(sheet, state, later)
            assert effects == ()
    assert result_of(state) == result_of(end)


@given(seeds)
def test_a_log_gives_the_result_that_was_lived(seed):
    """Written as JSON, read back and replayed, a log makes the same session."""
    sheet, stream = a_session(seed)
    lived = result_of(states_of(sheet, stream)[-1])
    read = msgspec.json.decode(msgspec.json.encode(stream), type=list[AnyEvent])
    assert canonical_json(replay(sheet, read)) == canonical_json(lived)


@given(seeds, st.integers(min_value=1, max_value=10**6))
def test_time_never_runs_backwards(seed, back_ms):
    """An event before the last one is refused, and what went before stands."""
    sheet, stream = a_session(seed)
    state = states_of(sheet, stream)[-1]
    assume(state.now_ms >= back_ms)
    with pytest.raises(SheetError, match="run backwards"):
        step(sheet, state, events.Tick(at_ms=state.now_ms - back_ms))


# --- what the sensors say -----------------------------------------------------------------------------------

FLOOR = GateRow(id="floor", action=Action.END, text="", lifts="", nadir_below_tenths=800)


@given(seeds)
def test_a_nadir_below_the_floor_is_followed_by_no_hold(seed):
    """Once the blood had less than the floor after a hold, that hold was the last one."""
    sheet, stream = a_session(seed)
    sheet = with_rows(sheet, FLOOR)
    holds = held(replay(sheet, stream).holds)
    for hold in holds[:-1]:
        if hold.nadir_tenths is not None:
            jogged = hold.activity in ("jog", "run")
            assert arterial_tenths(sheet.gate, hold.nadir_tenths, hold.nadir_site, jogged=jogged) >= 800


@given(seeds, st.integers(min_value=2, max_value=6))
def test_above_level_one_no_hold_follows_another_without_a_fresh_reading_that_is_back(seed, level):
    """Missing, stale and poor readings and those of a wrist never count as recovered."""
    sheet, stream = a_session(seed)
    sheet = msgspec.structs.replace(sheet, level=level, signal=SignalKind.LIVE)
    state, good = State(), []
    for event in stream:
        before, (state, _) = state, step(sheet, state, event)
        if state.phase is Phase.COUNT_IN and before.phase is Phase.REST and state.released_ms is not None:
            back = [
                reading
                for reading in good
                if max(state.released_ms, state.now_ms - sheet.gate.fresh_ms) <= reading.at_ms
            ]
            assert state.lowered or back[-1].tenths >= sheet.gate.recovered_tenths
        if isinstance(event, events.Spo2) and event.good and event.site in sheet.gate.correction_tenths:
            good.append(event)


@given(seeds, st.integers(min_value=2, max_value=6), st.sampled_from(["missing", "poor", "wrist"]))
def test_a_sensor_that_never_reads_well_allows_one_hold(seed, level, how):
    """Above level one a session without a single good reading ends up with its first hold alone."""
    rng = Random(seed)
    sheet = msgspec.structs.replace(with_rows(random_sheet(rng)), level=level, signal=SignalKind.LIVE)
    asked = [(question.id, question.options[0].value) for question in sheet.preflight]
    stream: list[AnyEvent] = [
        *(events.Answer(at_ms=0, question=question, value=value) for question, value in asked),
        events.Start(at_ms=0, wall_ms=sheet.issued_at_ms),
    ]
    site = "wrist" if how == "wrist" else "ear"
    for at_ms in range(0, 1_000_000, 1_000):
        stream.append(events.Tick(at_ms=at_ms))
        if how != "missing":
            tenths = rng.randint(900, 1000)
            stream.append(events.Spo2(at_ms=at_ms, tenths=tenths, site=site, good=how == "wrist"))
        if at_ms % 10_000 == 0:
            stream.append(events.Resume(at_ms=at_ms))
    assert len(held(replay(sheet, stream).holds)) <= 1


# --- what is said -------------------------------------------------------------------------------------------


@given(seeds)
def test_whatever_is_said_is_a_phrase_of_the_sheet(seed):
    """The player has a clip for every word that the engine asks for."""
    sheet, stream = a_session(seed)
    said = {effect.phrase for effect in effects_of(sheet, stream) if isinstance(effect, Say)}
    assert said <= sheet.phrases.keys()


@given(seeds)
def test_nothing_is_to_be_done_in_the_past(seed):
    """What an event leads to is due at its time or later."""
    sheet, stream = a_session(seed)
    state = State()
    for event in stream:
        state, effects = step(sheet, state, event)
        assert all(effect.at_ms >= event.at_ms for effect in effects)
