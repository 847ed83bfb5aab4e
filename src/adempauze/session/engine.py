"""The session engine: one pure function, ``step(sheet, state, event) -> (state, effects)``.

It has a twin in TypeScript, function for function; scenarios and a differential fuzz hold the two to the same
output. Every number it needs is in the sheet.

Time comes with the events. Late notice is late, never wrong: a hold is measured from the tone that began
it and ends at its planned end however late that is noticed; a rest begins when the end of the hold was
noticed, so that it is never shortened; and a silence longer than ``gap_ms`` pauses the session.
"""

from msgspec.structs import replace

from adempauze.errors import SheetError
from adempauze.protocols.model import Kind
from adempauze.session import events as on
from adempauze.session import gate
from adempauze.session.sheet import Action, GateRow, Sheet, SheetPart, SheetSegment, SignalKind, Verdict
from adempauze.session.state import (
    AnyEffect,
    Cancel,
    HoldResult,
    Outcome,
    Phase,
    Reading,
    Reason,
    Say,
    SegmentResult,
    Show,
    State,
    Tone,
    Transition,
    Vibrate,
)

Step = tuple[State, tuple[AnyEffect, ...]]

_RUNNING = (Phase.COUNT_IN, Phase.HOLD, Phase.REST)
_SHORTEST_HOLD_MS = 1000  # what the gate has shortened below this is left out
_COUNTED_WITHIN_MS = 3000  # after its release a hold's paces can be counted once more (our proposal)
_SAY_AFTER_RELEASE_MS = 1500  # so that the word for the rest does not talk over "breathe"


def step(sheet: Sheet, state: State, event: on.AnyEvent) -> Step:
    """Return what *event* makes of *state*, and what the player is to do.

    Raises SheetError if the event lies before the last one.
    """
    if event.at_ms < state.now_ms:
        raise SheetError(
            f"The times of this session run backwards: {event.at_ms} ms comes after {state.now_ms} ms."
        )
    state, passed = _pass_time(sheet, state, event.at_ms)
    state, effects = _take(sheet, state, event)
    return state, passed + effects


def next_due_ms(sheet: Sheet, state: State) -> int:
    """Return when time alone next changes the phase of a running session.

    Raises SheetError where time alone changes nothing.
    """
    match state.phase:
        case Phase.COUNT_IN:
            return state.since_ms + sheet.timing.count_in_ms
        case Phase.HOLD:
            return _part_ends_at(sheet, state)
        case Phase.REST:
            return state.since_ms + state.rest_ms
    raise SheetError(f"A session that is {state.phase.value} does not go on by itself.")


def _take(sheet: Sheet, state: State, event: on.AnyEvent) -> Step:
    match event:
        case on.Answer():
            return _answer(sheet, state, event), ()
        case on.Start():
            return _start(sheet, state, event)
        case on.RunnerSignal():
            return _signal(sheet, state, event)
        case on.Paces():
            return _paces(sheet, state, event)
        case on.Counted():
            return _counted(state, event), ()
        case on.Spo2():
            return _spo2(sheet, state, event)
        case on.Hr():
            return _heart_rate(sheet, state, event)
        case on.Seen():
            return _seen(sheet, state, event)
        case on.Hunger():
            return _hunger(sheet, state, event)
        case on.SymptomFelt():
            return _symptom(sheet, state, event)
        case on.Pause():
            return _pause(sheet, state, event)
        case on.Resume():
            return _resume(sheet, state)
        case on.Stop():
            return _end(sheet, state, Outcome.STOPPED, "stop")
        case on.Close():
            return _end(sheet, state, Outcome.CLOSED, "close")
        case on.Tick() | on.Breath():
            return state, ()


# --- time ----------------------------------------------------------------------------------------------


def _pass_time(sheet: Sheet, state: State, now_ms: int) -> Step:
    silence_ms = now_ms - state.now_ms
    state = replace(state, now_ms=now_ms)
    if state.phase not in _RUNNING:
        return state, ()
    if silence_ms > sheet.timing.gap_ms:
        return _pause_after_gap(sheet, state)
    return _advance(sheet, state)


def _advance(sheet: Sheet, state: State) -> Step:
    """Make every change that is due. The start of a hold is not late: its tone was on the audio clock."""
    state, effects = _advance_hold(sheet, state)
    if state.phase is Phase.REST:
        state, more = _advance_rest(sheet, state)
        effects += more
    return state, effects


