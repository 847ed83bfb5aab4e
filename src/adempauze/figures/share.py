"""A picture to share: a file with its own colours, and nothing about your health unless you say so."""

from dataclasses import replace
from xml.etree.ElementTree import Element, tostring

from adempauze.figures import texts
from adempauze.figures.lake import lake
from adempauze.figures.model import EndedBy, Lang, SessionPicture
from adempauze.figures.palette import LIGHT
from adempauze.figures.scenery import (
    WIDTH,
    flags,
    is_wide,
    session_drawing,
    session_mountains,
    sky,
    text_width,
    wrapped,
)
from adempauze.figures.svg import Px, element, group, line, picture, text

SIZE = (1080, 1350)  # pixels: the upright shape that phones share
HEIGHT = WIDTH * SIZE[1] / SIZE[0]
SHORE, RISE = 366, 214
SHORE_OVER_LAKE, RISE_OVER_LAKE = 264, 136
WORDMARK = (  # drawn on a 28-unit grid; the baseline is at 20
    "M0 20L7 4L14 20M3.1 13.5L5.2 15.3L7 13L8.8 15.3L10.9 13.5",
    "M27 4V20M27 15A5 5 0 1 1 17 15A5 5 0 1 1 27 15",
    "M31.2 15.2H41A5 5 0 1 0 39.4 18.7",
    "M45 10V20M45 14A4 4 0 0 1 53 14V20M53 14A4 4 0 0 1 61 14V20",
    "M65 10V26M75 15A5 5 0 1 1 65 15A5 5 0 1 1 75 15",
    "M89 10V20M89 15A5 5 0 1 1 79 15A5 5 0 1 1 89 15",
    "M93 10V15.5A4.5 4.5 0 0 0 102 15.5V10M102 10V20",
    "M106 10H114.5L106 20H114.5",
    "M118.2 15.2H128A5 5 0 1 0 126.4 18.7",
)


def shared_picture(
    session: SessionPicture,
    *,
    lang: Lang,
    place: str = "",
    with_spo2: bool = False,
    with_stops: bool = False,
    floor_pct: float | None = None,
) -> str:
    """Return a session as an SVG file of 1080 by 1350 pixels that needs no style sheet.

    Mountains, their seconds and the day. The place, the oxygen saturation, and which holds were stopped are
    in it only if switched on. *floor_pct* is drawn with the saturation.
    """
    shown = session if with_stops else _without_stops(session)
    shore = SHORE_OVER_LAKE if with_spo2 else SHORE
    rise = RISE_OVER_LAKE if with_spo2 else RISE
    scale = rise / max([1.0, *(hold.duration_s for hold in session.holds)])
    mountains = session_mountains(shown, shore=shore, scale=scale)
    below = (
        lake(shown, mountains, shore=shore, floor_pct=floor_pct, lang=lang)
        if with_spo2
        else _ground(shore, lang)
    )
    children = [
        *sky("shared", WIDTH, shore),
        element("rect", class_="lake", y=shore, width=WIDTH, height=HEIGHT - shore),
        *session_drawing(shown, mountains),
        *flags(shown, mountains),
        *(
            text(texts.number(hold.duration_s, lang), mountain.x, shore - 10, "number", anchor="middle")
            for hold, mountain in zip(shown.holds, mountains, strict=True)
            if is_wide(mountain) and mountain.height >= 40
        ),
        *below,
        line(0, shore, WIDTH, shore, "shore"),
        *_heading(shown, place, lang),
        _wordmark(x=22, y=HEIGHT - 32, height=16),
    ]
    root = picture(
        children,
        width=WIDTH,
        height=HEIGHT,
        kind="shared",
        name="shared",
        title=texts.session_title(shown, lang),
        desc=texts.say(lang, "mountain_key"),
    )
    root.attrib |= {"xmlns": "http://www.w3.org/2000/svg", "width": str(SIZE[0]), "height": str(SIZE[1])}
    _embed_colours(root)
    return tostring(root, encoding="unicode")


def _without_stops(session: SessionPicture) -> SessionPicture:
    """Return the session with its stopped holds as plain summits: a stop can tell about a symptom."""
    holds = tuple(
        replace(hold, ended_by=EndedBy.SOONER) if hold.ended_by is EndedBy.STOP else hold
        for hold in session.holds
    )
    return replace(session, holds=holds)


def _heading(session: SessionPicture, place: str, lang: Lang) -> list[Element]:
    when = texts.day(session.on, lang) if session.on else ""
    count = len(session.holds)
    drawn = [text(texts.counted(lang, "shared_count", count), 21, 72, "shared-title")]
    if above := " · ".join(part for part in (when, place) if part):
        drawn.append(text(_fitting(above, WIDTH - 44, 15), 22, 38, "shared-line"))
    if count:
        longest = texts.seconds(max(hold.duration_s for hold in session.holds), lang)
        drawn.append(text(texts.say(lang, "shared_longest", longest=longest), 22, 98, "shared-line"))
    return drawn


def _fitting(words: str, width: Px, size: Px) -> str:
    """Return the words as one line of print, cut where it would leave the picture."""
    words = "".join(letter for letter in words if letter.isprintable() or letter == texts.NBSP)
    most = int(width / text_width("0", size))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _ground(shore: Px, lang: Lang) -> list[Element]:
    lines = wrapped(texts.say(lang, "mountain_key"), WIDTH - 44, 15)
    return [text(words, 22, shore + 30 + 21 * index, "shared-key") for index, words in enumerate(lines)]


def _wordmark(*, x: Px, y: Px, height: Px) -> Element:
    scale = height / 20
    strokes = group((element("path", d=letter) for letter in WORDMARK), "wordmark")
    strokes.set("transform", f"translate({x:g} {y:g}) scale({scale:g})")
    return strokes


def _embed_colours(root: Element) -> None:
    """Put the attributes of each class in its place."""
    for drawn in root.iter():
        for name in drawn.attrib.pop("class", "").split():
            drawn.attrib.update(LIGHT.get(name, {}))
