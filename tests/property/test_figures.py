"""Whatever was done, its picture is sound: finite, inside its frame, and true in height."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adempauze.figures import (
    EndedBy,
    HoldPicture,
    PlanPicture,
    SessionPicture,
    WeekDay,
    history_range,
    plan_range,
    session_range,
    session_thumbnail,
    shared_picture,
    week_strip,
)
from adempauze.figures.scenery import session_mountains, stands

FONT_PX = {
    "axis": 12,
    "label": 13,
    "words": 17,
    "number": 14,
    "reading": 13,
    "unknown": 15,
    "floor-label": 13,
    "day": 13,
}
WIDE_EM = 0.56  # of a letter of the widest system font in these texts, on average (Liberation Sans Bold)
SLACK = 1.0

seconds = st.floats(0, 120)
holds = st.builds(
    HoldPicture,
    duration_s=seconds,
    cap_s=seconds,
    ended_by=st.sampled_from(EndedBy),
    air_hunger_s=st.none() | seconds,
    nadir_pct=st.none() | st.floats(0, 100),
    nadir_error_pct=st.none() | st.floats(0, 20),
    is_main=st.booleans(),
)
sessions = st.builds(
    SessionPicture,
    holds=st.lists(holds, max_size=40).map(tuple),
    has_sensor=st.booleans(),
    on=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
langs = st.sampled_from(["nl", "en"])


def outside(svg: str) -> list[str]:
    """Return what lies outside the frame of a picture, by its class."""
    root = fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    found = []
    for element in (each for each in root.iter() if each.get("transform") is None):
        for x, y in corners(element):
            inside = -SLACK <= x <= width + SLACK and -SLACK <= y <= height + SLACK
            if not inside and element.get("class") not in DRIFTING:
                found.append(f"{element.get('class')} at {x:.0f}, {y:.0f}")
    return found


DRIFTING = {"mist mist-1", "mist mist-2", "mist mist-3"}  # mist may leave the frame


def corners(element: Element) -> list[tuple[float, float]]:
    """Return the points that bound an element."""
    at = lambda name: float(element.get(name, 0))  # noqa: E731
    match element.tag:
        case "path":
            return [(float(x), float(y)) for x, y in re.findall(r"([-\d.e]+) ([-\d.e]+)", element.get("d"))]
        case "line":
            return [(at("x1"), at("y1")), (at("x2"), at("y2"))]
        case "rect":
            return [(at("x"), at("y")), (at("x") + at("width"), at("y") + at("height"))]
        case "circle":
            return [(at("cx"), at("cy"))]
        case "text":
            size = FONT_PX[element.get("class").split()[0]]
            wide = len(element.text) * size * WIDE_EM
            left = at("x") - {"start": 0, "middle": wide / 2, "end": wide}[element.get("text-anchor")]
            return [(left, at("y") - size), (left + wide, at("y"))]
        case _:
            return []


@settings(max_examples=50)
@given(sessions, st.lists(sessions, max_size=4), langs, st.none() | st.floats(60, 95), st.floats(0, 200))
def test_a_session_stays_inside_its_frame(session, past, lang, floor_pct, headroom):
    """Nothing of a session, its past or its texts is cut off, whatever the lengths and readings."""
    svg = session_range(session, past=past, lang=lang, floor_pct=floor_pct, headroom=headroom)

    assert outside(svg) == []
    assert "nan" not in svg.lower()


@given(st.lists(seconds, max_size=60), st.lists(sessions, max_size=3), langs)
def test_a_plan_stays_inside_its_frame(caps_s, past, lang):
    """A plan of any caps, over any past, is whole."""
    assert outside(plan_range(PlanPicture(caps_s=tuple(caps_s)), past=past, lang=lang)) == []


@settings(max_examples=20)
@given(st.lists(sessions, max_size=90), langs)
def test_a_history_stays_inside_its_frame(history, lang):
    """A block of any sessions, dated or not, is whole."""
    assert outside(history_range(history, lang=lang)) == []


@settings(max_examples=30)
@given(st.lists(st.none() | sessions, min_size=7, max_size=7), langs)
def test_a_week_and_its_thumbnails_stay_inside(days, lang):
    """Small pictures are whole as well."""
    monday = date(2026, 11, 23)
    week = [
        WeekDay(on=monday + timedelta(days=index), session=session, is_planned=session is None)
        for index, session in enumerate(days)
    ]

    assert outside(week_strip(week, today=monday, lang=lang)) == []
    assert all(outside(session_thumbnail(session, lang=lang)) == [] for session in days if session)


@given(sessions, langs, st.text(max_size=80), st.booleans(), st.booleans())
def test_a_shared_picture_is_always_valid(session, lang, place, with_spo2, with_stops):
    """A place of any characters, on any session, gives valid XML of the shared size."""
    svg = shared_picture(session, lang=lang, place=place, with_spo2=with_spo2, with_stops=with_stops)

    assert fromstring(svg).get("width") == "1080"


@given(st.lists(holds, min_size=1, max_size=60))
def test_summits_stand_in_order_and_say_the_seconds(held):
    """Summits go from left to right, each as high as its seconds, however feet overlap or tops break."""
    session = SessionPicture(holds=tuple(held), has_sensor=True)
    mountains = session_mountains(session, shore=500, scale=4)

    assert all(a.x < b.x for a, b in pairwise(mountains))
    for hold, mountain in zip(held, mountains, strict=True):
        top = min(y for _, y in mountain.outline)
        assert top == pytest.approx(500 - 4 * hold.duration_s)
        assert all(y <= 500 + 1e-6 for _, y in [*mountain.outline, *mountain.shade, *mountain.snow])


@given(st.lists(holds, min_size=1, max_size=30))
def test_snow_lies_between_air_hunger_and_the_summit(held):
    """Snow begins at its height, with tongues and ribs of a tenth of the mountain, and never on another."""
    session = SessionPicture(holds=tuple(held), has_sensor=True)

    for hold, mountain in zip(held, session_mountains(session, shore=0, scale=1), strict=True):
        assert bool(mountain.snow) == hold.has_snow
        if mountain.snow:
            heights = [-y for _, y in mountain.snow]
            play = 0.1 * mountain.height + 1e-6
            assert heights[0] == pytest.approx(hold.air_hunger_s)
            assert max(heights) == pytest.approx(hold.duration_s)
            assert min(heights) >= hold.air_hunger_s - play


@given(st.lists(st.floats(0.5, 120), min_size=1, max_size=60), st.floats(100, 2000))
def test_feet_keep_to_their_power_whatever_the_room(lengths_s, width):
    """The ratio of two feet is that of their seconds to the power 1.35, in any width."""
    first, *others = zip(lengths_s, stands(lengths_s, width=width), strict=True)

    for length_s, foot in others:
        assert foot.foot / first[1].foot == pytest.approx((length_s / first[0]) ** 1.35)
