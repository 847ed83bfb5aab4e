"""The safety study: many virtual runners train for weeks by the real rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from msgspec.structs import replace

from adempauze.body.runner import Runner
from adempauze.body.sensors import Sensor, Site
from adempauze.errors import ParameterError, check_range
from adempauze.planning.history import CheckIn, History, SignOff
from adempauze.protocols import shipped_protocol
from adempauze.safety.clearing import Profile, Refusal, clear, plan_today
from adempauze.safety.rulebook import rule_book
from adempauze.safety.screening import Screened
from adempauze.session.sheet import Sheet, SignalKind
from adempauze.studies.playing import played_together
from adempauze.studies.virtual import HoldTruth, Played, VirtualRunner, past_of, truths_of

GATE_NUMBERS = ("recovered_tenths", "correction_tenths", "jog_correction_tenths")
CONNECT_S = 10  # how long a scheduler may take to answer
CHUNK_RUNNERS = 64  # a chunk has its own seed: who computes it, and in what order, changes nothing
FIRST_SESSION = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
WEEKDAYS = (0, 2, 4)
BIRTH_YEAR = 1990
SCREENED = Screened(on=date(2026, 3, 1), fired=())
# how many answer worse than "go" before a session; our proposals
AMBER_FRAC, RED_FRAC = 0.12, 0.02
USUAL_HRV_FRAC = 0.85
SIGNED_OFF_LEVEL = 5  # everyone finds a coach who signs for level 5: the study looks where most can go wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is studied: protocol, weeks, signal and site, the model, and rules changed to see what they buy.

    ``without`` are rows of the gate that are switched off; ``gate`` replaces numbers of the gate by name, as
    ``{"recovered_tenths": 930}`` or, for a correction of the runner's site, ``{"correction_tenths": 30}``.
    """

    protocol: str
    weeks: int
    signal: SignalKind = SignalKind.LIVE
    site: Site = "finger"
    values: Mapping[str, float] | None = None
    without: tuple[str, ...] = ()
    gate: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        known = sorted(rule.id for rule in (*rule_book().group("gate"), *rule_book().group("lock")))
        for name in self.without:
            if name not in known:
                raise ParameterError(f'There is no rule "{name}". There are: {", ".join(known)}.')
        for name in self.gate or {}:
            if name not in GATE_NUMBERS:
                raise ParameterError(f'"{name}" cannot be changed here; {", ".join(GATE_NUMBERS)} can.')
        check_range("weeks", self.weeks, 1, 52, "weeks")
        shipped_protocol(self.protocol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What one virtual runner did: his holds by session, and what stopped or locked him."""

    holds: tuple[tuple[HoldTruth, ...], ...]
    levels: tuple[int, ...]
    days: tuple[int, ...]
    outcomes: tuple[str, ...]
    refusals: tuple[str, ...]
    reasons: tuple[str, ...]


def someone(rng: np.random.Generator) -> Runner:
    """Return a runner from the club: age, size and fitness vary; our proposal, after Dutch adults."""
    is_male = bool(rng.random() < 0.55)
    height = float(np.clip(rng.normal(1.82 if is_male else 1.69, 0.07), 1.50, 2.05))
    return Runner(
        sex="male" if is_male else "female",
        age_y=float(rng.uniform(20, 60)),
        height_m=height,
        mass_kg=float(np.clip(rng.normal(23.0, 2.2), 18.0, 30.0)) * height**2,
        vo2max_ml_kg_min=float(np.clip(rng.normal(50 if is_male else 43, 6), 28, 75)),
    )


def train(study: Study, seed: np.random.SeedSequence) -> Trained:
    """Return what one virtual runner did in the weeks of a study; the same seed gives the same runner."""
    return chunk(study, [seed])[0]


def chunk(study: Study, seeds: Sequence[np.random.SeedSequence]) -> list[Trained]:
    """Return what some runners did; they play the sessions of a day abreast, and none changes another's."""
    training = [_Training(study, np.random.default_rng(seed)) for seed in seeds]
    for week in range(study.weeks):
        for weekday in WEEKDAYS:
            day = 7 * week + weekday
            opened = [(one, sheet) for one in training if (sheet := one.sheet_of(day)) is not None]
            plays = [(one.who, sheet, _answers(one.who.rng)) for one, sheet in opened]
            for (one, sheet), session in zip(opened, played_together(plays), strict=True):
                one.take(day, sheet, session)
    return [one.trained() for one in training]


class _Training:
    """One runner in a study: what he is, what he has done, and what that lets him do next."""

    def __init__(self, study: Study, rng: np.random.Generator) -> None:
        self._study = study
        sensor = Sensor(site=study.site, averaging_s=4.0)
        values = None if study.values is None else dict(study.values)
        self.who = VirtualRunner(someone(rng), sensor=sensor, rng=rng, values=values)
        before = FIRST_SESSION - timedelta(days=1)
        sign_off = SignOff(level=SIGNED_OFF_LEVEL, by="coach", at=before)
        self._history = History(quiz_passed_at=before, sign_offs=(sign_off,))
        self._holds: list[tuple[HoldTruth, ...]] = []
        self._levels: list[int] = []
        self._days: list[int] = []
        self._outcomes: list[str] = []
        self._refusals: list[str] = []
        self._reasons: list[str] = []

    def sheet_of(self, day: int) -> Sheet | None:
        """Return what the rules let him play on a day of the study, or None if they refuse."""
        now = FIRST_SESSION + timedelta(days=day)
        profile = Profile(history=self._history)
        planned = plan_today(
            shipped_protocol(self._study.protocol),
            signal=self._study.signal,
            screened=SCREENED,
            birth_year=BIRTH_YEAR,
            now=now,
            profile=profile,
        )
        cleared = clear(
            planned,
            screened=SCREENED,
            birth_year=BIRTH_YEAR,
            now=now,
            profile=profile,
            lang="en",
            sheet_id=f"s{day}",
        )
        if isinstance(cleared, Refusal):
            self._refusals.append(cleared.most_limiting.id)
            return None
        return _changed(cleared.sheet, self._study)

    def take(self, day: int, sheet: Sheet, session: Played) -> None:
        """Take in a session as it was played; an hour later and the next morning he says how he is."""
        now = FIRST_SESSION + timedelta(days=day)
        past = past_of(self.who, sheet, session, now)
        checks = (
            CheckIn(session_id=past.id, at=now + timedelta(hours=1), when="hour"),
            CheckIn(
                session_id=past.id,
                at=now + timedelta(hours=13),
                when="morning",
                hrv="usual" if self.who.rng.random() < USUAL_HRV_FRAC else "off",
            ),
        )
        self._history = self._history.joined(History(sessions=(past,), check_ins=checks))
        self._holds.append(truths_of(sheet, session))
        self._levels.append(sheet.level)
        self._days.append(day)
        self._outcomes.append(past.outcome.value)
        self._reasons += [r for r in past.reasons if r.startswith(("gate.", "lock.", "stop."))]

    def trained(self) -> Trained:
        """Return what he did."""
        return Trained(
            holds=tuple(self._holds),
            levels=tuple(self._levels),
            days=tuple(self._days),
            outcomes=tuple(self._outcomes),
            refusals=tuple(self._refusals),
            reasons=tuple(self._reasons),
        )


def _changed(sheet: Sheet, study: Study) -> Sheet:
    """Return the sheet with the study's changes of the gate; outside a study nothing is played so."""
    if not study.without and not study.gate:
        return sheet
    rows = tuple(row for row in sheet.gate.rows if row.id not in study.without)
    changes: dict[str, Any] = {"rows": rows}
    for name, value in (study.gate or {}).items():
        old = getattr(sheet.gate, name)
        changes[name] = {**old, study.site: value} if isinstance(old, dict) else value
    return replace(sheet, gate=replace(sheet.gate, **changes))


def _answers(rng: np.random.Generator) -> dict[str, str]:
    luck = rng.random()
    if luck < RED_FRAC:
        return {"readiness.ill": "yes"}
    return {"readiness.sleep": "no"} if luck < RED_FRAC + AMBER_FRAC else {}


def chunks_of(runners: int, seed: int) -> list[list[np.random.SeedSequence]]:
    """Return the seeds of every runner, in chunks; they depend on nothing but *seed*."""
    check_range("runners", runners, 1, 1_000_000, "runners")
    seeds = np.random.SeedSequence(seed).spawn(runners)
    return [seeds[i : i + CHUNK_RUNNERS] for i in range(0, runners, CHUNK_RUNNERS)]


Mapper = Callable[[Callable[[Any], list[Trained]], Sequence[Any]], Iterable[list[Trained]]]


def on_this_machine(work: Callable[[Any], list[Trained]], parts: Sequence[Any]) -> Iterable[list[Trained]]:
    """Map over chunks with one process a core; a single chunk needs none."""
    from concurrent.futures import ProcessPoolExecutor
    from os import cpu_count

    if len(parts) == 1 or (cpu_count() or 1) == 1:
        yield from map(work, parts)
        return
    with ProcessPoolExecutor(max_workers=cpu_count()) as pool:
        yield from pool.map(work, parts)


def on_cluster(address: str) -> Mapper:
    """Return a mapper that sends chunks to a Dask scheduler; a lost worker's chunk is computed again.

    Raises ParameterError if Dask is not installed, or nobody answers at *address*.
    """
    try:
        from distributed import Client
    except ImportError as missing:
        raise ParameterError(
            'A scheduler needs the extra "cluster": pip install "adempauze[cluster]".'
        ) from missing

    def over(work: Callable[[Any], list[Trained]], parts: Sequence[Any]) -> Iterable[list[Trained]]:
        try:
            client = Client(address, timeout=CONNECT_S)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ParameterError(f"No Dask scheduler answers at {address}.") from error
        with client:
            for future in client.map(work, parts, pure=False, retries=3):
                yield future.result()

    return over


def population(
    study: Study,
    *,
    runners: int,
    seed: int,
    over: Mapper = on_this_machine,
    told: Callable[[int], None] = lambda _: None,
) -> list[Trained]:
    """Return what each runner of a population did, in the order of their seeds.

    *over* maps over chunks, here or on a cluster, with the same result; *told* hears how many are done.
    """
    trained: list[Trained] = []
    for done in over(partial(chunk, study), chunks_of(runners, seed)):
        trained += done
        told(len(trained))
    return trained


# one row a hold of the main set
HOLD_COLUMNS = {
    **dict.fromkeys(("runner", "session", "day", "planned_level", "level"), "int32"),
    "activity": "string",
    **dict.fromkeys(("duration_s", "arterial_nadir_pct", "displayed_nadir_pct"), "float64"),
    "outcome": "string",
}


def holds_of(trained: Sequence[Trained]) -> Iterable[dict[str, Any]]:
    """Yield a row for every hold of a main set, by the names of HOLD_COLUMNS."""
    for runner, one in enumerate(trained):
        for session, holds in enumerate(one.holds):
            for hold in holds:
                yield {
                    "runner": runner,
                    "session": session,
                    "day": one.days[session],
                    "planned_level": one.levels[session],
                    "level": hold.level,
                    "activity": hold.activity,
                    "duration_s": hold.duration_s,
                    "arterial_nadir_pct": hold.arterial_nadir_pct,
                    "displayed_nadir_pct": hold.displayed_nadir_pct,
                    "outcome": one.outcomes[session],
                }


def summary(trained: Sequence[Trained]) -> dict[str, Any]:
    """Return the counts of a study: holds of main sets by what the artery and the display did."""
    holds = [hold for one in trained for session in one.holds for hold in session]
    levels = sorted({level for one in trained for level in one.levels})
    reasons = Counter(reason for one in trained for reason in one.reasons)
    return {
        "runners": len(trained),
        "sessions": sum(len(one.levels) for one in trained),
        "holds": len(holds),
        "holds_under_80_frac": _frac(hold.arterial_nadir_pct < 80 for hold in holds),
        "holds_under_75_frac": _frac(hold.arterial_nadir_pct < 75 for hold in holds),
        "displayed_under_80_frac": _frac(hold.displayed_nadir_pct < 80 for hold in holds),
        "displayed_under_75_frac": _frac(hold.displayed_nadir_pct < 75 for hold in holds),
        "by_level": [_level(level, trained) for level in levels],
        "stopped": [{"reason": r, "times": n} for r, n in reasons.most_common() if not r.startswith("lock.")],
        "locks": [{"reason": r, "times": n} for r, n in reasons.most_common() if r.startswith("lock.")],
        "refused": [
            {"reason": r, "times": n}
            for r, n in Counter(r for one in trained for r in one.refusals).most_common()
        ],
    }


def _level(level: int, trained: Sequence[Trained]) -> dict[str, Any]:
    reached = [one for one in trained if level in one.levels]
    sessions = [[session for session in one.holds if _is_of(session, level)] for one in trained]
    holds = [hold for mine in sessions for session in mine for hold in session if hold.level == level]
    third = [hold for mine in sessions for session in mine[2:] for hold in session if hold.level == level]
    nadirs = [hold.arterial_nadir_pct for hold in holds]
    return {
        "level": level,
        "runners_reached": len(reached),
        "median_day_reached": float(np.median([one.days[one.levels.index(level)] for one in reached])),
        "holds": len(holds),
        "in_band_frac": _frac(hold.is_in_band for hold in holds),
        "above_band_frac": _frac(hold.arterial_nadir_pct > hold.band_high_pct for hold in holds),
        "in_band_from_third_session_frac": _frac(hold.is_in_band for hold in third),
        "under_80_frac": _frac(nadir < 80 for nadir in nadirs),
        "under_75_frac": _frac(nadir < 75 for nadir in nadirs),
        "arterial_nadir_pct_5_50_95": [round(float(x), 1) for x in np.percentile(nadirs, (5, 50, 95))]
        if nadirs
        else [],
        "median_duration_s": float(np.median([hold.duration_s for hold in holds])) if holds else None,
    }


def _is_of(session: Sequence[HoldTruth], level: int) -> bool:
    """Whether any hold of a session was played at a level."""
    return any(hold.level == level for hold in session)


def _frac(truths: Iterable[bool]) -> float | None:
    found = list(truths)
    return round(sum(found) / len(found), 5) if found else None
