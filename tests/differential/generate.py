"""Random sheets, and streams of events that seek out the places where two engines could part.

Everything comes from one ``random.Random``, so a case is its seed. The streams are hostile: equal times,
ticks a millisecond around every boundary, silences of seconds and of hours, signals in every phase, floods
of readings.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, get_args

import msgspec

from adempauze.errors import SheetError
from adempauze.protocols.model import Activity, Depth, Kind, Route
from adempauze.session.engine import step
from adempauze.session.events import (
    Answer,
    AnyEvent,
    Breath,
    Close,
    Counted,
    CountedBy,
    Hr,
    Hunger,
    Paces,
    Pause,
    Resume,
    RunnerSignal,
    Seen,
    Spo2,
    Start,
    Stop,
    SymptomFelt,
    Tick,
)
from adempauze.session.sheet import (
    ENGINE_PHRASES,
    SCHEMA,
    Action,
    Gate,
    GateRow,
    Lower,
    Option,
    Question,
    Sheet,
    SheetPart,
    SheetSegment,
    SignalKind,
    Symptom,
    Timing,
    Verdict,
)
from adempauze.session.state import Phase, State
from adempauze.tracks import CueRules

ISSUED_MS = 1_795_334_400_000  # 2026-11-22T08:00Z
EXPIRES_MS = ISSUED_MS + 54_000_000

# "constructor" is a site that a careless lookup in a JavaScript object would find.
SITES = ("finger", "finger", "finger", "ear", "ear", "wrist", "constructor", "__proto__", "teen")
COUNTED_BY: tuple[CountedBy, ...] = get_args(CountedBy)
# a name that tries every way of writing a character in JSON
SYMPTOMS = ("dizzy", "faint", "unlisted", 'quote " \\ / \b\t\n\x1f\x7f\u2028 é 😀')


def random_sheet(rng: Random) -> Sheet:
    """Return a sheet that the schema takes, however unlikely a coach would write it."""
    return Sheet(
        schema=SCHEMA,
        id=f"fuzz-{rng.randrange(10**6)}",
        protocol="fuzz",
        protocol_version=1,
        title="Fuzz",
        lang=rng.choice(("nl", "en")),
        level=rng.randrange(7),
        signal=rng.choice(list(SignalKind)),
        demonstration=rng.random() < 0.2,
        issued_at_ms=ISSUED_MS,
        expires_at_ms=EXPIRES_MS,
        emergency_number="112",
        timing=Timing(
            count_in_ms=rng.choice((0, 1, 999, 3_000, 5_000)),
            gap_ms=rng.choice((1, 1_500, *[3_000] * 4, *[60_000] * 3)),
            resume_ms=rng.choice((1, 10_000, 30_000)),
            clock_tolerance_ms=rng.choice((0, 300_000)),
        ),
        segments=tuple(_segments(rng)),
        preflight=tuple(_question(rng, number) for number in range(rng.choice((0, 0, 1, 2)))),
        symptoms=(
            Symptom(id="dizzy", text="", advice="", lifts="", action=Action.END),
            Symptom(id="faint", text="", advice="", lifts="", action=Action.LOCK, emergency=True),
        ),
        gate=_gate(rng),
        phrases=dict.fromkeys({*ENGINE_PHRASES, "hold", "walk", "jog", "recover"}, "…"),
    )


def _segments(rng: Random) -> Iterator[SheetSegment]:
    for exercise in range(rng.choice((1, 1, 2))):
        repetitions = rng.randint(1, 5)
        for repetition in range(1, repetitions + 1):
            named = (f"exercise_{exercise}", repetition, repetitions)
            if rng.random() < 0.15:
                yield _rest(rng, *named)
            if rng.random() < 0.9:
                yield _hold(rng, *named)
            for _ in range(rng.choice((1, 1, 1, 2))):
                yield _rest(rng, *named)


def _rest(rng: Random, exercise: str, repetition: int, of: int) -> SheetSegment:
    breaths = rng.choice((0, 0, 3, 12))
    return SheetSegment(
        exercise=exercise,
        repetition=repetition,
        of=of,
        kind=rng.choice((Kind.RECOVER, Kind.RECOVER, Kind.RECOVER, Kind.BREATHE, Kind.MOVE, Kind.EXPOSE)),
        activity=rng.choice(list(Activity)),
        route=Route.NOSE,
        depth=rng.choice((Depth.NORMAL, Depth.SHALLOW, Depth.DEEP)),
        cue="recover",
        duration_ms=rng.choice((1, 500, 10_000, 30_000, 60_000)),
        breaths=breaths,
        inhale_ms=rng.choice((0, 1, 700, 4_000)) if breaths else 0,
        exhale_ms=rng.choice((0, 1, 800, 5_000)) if breaths else 0,
    )


def _hold(rng: Random, exercise: str, repetition: int, of: int) -> SheetSegment:
    cap_ms = rng.choice((1, 999, 4_999, 5_000, 9_001, 20_000))
    lower = None
    if rng.random() < 0.5:
        lower = Lower(cap_ms=rng.randint(1, cap_ms), parts=_parts(rng, 1))
    return SheetSegment(
        exercise=exercise,
        repetition=repetition,
        of=of,
        kind=Kind.HOLD,
        activity=Activity.WALK,
        route=Route.CLOSED,
        depth=Depth.NONE,
        cue="hold",
        cap_ms=cap_ms,
        parts=_parts(rng, rng.choice((1, 1, 2, 3))),
        lower=lower,
        band_low_tenths=rng.choice((None, 850, 900, 940)),
    )


def _parts(rng: Random, number: int) -> tuple[SheetPart, ...]:
    return tuple(
        SheetPart(
            activity=rng.choice((Activity.STAND, Activity.WALK, Activity.JOG)),
            after_ms=rng.choice((None, None, 0, 1, 2_500, 5_000)),
            after_paces=rng.choice((None, None, 1, 10, 15)),
            at_spo2_tenths=rng.choice((None, None, 850, 900)),
            on_signal=rng.choice((None, "air_hunger", "limit")),
            cap_ms=None if part == 0 or part < number - 1 else rng.choice((None, 1, 2_000, 4_000)),
            cue=rng.choice(("walk", "jog")),
        )
        for part in range(number)
    )


def _question(rng: Random, number: int) -> Question:
    verdicts = [Verdict.GO, rng.choice((Verdict.LOWER, Verdict.NO)), rng.choice((Verdict.LOWER, Verdict.NO))]
    options = tuple(
        Option(value=f"value_{at}", text="", verdict=verdict, reason=None if verdict is Verdict.GO else "")
        for at, verdict in enumerate(verdicts)
    )
    return Question(id=f"question_{number}", text="", options=options)


def _gate(rng: Random) -> Gate:
    return Gate(
        breathe_at_or_below_tenths={"finger": 900, "ear": 860},
        correction_tenths={"finger": 60, "ear": 0, "teen": 960},
        jog_correction_tenths={"finger": 60, "ear": rng.choice((0, 100)), "teen": 960},
        rested_tenths=rng.choice((970, 1000, 400)),
        seen_permille={"ear": rng.choice((700, 999)), "finger": 1000},
        jog_seen_permille={"ear": rng.choice((1, 600)), "teen": 333},
        window_before_ms=rng.choice((0, 5_000)),
        window_after_ms=rng.choice((0, 10_000, 45_000)),
        valid_permille=rng.choice((0, 333, 800, 1000)),
        recovered_tenths=950,
        recovery_limit_ms={"finger": 90_000, "ear": rng.choice((0, 5_000, 60_000))},
        fresh_ms=rng.choice((0, 5_000, 10_000)),
        rows=tuple(_row(rng, number) for number in range(rng.randint(0, 6))),
    )


def _row(rng: Random, number: int) -> GateRow:
    after_hold = {
        "nadir_below_tenths": (750, 800, 900),
        "below_band": (True,),
        "fall_over_tenths": (0, 30),
        "unread_holds": (1, 2),
    }
    moments = [
        {name: rng.choice(after_hold[name]) for name in rng.sample(list(after_hold), rng.choice((1, 1, 2)))},
        {name: rng.choice(after_hold[name]) for name in rng.sample(list(after_hold), rng.choice((1, 1, 2)))},
        {"unrecovered": rng.choice((1, 2))},
        {"hr_above_bpm": rng.choice((150, 190)), "hr_below_bpm": rng.choice((40, 60))},
        {"hunger_from": rng.choice((0, 8)), "hunger_holds": rng.choice((1, 2))},
    ]
    action = rng.choice(list(Action))
    return GateRow(id=f"row_{number}", action=action, text="", lifts="", **rng.choice(moments))


def random_rules(rng: Random) -> CueRules:
    """Return what somebody may want announced."""
    return CueRules(
        seconds=rng.choice((0, 1, 5, 10)),
        breaths=rng.choice((0, 1, 3)),
        halfway_hold=rng.random() < 0.5,
        halfway_rest=rng.random() < 0.5,
        last_three_start=rng.random() < 0.5,
        last_three_cap=rng.random() < 0.5,
    )


def random_events(rng: Random, sheet: Sheet, *, most: int = 200) -> list[AnyEvent]:
    """Return a stream for *sheet*; the session is played along, so that the times can be aimed."""
    state = State()
    events: list[AnyEvent] = _preamble(rng, sheet)
    for event in events:
        state = _after(sheet, state, event)
    for _ in range(rng.randint(1, most)):
        event = _event(rng, sheet, state)
        state = _after(sheet, state, event)
        events.append(event)
        if state.phase is Phase.OVER and rng.random() < 0.2:
            break
    return events


def _after(sheet: Sheet, state: State, event: AnyEvent) -> State:
    try:
        return step(sheet, state, event)[0]
    except SheetError:
        return state


def _preamble(rng: Random, sheet: Sheet) -> list[AnyEvent]:
    """Return the answers and the start; mostly such that the session begins."""
    if rng.random() < 0.03:
        return []
    goes = rng.random() < 0.8
    answers: list[AnyEvent] = [
        Answer(at_ms=0, question=question.id, value=rng.choice(options).value)
        for question in sheet.preflight
        for options in [[option for option in question.options if option.verdict is Verdict.GO or not goes]]
    ]
    return [*answers, Start(at_ms=0, wall_ms=sheet.issued_at_ms)]


def _event(rng: Random, sheet: Sheet, state: State) -> AnyEvent:
    at_ms = _time(rng, sheet, state)
    pick = rng.random()
    if state.phase is Phase.PAUSED and pick < 0.5:
        return Resume(at_ms=at_ms)
    if pick < 0.45:
        return Tick(at_ms=at_ms)
    if pick < 0.70:
        return Spo2(at_ms=at_ms, tenths=_tenths(rng), site=rng.choice(SITES), good=rng.random() < 0.85)
    if pick < 0.80:
        return RunnerSignal(at_ms=at_ms, signal=rng.choice(("air_hunger", "air_hunger", "limit", "breathe")))
    if pick < 0.86:
        count, by = rng.choice((0, 1, 8, 9, 10, 12, 15, 16)), rng.choice((None, *COUNTED_BY))
        return Paces(at_ms=at_ms, count=count, by=by)
    if pick < 0.88:
        return Counted(at_ms=at_ms, count=rng.choice((0, 7, 15)), by=rng.choice(COUNTED_BY))
    if pick < 0.92:
        return Seen(at_ms=at_ms, tenths=_tenths(rng), site=rng.choice(SITES))
    return _rare_event(rng, sheet, at_ms)


def _rare_event(rng: Random, sheet: Sheet, at_ms: int) -> AnyEvent:
    questions = [question.id for question in sheet.preflight]
    rare: list[AnyEvent] = [
        Hr(at_ms=at_ms, bpm=rng.choice((39, 59, 120, 151, 191))),
        Hr(at_ms=at_ms, bpm=rng.choice((39, 59, 120, 151, 191))),
        Breath(at_ms=at_ms),
        Hunger(at_ms=at_ms, rating=rng.randint(0, 10)),
        Hunger(at_ms=at_ms, rating=rng.choice((8, 9))),
        Pause(at_ms=at_ms, reason=rng.choice(("runner", "interrupted", "reload"))),
        Pause(at_ms=at_ms, reason="runner"),
        *(Resume(at_ms=at_ms) for _ in range(6)),
        Answer(
            at_ms=at_ms,
            question=rng.choice([*questions, "no_such_question"]),
            value=f"value_{rng.randrange(4)}",
        ),
        Start(
            at_ms=at_ms, wall_ms=ISSUED_MS + rng.choice((-300_001, -300_000, -1, 0, 53_999_999, 54_000_000))
        ),
        *([SymptomFelt(at_ms=at_ms, symptom=rng.choice(SYMPTOMS))] if rng.random() < 0.3 else []),
        *([rng.choice((Stop(at_ms=at_ms), Close(at_ms=at_ms)))] if rng.random() < 0.3 else []),
    ]
    return rng.choice(rare)


def _tenths(rng: Random) -> int:
    return rng.choice(
        (0, 690, 749, 750, 799, 800, 849, 850, 859, 860, 861, 899, 900, 939, 940, 949, 950, 980, 1000)
    )


def _time(rng: Random, sheet: Sheet, state: State) -> int:
    """Return when the next event comes: mostly soon, often right at a boundary, now and then far too late."""
    pick = rng.random()
    gap_ms = sheet.timing.gap_ms
    if pick < 0.01:
        return max(0, state.now_ms - rng.choice((1, 1_000)))
    if pick < 0.15:
        return state.now_ms
    if pick < 0.45:
        later_ms = rng.choice((1, 100, 250, 1_000))
    elif pick < 0.46:
        later_ms = rng.choice((3_600_000, 20_000_000))
    elif pick < 0.48:
        later_ms = gap_ms + rng.choice((0, 1))
    else:
        later_ms = rng.choice(_boundaries(sheet, state) or [gap_ms]) + rng.choice((-1, 0, 0, 0, 1))
    return min(max(0, later_ms) + state.now_ms, 86_400_000)


def _boundaries(sheet: Sheet, state: State) -> list[int]:
    """Return how long it is to each moment at which time alone changes something before a silence pauses."""
    segment = sheet.segments[state.segment]
    durations = [sheet.timing.count_in_ms, state.cap_ms, state.rest_ms, segment.duration_ms]
    for part in segment.parts:
        durations += [ms for ms in (part.after_ms, part.cap_ms) if ms is not None]
    ends = [since + ms for since in (state.since_ms, state.part_since_ms) for ms in durations]
    if state.released_ms is not None:
        limits = (sheet.gate.window_after_ms, *sheet.gate.recovery_limit_ms.values())
        ends += [state.released_ms + ms for ms in limits]
    return [at_ms - state.now_ms for at_ms in ends if 0 < at_ms - state.now_ms < sheet.timing.gap_ms]


def spoilt_sheet(rng: Random) -> dict[str, Any]:
    """Return a random sheet as plain values, with one of them changed, added or taken away."""
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(random_sheet(rng)))
    place: Any = written
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = rng.choice(keys)
        if not isinstance(place[key], (dict, list)) or not place[key] or rng.random() < 0.1:
            break
        place = place[key]
    fate = rng.random()
    if fate < 0.2:
        del place[key]
    elif fate < 0.3 and isinstance(place, dict):
        place["unheard_of"] = 1
    else:
        place[key] = rng.choice(
            (None, True, -1, 0, 1, 0.5, 7, 5_000, 10**8, "", "end", "hold", "x" * 90, [], {})
        )
    return written
