"""What can go wrong, and what is done about it: hazard, controls, rules, tests."""

from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adempauze.protocols.model import Text


class Control(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is done about a hazard: the rules that do it, and the tests that hold them to it."""

    text: Text
    rules: Annotated[tuple[str, ...], Meta(min_length=1)]
    tests: Annotated[tuple[str, ...], Meta(min_length=1)]


class Hazard(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that can go wrong."""

    id: Annotated[str, Meta(pattern=r"^HZ-[a-z-]+$")]
    text: Text
    controls: Annotated[tuple[Control, ...], Meta(min_length=1)]


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    hazards: tuple[Hazard, ...]


@cache
def hazards() -> tuple[Hazard, ...]:
    """Return every hazard with its controls."""
    return msgspec.toml.decode((files(__package__) / "hazards.toml").read_bytes(), type=_Written).hazards
