"""XML as exports really are: undeclared prefixes, blanks first, cut short. No entities, always bounded."""

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from adempauze.errors import RecordingError
from adempauze.io import limits
from adempauze.io.source import Stream

CHUNK_BYTES = 2**16
MOST_PIECES = 64  # of the text of one element; the parser joins what lies together


class Handler(Protocol):
    """What a reader of one XML dialect does at each element; names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Meet an opening tag."""

    def end(self, name: str, text: str) -> None:
        """Meet a closing tag, with the text between."""


def local_name(name: str) -> str:
    """Return a name without its prefix, in lower case.

    >>> local_name("ns3:TrackPointExtension")
    'trackpointextension'
    """
    return name.rpartition(":")[2].lower()


def parse(stream: Stream, head: bytes, handler: Handler) -> str | None:
    """Feed a document to *handler*; return None when it was whole, else a sentence about the fault.

    The parser knows no namespaces, so a prefix that nobody declared is only part of a name. What came before
    a fault has been handled. Entity declarations are refused, since nothing that records a run needs one.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    texts: list[list[str]] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(texts) >= limits.XML_DEPTH:
            raise RecordingError(
                f"Elements lie more than {limits.XML_DEPTH} deep; no export does that. It was not read."
            )
        texts.append([])
        handler.start(local_name(name), attributes)

    def end(name: str) -> None:
        handler.end(local_name(name), "".join(texts.pop()).strip())

    def data(text: str) -> None:
        # the blanks between a million records would pile up in the element around them
        if texts and len(texts[-1]) < MOST_PIECES and not text.isspace():
            texts[-1].append(text[: limits.XML_TOKEN_BYTES])

    def entity(*_: object) -> None:
        raise RecordingError("The XML declares an entity, which no export needs. It was not read.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = entity

    chunk, fed = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n"), 0
    try:
        while chunk := chunk or stream.read(CHUNK_BYTES):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > limits.XML_TOKEN_BYTES:
                raise RecordingError("One XML tag is longer than a megabyte. It was not read.")
            chunk = b""
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return f"The XML stops making sense at line {error.lineno}; read up to there."
    except (ValueError, LookupError) as error:
        if isinstance(error, RecordingError):
            raise
        return "The XML names an encoding that is not known; read up to there."
    return None
