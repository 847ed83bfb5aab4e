"""The parameters of the model: values, what they rest on, and how sure they are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of the model, with its source.

    ``value`` is in ``unit``; ``cv_frac`` is how unsure that mean is and ``person_frac`` how people differ,
    both as a fraction of the value. A ``cv_frac`` of 0 is not fitted.
    """

    name: str
    value: float
    cv_frac: float
    person_frac: float
    unit: str
    meaning: str
    source: str
    grade: str


@cache
def published() -> Mapping[str, Parameter]:
    """Return every parameter as it stood before any fit (``parameters.toml``)."""
    table = tomllib.loads(resources.files(__package__).joinpath("parameters.toml").read_text("utf-8"))
    return MappingProxyType({name: Parameter(name=name, **row) for name, row in table.items()})


@cache
def calibrated() -> Mapping[str, float]:
    """Return the values in use: published ones, and fitted ones where ``calibrated.toml`` has them."""
    values = {name: parameter.value for name, parameter in published().items()}
    file = resources.files(__package__).joinpath("calibrated.toml")
    if file.is_file():
        values.update(tomllib.loads(file.read_text("utf-8"))["values"])
    return MappingProxyType(values)
