"""A session as a range: above the shore what you did, below it what your oxygen did."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from adempauze.figures import texts
from adempauze.figures.lake import lake, lake_depth
from adempauze.figures.model import EndedBy, HoldPicture, Lang, PlanPicture, SessionPicture
from adempauze.figures.scenery import (
    WIDTH,
    flags,
    is_wide,
    outline_drawing,
    past_ranges,
    sentence,
    session_drawing,
    session_mountains,
    sky,
    stands,
    text_width,
)
from adempauze.figures.svg import Px, Svg, element, line, markup, picture, text
from adempauze.figures.terrain import Mountain, PxPerS

RISE = 150  # from the shore to the highest cap or hold
TALL_S = 18.0  # a shorter session does not reach the top: first come hills, later mountains
FLAG_ROOM = 36  # over it
THUMBNAIL = (120, 48)


def session_range(
    session: SessionPicture,
    *,
    past: Sequence[SessionPicture] = (),
    lang: Lang,
    floor_pct: float | None = None,
    headroom: Px = 0,
    name: str = "range",
) -> Svg:
    """Return the range of a session that was played, over its lake.

    Parameters
    ----------
    session
        The holds as they were. One mountain each: height is seconds, snow is the time after air hunger, a
        flag is a cap that was reached, a flat broken top is a stop.
    lang
        Language of what it says, on its face and to a screen reader.
    past
        Earlier sessions, oldest first; the last three stand behind, older is paler.
    floor_pct
        The displayed saturation at which a session ends, drawn as a line in the lake; None draws none.
    headroom
        Empty sky above the range for a heading that lies over it, in picture units.
    name
        Makes the ids unique when a page has more than one picture.
    """
    shore = headroom + FLAG_ROOM + RISE
    scale = RISE / _highest_s(session, past)
    mountains = session_mountains(session, shore=shore, scale=scale)
    children = [
        *sky(name, WIDTH, shore),
        *past_ranges(past, shore=shore, scale=scale),
        *_caps(session, mountains, scale=scale, lang=lang),
        *session_drawing(session, mountains),
        *flags(session, mountains),
        *_lengths(session, mountains, lang),
        *lake(session, mountains, shore=shore, floor_pct=floor_pct, lang=lang),
        line(0, shore, WIDTH, shore, "shore"),
    ]
    root = picture(
        children,
        width=WIDTH,
        height=shore + lake_depth(session, floor_pct),
        kind="range",
        name=name,
        title=texts.session_title(session, lang),
        desc=texts.session_description(session, lang, past=bool(past)),
    )
    return markup(root)


def plan_range(
    plan: PlanPicture,
    *,
    past: Sequence[SessionPicture] = (),
    lang: Lang,
    headroom: Px = 0,
    name: str = "plan",
) -> Svg:
    """Return what is planned as the same range in outline, at its caps: not climbed yet.

    The dot is you, at the foot of the first mountain. *past*, *headroom* and *name* are as in
    ``session_range``.
    """
    shore = headroom + FLAG_ROOM + RISE
    held = [hold.duration_s for session in past for hold in session.holds]
    scale = RISE / max([*plan.caps_s, *held, TALL_S])
    mountains = [
        Mountain(x=foot.x, foot=foot.foot, height=cap_s * scale, shore=shore, place=place)
        for place, (cap_s, foot) in enumerate(zip(plan.caps_s, stands(plan.caps_s), strict=True))
    ]
    behind_first = sorted(mountains, key=lambda mountain: -mountain.height)
    children = [
        *sky(name, WIDTH, shore),
        *past_ranges(past, shore=shore, scale=scale),
        *(outline_drawing(mountain) for mountain in behind_first),
        element("rect", class_="ground", y=shore, width=WIDTH, height=14),
        line(0, shore, WIDTH, shore, "shore"),
    ]
    if mountains:
        children.append(element("circle", class_="you", cx=mountains[0].outline[0][0], cy=shore, r=7))
    else:
        words = texts.say(lang, "plan_shore")
        children += sentence(words, x=WIDTH / 2, y=shore - 70, width=300, size=17, class_="words")
    return markup(
        picture(
            children,
            width=WIDTH,
            height=shore + 14,
            kind="plan",
            name=name,
            title=_plan_title(plan, lang),
            desc=_plan_steps(plan, lang),
        )
    )


def session_thumbnail(
    session: SessionPicture, *, lang: Lang, highest_s: float = 12, name: str = "small"
) -> Svg:
    """Return a session as a small range without numbers, for a list.

    *highest_s* is the longest hold of the whole list, so that the thumbnails of it compare.
    """
    width, height = THUMBNAIL
    scale = (height - 12) / max([highest_s, *(hold.duration_s for hold in session.holds)])
    mountains = session_mountains(session, shore=height - 2, scale=scale, width=width, margin=3)
    children = [
        *session_drawing(session, mountains),
        line(0, height - 2, width, height - 2, "shore"),
    ]
    title = texts.session_title(session, lang)
    return markup(
        picture(children, width=width, height=height, kind="thumbnail", name=name, title=title, desc="")
    )


def _highest_s(session: SessionPicture, past: Sequence[SessionPicture]) -> float:
    """Return the seconds that reach the top of the picture: of the highest cap or hold, or a tall one."""
    caps = [hold.cap_s for hold in session.holds]
    held = [hold.duration_s for each in (session, *past) for hold in each.holds]
    return max([*caps, *held, TALL_S])


def _caps(
    session: SessionPicture, mountains: Sequence[Mountain], *, scale: PxPerS, lang: Lang
) -> list[Element]:
    """Return the cap of the main holds as a dotted line over each run of holds that shares it."""
    drawn: list[Element] = []
    held = list(zip(session.holds, mountains, strict=True))
    runs = [
        (cap_s, list(run))
        for (is_main, cap_s), run in groupby(held, key=lambda pair: (pair[0].is_main, pair[0].cap_s))
        if is_main and cap_s > 0
    ]
    for index, (cap_s, run) in enumerate(runs):
        y = mountains[0].shore - cap_s * scale
        start = max(6, run[0][1].x - run[0][1].foot * 0.36)
        end = min(WIDTH - 6, run[-1][1].x + run[-1][1].foot * 0.36)
        amount = texts.tidy_seconds(cap_s, lang)
        words = amount if index else texts.say(lang, "cap", cap=amount)
        drawn += [line(start, y, end, y, "cap"), _cap_label(words, start, y, held)]
    return drawn


def _cap_label(words: str, start: Px, y: Px, held: Sequence[tuple[HoldPicture, Mountain]]) -> Element:
    """Return the words beside the start of a cap's line, or over it where something is in the way."""
    room = text_width(words, 13) + 14

    def is_free(left: Px, right: Px, bottom: Px) -> bool:
        return not any(
            mountain.summit[1] - (FLAG_ROOM - 12) * (hold.ended_by is EndedBy.CAP) < bottom
            for hold, mountain in held
            if left - 16 <= mountain.x <= right
        )

    if start > room and is_free(start - room, start, y + 8):
        return text(words, start - 8, y + 4.5, "label", anchor="end")
    left = min(start, WIDTH - room)
    over = y - 8 if is_free(left, left + room, y - 4) else y - 26
    return text(words, left, over, "label")


def _lengths(session: SessionPicture, mountains: Sequence[Mountain], lang: Lang) -> list[Element]:
    """Return the seconds of each hold, written in its mountain where there is room."""
    return [
        text(texts.number(hold.duration_s, lang), mountain.x, mountain.shore - 10, "number", anchor="middle")
        for hold, mountain in zip(session.holds, mountains, strict=True)
        if is_wide(mountain) and mountain.height >= 40
    ]


def _plan_title(plan: PlanPicture, lang: Lang) -> str:
    if not plan.caps_s:
        return texts.say(lang, "plan_empty")
    holds = texts.counted(lang, "hold_count", len(plan.caps_s))
    return texts.say(lang, "plan", holds=holds, longest=texts.tidy_seconds(max(plan.caps_s), lang))


def _plan_steps(plan: PlanPicture, lang: Lang) -> str:
    if not plan.caps_s:
        return texts.say(lang, "plan_shore")
    steps = [
        texts.say(lang, "step", count=len(list(run)), cap=texts.tidy_seconds(cap_s, lang))
        for cap_s, run in groupby(plan.caps_s)
    ]
    return texts.say(lang, "plan_steps", steps=", ".join(steps))
