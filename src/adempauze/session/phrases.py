"""The phrases of a session: the few short texts that are said and shown, in both languages.

Those that a sheet carries stand in ``phrases.toml``; what a player can announce beside them, if its runner
wants that, in ``announced.toml``.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import msgspec

from adempauze.protocols.model import Identifier, Text


@cache
def phrase_catalogue() -> Mapping[str, Text]:
    """Return every phrase that a sheet carries by its id, in the order of the catalogue."""
    return _read("phrases.toml")


@cache
def announced_catalogue() -> Mapping[str, Text]:
    """Return what a player can announce beside its sheet: counts, halfway, air hunger noted."""
    return _read("announced.toml")


def spoken_catalogue() -> Mapping[str, Text]:
    """Return everything that has a sound clip, by its id."""
    return {**phrase_catalogue(), **announced_catalogue()}


def phrases_in(lang: Literal["nl", "en"]) -> dict[str, str]:
    """Return the text of every phrase in one language, as a sheet carries it.

    >>> phrases_in("nl")["breathe_out"]
    'Adem rustig uit'
    """
    return {phrase: getattr(text, lang) for phrase, text in phrase_catalogue().items()}


def _read(name: str) -> Mapping[str, Text]:
    data = files(__package__).joinpath(name).read_bytes()
    return MappingProxyType(msgspec.toml.decode(data, type=dict[Identifier, Text]))
