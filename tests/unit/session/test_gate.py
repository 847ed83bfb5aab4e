"""The gate's own arithmetic: what counts as read, as lowest, as equal, as recovered."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, play

from adempauze.planning import ladder, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import Profile, clear, screen, screening_questions
from adempauze.session import HoldResult, Phase, SignalKind, State, gate
from adempauze.session.events import Seen
from adempauze.session.state import Reading

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
RELEASED_MS = 100_000


@pytest.fixture(scope="module")
def sheet():
    """The article's session at level 3, with a live sensor."""
    return clear(
        prescribe(
            shipped_protocol("hoogtetraining"),
            level=3,
            signal=SignalKind.LIVE,
            caps=ladder()[3].first,
            reps=4,
        ),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="en",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(3, NOW)),
    ).sheet


def hold(repetition=1, duration_ms=10_000, **more):
    """A walking hold of the main set."""
    values = {
        "exercise": "altitude_training",
        "repetition": repetition,
        "activity": "walk",
        "started_ms": RELEASED_MS - duration_ms,
        "duration_ms": duration_ms,
        "paces": None,
        "air_hunger_ms": None,
        "cap_ms": duration_ms,
        "ended_by": "cap",
    }
    return HoldResult(**values | more)


def rested(*readings, after_ms=45_000, holds=None, **more):
    """A rest so long after a hold, with (time, tenths) *readings* of an ear."""
    read = tuple(Reading(at_ms, tenths, "ear", True) for at_ms, tenths in readings)
    values = {
        "phase": Phase.REST,
        "now_ms": RELEASED_MS + after_ms,
        "released_ms": RELEASED_MS,
        "readings": read,
        "holds": (hold(),) if holds is None else holds,
        "judged": False,
    }
    return State(**values | more)


def seconds(count, *, begin_ms=RELEASED_MS - 5_000, tenths=950):
    """A reading in each of *count* seconds from the window's beginning."""
    return [(begin_ms + 1000 * number, tenths) for number in range(count)]


@pytest.mark.parametrize(("count", "valid"), [(40, True), (39, False)])
def test_four_fifths_of_the_window_must_be_read(sheet, count, valid):
    """From 5 s before the release to 45 s after it: 50 seconds, so 40."""
    assert gate.measured(sheet, rested(*seconds(count))).nadir_valid is valid


def test_two_readings_in_one_second_are_one_second(sheet):
    """A quick sensor does not make up for its gaps."""
    twice = [*seconds(39), (RELEASED_MS - 4_900, 950), (RELEASED_MS - 3_900, 950)]
    assert not gate.measured(sheet, rested(*sorted(twice))).nadir_valid


@pytest.mark.parametrize(("count", "valid"), [(12, True), (11, False)])
def test_a_window_that_is_still_open_is_judged_by_what_of_it_is_over(sheet, count, valid):
    """Ten seconds after the release: 15 seconds, so 12."""
    assert gate.measured(sheet, rested(*seconds(count), after_ms=10_000)).nadir_valid is valid


@pytest.mark.parametrize(
    ("values", "lowest"),
    [
        ([960, 800, 955, 950], 950),  # a single plunge
        ([850, 860, 950, 950], 860),  # low at its beginning
        ([950, 950, 860, 850], 860),  # low at its end
        ([900], 900),
        ([900, 890], 890),
    ],
)
def test_the_lowest_value_is_the_lowest_median_of_three(sheet, values, lowest):
    """Of fewer than three, the lowest."""
    readings = [(RELEASED_MS + 1000 * number, tenths) for number, tenths in enumerate(values)]
    assert gate.measured(sheet, rested(*readings)).nadir_tenths == lowest


def test_without_a_good_reading_there_is_no_lowest_value(sheet):
    """Poor ones and those outside the window are none."""
    state = rested((RELEASED_MS - 5_001, 700), (RELEASED_MS + 45_001, 700))
    poor = replace(state, readings=(*state.readings, Reading(RELEASED_MS + 1, 700, "ear", False)))
    assert gate.measured(sheet, poor).nadir_tenths is None


@pytest.mark.parametrize(
    ("released_ms", "now_ms", "kept_from_ms"),
    [(RELEASED_MS, 120_000, 95_000), (None, 120_000, 115_000)],
)
def test_readings_of_the_open_window_are_kept(sheet, released_ms, now_ms, kept_from_ms):
    """From five seconds before the release on, or before now."""
    times_ms = (kept_from_ms - 1, kept_from_ms, kept_from_ms + 1)
    state = rested(*((at_ms, 950) for at_ms in times_ms), released_ms=released_ms)
    kept = gate.kept_readings(sheet, replace(state, now_ms=now_ms), Reading(now_ms, 940, "ear", True))
    assert [reading.at_ms for reading in kept] == [kept_from_ms, kept_from_ms + 1, now_ms]


@pytest.mark.parametrize(("now_ms", "kept"), [(145_000, 4), (145_001, 2)])
def test_once_the_window_is_over_only_the_newest_good_reading_is_kept(sheet, now_ms, kept):
    """It may still say how the blood is now."""
    state = replace(rested((101_000, 950), (102_000, 950), (103_000, 950)), now_ms=now_ms)
    readings = gate.kept_readings(sheet, state, Reading(now_ms, 940, "ear", True))
    assert len(readings) == kept
    assert readings[-2].at_ms == 103_000


