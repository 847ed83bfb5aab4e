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
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, structs

from adempauze.body.runner import Runner
from adempauze.body.simulate import Breathe, Hold, Stretch
from adempauze.errors import ProtocolError
from adempauze.physiology.metabolism import vo2_cycling_ml_min

Level = Literal["low", "middle", "high"]
Read = Literal[
    "mean",
    "lowest",
    "duration",
    "at_release",
    "change",
    "change_pct",
    "steepest_fall",
    "nadir",
    "lag_behind_ear",
    "above_ear",
    "at_nadir_of_ear",
    "solved",
]
Finite = Annotated[float, Meta(ge=-1e6, le=1e6)]
Worth = Finite | Annotated[str, Meta(pattern=r"^\$")]  # a number, or the assumption that it is


class Assumption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a paper does not say: the values tried, and why these."""

    name: str = ""
    low: Finite
    middle: Finite
    high: Finite
    why: str


class Observable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published number and how it is read from a simulation.

    ``solves`` names an assumption that is set so that the model gives this number; it is then an input, and
    not judged.
    """

    id: str
    says: str
    quantity: str
    read: Read
    published: Finite
    tolerance: Annotated[float, Meta(ge=0, le=1e6)]
    arms: tuple[str, ...] = ()  # the first of the experiment where it names none
    spread: str = ""
    tolerance_why: str = ""
    where: str = ""
    which: Literal["all", "first", "last"] = "all"
    from_s: Worth = 0.0
    within_s: Annotated[float, Meta(ge=0, le=600)] = 15.0
    solves: str = ""
    between: tuple[Finite, Finite] = (0.0, 0.0)


class Spread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A test of a distribution: every assumption anywhere between its low and high, and some parameters too.

    The published number must lie in the central 80 % of what the model then says of observable ``of``.
    """

    id: str
    says: str
    of: str
    draws: Annotated[int, Meta(ge=1, le=10_000)]
    seed: Annotated[int, Meta(ge=0)]
    parameters: dict[str, tuple[Finite, Finite]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One published experiment, as its file says it."""

    row: str
    title: str
    source: str
    population: str
    runner: Mapping[str, Any]
    averaging_s: Worth
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


# --- what a file may say ---------------------------------------------------------------------------------


class _Step(Struct, forbid_unknown_fields=True):
    hold_s: Worth | None = None
    breathe_s: Worth | None = None
    repeat: Annotated[int, Meta(ge=1, le=1000)] = 1
    steps: list[_Step] | None = None
    label: str | None = None
    volume_l: Worth | None = None
    face_in_water: bool = False
    fio2: Worth | None = None
    limit: Worth | None = None
    demand_ml_kg_min: Worth | None = None
    demand_vo2max: Worth | None = None
    power_w: Worth | None = None
    va_l_min: Worth | None = None
    end_tidal_pco2_mmhg: Worth | None = None

    def __post_init__(self) -> None:
        if sum(said is not None for said in (self.hold_s, self.breathe_s, self.steps)) != 1:
            raise ValueError("a step has one of hold_s, breathe_s and steps")


class _Arm(Struct, forbid_unknown_fields=True):
    steps: Annotated[list[_Step], Meta(min_length=1)]


class _Runner(Struct):  # what else he has is a number each
    sex: str
    personal: dict[str, Finite] = {}


class _File(Struct):
    row: str
    title: str
    source: str
    population: str
    not_said: str
    runner: _Runner
    observable: Annotated[list[Observable], Meta(min_length=1)]
    arm: Annotated[dict[str, _Arm], Meta(min_length=1)]
    averaging_s: Worth = 3.0
    assume: dict[str, Assumption] = {}
    spread: Spread | None = None


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
        written = msgspec.convert(table, _File)
        numbers = {k: v for k, v in table["runner"].items() if k not in written.runner.__struct_fields__}
        msgspec.convert({"runner": numbers}, dict[str, dict[str, Worth]])
    except msgspec.ValidationError as fault:
        raise ProtocolError(f"{file.name}: {fault}.") from fault
    first = next(iter(written.arm))
    observables = tuple(structs.replace(seen, arms=seen.arms or (first,)) for seen in written.observable)
    experiment = Experiment(
        **{key: table[key] for key in ("row", "title", "source", "population", "runner", "not_said")},
        averaging_s=written.averaging_s,
        assumptions=tuple(structs.replace(row, name=name) for name, row in written.assume.items()),
        arms={name: tuple(arm["steps"]) for name, arm in table["arm"].items()},
        observables=observables,
        spread=written.spread,
    )
    if wrong := _fault(experiment, set(_named(table))):
        raise ProtocolError(f"{file.name}: {wrong}")
    return experiment


def _fault(experiment: Experiment, named: set[str]) -> str | None:
    """Return what an experiment names and does not have, in a sentence."""
    for name in sorted(named - {a.name for a in experiment.assumptions}):
        return f'"${name}" has no [assume.{name}] with low, middle, high, why.'
    for seen in experiment.observables:
        if not seen.id.startswith(experiment.row + "-"):
            return f"id {seen.id!r} must begin with {experiment.row + '-'!r}."
        if absent := [arm for arm in seen.arms if arm not in experiment.arms]:
            return f"{seen.id} reads the arm {absent[0]!r}, which is not there."
        labels = [set(_labels(experiment.arms[arm])) for arm in seen.arms]
        if seen.read in ("mean", "lowest") and any(seen.where not in each for each in labels):
            return f"{seen.id} needs where, a step's label in each of its arms."
    return None


def _labels(steps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for step in steps:
        if "label" in step:
            yield step["label"]
        yield from _labels(step.get("steps", ()))


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


def worth(number: Worth, assumed: Mapping[str, float]) -> float:
    """Return a number as it stands, or the assumption that it names."""
    return assumed[number.removeprefix("$")] if isinstance(number, str) else float(number)


def middle(experiment: Experiment) -> dict[str, float]:
    """Return every assumption at its middle value."""
    return {a.name: a.middle for a in experiment.assumptions}


def play(experiment: Experiment, arm: str, assumed: Mapping[str, float]) -> Played:
    """Make one arm concrete under assumed values."""

    def value(number: Worth) -> float:
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
