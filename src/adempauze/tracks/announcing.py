"""What a track says beside its session: counts, halfway, the last three seconds, as its runner chose.

The twin of ``announce.ts`` for what is known ahead; a differential fuzz holds the two to the same words. A
track hears no paces, so it counts seconds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adempauze.errors import ParameterError
from adempauze.session.sheet import Sheet
from adempauze.session.state import AnyEffect, Cancel, Phase, Say, State, Tone

_Step = Annotated[int, Meta(ge=0, le=100)]


class CueRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a runner wants announced; a step of 0 is never. These defaults hold for who never chose."""

    paces: _Step = 5
    seconds: _Step = 5  # of a hold, where nothing counts its paces
    breaths: _Step = 1
    halfway_hold: bool = False
    halfway_rest: bool = True
    last_three_start: bool = True
    last_three_cap: bool = False
    hunger: bool = True


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to say at *at_ms*, if there is room for it."""

    at_ms: int
    kind: Literal["known", "seconds"]
    phrase: str


class _Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    shortest_halved_ms: int
    each_number_up_to: int
    highest_number: int
    between_words_ms: int
    patience_ms: dict[str, int]
    rank: dict[str, int]


def read_cue_rules(data: bytes | str) -> CueRules:
    """Return the rules written as JSON in *data*; what it does not name is as for who never chose."""
    try:
        return msgspec.json.decode(data, type=CueRules)
    except msgspec.DecodeError as error:
        known = ", ".join(CueRules.__struct_fields__)
        raise ParameterError(
            f"These are no cue rules: {error}. They are JSON with any of: {known}."
        ) from error


def announced_ahead(
    sheet: Sheet, state: State, effects: Sequence[AnyEffect], rules: CueRules, *, hears_paces: bool = True
) -> list[Announcement]:
    """Return what is to be announced of what lies ahead, after one step of the engine.

    It is read from the engine's own cues, and planned anew whenever those are. Where paces are heard, halfway
    of a hold that ends after them is told by those.
    """
    if not any(isinstance(effect, Cancel) for effect in effects):
        return []
    ahead = (
        _in_rest(state, effects, rules)
        if state.phase is Phase.REST
        else _in_hold(state, effects, rules, by_paces=hears_paces and _counts_paces(sheet, state))
    )
    return [one for one in ahead if one.at_ms > state.now_ms]


def fitted(
    announcements: Iterable[Announcement],
    spoken: Iterable[tuple[int, int]],
    length_ms: Callable[[str], int],
) -> list[Announcement]:
    """Return those for which there is room, each when it is said.

    *spoken* are the beginnings and ends of what the session says: nothing talks over that. What was known
    ahead goes before a count, and can wait a moment; a count is now or never.
    """
    taken = list(spoken)
    said = []
    for one in sorted(announcements, key=lambda one: (_numbers().rank[one.kind], one.at_ms)):
        length = length_ms(one.phrase)
        at_ms = _room(taken, one, length)
        if at_ms is None:
            continue
        taken.append((at_ms, at_ms + length))
        said.append(Announcement(at_ms, one.kind, one.phrase))
    return said


def _room(taken: Sequence[tuple[int, int]], one: Announcement, length_ms: int) -> int | None:
    between_ms = _numbers().between_words_ms
    at_ms = one.at_ms
    while True:
        ends = [
            end for begin, end in taken if at_ms < end + between_ms and begin < at_ms + length_ms + between_ms
        ]
        if not ends:
            return at_ms
        at_ms = ends[0] + between_ms
        if at_ms - one.at_ms > _numbers().patience_ms[one.kind]:
            return None


# --- what is known ahead ------------------------------------------------------------------------------


def _in_hold(
    state: State, effects: Sequence[AnyEffect], rules: CueRules, *, by_paces: bool
) -> Iterator[Announcement]:
    breathe = [effect.at_ms for effect in effects if isinstance(effect, Say) and effect.phrase == "breathe"]
    if not breathe or state.phase not in (Phase.COUNT_IN, Phase.HOLD):
        return
    falling = [effect.at_ms for effect in effects if isinstance(effect, Tone) and effect.tone == "falling"]
    starts_ms = falling[0] if falling else state.since_ms
    ends_ms = breathe[-1]
    if rules.last_three_start and falling:
        yield from _last_three(starts_ms)
    if rules.last_three_cap:
        yield from (one for one in _last_three(ends_ms) if one.at_ms > starts_ms)
    if rules.halfway_hold and not by_paces:
        yield from _halfway(starts_ms, ends_ms)
    if state.paces is None:
        for second in range(1, (ends_ms - starts_ms) // 1000 + 1):
            yield from _said("seconds", starts_ms + second * 1000, _on_step(second, rules.seconds))


def _in_rest(state: State, effects: Sequence[AnyEffect], rules: CueRules) -> Iterator[Announcement]:
    breaths = [effect.at_ms for effect in effects if isinstance(effect, Tone) and effect.tone == "in"]
    if not breaths and rules.halfway_rest:
        yield from _halfway(state.since_ms, state.since_ms + state.rest_ms)
    for number, at_ms in enumerate(breaths, start=1):
        yield from _said("known", at_ms, _on_step(number, rules.breaths))


def _last_three(ends_ms: int) -> Iterator[Announcement]:
    for left in (3, 2, 1):
        yield from _said("known", ends_ms - left * 1000, _number_phrase(left))


def _halfway(start_ms: int, end_ms: int) -> Iterator[Announcement]:
    if end_ms - start_ms >= _numbers().shortest_halved_ms:
        yield from _said("known", start_ms + (end_ms - start_ms) // 2, "halfway")


def _counts_paces(sheet: Sheet, state: State) -> bool:
    segment = sheet.segments[state.segment]
    parts = segment.lower.parts if state.lowered and segment.lower else segment.parts
    return any(part.after_paces is not None for part in parts)


def _on_step(n: int, step: int) -> str | None:
    return _number_phrase(n) if step > 0 and n % step == 0 else None


def _number_phrase(n: int) -> str | None:
    """Return the phrase of a number, or None where none was recorded."""
    numbers = _numbers()
    if n > numbers.highest_number or (n > numbers.each_number_up_to and n % 5):
        return None
    return ("one", "two", "three")[n - 1] if n <= 3 else f"n{n}"


def _said(kind: Literal["known", "seconds"], at_ms: int, phrase: str | None) -> Iterator[Announcement]:
    if phrase is not None:
        yield Announcement(at_ms, kind, phrase)


@cache
def _numbers() -> _Numbers:
    data = (files("adempauze.session") / "announced.json").read_bytes()
    return msgspec.json.decode(data, type=_Numbers)
