"""From a protocol to stretches of breathing and holding: what a runner does when he reads it."""

from __future__ import annotations

from collections.abc import Iterator

from adempauze.body.runner import Runner
from adempauze.body.simulate import Breathe, Hold, Stretch
from adempauze.physiology.lungs import predicted_volumes
from adempauze.physiology.metabolism import (
    RESTING_VO2_ML_KG_MIN,
    vo2_running_ml_kg_min,
    vo2_walking_ml_kg_min,
)
from adempauze.protocols.model import (
    Activity,
    End,
    EndKind,
    Kind,
    LungVolume,
    Part,
    Protocol,
    Segment,
    Signal,
    Span,
    When,
)

# how a runner moves where the protocol does not say; our proposals
WALKING_KM_H = 4.8
JOGGING_KM_H = 8.0
RUNNING_VO2MAX_FRAC = 0.75
CYCLING_VO2MAX_FRAC = 0.5
PACES_PER_MIN = {Activity.WALK: 110.0, Activity.JOG: 155.0, Activity.RUN: 170.0}
LONGEST_WITHOUT_CAP_S = 120.0  # an ordinary runner breathes long before
SECONDS_PER_BREATH = 4.0
LOWER_IN_MOTION_L_BTPS = 0.3  # end-expiratory volume falls 0.1 to 0.3 L in mild exercise
MOVING = frozenset({Activity.WALK, Activity.JOG, Activity.RUN, Activity.CYCLE})


def demand_ml_kg_min(activity: Activity, runner: Runner) -> float:
    """Return the O2 demand of an activity, in mL per kg and minute."""
    rest = runner.vo2_rest_ml_kg_min
    return {
        Activity.LIE: rest,
        Activity.SIT: rest,
        Activity.STAND: rest + 0.3 * RESTING_VO2_ML_KG_MIN,
        Activity.WALK: vo2_walking_ml_kg_min(WALKING_KM_H),
        Activity.JOG: vo2_running_ml_kg_min(JOGGING_KM_H),
        Activity.RUN: RUNNING_VO2MAX_FRAC * runner.vo2max_ml_kg_min,
        Activity.CYCLE: CYCLING_VO2MAX_FRAC * runner.vo2max_ml_kg_min,
    }[activity]


def stretches_of(protocol: Protocol, runner: Runner, *, with_caps: bool = True) -> list[Stretch]:
    """Return what a runner does who plays a protocol: the least repetitions that it asks, in order.

    Paces become seconds at a usual cadence, breaths at a usual pace, and the signals of air hunger and limit
    come when the runner has missed as much breathing as the model says. A range of numbers is played at its
    upper end. *with_caps* False plays every hold as far as the runner can go, which nothing clears.
    """
    played: list[Stretch] = []
    for exercise in protocol.exercises:
        for repetition in range(exercise.repeat.min):
            is_last = repetition == exercise.repeat.min - 1
            for segment in exercise.segments:
                if segment.when is When.EACH or is_last:
                    played += _segment(segment, runner, with_caps)
    return played


def hold_volume_l_btps(volume: LungVolume, activity: Activity, runner: Runner) -> float:
    """Return the lung volume at which a runner starts a hold."""
    expected = predicted_volumes(runner.sex, age_y=runner.age_y, height_m=runner.height_m)
    if volume is LungVolume.TLC:
        return expected.tlc_l_btps
    if volume is LungVolume.RV:
        return expected.rv_l_btps
    lower = LOWER_IN_MOTION_L_BTPS if activity in MOVING else 0.0
    return runner.expected_frc_l_btps - lower


def _segment(segment: Segment, runner: Runner, with_caps: bool) -> Iterator[Stretch]:
    if segment.kind is Kind.HOLD:
        yield from _hold(segment, runner, with_caps)
    else:
        yield Breathe(
            duration_s=_seconds(segment.ends, segment.activity, segment),
            demand_ml_kg_min=demand_ml_kg_min(segment.activity, runner),
        )


def _hold(segment: Segment, runner: Runner, with_caps: bool) -> Iterator[Stretch]:
    start = hold_volume_l_btps(segment.breathing.volume or LungVolume.FRC, segment.activity, runner)
    whole_s = float(segment.cap_s or LONGEST_WITHOUT_CAP_S) if with_caps else LONGEST_WITHOUT_CAP_S
    for index, part in enumerate(segment.hold_parts):
        longest_s = _seconds(part.ends, part.activity, segment)
        if with_caps and part.cap_s is not None:
            longest_s = min(longest_s, part.cap_s)
        yield Hold(
            duration_s=min(longest_s, whole_s),
            whole_s=whole_s,
            volume_l_btps=start if index == 0 else None,
            demand_ml_kg_min=demand_ml_kg_min(part.activity, runner),
            limit_frac=_limit(part, runner),
        )


def _limit(part: Part, runner: Runner) -> float:
    """Return how much missed breathing ends a part: at air hunger where it says so, else at the limit."""
    signals = {end.value for end in part.ends if end.kind is EndKind.SIGNAL}
    if Signal.AIR_HUNGER in signals:
        return runner.hunger_frac()
    return 1.0


def _seconds(ends: tuple[End, ...], activity: Activity, segment: Segment) -> float:
    """Return the seconds after which the first of some ends comes."""
    found = [LONGEST_WITHOUT_CAP_S]
    for end in ends:
        value = end.value.max if isinstance(end.value, Span) else end.value
        if end.kind is EndKind.SECONDS:
            found.append(float(value))
        elif end.kind is EndKind.PACES:
            found.append(float(value) * 60.0 / PACES_PER_MIN.get(activity, PACES_PER_MIN[Activity.WALK]))
        elif end.kind is EndKind.BREATHS:
            breath = segment.breathing
            pace = (breath.inhale_s or 0.0) + (breath.exhale_s or 0.0) or SECONDS_PER_BREATH
            found.append(float(value) * pace)
    return min(found)
