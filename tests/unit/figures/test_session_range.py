"""The range of a session says what was done, and says nothing that was not measured."""

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from adempauze.errors import ParameterError
from adempauze.figures import (
    EndedBy,
    HoldPicture,
    PlanPicture,
    SessionPicture,
    plan_range,
    session_picture,
    session_range,
)
from adempauze.figures.scenery import session_mountains, stands
from adempauze.session import HoldResult, SignalKind

HOLD = HoldPicture(duration_s=18, cap_s=20, air_hunger_s=12, nadir_pct=88, nadir_error_pct=3)


def session(*holds: HoldPicture, has_sensor: bool = True) -> SessionPicture:
    """Return a session of these holds."""
    return SessionPicture(holds=holds, has_sensor=has_sensor)


def classes(svg: str) -> list[str]:
    """Return the class of every element, in the order of drawing."""
    return [element.get("class", "") for element in fromstring(svg).iter()]


def words(svg: str) -> list[str]:
    """Return the text of every text element."""
    return [element.text or "" for element in fromstring(svg).iter("text")]


def test_height_is_linear_in_seconds():
    """A hold of 10 s is half as high as one of 20 s."""
    half, whole = session_mountains(
        session(replace(HOLD, duration_s=10), replace(HOLD, duration_s=20)), shore=200, scale=7.5
    )

    assert half.height == whole.height / 2 == 75
    assert min(y for _, y in whole.outline) == whole.summit[1] == 50


def test_a_foot_grows_faster_than_its_height():
    """Twice the seconds is 2 to the power 1.35 as wide: 2.549 (worked out by hand from logarithms)."""
    half, whole = stands([10, 20])

    assert whole.foot / half.foot == pytest.approx(2.549, abs=0.001)


def test_short_holds_are_hills():
    """A session of 6 s reaches a third of the height of one of 18 s: first come hills, later mountains."""

    def rise(duration_s: float) -> float:
        root = fromstring(
            session_range(session(HoldPicture(duration_s=duration_s, cap_s=duration_s)), lang="nl")
        )
        lit = next(element for element in root.iter() if element.get("class") == "lit")
        ys = [float(point.split()[1]) for point in re.split("[MLZ]", lit.get("d")) if point]
        return max(ys) - min(ys)

    assert rise(6) == pytest.approx(rise(18) / 3, abs=0.1)


def test_one_hold_takes_a_fifth_of_the_width():
    """One mountain is not stretched to fill the picture."""
    (only,) = stands([17.2], width=390)

    assert only.foot == pytest.approx(78)
    assert only.x == pytest.approx(195, abs=2)


def test_snow_covers_the_share_after_air_hunger():
    """Air hunger at 12 of 18 s: snow begins at two thirds of the height, and reaches the summit."""
    (mountain,) = session_mountains(session(HOLD), shore=180, scale=10)
    left_edge, right_edge = mountain.snow[0], max(mountain.snow)

    assert left_edge[1] == pytest.approx(60)
    assert right_edge[1] == pytest.approx(60)
    assert mountain.summit in mountain.snow


@pytest.mark.parametrize("air_hunger_s", [None, 18.0, 25.0])
def test_no_tap_before_the_end_is_no_snow(air_hunger_s):
    """Without a tap, or with one that came at the end or later, the mountain is bare."""
    drawn = classes(session_range(session(replace(HOLD, air_hunger_s=air_hunger_s)), lang="nl"))

    assert "snow" not in drawn
    assert "lit" in drawn


def test_a_flag_stands_on_capped_holds_only():
    """Three holds, one to its cap: one flag, on that summit."""
    capped = replace(HOLD, duration_s=20, ended_by=EndedBy.CAP)
    stopped = replace(HOLD, duration_s=9, ended_by=EndedBy.STOP)

    assert classes(session_range(session(HOLD, capped, stopped), lang="nl")).count("flag") == 1
    assert "flag" not in classes(session_range(session(HOLD, stopped), lang="nl"))


