"""A block of sessions is one range; a week is seven small signs."""

from dataclasses import replace
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import pytest

from adempauze.figures import HoldPicture, SessionPicture, WeekDay, history_range, week_strip
from adempauze.figures.history import ROW

FIRST = date(2026, 9, 1)
HOLD = HoldPicture(duration_s=10, cap_s=20)


def session(*lengths_s: float, day: int = 0) -> SessionPicture:
    """Return a session of holds of these lengths."""
    holds = tuple(replace(HOLD, duration_s=length) for length in lengths_s)
    return SessionPicture(holds=holds, has_sensor=True, on=FIRST + timedelta(days=day))


def classes(svg: str) -> list[str]:
    """Return the class of every element, in the order of drawing."""
    return [element.get("class", "") for element in fromstring(svg).iter()]


def words(svg: str) -> list[str]:
    """Return the text of every text element."""
    return [element.text or "" for element in fromstring(svg).iter("text")]


def test_no_sessions_is_a_shore_and_a_sentence():
    """Before the first session nothing is promised but what will stand here."""
    svg = history_range([], lang="nl")

    assert " ".join(words(svg)) == "Nog leeg. Elke sessie wordt hier één berg."
    assert classes(svg).count("shore") == 1
    assert not {"mountain", "you", "grid"} & set(classes(svg))


@pytest.mark.parametrize("count", [1, 2, ROW, ROW + 1, 300])
def test_each_session_is_one_mountain(count):
    """One mountain a session, however many; the dot is at the last."""
    drawn = classes(history_range([session(12, 14, day=day) for day in range(count)], lang="nl"))

    assert drawn.count("mountain") == count
    assert drawn.count("you") == 1


def test_rows_hold_a_season_each():
    """Sessions that do not fit one row make rows of nearly equal length: 300 are eight."""
    sessions = [session(12, day=day) for day in range(300)]

    assert classes(history_range(sessions, lang="nl")).count("shore") == 8


def test_the_height_is_the_median_of_the_main_holds():
    """Warm-ups do not count: main holds of 12, 14 and 19 s stand as 14 s beside a session of 28 s."""
    warm_up = replace(HOLD, duration_s=3, is_main=False)
    mixed = session(12, 14, 19)
    with_warm_ups = replace(mixed, holds=(warm_up, warm_up, *mixed.holds))

    assert with_warm_ups.median_s == 14
    assert "van 14,0\N{NO-BREAK SPACE}s tot 28,0\N{NO-BREAK SPACE}s" in (
        fromstring(history_range([with_warm_ups, session(28)], lang="nl"))[1].text
    )


def test_the_span_runs_from_the_shortest_to_the_longest_main_hold():
    """Main holds of 10 and 20 s: the line is as long as half the picture's rise, and a lone hold has none."""
    svg = history_range([session(10, 20)], lang="nl")
    (span,) = [element for element in fromstring(svg).iter() if element.get("class") == "span"]

    assert float(span.get("y2")) - float(span.get("y1")) == pytest.approx(70)
    assert "span" not in classes(history_range([session(10)], lang="nl"))


def test_a_long_warm_up_changes_no_height():
    """Only main holds set the scale: a warm-up of 60 s leaves the picture as it was."""
    warm_up = replace(HOLD, duration_s=60, is_main=False)
    plain = session(12, 14)

    assert history_range([replace(plain, holds=(warm_up, *plain.holds))], lang="nl") == history_range(
        [plain], lang="nl"
    )


def test_snow_needs_air_hunger_in_more_than_half_of_the_main_holds():
    """One tap in two holds is no snow line; two in three are, at their median."""
    bare, noted = HOLD, replace(HOLD, air_hunger_s=6)

    assert SessionPicture(holds=(bare, noted), has_sensor=True).median_air_hunger_s is None
    assert SessionPicture(holds=(bare, noted, noted), has_sensor=True).median_air_hunger_s == 6


def test_the_title_says_how_many_and_from_when_to_when():
    """The year is told only when it changes."""
    in_a_year = history_range([session(10), session(12, day=30)], lang="nl")
    over_a_year = history_range([session(10), session(12, day=200)], lang="en")
    gap = "\N{NO-BREAK SPACE}"

    assert fromstring(in_a_year)[0].text == f"2 sessies, van 1{gap}september tot en met 1{gap}oktober"
    assert (
        fromstring(over_a_year)[0].text
        == f"2 sessions, from 1{gap}September{gap}2026 to 20{gap}March{gap}2027"
    )


def test_a_week_tells_done_planned_and_rest_apart_by_shape_and_word():
    """Monday done, Wednesday planned, the rest of the week rest; today has a bar under it."""
    monday = date(2026, 11, 23)
    days = [WeekDay(on=monday + timedelta(days=index), is_planned=index == 2) for index in range(7)]
    days[0] = replace(days[0], session=session(10, 12))
    svg = week_strip(days, today=monday + timedelta(days=2), lang="nl")
    drawn = classes(svg)

    assert (drawn.count("planned"), drawn.count("rest"), drawn.count("now")) == (1, 5, 1)
    assert fromstring(svg)[0].text == "Deze week: 1 van 2 sessies gedaan"
    assert fromstring(svg)[1].text.startswith("maandag: gedaan, dinsdag: rust, woensdag: gepland")
