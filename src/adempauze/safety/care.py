"""Words that belong to no single rule: the intended purpose, the buddy's card, what remains without holds."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from adempauze.protocols.model import Text


class Purpose(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """What the product is for, and what it is not."""

    title: Text
    is_: tuple[Text, ...]
    is_not: tuple[Text, ...]


class BuddyCard(Struct, frozen=True, forbid_unknown_fields=True):
    """What the other person watches for, does, and whom they call."""

    title: Text
    watch: tuple[Text, ...]
    do: tuple[Text, ...]
    call: tuple[Text, ...]


class _Remains(Struct, frozen=True, forbid_unknown_fields=True):
    text: Text


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    purpose: Purpose
    buddy: BuddyCard
    remains: _Remains


@cache
def _written() -> _Written:
    return msgspec.toml.decode((files(__package__) / "care.toml").read_bytes(), type=_Written)


def intended_purpose() -> Purpose:
    """Return what the product is for and what it is not, in plain words."""
    return _written().purpose


def buddy_card() -> BuddyCard:
    """Return the card for the other person."""
    return _written().buddy


def what_remains() -> Text:
    """Return what can still be done on a day without holds."""
    return _written().remains.text