def _advance_hold(sheet: Sheet, state: State) -> Step:
    effects: tuple[AnyEffect, ...] = ()
    if state.phase is Phase.COUNT_IN and state.now_ms >= state.since_ms + sheet.timing.count_in_ms:
        state, effects = _begin_hold(state, state.since_ms + sheet.timing.count_in_ms)
    while state.phase is Phase.HOLD and state.now_ms >= _part_ends_at(sheet, state):
        state, more = _end_part_in_time(sheet, state)
        effects += more
    return state, effects


def _advance_rest(sheet: Sheet, state: State) -> Step:
    if _is_window_closed(sheet, state) and not state.judged:
        state, effects = _judge(sheet, state)
        if state.phase is not Phase.REST:
            return state, effects
    else:
        effects = ()
    if state.now_ms < state.since_ms + state.rest_ms:
        return state, effects
    state, more = _leave_rest(sheet, state)
    return state, effects + more


def _is_window_closed(sheet: Sheet, state: State) -> bool:
    """Whether the sensor's window is over. What a runner reads off and taps in is waited for longer."""
    return (
        sheet.signal is SignalKind.LIVE
        and state.released_ms is not None
        and state.now_ms >= state.released_ms + sheet.gate.window_after_ms
    )


def _pause_after_gap(sheet: Sheet, state: State) -> Step:
    state, effects = _advance_hold(sheet, state)
    if state.phase is Phase.HOLD:
        state, effects = _release_now(sheet, state, "gap")
    state, more = _go_to_pause(sheet, state, "gap")
    return state, effects + more


# --- before the start ----------------------------------------------------------------------------------


def _answer(sheet: Sheet, state: State, event: on.Answer) -> State:
    known = any(
        question.id == event.question and any(option.value == event.value for option in question.options)
        for question in sheet.preflight
    )
    if state.phase is not Phase.READY or not known:
        return state
    answers = dict(state.answers) | {event.question: event.value}
    return replace(state, answers=tuple(sorted(answers.items())))


def _start(sheet: Sheet, state: State, event: on.Start) -> Step:
    answers = dict(state.answers)
    if state.phase is not Phase.READY or any(question.id not in answers for question in sheet.preflight):
        return state, ()
    if event.wall_ms >= sheet.expires_at_ms:
        return _refuse(state, ("expired",))
    if event.wall_ms < sheet.issued_at_ms - sheet.timing.clock_tolerance_ms:
        return _refuse(state, ("clock",))
    if refused := _answered(sheet, answers, Verdict.NO):
        return _refuse(state, refused)
    lowered = _answered(sheet, answers, Verdict.LOWER)
    state = replace(state, lowered=bool(lowered), reasons=_reasons(state, lowered))
    return _enter(sheet, state, 0)


def _answered(sheet: Sheet, answers: dict[str, str], verdict: Verdict) -> tuple[str, ...]:
    """Return the ids of the questions whose answer carries *verdict*."""
    return tuple(
        question.id
        for question in sheet.preflight
        for option in question.options
        if option.value == answers[question.id] and option.verdict is verdict
    )


def _refuse(state: State, ids: tuple[str, ...]) -> Step:
    state = replace(state, outcome=Outcome.REFUSED, reasons=_reasons(state, ids))
    return _to_phase(state, Phase.OVER, state.segment, state.now_ms)


# --- from segment to segment ---------------------------------------------------------------------------


def _enter(sheet: Sheet, state: State, index: int) -> Step:
    """Go to the segment at *index*; a hold begins with its count-in, unless the gate says otherwise."""
    if index == len(sheet.segments):
        return _complete(sheet, state)
    segment = sheet.segments[index]
    if segment.kind is not Kind.HOLD:
        return _begin_rest(sheet, state, index, segment.duration_ms)
    cap_ms = _cap_ms(state, segment)
    if state.skip_next or cap_ms < _SHORTEST_HOLD_MS:
        return _skip(sheet, replace(state, skip_next=False), index, cap_ms)
    return _begin_count_in(sheet, state, index, cap_ms)


