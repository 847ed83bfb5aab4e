"""From a protocol to a planned session: concrete segments, with the caps of a level."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from adempauze.errors import ParameterError
from adempauze.planning.ladder import Caps, Level, first_level_that_jogs, ladder, least_rest_ms
from adempauze.protocols.model import (
    ON_FOOT_FAST,
    Activity,
    Depth,
    End,
    EndKind,
    Exercise,
    Kind,
    Part,
    Protocol,
    Segment,
    Signal,
    Span,
    Text,
    When,
)
from adempauze.session.sheet import Lower, SheetPart, SheetSegment, SignalKind

_STILL = (Activity.LIE, Activity.SIT, Activity.STAND)


class PlannedSession(Struct, frozen=True, kw_only=True):
    """What is meant to be done. Nobody plays it before safety has cleared it."""

    protocol: str
    protocol_version: int
    title: Text
    level: int
    signal: SignalKind
    demonstration: bool
    segments: tuple[SheetSegment, ...]
    why: tuple[str, ...] = ()  # ids of the ladder's rules that made it as it is

    @property
    def longest(self) -> Caps:
        """The longest that any hold of it asks for: paces, time up to a jog, and time of jogging."""
        holds = [segment for segment in self.segments if segment.kind is Kind.HOLD]
        jogs_ms = [_jog_ms(hold) for hold in holds]
        return Caps(
            paces=max((part.after_paces or 0 for hold in holds for part in hold.parts), default=0),
            walk_ms=max((hold.cap_ms - jog for hold, jog in zip(holds, jogs_ms, strict=True)), default=0),
            jog_ms=max(jogs_ms, default=0),
        )


def prescribe(
    protocol: Protocol,
    *,
    level: int,
    signal: SignalKind,
    caps: Caps | None = None,
    reps: int | None = None,
    reps_permille: int = 1000,
    why: tuple[str, ...] = (),
) -> PlannedSession:
    """Return the session of *protocol* at a *level* of the ladder, 0 to 6.

    Every hold is capped by the protocol, by the level and by *caps*, whichever is shortest. Below the levels
    that jog, a walk-then-jog hold is walked; at level 0 it is held still. Rests are never shorter than the
    protocol or the level says. *reps* bounds the repetitions of every exercise, *reps_permille* takes its
    share of them. Raises ParameterError for a level that does not exist.
    """
    rungs = ladder()
    if level not in range(len(rungs)):
        raise ParameterError(f"level must be 0 to {len(rungs) - 1}; got {level}.")
    rung = rungs[level]
    most = rung.most if caps is None else rung.most.within(caps)
    rung = replace(
        rung,
        most_paces=most.paces,
        walk_cap_ms=most.walk_ms,
        jog_cap_ms=most.jog_ms,
        most_reps=min(rung.most_reps, reps or rung.most_reps),
    )
    planned = _planned(protocol, rung, signal, reps_permille, demonstration=False)
    walks = rung.most_paces > 0
    if walks and level < first_level_that_jogs().level and _would_jog(protocol):
        why = (*why, "ladder.walked")
    return replace(planned, why=why)


def _would_jog(protocol: Protocol) -> bool:
    return any(
        part.activity in ON_FOOT_FAST
        for exercise in protocol.exercises
        for segment in exercise.segments
        for part in segment.hold_parts
        if segment.kind is Kind.HOLD
    )


def _jog_ms(hold: SheetSegment) -> int:
    """Return how much of a hold can be jogged; one that jogs from its first part, all of it."""
    if hold.parts[0].activity in ON_FOOT_FAST:
        return hold.cap_ms
    return sum(part.cap_ms or 0 for part in hold.parts if part.activity in ON_FOOT_FAST)


def demonstrate(protocol: Protocol) -> PlannedSession:
    """Return the whole form of *protocol* as its source has it, under its own caps: only to watch."""
    return _planned(protocol, None, SignalKind.NONE, 1000, demonstration=True)


@lru_cache(maxsize=4096)  # a plan depends on nothing else, and many runners are given the same
def _planned(
    protocol: Protocol, level: Level | None, signal: SignalKind, reps_permille: int, *, demonstration: bool
) -> PlannedSession:
    segments = [
        planned
        for exercise in protocol.exercises
        for planned in _repetitions(exercise, level, _reps(exercise, level, reps_permille))
    ]
    return PlannedSession(
        protocol=protocol.id,
        protocol_version=protocol.version,
        title=protocol.title,
        level=ladder()[-1].level if level is None else level.level,
        signal=signal,
        demonstration=demonstration,
        segments=tuple(segments if level is None else _led_in(segments)),
    )


def _led_in(segments: list[SheetSegment]) -> list[SheetSegment]:
    """Return a session in which the first long hold comes as rested as the ones after it.

    After a warm-up's short rest it would fall further than the others of its set.
    """
    open_ms = ladder()[1].cap_ms
    holds = [at for at, segment in enumerate(segments) if segment.kind is Kind.HOLD]
    for before, first in pairwise(holds):
        if segments[before].cap_ms <= open_ms < segments[first].cap_ms:
            after = next((at for at in holds if at > first), first)
            rest_ms = _rest_ms(segments[before + 1 : first])
            wanted_ms = _rest_ms(segments[first + 1 : after])
            last = segments[first - 1]
            longer = replace(last, duration_ms=last.duration_ms + max(0, wanted_ms - rest_ms))
            segments = [*segments[: first - 1], longer, *segments[first:]]
    return segments


def is_rested(segments: Sequence[SheetSegment]) -> bool:
    """Whether every hold has the rest it needs after it, and the first long one no less before it."""
    each = list(segments)
    holds = [at for at, segment in enumerate(each) if segment.kind is Kind.HOLD]
    return _led_in(each) == each and all(
        _rest_ms(each[at + 1 : after]) >= least_rest_ms(each[at].cap_ms)
        for at, after in pairwise([*holds, len(each)])
    )


def _rest_ms(segments: list[SheetSegment]) -> int:
    return sum(segment.duration_ms for segment in segments)


def _reps(exercise: Exercise, level: Level | None, reps_permille: int) -> int:
    reps = exercise.repeat.max if level is None else min(exercise.repeat.max, level.most_reps)
    return max(1, reps * reps_permille // 1000)


def _repetitions(exercise: Exercise, level: Level | None, of: int) -> list[SheetSegment]:
    return [
        concrete
        for repetition in range(1, of + 1)
        for concrete in _rested(
            [
                _concrete(exercise, segment, repetition, of, level)
                for segment in exercise.segments
                if segment.when is When.EACH or repetition == of
            ]
        )
    ]


def _concrete(
    exercise: Exercise, segment: Segment, repetition: int, of: int, level: Level | None
) -> SheetSegment:
    build = _hold if segment.kind is Kind.HOLD else _rest
    return replace(build(exercise, segment, repetition, level), of=of)


def _rested(segments: list[SheetSegment]) -> list[SheetSegment]:
    """Return one repetition with its last rest made long enough for its longest hold."""
    rest_ms = _rest_ms(segments)
    cap_ms = max((segment.cap_ms for segment in segments), default=0)
    needed_ms = least_rest_ms(cap_ms)
    if cap_ms == 0 or rest_ms >= needed_ms or segments[-1].kind is Kind.HOLD:
        return segments
    last = segments[-1]
    return [*segments[:-1], replace(last, duration_ms=last.duration_ms + needed_ms - rest_ms)]


# --- holds ---------------------------------------------------------------------------------------------


def _hold(exercise: Exercise, segment: Segment, repetition: int, level: Level | None) -> SheetSegment:
    parts, cap_ms = _parts_and_cap(segment, level)
    goes_to_a_signal = any(end.kind is EndKind.SIGNAL for end in segment.all_ends)
    return SheetSegment(
        exercise=exercise.id,
        repetition=repetition,
        of=exercise.repeat.max,
        kind=segment.kind,
        activity=parts[0].activity,
        route=segment.breathing.route,
        depth=segment.breathing.depth,
        cue="breathe_out",
        # Smile, thumbs up: the source asks for it where the runner looks for a limit.
        note="thumbs_up" if goes_to_a_signal else None,
        cap_ms=cap_ms,
        parts=parts,
        lower=_lower(segment, level),
        band_low_tenths=level.low_tenths(cap_ms) if level else None,
    )


def _lower(segment: Segment, level: Level | None) -> Lower | None:
    """Return the hold of level 1 for a session above it."""
    lowest = ladder()[1]
    if level is None or level.level <= lowest.level:
        return None
    most = lowest.most.within(Caps(paces=level.most_paces, walk_ms=level.walk_cap_ms, jog_ms=0))
    first = replace(lowest, most_paces=most.paces, walk_cap_ms=most.walk_ms)
    parts, cap_ms = _parts_and_cap(segment, first)
    return Lower(cap_ms=cap_ms, parts=parts)


def _parts_and_cap(segment: Segment, level: Level | None) -> tuple[tuple[SheetPart, ...], int]:
    parts = [part for part in segment.hold_parts if _is_open(part, level)] or [segment.hold_parts[0]]
    is_cut = len(parts) < len(segment.hold_parts)
    concrete = tuple(
        _part(part, level, is_first=part is parts[0], bounded=is_cut and part is parts[-1]) for part in parts
    )
    cap_ms = 1000 * (segment.cap_s or 0)
    if level is None:
        return concrete, cap_ms
    return concrete, min(cap_ms, _level_cap_ms(concrete, level))


def _level_cap_ms(parts: tuple[SheetPart, ...], level: Level) -> int:
    """Return the most a hold of these parts may last: one that jogs at once has no walk in it."""
    if parts[0].activity in ON_FOOT_FAST:
        return level.jog_cap_ms
    jogs = any(part.activity in ON_FOOT_FAST for part in parts)
    return level.cap_ms if jogs else level.walk_cap_ms


def _is_open(part: Part, level: Level | None) -> bool:
    return level is None or part.activity not in ON_FOOT_FAST or level.jog_cap_ms > 0


def _part(part: Part, level: Level | None, *, is_first: bool, bounded: bool) -> SheetPart:
    """Return a part as it is played. *bounded*: what came after it in the protocol is left out today."""
    activity = part.activity if _is_open(part, level) else Activity.WALK
    if level is not None and level.most_paces == 0 and activity not in _STILL:
        activity = Activity.STAND
    ends = {end.kind: end for end in part.ends}
    signal = None if bounded else ends.get(EndKind.SIGNAL)
    return SheetPart(
        activity=activity,
        after_ms=_milliseconds(ends.get(EndKind.SECONDS)),
        after_paces=_paces(ends.get(EndKind.PACES), activity, level),
        at_spo2_tenths=10 * most if (most := _most(ends.get(EndKind.SPO2))) else None,
        on_signal=signal.value.value if signal and isinstance(signal.value, Signal) else None,
        cap_ms=None if is_first else _part_cap_ms(part, level),
        cue=_cue_of(activity),
    )


def _paces(end: End | None, activity: Activity, level: Level | None) -> int | None:
    if activity is not Activity.WALK:
        return None
    written = _most(end)
    if level is None:
        return written
    if written is None:  # a walk that may become a jog ends by its signal, or its time
        return None if level.jog_cap_ms > 0 else level.most_paces
    return min(written, level.most_paces)


def _part_cap_ms(part: Part, level: Level | None) -> int | None:
    caps_ms = [1000 * part.cap_s] if part.cap_s is not None else []
    if level is not None and part.activity in ON_FOOT_FAST:
        caps_ms.append(level.jog_cap_ms)
    return min(caps_ms, default=None)


def _cue_of(activity: Activity) -> str:
    if activity in ON_FOOT_FAST:
        return "jog_gently"
    return "walk" if activity is Activity.WALK else "hold_still"


# --- everything else -----------------------------------------------------------------------------------


def _rest(exercise: Exercise, segment: Segment, repetition: int, level: Level | None) -> SheetSegment:
    inhale_ms, exhale_ms = _pace_ms(segment)
    breaths = next((_most(end) or 0 for end in segment.ends if end.kind is EndKind.BREATHS), 0)
    return SheetSegment(
        exercise=exercise.id,
        repetition=repetition,
        of=exercise.repeat.max,
        kind=segment.kind,
        activity=segment.activity,
        route=segment.breathing.route,
        depth=segment.breathing.depth,
        cue=_rest_cue(exercise, segment, breaths),
        duration_ms=_duration_ms(segment, breaths * (inhale_ms + exhale_ms)),
        breaths=breaths if segment.breathing.is_paced else 0,
        inhale_ms=inhale_ms,
        exhale_ms=exhale_ms,
    )


def _duration_ms(segment: Segment, breaths_ms: int) -> int:
    """Return how long a rest lasts at least: its seconds, or the time of its paced breaths."""
    seconds = next((end for end in segment.ends if end.kind is EndKind.SECONDS), None)
    duration_ms = max(_milliseconds(seconds) or 0, breaths_ms)
    if duration_ms == 0:
        raise ParameterError(
            f"a segment of kind {segment.kind.value} must end after seconds, or after breaths that have a "
            "pace; give inhale_s and exhale_s."
        )
    return duration_ms


def _pace_ms(segment: Segment) -> tuple[int, int]:
    breathing = segment.breathing
    return round(1000 * (breathing.inhale_s or 0)), round(1000 * (breathing.exhale_s or 0))


def _rest_cue(exercise: Exercise, segment: Segment, breaths: int) -> str:
    if segment.kind is Kind.MOVE:
        return "easy_minutes"
    if segment.when is When.LAST:
        return "calm_minutes"
    counted = {(Depth.SHALLOW, 6): "six_short", (Depth.DEEP, 12): "twelve_slow"}
    holds = [other for other in exercise.segments if other.kind is Kind.HOLD]
    moved = any(part.activity not in _STILL for hold in holds for part in hold.hold_parts)
    still = "stand_still" if moved and segment.activity is Activity.STAND else "breathe_normally"
    return counted.get((segment.breathing.depth, breaths), still)


def _milliseconds(end: End | None) -> int | None:
    most = _most(end)
    return None if most is None else 1000 * most


def _most(end: End | None) -> int | None:
    """Return the larger end of a range: what a hold ends at by itself."""
    if end is None or isinstance(end.value, Signal):
        return None
    return end.value.max if isinstance(end.value, Span) else end.value
