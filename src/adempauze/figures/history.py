"""Many sessions in one picture: a block as a range of its own, and a week as seven small signs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil
from xml.etree.ElementTree import Element

from adempauze.figures import texts
from adempauze.figures.model import Lang, SessionPicture
from adempauze.figures.scenery import (
    WIDTH,
    mountain_drawing,
    sentence,
    sky,
    text_width,
    widest_foot,
)
from adempauze.figures.svg import Px, Svg, element, group, line, markup, picture, polyline, text
from adempauze.figures.terrain import Mountain, PxPerS, stand

ROW = 40  # sessions side by side, at most: a season of three a week
RISE = 140  # from the shore to the longest main hold of all
RISE_OF_MANY = 62  # the same, when there are more rows
FLAG_ROOM = 30  # over it
DATES = 28  # under a shore
TALL_S = 10.0  # shorter holds do not reach the top
SLENDEREST = 0.42  # foot to height, so that many mountains are a range and no fence
GRID_STEPS_S = (2, 5, 10, 20, 30, 60)
AXIS = 24  # at the left, for the seconds

DAY_WIDTH = 50
DAY_HEIGHT = 66
DAY_SHORE = 36
DAY_RISE = 30
DAY_FOOT = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDay:
    """One day of a week: what was done, else whether something is planned."""

    on: date
    session: SessionPicture | None = None
    is_planned: bool = False


def history_range(
    sessions: Sequence[SessionPicture], *, lang: Lang, headroom: Px = 0, name: str = "history"
) -> Svg:
    """Return all sessions, oldest first: a mountain a session, in rows when there are many.

    The height is the median of its main holds, snow begins at the median of their air hunger, and the thin
    line runs from the shortest to the longest of them. The dot is at the last session. *headroom* is empty
    sky for a heading that lies over it.
    """
    longest_s = max([TALL_S, *(hold.duration_s for session in sessions for hold in session.main_holds)])
    rows = _rows(sessions)
    rise = RISE if len(rows) == 1 else RISE_OF_MANY
    pitch = rise + DATES
    top = headroom + FLAG_ROOM
    height = top + pitch * len(rows)
    children = sky(name, WIDTH, height)
    for index, row in enumerate(rows):
        shore = top + pitch * index + rise
        children += _row(row, shore=shore, scale=rise / longest_s, longest_s=longest_s, lang=lang)
    if sessions:
        last = _block(rows[-1], shore=height - DATES, scale=rise / longest_s)[-1]
        children.append(element("circle", class_="you", cx=last.x, cy=last.shore, r=5))
    else:
        words = texts.say(lang, "history_shore")
        children += sentence(words, x=WIDTH / 2, y=height - 96, width=300, size=17, class_="words")
    return markup(
        picture(
            children,
            width=WIDTH,
            height=height,
            kind="history",
            name=name,
            title=texts.history_title(sessions, lang),
            desc=texts.history_description(sessions, lang),
        )
    )


def week_strip(days: Sequence[WeekDay], *, today: date, lang: Lang, name: str = "week") -> Svg:
    """Return the days of a week: a mountain where a session was done, dashed where one is planned."""
    longest_s = max([TALL_S, *(day.session.median_s for day in days if day.session)])
    children: list[Element] = []
    for index, day in enumerate(days):
        left = index * DAY_WIDTH
        sign = element("g", *_sign(day, longest_s), transform=f"translate({left + 5} 0)")
        label = text(texts.DAYS[lang][day.on.weekday()], left + 25, DAY_SHORE + 18, "day", anchor="middle")
        children += [sign, label]
        if day.on == today:
            label.set("class", "day day-now")
            children.append(element("rect", class_="now", x=left + 4, y=DAY_HEIGHT - 4, width=42, height=4))
    return markup(
        picture(
            children,
            width=DAY_WIDTH * max(len(days), 1),
            height=DAY_HEIGHT,
            kind="week",
            name=name,
            title=texts.say(
                lang,
                "week",
                done=sum(day.session is not None for day in days),
                planned=sum(day.is_planned or day.session is not None for day in days),
            ),
            desc=", ".join(
                texts.say(lang, _state(day), day=texts.LONG_DAYS[lang][day.on.weekday()]) for day in days
            ),
        )
    )


def _rows(sessions: Sequence[SessionPicture]) -> list[list[SessionPicture]]:
    """Return the sessions in rows of equal length, or one shorter; no sessions are one empty row."""
    count = max(1, ceil(len(sessions) / ROW))
    cuts = [round(len(sessions) * index / count) for index in range(count + 1)]
    return [list(sessions[start:end]) for start, end in pairwise(cuts)]


def _row(
    sessions: Sequence[SessionPicture], *, shore: Px, scale: PxPerS, longest_s: float, lang: Lang
) -> list[Element]:
    mountains = _block(sessions, shore=shore, scale=scale)
    behind_first = sorted(mountains, key=lambda mountain: -mountain.height)
    return [
        *(_seconds_grid(longest_s, shore=shore, scale=scale, lang=lang) if sessions else []),
        *_spans(sessions, mountains, scale=scale),
        *(mountain_drawing(mountain) for mountain in behind_first if mountain.height > 0),
        line(0, shore, WIDTH, shore, "shore"),
        *_dates(sessions, mountains, shore=shore, lang=lang),
    ]


def _block(sessions: Sequence[SessionPicture], *, shore: Px, scale: PxPerS) -> list[Mountain]:
    """Return the mountains of a row. Many of them keep their places and their slopes, and overlap more."""
    medians = [session.median_s for session in sessions]
    beside = SLENDEREST * scale * max([*medians, 0.0]) / 2
    feet = stand(
        medians,
        left=AXIS + beside,
        right=WIDTH - 6 - beside,
        widest=widest_foot(len(sessions), WIDTH),
        step_frac=0.6,
    )
    return [
        Mountain(
            x=foot.x,
            foot=max(foot.foot, SLENDEREST * session.median_s * scale),
            height=session.median_s * scale,
            shore=shore,
            place=place,
            snow_from=None if session.median_air_hunger_s is None else session.median_air_hunger_s * scale,
        )
        for place, (session, foot) in enumerate(zip(sessions, feet, strict=True))
    ]


def _seconds_grid(longest_s: float, *, shore: Px, scale: PxPerS, lang: Lang) -> list[Element]:
    room = 4 if scale * longest_s > 2 * RISE_OF_MANY else 2
    step_s = next((step for step in GRID_STEPS_S if longest_s / step <= room), GRID_STEPS_S[-1])
    drawn = []
    for level_s in range(step_s, int(longest_s) + 1, step_s):
        y = shore - level_s * scale
        drawn.append(line(0, y, WIDTH, y, "grid"))
        if level_s < longest_s - 0.1 * step_s:  # at the very top it would touch the row above
            drawn.append(text(texts.seconds(level_s, lang), 6, y - 4, "axis axis-sky"))
    return drawn


def _spans(
    sessions: Sequence[SessionPicture], mountains: Sequence[Mountain], *, scale: PxPerS
) -> list[Element]:
    """Return the shortest to the longest main hold of each session as a thin line at its summit."""
    drawn = []
    for session, mountain in zip(sessions, mountains, strict=True):
        lengths_s = [hold.duration_s for hold in session.main_holds]
        if len(lengths_s) > 1 and max(lengths_s) > min(lengths_s):
            top, bottom = (mountain.shore - length * scale for length in (max(lengths_s), min(lengths_s)))
            drawn.append(line(mountain.x, top, mountain.x, bottom, "span"))
    return [group(drawn, "spans")] if drawn else []


def _dates(
    sessions: Sequence[SessionPicture], mountains: Sequence[Mountain], *, shore: Px, lang: Lang
) -> list[Element]:
    """Return the days of the first and the last session, under them."""
    dated = [
        (session.on, mountain.x) for session, mountain in zip(sessions, mountains, strict=True) if session.on
    ]
    if not dated:
        return []
    drawn = []
    ends = [dated[0]] if len(dated) == 1 else [dated[0], dated[-1]]
    for place, (on, x) in enumerate(ends):
        words = texts.day(on, lang, with_year=ends[0][0].year != ends[-1][0].year)
        half = text_width(words, 12) / 2
        middle = min(max(x, half + 6), WIDTH - half - 6)
        drawn.append((middle, half, text(words, middle, shore + 19, "axis axis-sky", anchor="middle"), place))
    apart = all(b[0] - a[0] >= a[1] + b[1] for a, b in pairwise(drawn))
    return [label for _, _, label, _ in (drawn if apart else drawn[-1:])]


def _sign(day: WeekDay, longest_s: float) -> list[Element]:
    if day.session is not None and day.session.holds:
        (mountain,) = _block([day.session], shore=DAY_SHORE, scale=DAY_RISE / longest_s)
        return [mountain_drawing(replace(mountain, x=20, foot=DAY_FOOT, place=day.on.toordinal()))]
    if day.is_planned:
        return [polyline([(4, 36), (16, 12), (22, 22), (26, 17), (36, 36), (4, 36)], "planned")]
    return [line(14, DAY_SHORE - 1, 26, DAY_SHORE - 1, "rest")]


def _state(day: WeekDay) -> str:
    if day.session is not None:
        return "week_done"
    return "week_planned" if day.is_planned else "week_rest"