def test_a_stopped_hold_has_a_flat_broken_top():
    """The top of a stopped hold is wide and no higher than its seconds; that of another is a point."""
    stopped = replace(HOLD, ended_by=EndedBy.STOP)
    whole, broken = session_mountains(session(HOLD, stopped), shore=180, scale=10)

    def width_near_the_top(mountain):
        xs = [x for x, y in mountain.outline if y < mountain.shore - 0.9 * mountain.height]
        return max(xs) - min(xs)

    assert min(y for _, y in broken.outline) == pytest.approx(0)
    assert width_near_the_top(broken) > 0.1 * broken.foot > width_near_the_top(whole)


def test_no_sensor_is_mist_and_one_sentence():
    """Without a sensor there is no lake, no grid and no floor, and the picture says so."""
    blind = session(replace(HOLD, nadir_pct=None), has_sensor=False)
    svg = session_range(blind, lang="nl", floor_pct=80)

    assert "Geen meter mee." in " ".join(words(svg))
    assert not {"water", "nadir", "grid", "floor", "no-reading"} & set(classes(svg))


def test_a_missing_reading_is_hatched_and_said():
    """A hold without a reading has hatching and a question mark, no triangle, and a sentence."""
    svg = session_range(session(HOLD, replace(HOLD, nadir_pct=None)), lang="en")

    assert classes(svg).count("no-reading") == 1
    assert classes(svg).count("nadir") == 1
    assert "?" in words(svg)
    assert "No reading at hold 2. That never counts as good." in fromstring(svg)[1].text


def test_every_reading_has_its_error_beside_it():
    """A nadir of 88 with an error of 3 has a bar from 85 to 91, and says ± 3 in the description."""
    root = fromstring(session_range(session(HOLD), lang="nl", floor_pct=80))
    whisker = next(element for element in root.iter() if element.get("class") == "whisker")
    grid = [element for element in root.iter() if element.get("class") == "grid"]
    per_point = (float(grid[1].get("y1")) - float(grid[0].get("y1"))) / 5

    assert (float(whisker.get("y2")) - float(whisker.get("y1"))) / per_point == pytest.approx(6, abs=0.05)
    assert "Laagste punt 88\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}%" in root[1].text


def test_the_title_states_the_finding():
    """The title counts the holds and gives the longest, as it is written in each language."""
    both = session(HOLD, replace(HOLD, duration_s=16.94))

    assert (
        fromstring(session_range(both, lang="nl"))[0].text == "2 pauzes, de langste 18,0\N{NO-BREAK SPACE}s"
    )
    assert (
        fromstring(session_range(both, lang="en"))[0].text == "2 holds, the longest 18.0\N{NO-BREAK SPACE}s"
    )


def test_no_holds_is_a_shore_and_a_sentence():
    """A session without holds has no mountain, and no question mark either."""
    svg = session_range(session(), lang="nl")

    assert "mountain" not in classes(svg)
    assert "shore" in classes(svg)
    assert " ".join(words(svg)) == "Geen pauzes gehouden. De oever bleef leeg."


def test_many_warm_ups_merge_to_a_ridge():
    """Above 24 holds the warm-ups are one line, the main holds stay mountains, and no summit is higher."""
    warm = replace(HOLD, duration_s=5, cap_s=5, air_hunger_s=None, is_main=False)
    drawn = classes(session_range(session(*[warm] * 20, *[HOLD] * 6), lang="nl"))

    assert drawn.count("mountain") == 6
    assert drawn.count("lit ridge") == 1


def test_the_last_three_sessions_stand_behind():
    """Of five earlier sessions the last three are shown, the palest first; older ones change nothing."""
    past = [session(replace(HOLD, duration_s=length)) for length in (3, 5, 8, 11, 14)]
    svg = session_range(session(HOLD), past=past, lang="nl")

    assert [name for name in classes(svg) if "past" in name] == ["past past-3", "past past-2", "past past-1"]
    assert svg == session_range(session(HOLD), past=past[2:], lang="nl")


