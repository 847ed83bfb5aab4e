"""What one phone keeps for its runner, beside the shell that is the same for everybody."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from adempauze.protocols import catalogue_names
from adempauze_web.accounts.models import Person
from adempauze_web.config.settings import SITE
from adempauze_web.cues.selectors import cues_show, voices_of
from adempauze_web.offline import shell
from adempauze_web.pages.selectors import protocol_show
from adempauze_web.training.models import IssuedSheet
from adempauze_web.training.selectors import sheet_words
from adempauze_web.training.showing import reading_language
from adempauze_web.training.tracks import player_show

READABLE = ("offline", "knowledge", "rules", "purpose", "buddy")


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Whose phone it is, in what language, and the sheet it takes along, if there is one."""

    person: Person | AnonymousUser
    lang: str
    issued: IssuedSheet | None
    now: datetime

    @property
    def look(self) -> str:
        """What stands for how a page looks to this person; kept pages are fetched anew when it changes."""
        own = [getattr(self.person, name, "") for name in ("theme", "volume_pct", "is_left_handed")]
        return shell.digest(shell.version(), pages_digest(), self.lang, *map(str, own))


@cache
def pages_digest() -> str:
    """Return what stands for the pages as they are written, in every language."""
    written = sorted([*(SITE / "templates").rglob("*.html"), *(SITE / "locale").rglob("*.mo")])
    return shell.digest(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in written))


def _session(taking: Taking) -> dict[str, str]:
    if taking.issued is None:
        return {}
    cues = json.dumps(cues_show(taking.issued.owner))  # the player's page carries them
    return {reverse("play", args=[taking.issued.pk]): shell.digest(taking.look, cues)}


def _clips(taking: Taking) -> dict[str, str]:
    return shell.clips(taking.lang)


def _voices(taking: Taking) -> dict[str, str]:
    if taking.issued is None:
        return {}
    own = voices_of(taking.issued.owner).get(taking.lang, {})
    return {address: address for address in own.values()}  # a new recording has a new address


def _track(taking: Taking) -> dict[str, str]:
    """Return the session as sound, whole and lowered, where it is one for a pocket."""
    if taking.issued is None or "instead" in (shown := player_show(taking.issued, taking.now)):
        return {}
    return {shown[form]["sound"]: taking.issued.digest for form in ("whole", "lower")}


def _pages(taking: Taking) -> dict[str, str]:
    addresses = [reverse(name) for name in READABLE]
    addresses += [reverse("protocol", args=[name]) for name in catalogue_names()]
    return dict.fromkeys(addresses, taking.look)


# Each gives addresses with what stands for their content, which is fetched anew when that changes.
# What a session needs most stands first.
SOURCES: tuple[Callable[[Taking], Mapping[str, str]], ...] = (_session, _voices, _clips, _pages, _track)


def kept_show(person: Person | AnonymousUser, issued: IssuedSheet | None, now: datetime) -> dict[str, Any]:
    """Return what the phone of *person* keeps: files, and the session that waits for today."""
    taking = Taking(person=person, lang=reading_language(), issued=issued, now=now)
    files = {address: tag for source in SOURCES for address, tag in source(taking).items()}
    return {
        "version": shell.version(),
        "files": files,
        "session": _session_words(issued) if issued else None,
    }


def _session_words(issued: IssuedSheet) -> dict[str, Any]:
    words = sheet_words(issued)
    return {
        "address": reverse("play", args=[issued.pk]),
        "sheet_id": issued.pk,
        "title": words.title,
        "level": words.level,
        "issued_at_ms": _unix_ms(issued.issued_at),
        "expires_at_ms": _unix_ms(issued.expires_at),
    }


def _unix_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True, kw_only=True)
class ReadablePage:
    """A page that can be read without a network."""

    title: str
    address: str


def readable_show() -> list[ReadablePage]:
    """Return the pages that a phone keeps for reading."""
    pages = [
        ReadablePage(title=protocol_show(name).title, address=reverse("protocol", args=[name]))
        for name in catalogue_names()
    ]
    words = {"buddy": _("The card for your buddy"), "rules": _("The rule book"), "knowledge": _("Knowledge")}
    return pages + [ReadablePage(title=title, address=reverse(name)) for name, title in words.items()]


def manifest_show(words: str) -> dict[str, Any]:
    """Return what makes the site an app on a phone."""
    icons = [
        {
            "src": static(f"img/app-icon-{px}.png"),
            "sizes": f"{px}x{px}",
            "type": "image/png",
            "purpose": purpose,
        }
        for px in (192, 512)
        for purpose in ("any", "maskable")  # the drawing leaves room for any shape
    ]
    return {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": "Adempauze",
        "short_name": "Adempauze",
        "description": words,
        "lang": reading_language(),
        "dir": "ltr",
        "display": "standalone",
        "background_color": "#F3F7F8",
        "theme_color": "#F3F7F8",
        "icons": icons,
    }
