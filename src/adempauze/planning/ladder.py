"""The ladder: how far a hold may go at each level, what opens the next, and the rules between them."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adempauze.evidence.grades import Grade
from adempauze.protocols.model import Source, Text


class Lifts(Text, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lifts a rule: by whom, not before so many days, and in words.

    *runner*: something the runner does, as choosing another place. A physician can do what a coach can.
    """

    by: Literal["runner", "time", "coach", "physician"]
    after_days: int = 0

    def names(self, who: str) -> bool:
        """Whether the word of *who*, a coach or a physician, lifts the rule."""
        return who == self.by or (who, self.by) == ("physician", "coach")


class Caps(Struct, frozen=True, kw_only=True):
    """How long a hold may be today: paces and time of walking (or standing), and time of jogging after it."""

    paces: int
    walk_ms: int
    jog_ms: int

    def within(self, other: "Caps") -> "Caps":
        """Return the shorter of two caps, in each of its three."""
        return Caps(
            paces=min(self.paces, other.paces),
            walk_ms=min(self.walk_ms, other.walk_ms),
            jog_ms=min(self.jog_ms, other.jog_ms),
        )

    def less_a_fifth(self) -> "Caps":
        """Return these caps, a fifth shorter."""
        return Caps(paces=self.paces * 4 // 5, walk_ms=self.walk_ms * 4 // 5, jog_ms=self.jog_ms * 4 // 5)

    def is_within(self, other: "Caps") -> bool:
        """Whether no cap is longer than in *other*."""
        return self.within(other) == self


class LevelGate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session at a level must show, so that it counts towards the next level."""

    text: Text
    most_hunger: int | None = None
    recovers_in_rest: bool = False
    most_spread_tenths: int | None = None
    least_nadir_tenths: int | None = None
    needs_good_hrv: bool = False
    most_headache: int | None = None


class Level(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rung. Jogging is part of a hold only where ``jog_cap_ms`` is above zero."""

    id: str
    level: int
    text: Text
    first_paces: int
    most_paces: int
    walk_cap_ms: int
    first_jog_ms: int
    jog_cap_ms: int
    first_reps: int
    most_reps: int
    least_rest_ms: int
    band_low_tenths: int
    band_high_tenths: int
    floor_tenths: int
    gate: LevelGate
    source: Source
    strength: Grade
    hazard: str
    lifts: Lifts

    @property
    def cap_ms(self) -> int:
        """The most a hold may last at this level, jogging included."""
        return self.walk_cap_ms + self.jog_cap_ms

    @property
    def most(self) -> Caps:
        """The longest caps of this level."""
        return Caps(paces=self.most_paces, walk_ms=self.walk_cap_ms, jog_ms=self.jog_cap_ms)

    @property
    def first(self) -> Caps:
        """The caps this level starts with."""
        return self.walking(self.first_paces, jog_ms=self.first_jog_ms)

    @property
    def aim_tenths(self) -> int:
        """The middle of the band: what a hold is meant to fall to."""
        return (self.band_low_tenths + self.band_high_tenths) // 2

    def low_tenths(self, cap_ms: int) -> int:
        """Return under which value a hold of *cap_ms* fell too low; one no longer than level 1's as there.

        A finger's correction alone would put the five seconds of a warm-up under the band of a higher level.
        """
        if self.level <= 1 or cap_ms > ladder()[1].cap_ms:
            return self.band_low_tenths
        return min(self.band_low_tenths, ladder_numbers().open_low_tenths)

    def walking(self, paces: int, *, jog_ms: int) -> Caps:
        """Return the caps of this level for so many *paces*; where the level counts none, its time stands."""
        paces = min(paces, self.most_paces)
        walk_ms = self.walk_cap_ms
        if paces < self.most_paces:
            walk_ms = min(walk_ms, -(-paces * 10_000 // ladder_numbers().paces_per_10_s))
        return Caps(paces=paces, walk_ms=walk_ms, jog_ms=min(jog_ms, self.jog_cap_ms))


class LadderRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of the ladder, for a reader; what it does is in ``progress`` and ``calendar``."""

    id: str
    text: Text
    source: Source
    strength: Grade
    hazard: str
    lifts: Lifts


class LadderNumbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of the ladder's rules."""

    clean_in_row: int
    days_per_level: int
    quiz_above_level: int
    sign_off_from_level: int
    signal_above_level: int
    offer_coach_from_level: int
    pace_step: int
    step_tenths: int
    most_steps: int
    most_hunger: int
    jog_step_ms: int
    margin_tenths: int
    open_low_tenths: int
    odd_tenths: int
    layoff_days: Annotated[tuple[int, ...], Meta(min_length=1)]  # one level down for each that is reached
    deload_every_weeks: int
    deload_permille: int
    block_days: int
    wash_out_days: int
    race_days: int
    most_per_week: int
    hours_apart: int
    paces_per_10_s: int


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    levels: tuple[Level, ...]
    rules: tuple[LadderRule, ...]
    numbers: LadderNumbers


@cache
def _written() -> _Written:
    return msgspec.toml.decode((files(__package__) / "ladder.toml").read_bytes(), type=_Written)


def ladder() -> tuple[Level, ...]:
    """Return the levels, 0 first."""
    return _written().levels


def first_level_that_jogs() -> Level:
    """Return the lowest level whose holds may end in a jog."""
    return next(rung for rung in ladder() if rung.jog_cap_ms > 0)


def least_rest_ms(cap_ms: int) -> int:
    """Return how long to recover at least from a hold of *cap_ms*: as at the lowest level that has it."""
    return next((rung.least_rest_ms for rung in ladder() if cap_ms <= rung.cap_ms), 0)


def ladder_rules() -> tuple[LadderRule, ...]:
    """Return the rules of the ladder, in their order."""
    return _written().rules


def ladder_rule(rule_id: str) -> LadderRule:
    """Return the rule of the ladder with this id; KeyError where there is none."""
    return {rule.id: rule for rule in ladder_rules()}[rule_id]


def ladder_numbers() -> LadderNumbers:
    """Return the numbers of the ladder's rules."""
    return _written().numbers