def _begin_count_in(sheet: Sheet, state: State, index: int, cap_ms: int) -> Step:
    now_ms = state.now_ms
    starts_at_ms = now_ms + sheet.timing.count_in_ms
    state, shown = _to_phase(state, Phase.COUNT_IN, index, now_ms)
    state = replace(state, cap_ms=cap_ms, part=0, part_since_ms=starts_at_ms)
    state = replace(state, paces=None, paces_by=None, air_hunger_ms=None)
    ticks = tuple(
        Tone(at_ms=starts_at_ms - before_ms, tone="tick")
        for before_ms in (3000, 2000, 1000)
        if before_ms <= sheet.timing.count_in_ms
    )
    begin = (
        Tone(at_ms=starts_at_ms, tone="falling"),
        Vibrate(at_ms=starts_at_ms, pattern="hold"),
        Say(at_ms=starts_at_ms, phrase=_parts(sheet, state)[0].cue),
    )
    # The end of the hold is scheduled now too: from here on no busy page can swallow "breathe".
    planned = _planned_cues(sheet, replace(state, since_ms=starts_at_ms))
    say = Say(at_ms=now_ms, phrase=sheet.segments[index].cue)
    return state, (*shown, say, *ticks, *begin, *planned)


def _begin_hold(state: State, at_ms: int) -> Step:
    state, shown = _to_phase(state, Phase.HOLD, state.segment, at_ms)
    state = replace(state, part_since_ms=at_ms, released_ms=None, judged=True)
    # The cues of the hold were scheduled with its count-in and stand.
    return state, tuple(effect for effect in shown if not isinstance(effect, Cancel))


def _begin_rest(sheet: Sheet, state: State, index: int, rest_ms: int) -> Step:
    after_hold = bool(state.segments) and state.segments[-1].kind == Kind.HOLD
    state, shown = _to_phase(state, Phase.REST, index, state.now_ms)
    state = replace(state, rest_ms=rest_ms)
    segment = sheet.segments[index]
    if segment.kind is Kind.HOLD:  # the recovery of a resume, before any rest was played
        return state, shown
    say_at_ms = state.now_ms + (_SAY_AFTER_RELEASE_MS if after_hold else 0)
    say = Say(at_ms=say_at_ms, phrase=segment.cue)
    return state, (*shown, say, *_breath_tones(segment, state.now_ms))


def _breath_tones(segment: SheetSegment, from_ms: int) -> tuple[Tone, ...]:
    breath_ms = segment.inhale_ms + segment.exhale_ms
    starts = [from_ms + number * breath_ms for number in range(segment.breaths if breath_ms else 0)]
    return tuple(
        tone
        for start_ms in starts
        for tone in (
            Tone(at_ms=start_ms, tone="in"),
            Tone(at_ms=start_ms + segment.inhale_ms, tone="out"),
        )
    )


def _leave_rest(sheet: Sheet, state: State) -> Step:
    """Go on after a rest, once the last hold has been judged and its recovery is there."""
    resting_before_hold = sheet.segments[state.segment].kind is Kind.HOLD
    index = state.segment if resting_before_hold else state.segment + 1
    is_last = index == len(sheet.segments)
    effects: tuple[AnyEffect, ...] = ()
    if is_last or sheet.segments[index].kind is Kind.HOLD:
        if not state.judged:
            state, effects = _judge(sheet, state)
        if state.phase is Phase.REST and not is_last and not gate.is_recovered(sheet, state):
            if _may_still_recover(sheet, state):
                return state, effects
            state, more = _apply(sheet, *_given_up(sheet, state))
            effects += more
        if state.phase is not Phase.REST:
            return state, effects
    state, more = _enter(sheet, _noted(sheet, state, "time"), index)
    return state, effects + more


def _may_still_recover(sheet: Sheet, state: State) -> bool:
    limit_ms = gate.recovery_limit_ms(sheet.gate, state)
    return state.released_ms is not None and state.now_ms < state.released_ms + limit_ms


def _given_up(sheet: Sheet, state: State) -> tuple[State, tuple[GateRow, ...]]:
    """Not back in time: the next hold is left out, whatever the rows say besides."""
    state = replace(state, unrecovered=state.unrecovered + 1, skip_next=True)
    return state, gate.rows_unrecovered(sheet, state.unrecovered)


def _skip(sheet: Sheet, state: State, index: int, cap_ms: int) -> Step:
    """Leave the hold at *index* out; its rest is played all the same."""
    segment = sheet.segments[index]
    skipped = HoldResult(
        exercise=segment.exercise,
        repetition=segment.repetition,
        activity=segment.activity.value,
        started_ms=state.now_ms,
        duration_ms=0,
        paces=None,
        air_hunger_ms=None,
        cap_ms=cap_ms,
        ended_by="skipped",
    )
    # It is left out where its count-in would have begun.
    state = replace(state, phase=Phase.COUNT_IN, segment=index, since_ms=state.now_ms)
    state = replace(state, holds=(*state.holds, skipped))
    state, effects = _enter(sheet, _noted(sheet, state, "skipped"), index + 1)
    return state, (*effects, Say(at_ms=state.now_ms, phrase="skipped"))


