"""What is said of a recording, in Dutch.

The library speaks English, and a result keeps what was said as it was said. ``dutch.toml`` has every sentence
in both languages, with places for what is filled in; here a sentence is found among them again.
"""

import re
from functools import cache
from importlib.resources import files

import msgspec

DECIMAL = re.compile(r"-?\d+\.\d+")


def in_dutch(said: str) -> str:
    """Return what was said of a recording in Dutch; what is not known comes back as it is.

    >>> in_dutch("Cut short: 3 of 9 records are there.")
    'Afgebroken: 3 van de 9 metingen zijn er.'
    """
    for english, dutch in _sentences():
        if found := english.fullmatch(said):
            filled = {name: in_dutch(text) for name, text in found.groupdict().items()}
            return dutch.format_map(filled)
    return said.replace(".", ",") if DECIMAL.fullmatch(said) else said


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return pattern and Dutch of every sentence, those with the most fixed letters first."""
    pairs = msgspec.toml.decode((files(__package__) / "dutch.toml").read_bytes(), type=dict[str, str])
    longest_first = sorted(pairs.items(), key=lambda pair: -len(re.sub(r"{\w+}", "", pair[0])))
    return tuple((_pattern(english), dutch) for english, dutch in longest_first)


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", english)
    texts = (re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts))
    return re.compile("".join(texts), re.DOTALL)
