"""What the pictures of a range are drawn with: sky, mountains, pale ranges behind, flags and sentences."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element

from adempauze.figures.model import EndedBy, SessionPicture
from adempauze.figures.svg import Point, Px, closed, element, group, line, polygon, polyline, text
from adempauze.figures.terrain import Mountain, PxPerS, Stand, stand

WIDTH = 390  # the design size; a picture scales with its column
MARGIN = 22
MANY_HOLDS = 24  # in one session; above it the warm-ups merge to one ridge line
PAST_SHOWN = 3
WIDE_FOOT = 42
SADDLE = 0.8  # of the lower of two summits of a ridge
BOLD_EM = 0.6  # a generous width of a bold letter, in ems: room is kept for the widest of the system fonts


def widest_foot(count: int, width: Px) -> Px:
    """Return the widest foot a mountain may have: one hold takes a fifth of the picture."""
    return width * min(0.3, 0.18 + 0.02 * count)


def is_wide(mountain: Mountain) -> bool:
    """Return whether a number of two digits fits in or under a mountain, beside those of its neighbours."""
    return mountain.foot >= WIDE_FOOT


def stands(seconds: Sequence[float], width: Px = WIDTH, margin: Px = MARGIN) -> list[Stand]:
    """Return where the mountains of a session stand in a picture of this width."""
    return stand(seconds, left=margin, right=width - margin, widest=widest_foot(len(seconds), width))


def session_mountains(
    session: SessionPicture, *, shore: Px, scale: PxPerS, width: Px = WIDTH, margin: Px = MARGIN
) -> list[Mountain]:
    """Return the mountains of a session in the order of its holds; *scale* is picture units a second."""
    feet = stands([hold.duration_s for hold in session.holds], width, margin)
    return [
        Mountain(
            x=foot.x,
            foot=foot.foot,
            height=hold.duration_s * scale,
            shore=shore,
            place=place,
            snow_from=hold.air_hunger_s * scale if hold.has_snow and hold.air_hunger_s is not None else None,
            is_broken=hold.ended_by is EndedBy.STOP,
        )
        for place, (hold, foot) in enumerate(zip(session.holds, feet, strict=True))
    ]


def sky(name: str, width: Px, shore: Px) -> list[Element]:
    """Return the sky above a shore. Its gradient is the only one there is."""
    fade = element(
        "linearGradient",
        element("stop", class_="sky-top", offset=0),
        element("stop", class_="sky-low", offset=1),
        id=f"{name}-sky",
        x1=0,
        y1=0,
        x2=0,
        y2=1,
    )
    return [element("defs", fade), element("rect", width=width, height=shore, fill=f"url(#{name}-sky)")]


def past_ranges(
    past: Sequence[SessionPicture], *, shore: Px, scale: PxPerS, width: Px = WIDTH
) -> list[Element]:
    """Return the last three sessions as pale silhouettes, the oldest first and palest."""
    drawn = []
    shown = list(past)[-PAST_SHOWN:]
    for back, session in zip(range(len(shown), 0, -1), shown, strict=True):
        mountains = session_mountains(session, shore=shore, scale=scale, width=width, margin=4 + 8 * back)
        outlines = "".join(closed(mountain.outline) for mountain in mountains)
        if outlines:
            drawn.append(element("path", d=outlines, class_=f"past past-{back}"))
    return drawn


def mountain_drawing(mountain: Mountain) -> Element:
    """Return one mountain: lit face, shaded face and snow."""
    shapes = [polygon(mountain.outline, "lit"), polygon(mountain.shade, "shade")]
    if snow := mountain.snow:
        shapes += [polygon(snow, "snow"), polygon(mountain.snow_shade, "snow-shade")]
    return group(shapes, "mountain")


def session_drawing(session: SessionPicture, mountains: Sequence[Mountain]) -> list[Element]:
    """Return the range of a session, taller mountains behind."""
    single = list(mountains)
    ridges: list[Element] = []
    if len(single) > MANY_HOLDS and any(not hold.is_main for hold in session.holds):
        pairs = list(zip(session.holds, mountains, strict=True))
        single = [mountain for hold, mountain in pairs if hold.is_main]
        for is_main, run in groupby(pairs, key=lambda pair: pair[0].is_main):
            if not is_main:
                ridges.append(polygon(_ridge([mountain for _, mountain in run]), "lit ridge"))
    behind_first = sorted(single, key=lambda mountain: -mountain.height)
    return [*(mountain_drawing(mountain) for mountain in behind_first), *ridges]


def flags(session: SessionPicture, mountains: Sequence[Mountain]) -> list[Element]:
    """Return a flag on the summit of each hold that went on to its cap."""
    return [
        flag(*mountain.summit, size=1 if mountain.foot > 40 else 0.6)
        for hold, mountain in zip(session.holds, mountains, strict=True)
        if hold.ended_by is EndedBy.CAP
    ]


def flag(x: Px, y: Px, size: Px = 1) -> Element:
    """Return a flag that stands on a point."""
    top = y - 20 * size
    cloth: list[Point] = [(x, top), (x + 15 * size, top + 5 * size), (x, top + 10 * size)]
    return group([polygon(cloth, "cloth"), line(x, y + 1, x, top, "pole")], "flag")


def sentence(words: str, *, x: Px, y: Px, width: Px, size: Px, class_: str) -> list[Element]:
    """Return a sentence around a middle, over as many lines as it needs."""
    lines = wrapped(words, width, size)
    first = y - (len(lines) - 1) * size * 0.65
    return [
        text(part, x, first + index * size * 1.3, class_, anchor="middle") for index, part in enumerate(lines)
    ]


def wrapped(words: str, width: Px, size: Px) -> list[str]:
    """Return the words over lines that fit a width, as even as they come."""
    most = max(1, int(width / (size * BOLD_EM)))
    needed = -(-len(words) // most)
    aim = min(most, len(words) // needed + 6)
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= aim or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def text_width(words: str, size: Px) -> Px:
    """Return the room that words take at most."""
    return len(words) * size * BOLD_EM


def outline_drawing(mountain: Mountain) -> Element:
    """Return a mountain that was not climbed yet: its outline, and its shaded face in pale."""
    return group(
        [
            polygon(mountain.outline, "plan"),
            polygon(mountain.shade, "plan-shade"),
            polyline(mountain.outline, "plan-line"),
        ],
        "mountain",
    )


def _ridge(mountains: Sequence[Mountain]) -> list[Point]:
    """Return a line over the summits, with a saddle between each two."""
    line_over = [mountains[0].outline[0], mountains[0].summit]
    for left, right in pairwise(mountains):
        saddle = left.shore - SADDLE * min(left.height, right.height)
        line_over += [((left.x + right.x) / 2, saddle), right.summit]
    return [*line_over, mountains[-1].outline[-1]]