def _complete(sheet: Sheet, state: State) -> Step:
    state, effects = _to_phase(state, Phase.OVER, len(sheet.segments) - 1, state.now_ms)
    return replace(state, outcome=Outcome.COMPLETED), (*effects, *_last_cues(state, "done"))


# --- the hold ------------------------------------------------------------------------------------------


def _cap_ms(state: State, segment: SheetSegment) -> int:
    """Return the most this hold may last now; the gate can only have made it shorter."""
    planned_ms = segment.lower.cap_ms if state.lowered and segment.lower else segment.cap_ms
    return planned_ms if state.limit_ms is None else min(planned_ms, state.limit_ms)


def _parts(sheet: Sheet, state: State) -> tuple[SheetPart, ...]:
    segment = sheet.segments[state.segment]
    return segment.lower.parts if state.lowered and segment.lower else segment.parts


def _part_ends_at(sheet: Sheet, state: State) -> int:
    """Return when the part that is going on ends by time alone, and with it, if it is the last, the hold."""
    part = _parts(sheet, state)[state.part]
    ends_at_ms = [state.since_ms + state.cap_ms]
    ends_at_ms += [state.part_since_ms + ms for ms in (part.after_ms, part.cap_ms) if ms is not None]
    return min(ends_at_ms)


def _timely_end(sheet: Sheet, state: State) -> str:
    """Return what ends the part that is going on: its own time, or a cap."""
    part = _parts(sheet, state)[state.part]
    own_end = part.after_ms is not None and _part_ends_at(sheet, state) == state.part_since_ms + part.after_ms
    return "seconds" if own_end else "cap"


def _hands_over(sheet: Sheet, state: State) -> bool:
    """Whether the part that is going on makes way for the next one when its time is over."""
    return _timely_end(sheet, state) == "seconds" and not _is_last_part(sheet, state)


def _planned_cues(sheet: Sheet, state: State) -> tuple[AnyEffect, ...]:
    """Return what is heard in a hold if its runner does nothing: the word for each part, then "breathe"."""
    words: tuple[AnyEffect, ...] = ()
    while _hands_over(sheet, state):
        state = _in_next_part(state, _part_ends_at(sheet, state))
        words += (_word_for_part(sheet, state),)
    return (*words, *_breathe_cues(_part_ends_at(sheet, state)))


def _word_for_part(sheet: Sheet, state: State) -> Say:
    return Say(at_ms=state.part_since_ms, phrase=_parts(sheet, state)[state.part].cue)


def _end_part_in_time(sheet: Sheet, state: State) -> Step:
    ends_at_ms = _part_ends_at(sheet, state)
    if not _hands_over(sheet, state):
        return _release(sheet, state, _timely_end(sheet, state), ends_at_ms)
    # The word for the next part was scheduled; only the picture is to change.
    state = _in_next_part(state, ends_at_ms)
    return state, (Show(at_ms=state.now_ms, phase=Phase.HOLD, segment=state.segment),)


def _is_last_part(sheet: Sheet, state: State) -> bool:
    return state.part == len(_parts(sheet, state)) - 1


def _in_next_part(state: State, at_ms: int) -> State:
    return replace(state, part=state.part + 1, part_since_ms=at_ms)


def _end_part(sheet: Sheet, state: State, ended_by: str) -> Step:
    """End the part before its time; what was planned after it moves up."""
    if _is_last_part(sheet, state):
        return _release_now(sheet, state, ended_by)
    state = _in_next_part(state, state.now_ms)
    return state, (
        Cancel(at_ms=state.now_ms),
        Show(at_ms=state.now_ms, phase=Phase.HOLD, segment=state.segment),
        _word_for_part(sheet, state),
        *_planned_cues(sheet, state),
    )


def _release_now(sheet: Sheet, state: State, ended_by: str) -> Step:
    """End the hold at this moment, and go on to its rest."""
    return _release(sheet, state, ended_by, state.now_ms)


