"""The phrases of a session: the few short texts that are said and shown, in both languages."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import msgspec

from adempauze.protocols.model import Identifier, Text


@cache
def phrase_catalogue() -> Mapping[str, Text]:
    """Return every phrase by its id, in the order of the catalogue."""
    data = files(__package__).joinpath("phrases.toml").read_bytes()
    return MappingProxyType(msgspec.toml.decode(data, type=dict[Identifier, Text]))


def phrases_in(lang: Literal["nl", "en"]) -> dict[str, str]:
    """Return the text of every phrase in one language, as a sheet carries it.

    >>> phrases_in("nl")["breathe_out"]
    'Adem rustig uit'
    """
    return {phrase: getattr(text, lang) for phrase, text in phrase_catalogue().items()}
