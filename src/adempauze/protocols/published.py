"""The published forms of a protocol: JSON with stable keys, and the schema of its TOML."""

from typing import Any

import msgspec

from adempauze.protocols.model import Protocol, Segment


def protocol_json(protocol: Protocol) -> dict[str, Any]:
    """Return *protocol* as plain JSON values; a hold with parts lists the ends of all its parts.

    Keys: ``id, version, title{nl,en}, text{nl,en}, modality, source, grade, exercises[{id, title, text,
    repeat{min,max}, segments[{kind, activity, text, parts[], breathing{route, depth, volume, inhale_s,
    exhale_s}, ends[{kind, value}], cap_s, added[{what, reason{nl,en}, source}], when}]}]``.
    """
    plain: dict[str, Any] = _plain(protocol)
    for exercise, written in zip(plain["exercises"], protocol.exercises, strict=True):
        exercise["segments"] = [_segment_json(segment) for segment in written.segments]
    return plain


def _segment_json(segment: Segment) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(segment)
    return plain | {"ends": _plain(segment.all_ends)}


def _plain(value: object) -> Any:
    return _with_text_sources(msgspec.json.decode(msgspec.json.encode(value)))


def _with_text_sources(plain: Any) -> Any:
    """Return *plain* with every source as one text: a program wants the publication, not its languages."""
    if isinstance(plain, list):
        return [_with_text_sources(each) for each in plain]
    if not isinstance(plain, dict):
        return plain
    return {
        name: value["en"] if name == "source" and isinstance(value, dict) else _with_text_sources(value)
        for name, value in plain.items()
    }


def protocol_schema() -> dict[str, Any]:
    """Return the JSON schema of a protocol file."""
    schema = msgspec.json.schema(Protocol)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Protocol", **schema}