def _release(sheet: Sheet, state: State, ended_by: str, at_ms: int) -> Step:
    """End the hold as of *at_ms* and begin its rest now."""
    state, effects = _let_breathe(sheet, state, ended_by, at_ms)
    state, more = _enter(sheet, state, state.segment + 1)
    # Entering forgets what lay ahead. The signal to breathe comes after that, and stands.
    return state, more[:1] + effects + more[1:]


def _let_breathe(sheet: Sheet, state: State, ended_by: str, at_ms: int) -> Step:
    """Write the hold down. Only a planned end has had its cues scheduled."""
    segment = sheet.segments[state.segment]
    hold = HoldResult(
        exercise=segment.exercise,
        repetition=segment.repetition,
        activity=_parts(sheet, state)[state.part].activity.value,
        started_ms=state.since_ms,
        duration_ms=at_ms - state.since_ms,
        paces=state.paces,
        paces_by=state.paces_by,
        air_hunger_ms=state.air_hunger_ms,
        cap_ms=state.cap_ms,
        ended_by=ended_by,
        late_ms=state.now_ms - at_ms,
    )
    state = replace(state, holds=(*state.holds, hold), released_ms=at_ms, judged=False)
    was_scheduled = ended_by in ("seconds", "cap")
    return _noted(sheet, state, ended_by), () if was_scheduled else _breathe_cues(state.now_ms)


def _breathe_cues(at_ms: int) -> tuple[AnyEffect, ...]:
    return (
        Tone(at_ms=at_ms, tone="rising"),
        Vibrate(at_ms=at_ms, pattern="breathe"),
        Say(at_ms=at_ms, phrase="breathe"),
    )


# --- what the runner does ------------------------------------------------------------------------------


def _signal(sheet: Sheet, state: State, event: on.RunnerSignal) -> Step:
    """Every tap can only make a hold shorter."""
    if state.phase is Phase.COUNT_IN and event.signal == "breathe":
        return _skip(sheet, state, state.segment, state.cap_ms)
    if state.phase is not Phase.HOLD:
        return state, ()
    if event.signal != "air_hunger":
        return _release_now(sheet, state, event.signal)
    if state.air_hunger_ms is not None:
        return _release_now(sheet, state, "breathe")
    state = replace(state, air_hunger_ms=state.now_ms - state.since_ms)
    if _parts(sheet, state)[state.part].on_signal == "air_hunger":
        return _end_part(sheet, state, "air_hunger")
    noted = Tone(at_ms=state.now_ms, tone="hunger"), Say(at_ms=state.now_ms, phrase="stay_easy")
    return state, noted


def _paces(sheet: Sheet, state: State, event: on.Paces) -> Step:
    if state.phase is not Phase.HOLD:
        return state, ()
    if state.paces is None or event.count >= state.paces:
        state = replace(state, paces=event.count, paces_by=event.by)
    after_paces = _parts(sheet, state)[state.part].after_paces
    if after_paces is None or (state.paces or 0) < shortened_paces(sheet, state, after_paces):
        return state, ()
    return _end_part(sheet, state, "paces")


def _counted(state: State, event: on.Counted) -> State:
    """Write down what the last hold's paces come to. Its end and all that follows stand as they are."""
    if not _is_after_hold(state) or state.now_ms > (state.released_ms or 0) + _COUNTED_WITHIN_MS:
        return state
    return _with_last_hold(state, replace(state.holds[-1], paces=event.count, paces_by=event.by))


