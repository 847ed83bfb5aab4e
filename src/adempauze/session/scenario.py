"""Scenarios: a sheet, events, and what must come of them, in one JSON file that every engine runs."""

from typing import Any

import msgspec
from msgspec import Struct

from adempauze.errors import SheetError
from adempauze.session.events import AnyEvent
from adempauze.session.log import SessionResult, replay, result_json
from adempauze.session.sheet import Sheet, read_sheet


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clinical sentence and the session that shows it; ``expect`` names what the sentence is about."""

    title: str
    sheet: Sheet
    events: tuple[AnyEvent, ...]
    expect: dict[str, Any] = {}


class _Written(Struct, forbid_unknown_fields=True):
    title: str
    sheet: msgspec.Raw
    events: tuple[AnyEvent, ...]
    expect: dict[str, Any] = {}


class _Played(Struct):
    sheet: msgspec.Raw
    sheet_digest: str
    events: tuple[AnyEvent, ...]


def read_scenario(data: bytes | str) -> Scenario:
    """Return the scenario written as JSON in *data*, or a session log with its sheet, which expects nothing.

    SheetError says what is wrong with it, and where.
    """
    try:
        played = msgspec.json.decode(data, type=_Played)
    except msgspec.DecodeError:
        return _written_scenario(data)
    sheet = read_sheet(bytes(played.sheet))
    return Scenario(title=sheet.title, sheet=sheet, events=played.events)


def _written_scenario(data: bytes | str) -> Scenario:
    try:
        written = msgspec.json.decode(data, type=_Written)
    except msgspec.DecodeError as error:
        raise SheetError(f"This is not a scenario: {error}.") from error
    sheet = read_sheet(bytes(written.sheet))
    return Scenario(title=written.title, sheet=sheet, events=written.events, expect=written.expect)


def scenario_schema() -> dict[str, object]:
    """Return the JSON schema of a scenario."""
    schema = msgspec.json.schema(Scenario)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Scenario", **schema}


def run_scenario(scenario: Scenario) -> SessionResult:
    """Return what the scenario's events make of its sheet."""
    return replay(scenario.sheet, scenario.events)


def unexpected(scenario: Scenario, result: SessionResult) -> str:
    """Return the first place where *result* is not what *scenario* expects, in one sentence, or nothing."""
    return difference(scenario.expect, msgspec.json.decode(result_json(result)))


def difference(expected: Any, actual: Any, place: str = "") -> str:
    """Return the first place where *actual* is not as *expected* says, in one sentence, or nothing.

    A mapping is compared in the keys it names; a list in its length and each item; anything else as it is.
    """
    match expected, actual:
        case dict(), dict():
            pairs = [
                (f"{place}.{key}".lstrip("."), value, actual.get(key)) for key, value in expected.items()
            ]
        case list(), list() if len(expected) == len(actual):
            pairs = [
                (f"{place}[{index}]", *pair) for index, pair in enumerate(zip(expected, actual, strict=True))
            ]
        case _:
            written = (msgspec.json.encode(value).decode() for value in (expected, actual))
            return "" if expected == actual else "{} should be {}; it is {}.".format(place, *written)
    return next((found for name, want, have in pairs if (found := difference(want, have, name))), "")
