"""Published experiments as data: who, what they did, what was seen, and what had to be assumed.

One TOML file an experiment; docs/how-to/add-an-experiment.md explains the file. A value may be ``"$name"``:
an assumption, which has a low, a middle and a high value and a reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from adempauze.body.runner import Runner
from adempauze.body.simulate import Breathe, Hold, Stretch
from adempauze.errors import ProtocolError
from adempauze.physiology.metabolism import vo2_cycling_ml_min

Level = Literal["low", "middle", "high"]
Number = float | int | str  # a string names an assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What a paper does not say: the values tried, and why these."""

    name: str
    low: float
    middle: float
    high: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observable:
    """One published number and how it is read from a simulation.

    ``solves`` names an assumption that is set so that the model gives this number; it is then an input, and
    not judged.
    """

    id: str
    says: str
    quantity: str
    read: str
    published: float
    tolerance: float
    arms: tuple[str, ...]
    spread: str = ""
    tolerance_why: str = ""
    where: str = ""
    which: str = "all"
    from_s: Number = 0.0
    within_s: float = 15.0
    solves: str = ""
    between: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A test of a distribution: every assumption anywhere between its low and high, and some parameters too.

    The published number must lie in the central 80 % of what the model then says of observable ``of``.
    """

    id: str
    says: str
    of: str
    draws: int
    seed: int
    parameters: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One published experiment, as its file says it."""

    row: str
    title: str
    source: str
    population: str
    runner: Mapping[str, Any]
    averaging_s: Number
    assumptions: tuple[Assumption, ...]
    arms: Mapping[str, Sequence[Mapping[str, Any]]]
    observables: tuple[Observable, ...]
    spread: Spread | None
    not_said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """An arm made concrete: stretches of one runner, and the windows that its labels name."""

    runner: Runner
    stretches: tuple[Stretch, ...]
    windows: Mapping[str, tuple[tuple[float, float], ...]]


STEP_KEYS = {
    *("hold_s", "breathe_s", "repeat", "steps", "label", "volume_l", "face_in_water", "fio2", "limit"),
    *("demand_ml_kg_min", "demand_vo2max", "power_w", "va_l_min", "end_tidal_pco2_mmhg"),
}


def shipped() -> list[Traversable]:
    """Return the files of the experiments that come with the library, in order of their names."""
    folder = resources.files(__package__).joinpath("experiments")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def read_experiment(file: Traversable) -> Experiment:
    """Return the experiment that a TOML file describes.

    Raises
    ------
    ProtocolError
        If the file is not TOML, or lacks something, or names what is not there; the sentence says what.
    """
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ProtocolError(f"{file.name} is not a TOML file: {fault}.") from fault
    try:
        observables = tuple(_observable(row, tuple(table["arm"])) for row in table["observable"])
        experiment = Experiment(
            **{key: table[key] for key in ("row", "title", "source", "population", "runner", "not_said")},
            averaging_s=table.get("averaging_s", 3.0),
            assumptions=tuple(Assumption(name=n, **row) for n, row in table.get("assume", {}).items()),
            arms={name: tuple(arm["steps"]) for name, arm in table["arm"].items()},
            observables=observables,
            spread=Spread(**table["spread"]) if "spread" in table else None,
        )
    except KeyError as fault:
        raise ProtocolError(f"{file.name}: {fault.args[0]!r} is missing.") from fault
    except TypeError as fault:
        raise ProtocolError(f"{file.name}: {str(fault).split('() ')[-1]}.") from fault
    known = {a.name for a in experiment.assumptions}
    for name in _named(table):
        if name not in known:
            raise ProtocolError(f'{file.name}: "${name}" has no [assume.{name}] with low, middle, high, why.')
    for seen in observables:
        if not seen.id.startswith(experiment.row + "-"):
            raise ProtocolError(f"{file.name}: id {seen.id!r} must begin with {experiment.row + '-'!r}.")
    return experiment


def _observable(row: Mapping[str, Any], arms: tuple[str, ...]) -> Observable:
    row = dict(row)
    row["arms"] = tuple(row.get("arms", arms[:1]))
    if "between" in row:
        row["between"] = tuple(row["between"])
    return Observable(**row)


def _named(value: Any) -> Iterator[str]:
    """Yield the assumptions that a table names anywhere."""
    if isinstance(value, str) and value.startswith("$"):
        yield value[1:]
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def worth(number: Number, assumed: Mapping[str, float]) -> float:
    """Return a number as it stands, or the assumption that it names."""
    return assumed[number.removeprefix("$")] if isinstance(number, str) else float(number)


def middle(experiment: Experiment) -> dict[str, float]:
    """Return every assumption at its middle value."""
    return {a.name: a.middle for a in experiment.assumptions}


def play(experiment: Experiment, arm: str, assumed: Mapping[str, float]) -> Played:
    """Make one arm concrete under assumed values."""

    def value(number: Number) -> float:
        return worth(number, assumed)

    runner = Runner.from_table(
        {k: v if k in ("sex", "personal") else value(v) for k, v in experiment.runner.items()},
        where=f"{experiment.row} runner",
    )
    stretches: list[Stretch] = []
    windows: dict[str, list[tuple[float, float]]] = {}
    now = 0.0

    def demand(step: Mapping[str, Any]) -> float | None:
        if "demand_vo2max" in step:
            return value(step["demand_vo2max"]) * runner.vo2max_ml_kg_min
        if "power_w" in step:
            return vo2_cycling_ml_min(value(step["power_w"]), mass_kg=runner.mass_kg) / runner.mass_kg
        return value(step["demand_ml_kg_min"]) if "demand_ml_kg_min" in step else None

    def add(steps: Sequence[Mapping[str, Any]]) -> None:
        nonlocal now
        for step in steps:
            unknown = sorted(set(step) - STEP_KEYS)
            if unknown:
                raise ProtocolError(f"{experiment.row} arm {arm}: {unknown[0]!r} is no key of a step.")
            for _ in range(int(step.get("repeat", 1))):
                started = now
                common: dict[str, Any] = {"demand_ml_kg_min": demand(step)}
                if "fio2" in step:
                    common["fio2"] = value(step["fio2"])
                if "steps" in step:
                    add(step["steps"])
                elif "hold_s" in step:
                    volume = value(step["volume_l"]) if "volume_l" in step else None
                    wet = bool(step.get("face_in_water", False))
                    common["limit_frac"] = value(step["limit"]) if "limit" in step else None
                    stretches.append(
                        Hold(
                            duration_s=value(step["hold_s"]),
                            volume_l_btps=volume,
                            face_in_water=wet,
                            **common,
                        )
                    )
                    now += stretches[-1].duration_s
                else:
                    for key, field in (
                        ("va_l_min", "va_l_min_btps"),
                        ("end_tidal_pco2_mmhg", "end_tidal_pco2_mmhg"),
                        ("volume_l", "volume_l_btps"),
                    ):
                        if key in step:
                            common[field] = value(step[key])
                    stretches.append(Breathe(duration_s=value(step["breathe_s"]), **common))
                    now += stretches[-1].duration_s
                if "label" in step:
                    windows.setdefault(step["label"], []).append((started, now))

    add(experiment.arms[arm])
    return Played(
        runner=runner, stretches=tuple(stretches), windows={k: tuple(v) for k, v in windows.items()}
    )