def test_a_higher_entry_beside_a_lower_reading_makes_that_reading_count(sheet):
    """The runner has looked: what the sensor said lower stands, and is now valid."""
    read = hold(nadir_tenths=880, nadir_site="ear", nadir_from="live", nadir_valid=False)
    for entered in (880, 900):
        judged = gate.seen(sheet.gate, read, Seen(at_ms=0, tenths=entered, site="ear"))
        assert (judged.nadir_tenths, judged.nadir_valid, judged.nadir_from) == (880, True, "live")


@pytest.mark.parametrize(("duration_ms", "fell"), [(11_000, True), (11_001, False)])
def test_a_hold_up_to_a_tenth_longer_is_an_equal_hold(sheet, duration_ms, fell):
    """More than three points lower than the first."""
    read = {"nadir_site": "ear", "nadir_from": "live", "nadir_valid": True}
    holds = (
        hold(nadir_tenths=960, **read),
        hold(2, nadir_tenths=950, **read),
        hold(3, duration_ms, nadir_tenths=929, **read),
    )
    rows = {row.id for row in gate.rows_after_hold(sheet, rested(holds=holds))}
    assert ("gate.drift" in rows) is fell


def test_the_band_is_that_of_the_hold_itself(sheet):
    """A hold of the warm-up has its own segment, and its own band."""
    segments = tuple(
        replace(s, band_low_tenths=990) if s.parts and s.exercise == "general_warm_up" else s
        for s in sheet.segments
    )
    other = replace(sheet, segments=segments)
    read = hold(nadir_tenths=950, nadir_site="ear", nadir_from="seen", nadir_valid=True)
    assert gate.rows_after_hold(other, rested(holds=(read,))) == ()
    warm = replace(read, exercise="general_warm_up")
    assert [row.id for row in gate.rows_after_hold(other, rested(holds=(warm,)))] == ["gate.below_band"]


@pytest.mark.parametrize(("age_ms", "recovered"), [(5_000, True), (5_001, False)])
def test_a_reading_is_the_present_one_for_five_seconds(sheet, age_ms, recovered):
    """At 95 % as displayed; older it says nothing about now."""
    state = rested((RELEASED_MS + 45_000 - age_ms, 950))
    assert gate.is_recovered(sheet, state) is recovered


def test_hunger_of_eight_in_a_third_hold_says_nothing_new():
    """The rest has been lighter since the second."""
    easy = clear(
        prescribe(
            shipped_protocol("hoogtetraining"),
            level=3,
            signal=SignalKind.SEEN,
            caps=ladder()[3].first,
            reps=4,
        ),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="en",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(3, NOW)),
    ).sheet
    result, _ = play(easy, nadir_tenths=lambda _: 950, hunger=lambda _: 9)
    assert [reason.id for reason in result.reasons] == ["gate.hunger_twice"]


@pytest.mark.parametrize(
    ("entered", "lowest", "source"), [(930, 930, "seen"), (940, 940, "seen"), (960, 950, "live")]
)
def test_of_an_entry_and_a_reading_the_lower_stands_and_is_valid(sheet, entered, lowest, source):
    """Little of the window was read, at 95 %; the runner tapped a number in."""
    said = hold(nadir_tenths=entered, nadir_site="ear", nadir_from="seen", nadir_valid=True)
    judged = gate.measured(sheet, rested(*seconds(3), holds=(said,)))
    assert (judged.nadir_tenths, judged.nadir_from, judged.nadir_valid) == (lowest, source, True)


@pytest.mark.parametrize(
    ("at_ms", "counts"), [(95_000, True), (94_999, False), (145_000, True), (145_001, False)]
)
def test_the_window_includes_both_its_ends(sheet, at_ms, counts):
    """From five seconds before the release to forty-five after."""
    judged = gate.measured(sheet, rested((at_ms, 900), after_ms=50_000))
    assert (judged.nadir_tenths == 900) is counts


def test_a_site_that_is_not_on_the_sheet_is_no_reading(sheet):
    """A wrist in the window changes nothing."""
    state = rested(*seconds(3))
    wrist = replace(state, readings=(*state.readings, Reading(RELEASED_MS, 700, "wrist", True)))
    assert gate.measured(sheet, wrist) == gate.measured(sheet, state)


@pytest.mark.parametrize("tenths", range(850, 1000))
def test_what_another_site_saw_is_written_down_no_milder(sheet, tenths):
    """A finger read the lowest, an ear came last: as an ear would show it, and not a tenth above it."""
    finger = [Reading(RELEASED_MS + 1000 * n, tenths, "finger", True) for n in range(3)]
    ear = Reading(RELEASED_MS + 3000, 1000, "ear", True)
    kept = gate.measured(sheet, replace(rested(), readings=(*finger, ear)))
    seen = gate.arterial_tenths(sheet.gate, tenths, "finger", jogged=False)
    written, above = (
        gate.arterial_tenths(sheet.gate, kept.nadir_tenths + more, "ear", jogged=False) for more in (0, 1)
    )
    assert kept.nadir_site == "ear"
    assert written <= seen < above
