"""Tracks: a cleared session as one sound file, rendered when it is asked for, and gone with its day.

A session made into sound is only ever one that was cleared: of its runner, for today, and not yet played.
"""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from adempauze.errors import SheetError
from adempauze.planning.progress import OPEN_LEVEL
from adempauze.safety import refuse_sheet
from adempauze.session import Sheet, SignalKind, read_sheet
from adempauze.tracks import Track, lay_out, render_track
from adempauze_web.accounts.models import Person
from adempauze_web.config.environment import ENVIRONMENT
from adempauze_web.cues.selectors import cues_heard, voice_clips
from adempauze_web.errors import TrackError
from adempauze_web.training import selectors
from adempauze_web.training.models import IssuedSheet

Suffix = Literal["flac", "mp3"]

WITHOUT_READINGS = (SignalKind.NONE, SignalKind.LOGGED)
_FOLDER = ENVIRONMENT.home / "tracks"
_MOST_KEPT = 40  # of some 3 MB each; what is gone is rendered again in a second or two
_rendering = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class TrackFile:
    """A rendered track on the disk of this site."""

    path: Path
    name: str  # for a folder of music
    expires_at: datetime


def track_file(issued: IssuedSheet, *, suffix: Suffix, lowered: bool, now: datetime) -> TrackFile:
    """Return the track of a cleared session, rendered now or earlier today.

    Raises TrackError for what no track is made of.
    """
    sheet = _playable(issued, now)
    day = selectors.local(issued.owner, now).date()
    heard = cues_heard(issued.owner, sheet.lang)
    form = "lower" if lowered else "whole"
    name = f"{sheet.expires_at_ms}-{issued.owner.key.hex}-{issued.digest}-{heard.mark}-{form}.{suffix}"
    path = _FOLDER / name
    with _rendering:
        _clear_away(now)
        if not path.exists():
            track = lay_out(sheet, day=day, lowered=lowered, rules=heard.rules)
            _render(track, path, voice_clips(issued.owner, sheet.lang) if heard.voices else {})
    name = f"adempauze-{day}-{_('level')}-{OPEN_LEVEL if lowered else sheet.level}.{suffix}"
    return TrackFile(path=path, name=name, expires_at=issued.expires_at)


def player_show(issued: IssuedSheet, now: datetime) -> dict[str, Any]:
    """Return what the player needs for a pocket: addresses and layouts of the track, or where to ask for one.

    There is a layout for the session as cleared, and for the lower one that an answer can make of it.
    """
    try:
        sheet = _playable(issued, now)
    except TrackError:
        return {"instead": reverse("pocket", args=[issued.pk])}
    day = selectors.local(issued.owner, now).date()
    mark = cues_heard(issued.owner, sheet.lang).mark  # another choice of cues has another address
    return {
        form: {
            "sound": f"{reverse('track', args=[issued.pk])}?cues={mark}{lower}",
            "file": f"{reverse('track_file', args=[issued.pk])}?cues={mark}{lower}",
            "layout": msgspec.to_builtins(lay_out(sheet, day=day, lowered=form == "lower").layout),
        }
        for form, lower in (("whole", ""), ("lower", "&lower"))
    }


def tracks_forget(person: Person) -> None:
    """Remove what was rendered for *person*: a voice that was taken back is in no file here any more."""
    for path in _FOLDER.glob(f"*-{person.key.hex}-*"):
        path.unlink(missing_ok=True)


def _playable(issued: IssuedSheet, now: datetime) -> Sheet:
    sheet = read_sheet(bytes(issued.json))
    if issued.demonstration:
        raise TrackError(_("A demonstration is only for watching; there is no sound file of it."))
    if selectors.session_of_sheet(issued) is not None:
        raise TrackError(_("This session has been played. Fetch the next one when it is its day."))
    if refuse_sheet(sheet, now=now, digest=issued.digest):
        raise TrackError(_("This session was for another day. Fetch today’s."))
    if sheet.signal not in WITHOUT_READINGS:
        raise TrackError(_("This session reads your saturation, which a sound file cannot do."))
    return sheet


def _render(track: Track, path: Path, voices: Mapping[str, bytes]) -> None:
    """Write the file under another name first: nobody is ever given half of one."""
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_stem(f"{path.stem}-{uuid.uuid4().hex}")
    try:
        render_track(track, files("adempauze_web") / "static" / "built" / "clips", unfinished, voices)
        unfinished.replace(path)
    except SheetError as error:
        raise TrackError(str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _clear_away(now: datetime) -> None:
    """Remove what is past its day, and the oldest of too many."""
    kept = sorted(_FOLDER.glob("*-*.*"), key=lambda path: path.stat().st_mtime)
    now_ms = now.timestamp() * 1000
    past = [path for path in kept if int(path.name.partition("-")[0]) <= now_ms]
    for path in {*past, *kept[: -_MOST_KEPT + 1]}:
        path.unlink(missing_ok=True)