def shortened_paces(sheet: Sheet, state: State, paces: int) -> int:
    """Return how many paces are left of *paces* where the gate has shortened the hold, at least one."""
    segment = sheet.segments[state.segment]
    planned_ms = segment.lower.cap_ms if state.lowered and segment.lower else segment.cap_ms
    return max(1, paces * state.cap_ms // planned_ms)


def _symptom(sheet: Sheet, state: State, event: on.SymptomFelt) -> Step:
    """End the session; a symptom that nobody listed ends it too."""
    action = next((known.action for known in sheet.symptoms if known.id == event.symptom), Action.END)
    outcome = Outcome.LOCKED if action is Action.LOCK else Outcome.ENDED
    return _end(sheet, state, outcome, event.symptom)


def _pause(sheet: Sheet, state: State, event: on.Pause) -> Step:
    if state.phase not in _RUNNING:
        return state, ()
    effects: tuple[AnyEffect, ...] = ()
    if state.phase is Phase.HOLD:
        state, effects = _release_now(sheet, state, "pause")
    state, more = _go_to_pause(sheet, state, event.reason)
    return state, effects + more


def _go_to_pause(sheet: Sheet, state: State, reason: str) -> Step:
    if state.phase is Phase.REST:
        state = _noted(sheet, state, reason)
    state = replace(state, reasons=_reasons(state, (reason,)))
    return _to_phase(state, Phase.PAUSED, state.segment, state.now_ms)


def _resume(sheet: Sheet, state: State) -> Step:
    """Go on with a whole rest: the one that was going on, or the last before the hold that was to come."""
    if state.phase is not Phase.PAUSED:
        return state, ()
    rests = [index for index in range(state.segment + 1) if sheet.segments[index].kind is not Kind.HOLD]
    if not rests:
        return _begin_rest(sheet, state, state.segment, sheet.timing.resume_ms)
    return _begin_rest(sheet, state, rests[-1], sheet.segments[rests[-1]].duration_ms)


# --- what the sensors say ------------------------------------------------------------------------------


def _spo2(sheet: Sheet, state: State, event: on.Spo2) -> Step:
    reading = Reading(event.at_ms, event.tenths, event.site, event.good)
    if event.site not in sheet.gate.correction_tenths:
        return state, ()
    state = replace(state, readings=gate.kept_readings(sheet, state, reading))
    if state.phase is Phase.HOLD:
        return _spo2_in_hold(sheet, state, reading)
    if not _is_window_open(sheet, state):
        return state, ()
    return _urgent(sheet, _with_last_hold(state, gate.measured(sheet, state)))


def _spo2_in_hold(sheet: Sheet, state: State, reading: Reading) -> Step:
    if gate.is_low_in_hold(sheet.gate, reading):
        state = replace(state, reasons=_reasons(state, ("low_in_hold",)))
        return _release_now(sheet, state, "spo2")
    at_spo2 = _parts(sheet, state)[state.part].at_spo2_tenths
    if reading.good and at_spo2 is not None and reading.tenths <= at_spo2:
        return _end_part(sheet, state, "spo2")
    return state, ()


def _is_window_open(sheet: Sheet, state: State) -> bool:
    """Whether a reading now still tells of the last hold."""
    if state.released_ms is None or state.holds[-1].ended_by == "skipped":
        return False
    return state.now_ms <= state.released_ms + sheet.gate.window_after_ms


def _heart_rate(sheet: Sheet, state: State, event: on.Hr) -> Step:
    rows = gate.rows_of_heart_rate(sheet, event.bpm)
    if state.phase is not Phase.HOLD or not rows:
        return state, ()
    state, effects = _release_now(sheet, state, "hr")
    state, more = _apply(sheet, state, rows)
    return state, effects + more


def _seen(sheet: Sheet, state: State, event: on.Seen) -> Step:
    """Take the value a runner read after the last hold; while holding there is nothing to read off."""
    if not _is_after_hold(state) or event.site not in sheet.gate.correction_tenths:
        return state, ()
    return _urgent(sheet, _with_last_hold(state, gate.seen(sheet.gate, state.holds[-1], event)))


def _hunger(sheet: Sheet, state: State, event: on.Hunger) -> Step:
    """Write the rating of the last hold down; of two ratings the higher one stands."""
    if not _is_after_hold(state):
        return state, ()
    hold = state.holds[-1]
    rated = _with_last_hold(state, replace(hold, hunger=max(event.rating, hold.hunger or 0)))
    if state.phase is Phase.OVER:
        return rated, ()
    return _apply(sheet, rated, gate.rows_of_hunger(sheet, state, rated))


def _is_after_hold(state: State) -> bool:
    """Whether what the runner says now is about the last hold."""
    return (
        state.released_ms is not None
        and state.phase not in (Phase.READY, Phase.HOLD)
        and state.holds[-1].ended_by != "skipped"
    )


def _with_last_hold(state: State, hold: HoldResult) -> State:
    return replace(state, holds=(*state.holds[:-1], hold))


# --- the gate ------------------------------------------------------------------------------------------


def _judge(sheet: Sheet, state: State) -> Step:
    """Judge the last hold, once."""
    state = _with_last_hold(state, gate.measured(sheet, state))
    state = replace(state, judged=True, unread=gate.unread_after(sheet, state))
    return _apply(sheet, state, gate.rows_after_hold(sheet, state))


def _urgent(sheet: Sheet, state: State) -> Step:
    return _apply(sheet, state, gate.urgent_rows(sheet, state))


def _apply(sheet: Sheet, state: State, rows: tuple[GateRow, ...]) -> Step:
    """Do what the rows say, the most limiting last word first."""
    actions = {row.action for row in rows}
    ids = tuple(row.id for row in rows)
    if Action.LOCK in actions:
        return _end(sheet, state, Outcome.LOCKED, *ids)
    if Action.END in actions:
        return _end(sheet, state, Outcome.ENDED, *ids)
    state = replace(state, reasons=_reasons(state, ids))
    phrases = []
    if Action.LOWER in actions and not state.lowered:
        state = replace(state, lowered=True)
        phrases.append("lowered")
    if Action.SKIP in actions:
        state = replace(state, skip_next=True)
    if Action.SHORTEN in actions:
        state = _shortened(state)
        phrases.append("shorter")
    return state, tuple(Say(at_ms=state.now_ms, phrase=phrase) for phrase in phrases)


def _shortened(state: State) -> State:
    """No later hold may be longer than four fifths of this one."""
    limit_ms = state.holds[-1].duration_ms * 4 // 5
    return replace(state, limit_ms=limit_ms if state.limit_ms is None else min(state.limit_ms, limit_ms))


# --- the end -------------------------------------------------------------------------------------------


def _end(sheet: Sheet, state: State, outcome: Outcome, *ids: str) -> Step:
    """End the session. After its end only its reasons grow, and ended can still become locked."""
    if state.phase is Phase.OVER:
        if outcome in (Outcome.STOPPED, Outcome.CLOSED):
            return state, ()
        known = {reason.id for reason in state.reasons}
        state = replace(state, reasons=_reasons(state, tuple(name for name in ids if name not in known)))
        return (replace(state, outcome=outcome) if outcome is Outcome.LOCKED else state), ()
    effects: tuple[AnyEffect, ...] = ()
    if state.phase is Phase.HOLD:
        ended_by = {Outcome.STOPPED: "stop", Outcome.CLOSED: "close"}.get(outcome, "symptom")
        state, effects = _let_breathe(sheet, state, ended_by, state.now_ms)
    elif state.phase is Phase.REST:
        state = _noted(sheet, state, outcome.value)
    state = replace(state, outcome=outcome, reasons=_reasons(state, ids))
    state, more = _to_phase(state, Phase.OVER, state.segment, state.now_ms)
    phrase = outcome.value if outcome in (Outcome.ENDED, Outcome.LOCKED) else "stopped"
    return state, (*more, *effects, *_last_cues(state, phrase))


def _last_cues(state: State, phrase: str) -> tuple[AnyEffect, ...]:
    return (
        Tone(at_ms=state.now_ms, tone="end"),
        Vibrate(at_ms=state.now_ms, pattern="end"),
        Say(at_ms=state.now_ms, phrase=phrase),
    )


# --- writing down --------------------------------------------------------------------------------------


def _to_phase(state: State, phase: Phase, index: int, at_ms: int) -> Step:
    """Change the phase. What the last phase had scheduled for later is forgotten."""
    transitions = (*state.transitions, Transition(at_ms, phase, index))
    state = replace(state, phase=phase, segment=index, since_ms=at_ms, transitions=transitions)
    return state, (Cancel(at_ms=state.now_ms), Show(at_ms=state.now_ms, phase=phase, segment=index))


def _noted(sheet: Sheet, state: State, ended_by: str) -> State:
    """Write down the segment that is ending; a rest that ended as it began is none."""
    segment = sheet.segments[state.segment]
    is_rest = state.phase is Phase.REST
    if is_rest and state.since_ms == state.now_ms:
        return state
    # After a pause before the first rest, its runner recovers at the place of the hold that is to come.
    kind = Kind.RECOVER if is_rest and segment.kind is Kind.HOLD else segment.kind
    result = SegmentResult(
        index=state.segment,
        kind=kind.value,
        exercise=segment.exercise,
        repetition=segment.repetition,
        started_ms=state.since_ms,
        ended_ms=state.now_ms,
        ended_by=ended_by,
    )
    return replace(state, segments=(*state.segments, result))


def _reasons(state: State, ids: tuple[str, ...]) -> tuple[Reason, ...]:
    return (*state.reasons, *(Reason(name, state.now_ms) for name in ids))
