"""What each level makes of the article's session."""

from itertools import pairwise

import pytest

from adempauze.errors import ParameterError
from adempauze.planning import Caps, demonstrate, prescribe
from adempauze.protocols import Kind, shipped_protocol
from adempauze.session import SignalKind

ARTICLE = shipped_protocol("hoogtetraining")


def main_hold(level):
    """The first hold of the article's third exercise at *level*."""
    planned = prescribe(ARTICLE, level=level, signal=SignalKind.NONE)
    return next(s for s in planned.segments if s.exercise == "altitude_training" and s.kind is Kind.HOLD)


def test_the_session_has_sixteen_holds():
    """Five, five and six: the most the article asks for."""
    planned = prescribe(ARTICLE, level=1, signal=SignalKind.NONE)
    assert sum(segment.kind is Kind.HOLD for segment in planned.segments) == 16


@pytest.mark.parametrize(
    ("level", "activities", "cap_ms"),
    [
        (0, ["stand"], 5_000),
        (1, ["walk"], 9_000),
        (2, ["walk"], 14_000),
        (3, ["walk"], 22_000),
        (4, ["walk", "jog"], 26_000),
        (5, ["walk", "jog"], 30_000),
    ],
)
def test_the_main_hold_grows_with_the_level(level, activities, cap_ms):
    """Still, walked, and from level 4 walked and jogged; never above the article's own cap of 30 s."""
    hold = main_hold(level)
    assert ([part.activity.value for part in hold.parts], hold.cap_ms) == (activities, cap_ms)


def test_the_jog_of_level_4_lasts_four_seconds_at_most():
    """DOMAIN 4.3: walk to hunger, then jog no more than 4 s."""
    assert main_hold(4).parts[1].cap_ms == 4_000


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_the_first_long_hold_comes_as_rested_as_the_others(level):
    """After the half minute of the warm-up it fell two points further than the five after it."""
    segments = prescribe(ARTICLE, level=level, signal=SignalKind.NONE).segments
    holds = [at for at, segment in enumerate(segments) if segment.kind is Kind.HOLD]
    rests_ms = {
        segments[later].repetition: sum(segment.duration_ms for segment in segments[before + 1 : later])
        for before, later in pairwise(holds)
        if segments[later].exercise == "altitude_training"
    }
    assert rests_ms == dict.fromkeys(range(1, 7), 108_000)


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_no_hold_of_a_plan_is_longer_than_its_caps_and_no_warm_up_either(level):
    """A runner who fell far may have shorter caps than the 15 paces of the warm-up."""
    caps = Caps(paces=12, walk_ms=7_395, jog_ms=2_400)
    planned = prescribe(ARTICLE, level=level, signal=SignalKind.SEEN, caps=caps)
    assert planned.longest.is_within(caps)


def test_a_lowered_session_is_played_as_at_level_1():
    """Above level 1 every hold carries the one that is played once the session has been lowered."""
    lower = main_hold(5).lower
    assert (lower.cap_ms, [part.activity.value for part in lower.parts]) == (9_000, ["walk"])


def test_twelve_deep_breaths_come_at_six_to_eight_a_minute():
    """Calm and low rather than big: the pace of DESIGN 1."""
    planned = prescribe(ARTICLE, level=1, signal=SignalKind.NONE)
    deep = next(segment for segment in planned.segments if segment.breaths == 12)
    assert 6 <= 60_000 / (deep.inhale_ms + deep.exhale_ms) <= 8


def test_the_demonstration_keeps_the_form_of_the_article():
    """Walk to air hunger, jog to the limit, under the article's caps, and marked."""
    planned = demonstrate(ARTICLE)
    hold = next(s for s in planned.segments if s.exercise == "altitude_training" and s.kind is Kind.HOLD)
    assert planned.demonstration
    assert [part.on_signal for part in hold.parts] == ["air_hunger", "limit"]


def test_a_level_that_does_not_exist_is_refused():
    """The sentence says which levels there are."""
    with pytest.raises(ParameterError) as refusal:
        prescribe(ARTICLE, level=7, signal=SignalKind.NONE)
    assert str(refusal.value) == "level must be 0 to 6; got 7."


@pytest.mark.parametrize(("level", "jog_ms"), [(4, 4_000), (5, 8_000), (6, 10_000)])
def test_a_jog_is_capped_by_its_level_and_by_the_protocol(level, jog_ms):
    """The article's own ten seconds are the most that any level has."""
    assert main_hold(level).parts[1].cap_ms == jog_ms


def test_the_demonstration_jogs_for_ten_seconds_at_most():
    """The cap that the catalogue gives the jog, whatever the ladder says."""
    planned = demonstrate(ARTICLE)
    hold = next(s for s in planned.segments if s.exercise == "altitude_training" and s.kind is Kind.HOLD)
    assert [part.cap_ms for part in hold.parts] == [None, 10_000]
    assert (planned.level, planned.signal) == (6, SignalKind.NONE)


def test_an_easy_week_has_three_of_six_and_three_of_five():
    """Forty per cent fewer, in whole repetitions."""
    planned = prescribe(ARTICLE, level=3, signal=SignalKind.SEEN, reps_permille=600)
    assert {s.exercise: s.of for s in planned.segments} == {
        "general_warm_up": 3,
        "altitude_warm_up": 3,
        "altitude_training": 3,
    }
