"""Gather the site's texts into its Dutch catalogue; ``--check`` only says what has no Dutch.

The texts are written in English where they are used, in templates and Python; the catalogue is
``locale/nl/LC_MESSAGES/django.po``. What is new is added without a translation, what is gone is dropped. A
text that stands in the catalogue of one app, as the player's do, is left to that.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adempauze_web.config.settings")
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "src/adempauze_web"
TARGET = SITE / "locale/nl/LC_MESSAGES/django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[str, str]]:
    """Yield the place of every file that may hold texts, and its content as Python."""
    for path in sorted([*SITE.rglob("*.py"), *SITE.rglob("*.html"), *SITE.rglob("*.txt")]):
        text = path.read_text()
        if path.suffix != ".py":
            # the indentation of HTML is none of Python's
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        yield path.relative_to(ROOT).as_posix(), text


def gathered() -> Catalog:
    """Return the catalogue as it should be: all texts of today, with the Dutch there is."""
    catalog = read(TARGET)
    others = [read(path) for path in SITE.glob("*/locale/nl/LC_MESSAGES/django.po")]
    template = Catalog()
    for place, text in sources():
        python = io.BytesIO(text.encode())
        for _line, message, comments, context in extract("python", python, keywords=KEYWORDS):
            text_id = message[0] if isinstance(message, tuple) else message
            if any(text_id in other for other in others) and text_id not in catalog:
                continue
            # the file says where a text is from; its line would change the catalogue with every edit
            template.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def read(path: Path) -> Catalog:
    """Return a catalogue as it stands, empty where there is none yet."""
    if not path.is_file():
        return Catalog(locale="nl", domain="django")
    with path.open("rb") as texts:
        return read_po(texts, locale="nl", domain="django")


def written(catalog: Catalog) -> bytes:
    """Return the catalogue as the file keeps it, the same on every day and machine."""
    out = io.BytesIO()
    write_po(out, catalog, omit_header=True, include_lineno=False, sort_output=True, width=110)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts that a Dutch reader would get in English."""
    return [
        f"{message.locations[0][0]}: {message.id}"
        for message in catalog
        if message.id
        and not all(message.string if isinstance(message.string, (tuple, list)) else [message.string])
    ]


if __name__ == "__main__":
    catalog = gathered()
    if "--check" not in sys.argv:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(written(catalog))
    if missing := untranslated(catalog):
        raise SystemExit("These texts have no Dutch yet:\n" + "\n".join(missing))
