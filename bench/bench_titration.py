"""A thousand synthetic runners on the ladder: how often personal titration lets a lowest value fall too far.

The runners fall otherwise than the titration believes: not at all for the first seconds, then with a slope of
their own; their ear sensor has an error of its own and sees six tenths of a fall on the run, and after a
walk seven tenths or all of it. Every hold goes to its cap, which is the worst that a runner can do. The
population is invented, like the prior.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean, median

from adempauze.planning import (
    Caps,
    CheckIn,
    History,
    Level,
    PastHold,
    PastSession,
    SignOff,
    barred,
    ladder,
    progress,
)
from adempauze.protocols import Activity
from adempauze.safety import locks_from, rule_book
from adempauze.session import SignalKind
from adempauze.session.gate import arterial_tenths
from adempauze.session.state import Outcome

BEGUN = datetime(2026, 1, 5, 18, tzinfo=UTC)
DAYS = (0, 2, 4)  # of each week
WEEKS = 6


@dataclass(frozen=True)
class Runner:
    """One synthetic runner, in percent and seconds."""

    start: float
    delay: float
    walk: float
    jog: float
    sensor_error: float
    walk_seen: float  # how much of a fall the ear shows after a walk


@dataclass(frozen=True)
class Held:
    """One hold as it was in the blood."""

    level: Level
    session: int  # at levels above 1, from 1
    lowest: float


def runner(rng: Random, walk_seen: float) -> Runner:
    """Draw a runner: slopes spread widely, a sensor that is off by two points or so."""
    return Runner(
        start=rng.gauss(97, 0.7),
        delay=rng.uniform(2, 6),
        walk=0.45 * rng.lognormvariate(0, 0.5),
        jog=1.4 * rng.lognormvariate(0, 0.4),
        sensor_error=rng.gauss(0, 2),
        walk_seen=walk_seen,
    )


def lowest(one: Runner, walk_s: float, jog_s: float, rng: Random) -> float:
    """Return what a hold leads to in the blood."""
    late = max(0.0, one.delay - walk_s)
    fall = one.walk * max(0.0, walk_s - one.delay) + one.jog * max(0.0, jog_s - late)
    return one.start - fall + rng.gauss(0, 2)


def arterial_read(one: Runner, truth: float, jogged: bool, rng: Random) -> float:
    """Return what the gate makes of the ear sensor's lowest value."""
    seen = one.start - (one.start - truth) * (0.6 if jogged else one.walk_seen)
    displayed = min(100, round(seen + one.sensor_error + rng.gauss(0, 1.5)))
    return arterial_tenths(rule_book().gate, 10 * displayed, "ear", jogged=jogged) / 10


def life(one: Runner, rng: Random) -> Iterator[Held]:
    """Yield the holds above level 1 of six weeks on the ladder."""
    history = History(
        quiz_passed_at=BEGUN, sign_offs=tuple(SignOff(level=level, by="coach", at=BEGUN) for level in (5, 6))
    )
    number = 0
    for day in (7 * week + day for week in range(WEEKS) for day in DAYS):
        at = BEGUN + timedelta(days=day)
        if barred(history, at) or locks_from(history, at):
            continue
        standing = progress(history, signal=SignalKind.SEEN, now=at)
        level = ladder()[standing.level]
        number += level.level > 1
        session, truths = _session(one, level, standing.caps, standing.reps, at, rng)
        check = CheckIn(session_id=session.id, at=at + timedelta(hours=12), when="morning", hrv="usual")
        history = History(
            sessions=(*history.sessions, session),
            check_ins=(*history.check_ins, check),
            sign_offs=history.sign_offs,
            quiz_passed_at=BEGUN,
        )
        if level.level > 1:
            yield from (Held(level, number, truth) for truth in truths)


def _session(
    one: Runner, level: Level, caps: Caps, reps: int, at: datetime, rng: Random
) -> tuple[PastSession, list[float]]:
    holds, truths, reasons, outcome = [], [], [], Outcome.COMPLETED
    limit_ms = caps.walk_ms + caps.jog_ms
    for _ in range(reps):
        # most walk until air hunger, somewhere before the cap; where the level jogs, the jog follows
        walk_ms = min(limit_ms, round(caps.walk_ms * rng.uniform(0.5, 0.8)) if caps.jog_ms else caps.walk_ms)
        jog_ms = max(0, min(caps.jog_ms, limit_ms - walk_ms))
        truth = lowest(one, walk_ms / 1000, jog_ms / 1000, rng)
        read = arterial_read(one, truth, jog_ms > 0, rng)
        truths.append(truth)
        holds.append(
            PastHold(
                activity=Activity.JOG if jog_ms else Activity.WALK,
                duration_ms=walk_ms + jog_ms,
                jog_ms=jog_ms,
                nadir_tenths=round(10 * read),
                site="ear",
                hunger=3,
            )
        )
        if 10 * read < level.floor_tenths:
            outcome = Outcome.LOCKED if read < 75 else Outcome.ENDED
            reasons.append("lock.below_75" if read < 75 else "gate.below_80")
            break
        if level.level > 1 and 10 * read < level.band_low_tenths:
            reasons.append("gate.below_band")
            limit_ms = min(limit_ms, (walk_ms + jog_ms) * 4 // 5)
    session = PastSession(
        id=at.isoformat(),
        started_at=at,
        level=level.level,
        signal=SignalKind.SEEN,
        outcome=outcome,
        caps=caps,
        reasons=tuple(reasons),
        holds=tuple(holds),
        left_out=reps - len(holds),
    )
    return session, truths


def study(runners: int, seed: int = 1, *, walk_seen: float = 0.7) -> dict[str, float]:
    """Return the shares that R17 asks for, over so many runners."""
    rng = Random(seed)  # noqa: S311 - chance, not secrets
    lives = [list(life(runner(rng, walk_seen), rng)) for _ in range(runners)]
    holds = [held for one in lives for held in one]
    sixth = [[held for held in one if held.session == 6] for one in lives]
    in_band = [100 * mean(_is_in_band(held) for held in held_then) for held_then in sixth if held_then]
    under_top = [
        100 * mean(held.lowest >= _low(held) for held in held_then) for held_then in sixth if held_then
    ]
    return {
        "runners": runners,
        "holds above level 1": len(holds),
        "holds under 80 %, per cent": 100 * mean(held.lowest < 80 for held in holds),
        "holds under 75 %, per cent": 100 * mean(held.lowest < 75 for held in holds),
        "median sixth session in its band, per cent of its holds": median(in_band),
        "mean sixth session in its band, per cent of its holds": mean(in_band),
        "median sixth session at or above the floor of its band": median(under_top),
        "runners who reach level 3": sum(any(h.level.level >= 3 for h in one) for one in lives),
        "runners who reach level 4": sum(any(h.level.level >= 4 for h in one) for one in lives),
    }


def _low(held: Held) -> float:
    return held.level.band_low_tenths / 10


def _is_in_band(held: Held) -> bool:
    return _low(held) <= held.lowest <= held.level.band_high_tenths / 10


if __name__ == "__main__":
    for walk_seen in (0.7, 1.0):
        print(f"an ear that shows {walk_seen:g} of a fall after a walk")
        for name, value in study(
            int(sys.argv[1]) if len(sys.argv) > 1 else 1000, walk_seen=walk_seen
        ).items():
            print(f"  {name}: {value:g}")
