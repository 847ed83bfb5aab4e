"""Protocols from TOML: the shipped catalogue, and anybody's own file."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from adempauze.errors import ProtocolError
from adempauze.evidence.grades import Grade
from adempauze.protocols.model import (
    Activity,
    Depth,
    EndKind,
    Kind,
    LungVolume,
    Modality,
    Protocol,
    Route,
    Signal,
    When,
)

_CATALOGUE = files("adempauze.protocols") / "catalogue"
_WORDS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "ends.kind": EndKind,
    "activity": Activity,
    "route": Route,
    "depth": Depth,
    "volume": LungVolume,
    "modality": Modality,
    "grade": Grade,
    "when": When,
    "value": Signal,
}
_UNKNOWN_WORD = re.compile(r"Invalid enum value '(?P<word>.*)'")
_PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`$")


def catalogue_names() -> list[str]:
    """Return the names of the shipped protocols, in alphabetical order."""
    return sorted(entry.name.removesuffix(".toml") for entry in _CATALOGUE.iterdir())


@cache
def shipped_protocol(name: str) -> Protocol:
    """Return the shipped protocol called *name*; ProtocolError names those that exist."""
    if name not in catalogue_names():
        known = ", ".join(catalogue_names())
        raise ProtocolError(f'There is no protocol "{name}". There are: {known}.')
    return read_protocol((_CATALOGUE / f"{name}.toml").read_text("utf-8"), name=f"{name}.toml")


def read_protocol(toml: str, *, name: str) -> Protocol:
    """Return the protocol written in *toml*.

    Raises ProtocolError with the file's *name*, the place and what to write instead.
    """
    try:
        return msgspec.convert(tomllib.loads(toml), Protocol)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{name}: this is not TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise ProtocolError(f"{name}: {_sentence(str(error))}") from error


def _sentence(message: str) -> str:
    """Return msgspec's message with its place first, counted from 1 as people do."""
    found = _PLACE.search(message)
    path = found["path"].removeprefix(".") if found else ""
    what = _PLACE.sub("", message).replace("`", '"').replace("Object missing", "this is missing the")
    if unknown := _UNKNOWN_WORD.fullmatch(what):
        words = _WORDS["ends.kind" if re.search(r"ends\[\d+\]\.kind$", path) else path.rpartition(".")[2]]
        what = f'"{unknown["word"]}" is not known here; write one of {", ".join(words)}'
    place = re.sub(r"\[(\d+)\]", lambda index: f" {int(index[1]) + 1}", path).replace(".", ", ")
    return f"{place}: {what}." if place else f"{what}."