def test_a_plan_is_drawn_at_its_caps_and_climbed_by_nobody():
    """A plan has outlines and the dot that is you; no rock, no snow, no flag."""
    svg = plan_range(PlanPicture(caps_s=(5, 5, 20)), lang="nl")

    assert classes(svg).count("plan-line") == 3
    assert "you" in classes(svg)
    assert not {"lit", "snow", "flag"} & set(classes(svg))
    assert fromstring(svg)[1].text == "Achter elkaar: 2 × 5\N{NO-BREAK SPACE}s, 1 × 20\N{NO-BREAK SPACE}s."


def test_milliseconds_are_caught():
    """A duration in milliseconds is no picture but a sentence."""
    with pytest.raises(
        ParameterError, match=r"duration_s must be 0 to 120 s; got 18000\. Milliseconds\? Divide by 1000\."
    ):
        HoldPicture(duration_s=18_000, cap_s=20)


def test_pictures_carry_no_colours_styles_or_scripts():
    """A strict content policy has nothing to refuse: no style, no script, no colour."""
    svg = session_range(session(HOLD), past=[session(HOLD)], lang="nl", floor_pct=80)

    assert not any(word in svg for word in ("style=", "<style", "<script", "#0", "rgb("))


def test_markup_is_taken_as_it_stands_by_templates():
    """A template engine that escapes asks for __html__, and gets the picture."""
    svg = session_range(session(HOLD), lang="nl")

    assert svg.__html__() == svg


def held(exercise: str, ended_by: str) -> HoldResult:
    """Return a hold of 7.25 s as the engine gives it."""
    return HoldResult(
        exercise=exercise,
        repetition=1,
        activity="walk",
        started_ms=0,
        duration_ms=7_250,
        paces=None,
        air_hunger_ms=5_000,
        cap_ms=9_000,
        ended_by=ended_by,
        nadir_tenths=961,
        nadir_site="ear",
    )


def test_the_main_exercise_is_the_last_of_those_with_the_longest_cap():
    """At level 1 two exercises have the same cap; the later one is what the others lead up to."""
    holds = [held("warm_up", "cap"), held("walk", "breathe"), held("walk", "skipped")]
    shown = session_picture(holds, signal=SignalKind.SEEN, error_pct={"ear": 4})

    assert [hold.is_main for hold in shown.holds] == [False, True]
    assert shown.holds[1] == HoldPicture(
        duration_s=7.25, cap_s=9, air_hunger_s=5, nadir_pct=96.1, nadir_error_pct=4
    )


@pytest.mark.parametrize(
    ("ended_by", "shown_as"),
    [
        ("cap", EndedBy.CAP),
        ("stop", EndedBy.STOP),
        ("symptom", EndedBy.STOP),
        ("breathe", EndedBy.SOONER),
        ("paces", EndedBy.SOONER),
        ("gap", EndedBy.SOONER),
    ],
)
def test_an_end_is_shown_as_what_it_was(ended_by, shown_as):
    """A cap is a flag, a stop or a symptom a broken top, and all else a plain summit."""
    shown = session_picture([held("walk", ended_by)], signal=SignalKind.NONE, error_pct={})

    assert shown.holds[0].ended_by is shown_as
    assert not shown.has_sensor


def test_a_bar_ends_at_nothing():
    """A reading of 2 ± 4 % has a bar down to 0 %, where saturation ends."""
    root = fromstring(session_range(session(replace(HOLD, nadir_pct=2, nadir_error_pct=4)), lang="nl"))
    bar = next(element for element in root.iter() if element.get("class") == "whisker")
    shore = float(next(element for element in root.iter() if element.get("class") == "shore").get("y1"))
    per_point = 178 / 100  # a lake that goes down to 0 %

    assert float(bar.get("y2")) - shore == pytest.approx(100 * per_point, abs=0.1)
