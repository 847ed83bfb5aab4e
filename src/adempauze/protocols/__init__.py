"""What a session is: protocols of exercises, exercises of segments, segments with ends.

A protocol says what is to be done and how far it may go at most. What *this* runner does today is for
``planning`` to fill in, for ``safety`` to clear and for ``session`` to play.
"""

from adempauze.protocols.catalogue_reading import catalogue_names, read_protocol, shipped_protocol
from adempauze.protocols.model import (
    Activity,
    Added,
    Breathing,
    Depth,
    End,
    EndKind,
    Exercise,
    Kind,
    LungVolume,
    Modality,
    Part,
    Protocol,
    Route,
    Segment,
    Signal,
    Span,
    Text,
    When,
)
from adempauze.protocols.published import protocol_json, protocol_schema

__all__ = [
    "Activity",
    "Added",
    "Breathing",
    "Depth",
    "End",
    "EndKind",
    "Exercise",
    "Kind",
    "LungVolume",
    "Modality",
    "Part",
    "Protocol",
    "Route",
    "Segment",
    "Signal",
    "Span",
    "Text",
    "When",
    "catalogue_names",
    "protocol_json",
    "protocol_schema",
    "read_protocol",
    "shipped_protocol",
]
