"""The ladder: how far a hold may go at each level."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from adempauze.protocols.model import Text


class Level(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rung. Jogging is part of a hold only where ``jog_cap_ms`` is above zero."""

    level: int
    text: Text
    most_paces: int
    walk_cap_ms: int
    jog_cap_ms: int
    least_rest_ms: int
    band_low_tenths: int
    source: str

    @property
    def cap_ms(self) -> int:
        """The most a hold may last at this level, jogging included."""
        return self.walk_cap_ms + self.jog_cap_ms


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    levels: tuple[Level, ...]


@cache
def ladder() -> tuple[Level, ...]:
    """Return the levels, 0 first."""
    return msgspec.toml.decode((files(__package__) / "ladder.toml").read_bytes(), type=_Written).levels
