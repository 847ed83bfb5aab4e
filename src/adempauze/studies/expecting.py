"""What a session of a level would do to a runner: the plan of the rules, lived by people like him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adempauze.body.expect import Expected, expect
from adempauze.body.playing import (
    LONGEST_WITHOUT_CAP_S,
    PACES_PER_MIN,
    demand_ml_kg_min,
    hold_volume_l_btps,
)
from adempauze.body.sensors import Sensor, Site
from adempauze.body.simulate import Breathe, Hold, Stretch
from adempauze.planning import PlannedSession, prescribe
from adempauze.protocols.model import Kind, LungVolume, Protocol
from adempauze.session.sheet import SheetPart, SheetSegment, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from adempauze.body.runner import Runner


def expect_level(
    protocol: Protocol,
    runner: Runner,
    *,
    level: int,
    site: Site,
    with_caps: bool = True,
    rng: np.random.Generator,
    runners: int,
) -> Expected:
    """Return the main set of *protocol* at a *level*, at its longest caps, for people like *runner*.

    *with_caps* False goes on to the breaking point in every hold, which no rule clears. *runners* is how many
    people are drawn, 20 or more. It clears nothing. Raises ParameterError for a level that does not exist.
    """
    planned = prescribe(protocol, level=level, signal=SignalKind.LIVE)
    return expect(
        runner,
        lambda one: list(_main_set(planned, one, with_caps)),
        Sensor(site=site, averaging_s=4.0),
        rng=rng,
        runners=runners,
    )


def _main_set(planned: PlannedSession, runner: Runner, with_caps: bool) -> Iterator[Stretch]:
    main = [segment for segment in planned.segments if segment.kind is Kind.HOLD][-1].exercise
    yield Breathe(duration_s=60.0, demand_ml_kg_min=demand_ml_kg_min(planned.segments[0].activity, runner))
    for segment in planned.segments:
        if segment.exercise != main:
            continue
        if segment.kind is Kind.HOLD:
            yield from _hold(segment, runner, with_caps)
        else:
            yield Breathe(
                duration_s=segment.duration_ms / 1000,
                demand_ml_kg_min=demand_ml_kg_min(segment.activity, runner),
            )


def _hold(segment: SheetSegment, runner: Runner, with_caps: bool) -> Iterator[Stretch]:
    whole_s = segment.cap_ms / 1000 if with_caps else LONGEST_WITHOUT_CAP_S
    start = hold_volume_l_btps(LungVolume.FRC, segment.activity, runner)
    for index, part in enumerate(segment.parts):
        yield Hold(
            duration_s=min(whole_s, _longest_s(part) if with_caps else LONGEST_WITHOUT_CAP_S),
            whole_s=whole_s,
            volume_l_btps=start if index == 0 else None,
            demand_ml_kg_min=demand_ml_kg_min(part.activity, runner),
            limit_frac=runner.hunger_frac() if part.on_signal == "air_hunger" else 1.0,
        )


def _longest_s(part: SheetPart) -> float:
    ends_s = [ms / 1000 for ms in (part.after_ms, part.cap_ms) if ms is not None]
    if part.after_paces is not None and part.activity in PACES_PER_MIN:
        ends_s.append(part.after_paces * 60.0 / PACES_PER_MIN[part.activity])
    return min(ends_s, default=LONGEST_WITHOUT_CAP_S)
