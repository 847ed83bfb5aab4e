"""The lake under a range: how low the saturation went after each hold, as read, with the sensor's error."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from adempauze.figures import texts
from adempauze.figures.model import HoldPicture, Lang, SessionPicture
from adempauze.figures.scenery import WIDTH, is_wide, sentence
from adempauze.figures.svg import Point, Px, closed, element, group, line, polygon, text
from adempauze.figures.terrain import Mountain

POINT = 7.9  # picture units a point of saturation, so that sessions compare
DEEPEST = 178  # a lower reading or floor than this one makes the points smaller
WORDS_ROOM = 24  # under the lowest line or reading
EMPTY, MISTY = 120, 196  # the depths of a lake without holds, and without a sensor
GRID_PCT = (95, 90, 85)
HATCH_TO_PCT = 92  # where the hatching of a missing reading ends; it says nothing about a value
LABEL_PX = 13

PxPerPct = float  # the scale of depths
Held = tuple[HoldPicture, Mountain]


def lake(
    session: SessionPicture,
    mountains: Sequence[Mountain],
    *,
    shore: Px,
    floor_pct: float | None,
    lang: Lang,
) -> list[Element]:
    """Return the lake of a session: readings, or hatching where one is missing, or mist without a sensor."""
    ground = element("rect", class_="lake", y=shore, width=WIDTH, height=lake_depth(session, floor_pct))
    if not session.holds:
        words = texts.say(lang, "shore_empty")
        return [ground, *sentence(words, x=WIDTH / 2, y=shore + 60, width=300, size=17, class_="words")]
    if not session.has_sensor:
        return [ground, *_mist(shore, lang)]
    unit = _unit(session, floor_pct)
    held = list(zip(session.holds, mountains, strict=True))
    return [
        ground,
        *_water(held, shore, unit),
        *_grid(shore, unit, floor_pct),
        *_floor(shore, unit, floor_pct, lang),
        *(
            hatching
            for hold, mountain in held
            if hold.nadir_pct is None
            for hatching in _hatched(mountain, unit)
        ),
        *_nadirs(held, shore, unit, lang),
    ]


def lake_depth(session: SessionPicture, floor_pct: float | None) -> Px:
    """Return how deep the lake of a session is drawn."""
    if not session.holds:
        return EMPTY
    if not session.has_sensor:
        return MISTY
    return _unit(session, floor_pct) * (100 - _lowest_pct(session, floor_pct)) + WORDS_ROOM


def _lowest_pct(session: SessionPicture, floor_pct: float | None) -> float:
    """Return the lowest saturation that is drawn, errors included."""
    read = [
        hold.nadir_pct - (hold.nadir_error_pct or 0) for hold in session.holds if hold.nadir_pct is not None
    ]
    return max(0, min([GRID_PCT[-1], *read, *([] if floor_pct is None else [floor_pct])]))


def _unit(session: SessionPicture, floor_pct: float | None) -> PxPerPct:
    return min(POINT, DEEPEST / (100 - _lowest_pct(session, floor_pct)))


def _water(held: Sequence[Held], shore: Px, unit: PxPerPct) -> list[Element]:
    """Return the mountains upside down, as deep as the saturation fell."""
    sunk = [
        replace(mountain, height=(100 - hold.nadir_pct) * unit, snow_from=None, is_broken=False)
        for hold, mountain in held
        if hold.nadir_pct is not None
    ]
    if not sunk:
        return []
    faces = "".join(closed(_mirrored(mountain.outline, shore)) for mountain in sunk)
    shades = "".join(closed(_mirrored(mountain.shade, shore)) for mountain in sunk)
    return [element("path", d=faces, class_="water"), element("path", d=shades, class_="water-shade")]


def _mirrored(points: Sequence[Point], shore: Px) -> list[Point]:
    return [(x, 2 * shore - y) for x, y in points]


def _grid(shore: Px, unit: PxPerPct, floor_pct: float | None) -> list[Element]:
    drawn = []
    for level in GRID_PCT:
        if floor_pct is not None and abs(level - floor_pct) * unit < 2 * LABEL_PX:
            continue
        y = shore + (100 - level) * unit
        drawn += [line(0, y, WIDTH, y, "grid"), text(str(level), 8, y - 4, "axis")]
    return drawn


def _floor(shore: Px, unit: PxPerPct, floor_pct: float | None, lang: Lang) -> list[Element]:
    if floor_pct is None:
        return []
    y = shore + (100 - floor_pct) * unit
    words = texts.say(lang, "floor", floor=texts.percent(floor_pct, lang))
    return [line(0, y, WIDTH, y, "floor"), text(words, 8, y + 16, "floor-label")]


def _hatched(mountain: Mountain, unit: PxPerPct) -> list[Element]:
    """Return the hatched column and the question mark of a hold without a reading."""
    half = min(8.0, max(4.0, mountain.foot / 2))
    left, right = mountain.x - half, mountain.x + half
    bottom = mountain.shore + (100 - HATCH_TO_PCT) * unit
    strokes = []
    y = mountain.shore + 2 * half
    while y <= bottom:
        strokes.append(line(left, y, right, y - 2 * half, "hatch"))
        y += 7
    mark = text("?", mountain.x, bottom + 16, "unknown", anchor="middle")
    return [group([*strokes, mark], "no-reading")]


def _nadirs(held: Sequence[Held], shore: Px, unit: PxPerPct, lang: Lang) -> list[Element]:
    """Return the sensor's error at each lowest point as a bar; a triangle and a number where there is room.

    The lowest reading of all always has its number.
    """
    drawn: list[Element] = []
    labels: list[Point] = []
    deepest_first = sorted(
        (entry for entry in held if entry[0].nadir_pct is not None), key=lambda entry: entry[0].nadir_pct or 0
    )
    for hold, mountain in deepest_first:
        nadir_pct, error_pct = hold.nadir_pct or 0, hold.nadir_error_pct or 0
        x, y = mountain.x, shore + (100 - nadir_pct) * unit
        bottom = shore + min(100, 100 - nadir_pct + error_pct) * unit
        has_room = not labels or is_wide(mountain)
        if error_pct:
            drawn.append(
                line(x, max(shore, y - error_pct * unit), x, bottom, "whisker" if has_room else "hair")
            )
        if not has_room:
            continue
        drawn.append(polygon([(x - 6, y - 5), (x + 6, y - 5), (x, y + 6)], "nadir"))
        label = (x, max(bottom, y + 6) + LABEL_PX)
        if all(abs(label[0] - px) >= 18 or abs(label[1] - py) >= 16 for px, py in labels):
            labels.append(label)
            drawn.append(text(texts.number(nadir_pct, lang), *label, "reading", anchor="middle"))
    return drawn


def _mist(shore: Px, lang: Lang) -> list[Element]:
    """Return a lake of which nothing is known: bands of mist and one sentence."""
    bands = [
        line(x1, shore + y, x2, shore + y, f"mist mist-{1 + row % 3}")
        for row, (y, x1, x2) in enumerate(
            ((22, -10, 214), (22, 262, 400), (52, 48, 352), (152, 30, 150), (152, 196, 372), (180, -10, 300))
        )
    ]
    words = sentence(
        texts.say(lang, "no_sensor"), x=WIDTH / 2, y=shore + 104, width=330, size=17, class_="words"
    )
    return [group(bands, "mists"), *words]
