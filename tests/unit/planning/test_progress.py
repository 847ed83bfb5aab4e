"""How a history walks up the ladder, and down."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, fine_next_morning, good_session

from adempauze.planning import CheckIn, History, ladder, progress
from adempauze.session import SignalKind
from adempauze.session.state import Outcome

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
SEEN = SignalKind.SEEN


def after(history, *sessions):
    """*history* with further sessions, each with a good next morning."""
    return replace(
        history,
        sessions=(*history.sessions, *sessions),
        check_ins=(*history.check_ins, *(fine_next_morning(session) for session in sessions)),
    )


def at(history, now=NOW, signal=SEEN, **more):
    """Where a runner with *history* stands."""
    return progress(history, signal=signal, now=now, **more)


def test_a_first_session_is_of_level_0_and_may_be_of_level_1():
    """However fit, whatever the sensor."""
    standing = at(History())
    assert (standing.level, standing.highest) == (0, 1)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_three_good_sessions_a_week_climb_one_level_a_week(level):
    """Two good sessions would do; the seven days hold back."""
    assert at(climbed(level, NOW)).level == level


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_a_day_too_early_the_next_level_is_closed(level):
    """At most one level in seven days, and the reason is said."""
    standing = at(climbed(level, NOW), NOW - timedelta(minutes=1))
    assert (standing.level, standing.waits_for) == (level - 1, ("ladder.one_level_a_week",))


def test_one_good_session_is_not_enough():
    """Two in a row."""
    one = History(sessions=(good_session(0, NOW - timedelta(days=8)),))
    assert (at(one).level, at(one).waits_for) == (0, ("ladder.two_clean",))


def test_above_level_1_the_quiz_comes_first():
    """Ten questions; until then level 1 stays the highest."""
    history = replace(climbed(2, NOW), quiz_passed_at=None)
    assert (at(history).level, at(history).waits_for) == (1, ("ladder.quiz",))


@pytest.mark.parametrize("missing", [5])
def test_level_5_needs_a_sign_off(missing):
    """The level below stays open."""
    history = replace(climbed(missing, NOW), sign_offs=())
    assert (at(history).level, at(history).waits_for) == (missing - 1, ("ladder.sign_off",))


def test_level_6_is_reached_in_a_second_block_with_its_own_sign_off():
    """A block ends after six weeks; after two weeks off it begins a level lower, and goes on."""
    first = climbed(5, NOW)
    sessions = [good_session(5, NOW), good_session(5, NOW + timedelta(days=2))]
    begun = NOW + timedelta(days=17)
    fourth = [good_session(4, begun + timedelta(days=day)) for day in (0, 2, 4)]
    fifth = [good_session(5, begun + timedelta(days=day)) for day in (7, 9, 11)]
    history = after(first, *sessions, *fourth, *fifth)
    assert at(history, begun + timedelta(days=14)).level == 6
    unsigned = replace(history, sign_offs=history.sign_offs[:1])
    assert at(unsigned, begun + timedelta(days=14)).waits_for == ("ladder.sign_off",)


@pytest.mark.parametrize(("days", "level"), [(9, 3), (10, 2), (20, 2), (21, 1), (200, 1)])
def test_a_layoff_costs_levels(days, level):
    """One level after ten days, two after three weeks, never more."""
    history = climbed(3, NOW)
    last = max(session.started_at for session in history.sessions)
    history = after(history, good_session(3, NOW))
    assert at(history, last.replace(tzinfo=NOW.tzinfo) + timedelta(days=days + 3)).level == level


def test_a_nadir_under_80_costs_a_level():
    """The next session is one level lower, and starts at its first caps."""
    history = after(climbed(3, NOW), good_session(3, NOW, nadir_tenths=799, outcome=Outcome.ENDED))
    standing = at(history, NOW + timedelta(days=2))
    assert (standing.level, standing.caps, standing.why[0]) == (2, ladder()[2].first, "ladder.fell")


def test_a_nadir_of_exactly_80_costs_a_fifth_and_no_level():
    """The floor belongs to the band of what is allowed."""
    history = after(climbed(3, NOW), good_session(3, NOW, nadir_tenths=800))
    standing = at(history, NOW + timedelta(days=2))
    assert standing.level == 3
    assert standing.caps.is_within(at(climbed(3, NOW)).caps.less_a_fifth())
    assert "ladder.miss" in standing.why


def grown_by(*nadirs, hunger=3, rated=6, **changes):
    """How many paces a session of level 3 with these lowest values adds to the next."""
    start = at(climbed(3, NOW)).caps
    session = good_session(3, NOW, **({"caps": start} | changes))
    hold = replace(session.holds[0], duration_ms=start.walk_ms)
    hungers = (*(hunger,) * rated, *(None,) * (len(nadirs) - rated))
    session = replace(
        session,
        holds=tuple(
            replace(hold, nadir_tenths=nadir, hunger=rating)
            for nadir, rating in zip(nadirs, hungers, strict=True)
        ),
    )
    return at(after(climbed(3, NOW), session), NOW + timedelta(days=2)).caps.paces - start.paces


@pytest.mark.parametrize(
    ("nadir_tenths", "paces"), [(899, 0), (900, 2), (909, 2), (910, 4), (929, 6), (930, 8), (999, 8)]
)
def test_a_hold_grows_by_how_far_it_stayed_above_the_middle_of_the_band(nadir_tenths, paces):
    """Level 3 aims at 89.5: two paces for each whole point, rounded, and eight at most."""
    assert grown_by(*(nadir_tenths,) * 6) == paces


@pytest.mark.parametrize(
    ("nadirs", "changes"),
    [
        ((879, *(930,) * 5), {}),  # one came within a point of the floor of the band
        ((930,) * 6, {"hunger": 7}),
        ((930,) * 6, {"hunger": None}),
        ((930,) * 6, {"signal": SignalKind.LOGGED}),
        ((930,) * 6, {"caps": ladder()[3].walking(20, jog_ms=0)}),  # what was not played does not grow
    ],
)
def test_a_hold_does_not_grow_near_the_floor_nor_hungry_nor_unplayed(nadirs, changes):
    """Each of these alone."""
    assert grown_by(*(930,) * 6) == 8
    assert grown_by(*nadirs, **changes) == 0


@pytest.mark.parametrize(("rated", "paces"), [(0, 0), (1, 0), (3, 0), (4, 8), (6, 8)])
def test_a_hold_grows_only_where_air_hunger_was_rated_after_most_holds(rated, paces):
    """What was not said may have been large."""
    assert grown_by(*(930,) * 6, rated=rated) == paces


def test_a_level_that_jogs_starts_with_the_walk_of_the_one_below():
    """A jog is new, and two steps; only what lay further above the aim makes the walk longer too."""
    sessions = [good_session(3, NOW + timedelta(days=day), nadir_tenths=930) for day in (0, 2, 4)]
    before, standing = (at(after(climbed(3, NOW), *sessions), NOW + timedelta(days=day)) for day in (6, 7))
    assert (before.level, standing.level) == (3, 4)
    assert 0 < standing.caps.jog_ms <= 2_000  # the runner's own is shorter
    assert standing.caps.paces - before.caps.paces == 4


def test_a_level_that_was_fallen_back_to_starts_no_longer_than_the_one_above_ended():
    """Level 4 had shrunk to walks shorter than the fewest paces of level 3."""
    misses = [good_session(4, NOW + timedelta(days=2 * n), nadir_tenths=820) for n in range(6)]
    before = at(after(climbed(4, NOW), *misses), NOW + timedelta(days=12)).caps
    fell = good_session(4, NOW + timedelta(days=12), nadir_tenths=790, outcome=Outcome.ENDED)
    standing = at(after(climbed(4, NOW), *misses, fell), NOW + timedelta(days=14))
    assert standing.level == 3
    assert before.walk_ms < ladder()[3].first.walk_ms
    assert standing.caps.walk_ms <= before.walk_ms


def test_no_reading_never_makes_a_hold_longer():
    """A session without one leaves the caps as they are, and opens nothing."""
    before = at(climbed(3, NOW)).caps
    standing = at(after(climbed(3, NOW), good_session(3, NOW, nadir_tenths=None)), NOW + timedelta(days=2))
    assert (standing.caps, standing.good_sessions) == (before, 0)


def test_without_a_signal_levels_0_and_1_remain():
    """What was earned stays earned."""
    standing = at(climbed(4, NOW), signal=SignalKind.NONE)
    assert (standing.level, standing.earned) == (1, 4)
    assert "ladder.signal" in standing.why


def test_a_recorder_allows_a_level_that_was_passed_a_fifth_shorter():
    """Level 3 was passed with readings, level 4 not yet; of its last caps four fifths remain."""
    standing = at(climbed(4, NOW), signal=SignalKind.LOGGED)
    last = at(climbed(4, NOW), NOW - timedelta(minutes=1)).caps
    assert standing.level == 3
    assert standing.caps.is_within(last.less_a_fifth())
    assert "ladder.logged" in standing.why


def test_sessions_of_a_recorder_open_nothing():
    """Two good ones, whatever they read."""
    logged = [good_session(3, NOW + timedelta(days=day), signal=SignalKind.LOGGED) for day in (0, 2)]
    standing = at(after(climbed(3, NOW), *logged), NOW + timedelta(days=7))
    assert (standing.level, standing.good_sessions, standing.caps) == (3, 0, at(climbed(3, NOW)).caps)


def test_the_fourth_week_is_easy():
    """Forty percent fewer repetitions, and it says so."""
    standing = at(climbed(3, NOW))
    assert (standing.reps_permille, "ladder.deload" in standing.why) == (600, True)
    assert at(climbed(2, NOW)).reps_permille == 1000


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": Outcome.STOPPED},
        {"left_out": 1},
        {"reasons": ("gate.unread",)},
        {"reasons": ("readiness.sleep",)},
    ],
)
def test_a_session_that_did_not_go_as_planned_is_no_good_one(changes):
    """Stopped, shortened or lowered: it counts for nothing, and the row begins anew."""
    sessions = good_session(3, NOW), good_session(3, NOW + timedelta(days=2), **changes)
    standing = at(after(climbed(3, NOW), *sessions), NOW + timedelta(days=7))
    assert (standing.level, standing.good_sessions) == (3, 0)


def test_a_headache_the_next_morning_takes_the_good_session_away():
    """What comes after a session belongs to it."""
    session = good_session(3, NOW)
    ached = CheckIn(
        session_id=session.id, at=NOW + timedelta(hours=1), when="hour", symptoms={"stop.headache": 2}
    )
    history = after(climbed(3, NOW), session)
    assert at(history, NOW + timedelta(days=2)).good_sessions == 1
    assert (
        at(replace(history, check_ins=(*history.check_ins, ached)), NOW + timedelta(days=2)).good_sessions
        == 0
    )


def test_level_3_asks_for_a_usual_hrv_the_next_morning():
    """Without a check-in no next level."""
    session = good_session(3, NOW)
    history = climbed(3, NOW)
    unasked = replace(history, sessions=(*history.sessions, session))
    assert at(unasked, NOW + timedelta(days=2)).good_sessions == 0


def test_one_rated_hold_of_many_opens_no_level():
    """Air hunger that was rated after one hold says nothing of the others."""
    rated = good_session(0, NOW)
    first, *others = rated.holds
    once = replace(rated, holds=(first, *(replace(hold, hunger=None) for hold in others)))
    later = NOW + timedelta(days=3)
    assert [at(History(sessions=(session,)), later).good_sessions for session in (rated, once)] == [1, 0]


def test_level_0_asks_for_a_rated_air_hunger_of_3_at_most():
    """Unrated is not rated low."""
    hungry = [
        replace(
            good_session(0, NOW + timedelta(days=day)),
            holds=tuple(replace(hold, hunger=hunger) for hold in good_session(0, NOW).holds),
        )
        for day, hunger in ((0, 4), (2, None))
    ]
    assert at(History(sessions=tuple(hungry)), NOW + timedelta(days=8)).good_sessions == 0


def test_a_limit_of_the_screening_keeps_the_level_down_and_is_named():
    """Level 3 at most, whatever was earned."""
    standing = at(climbed(4, NOW), most_level=3, limited_by=("screening.asthma",))
    assert (standing.level, "screening.asthma" in standing.why) == (3, True)


def test_the_coach_is_offered_before_level_2():
    """From level 1 on."""
    assert [at(climbed(level, NOW)).offers_coach for level in (0, 1)] == [False, True]


def test_the_order_of_a_history_changes_nothing():
    """Two phones may have sent their sessions in any order."""
    history = climbed(4, NOW)
    turned = replace(history, sessions=history.sessions[::-1], check_ins=history.check_ins[::-1])
    assert at(turned) == at(history)


def test_two_devices_that_met_know_the_same():
    """Whatever each had seen before."""
    history = climbed(3, NOW)
    one = replace(history, sessions=history.sessions[:5], sign_offs=())
    other = replace(history, sessions=history.sessions[4:], quiz_passed_at=None)
    assert one.joined(other) == other.joined(one)
    assert at(one.joined(other)) == at(history)


def counted(history, now=NOW + timedelta(days=2)):
    """How many good sessions in a row *history* has at its level."""
    return at(history, now).good_sessions


def with_check_in(level, symptoms=None, hrv="usual", when="morning"):
    """One session at *level*, after a climb there, with one check-in."""
    session = good_session(level, NOW)
    check = CheckIn(session_id=session.id, at=NOW, when=when, symptoms=symptoms or {}, hrv=hrv)
    history = climbed(level, NOW)
    return replace(history, sessions=(*history.sessions, session), check_ins=(*history.check_ins, check))


@pytest.mark.parametrize(
    ("level", "symptoms", "good"),
    [
        (3, {"fatigue": 9}, 1),  # a hard session may tire
        (3, {"stop.dizzy": 1}, 0),
        (3, {"stop.dizzy": 0}, 1),
        (3, {"stop.headache": 1}, 0),
        (4, {"stop.headache": 1}, 1),  # DOMAIN 4.3: no headache of 2 or more
        (4, {"stop.headache": 2}, 0),
        (4, {"stop.headache": 1, "stop.nausea": 1}, 0),
    ],
)
def test_what_a_check_in_says_takes_a_good_session_away_or_not(level, symptoms, good):
    """Any complaint does, but fatigue; at level 4 a headache of 1 is let pass."""
    assert counted(with_check_in(level, symptoms)) == good


def test_a_usual_hrv_must_be_of_the_morning():
    """An hour after the session it says nothing."""
    assert counted(with_check_in(3, when="hour")) == 0
    assert counted(with_check_in(3, hrv="not_measured")) == 0


def test_level_4_asks_for_a_check_in():
    """Without one nobody knows of a headache; at level 2 none is asked for."""
    history = climbed(4, NOW)
    assert counted(replace(history, sessions=(*history.sessions, good_session(4, NOW)))) == 0
    history = climbed(2, NOW)
    assert counted(replace(history, sessions=(*history.sessions, good_session(2, NOW)))) == 1


def read_as(level, *nadirs):
    """One session at *level* with these lowest values, after a climb there."""
    session = good_session(level, NOW)
    holds = tuple(replace(session.holds[0], nadir_tenths=nadir) for nadir in nadirs)
    return after(climbed(level, NOW), replace(session, holds=holds))


@pytest.mark.parametrize(
    ("nadirs", "good"),
    [
        ((920, 920, 930, 940, 950, 950), 1),  # the middle half: 922.5 to 947.5
        ((920, 920, 920, 950, 950, 950), 1),  # exactly three points
        ((919, 919, 919, 950, 950, 950), 0),
        ((905, 930, 930, 930, 930, 990), 1),  # two odd ones
    ],
)
def test_at_level_2_the_middle_half_lies_within_three_points(nadirs, good):
    """By the quartiles as a spreadsheet has them."""
    assert counted(read_as(2, *nadirs)) == good


@pytest.mark.parametrize(("nadirs", "good"), [((950,) * 5 + (None,), 1), ((950,) * 4 + (None,) * 2, 0)])
def test_all_holds_but_one_must_be_read(nadirs, good):
    """From level 1 on."""
    assert counted(read_as(2, *nadirs)) == good
    assert counted(read_as(1, *nadirs)) == good


@pytest.mark.parametrize(
    ("nadirs", "good"),
    [
        ((870,) * 6, 1),
        ((869, *(900,) * 5), 1),
        ((860, *(900,) * 5), 1),
        ((859, *(900,) * 5), 0),
        ((869, 869, *(900,) * 4), 0),
        ((869, None, *(900,) * 4), 0),
    ],
)
def test_at_level_3_one_odd_hold_does_not_count_against_a_session(nadirs, good):
    """One under the band of 87 where all were read, and not under the 86 % that the next level asks for."""
    assert counted(read_as(3, *nadirs)) == good


def test_at_level_1_the_saturation_is_back_within_the_rest():
    """A rest that went on opens nothing."""
    session = good_session(1, NOW)
    assert counted(after(climbed(1, NOW), session)) == 1
    assert counted(after(climbed(1, NOW), replace(session, ran_over=True))) == 0


def test_at_level_1_an_unread_session_is_good_and_opens_nothing():
    """Level 2 needs an oximeter."""
    session = good_session(1, NOW, signal=SignalKind.NONE)
    assert counted(after(climbed(1, NOW), session)) == 0


def test_a_pause_makes_a_session_no_worse():
    """A call, a reload: whatever was held counts."""
    session = good_session(2, NOW, reasons=("gap", "interrupted", "reload", "runner"))
    assert counted(after(climbed(2, NOW), session)) == 1


@pytest.mark.parametrize(
    ("reason", "is_miss"),
    [
        ("low_in_hold", True),
        ("gate.drift", True),
        ("lock.unknown", True),
        ("stop.dizzy", True),
        ("gate.unread", False),
    ],
)
def test_what_went_too_far_costs_a_fifth_by_its_reason_alone(reason, is_miss):
    """A missing reading is no miss: it opens nothing, and shortens nothing."""
    session = good_session(3, NOW, reasons=(reason,), nadir_tenths=None)
    standing = at(after(climbed(3, NOW), session), NOW + timedelta(days=2))
    before = at(climbed(3, NOW)).caps
    after_it = before.less_a_fifth() if is_miss else before
    assert (standing.caps.paces, "ladder.miss" in standing.why) == (after_it.paces, is_miss)


def test_after_a_good_session_level_4_jogs_longer_and_more_often():
    """From four holds of two seconds to six of three, and it says why."""
    new = at(climbed(4, NOW))
    settled = at(after(climbed(4, NOW), good_session(4, NOW)), NOW + timedelta(days=2))
    assert (new.reps, new.caps.jog_ms, new.why[0]) == (4, 2_000, "ladder.two_clean")
    assert (settled.reps, settled.caps.jog_ms, settled.why[0]) == (6, 3_000, "ladder.margin")


@pytest.mark.parametrize(("nadir_tenths", "least_paces"), [(889, 15), (850, 15), (849, 5)])
def test_a_miss_under_the_band_alone_leaves_the_hold_of_level_1(nadir_tenths, least_paces):
    """Quiet blood on a finger is under the band of level 2; under 85 a hold goes on becoming shorter."""
    bad = [good_session(2, NOW + timedelta(days=2 * n), nadir_tenths=nadir_tenths) for n in range(9)]
    standing = at(after(climbed(2, NOW), *bad), NOW + timedelta(days=18))
    assert standing.caps.paces == least_paces


@pytest.mark.parametrize(("nadirs", "paces"), [((950,) * 5 + (None,), 8), ((950,) * 4 + (None,) * 2, 0)])
def test_a_hold_grows_only_where_all_holds_but_one_were_read(nadirs, paces):
    """A hold that nobody read may have fallen further than the others."""
    assert grown_by(*nadirs) == paces


@pytest.mark.parametrize("signal", [SEEN, SignalKind.LOGGED])
def test_no_unread_session_makes_level_4_more_holds(signal):
    """Nor one that a recorder read afterwards: it raises nothing."""
    unread = good_session(4, NOW, signal=signal, nadir_tenths=None if signal is SEEN else 950)
    assert at(after(climbed(4, NOW), unread), NOW + timedelta(days=2)).reps == 4


def test_going_without_an_oximeter_makes_no_hold_longer():
    """After many misses the holds of level 3 are shorter than those level 1 begins with."""
    misses = [
        good_session(3, NOW + timedelta(days=2 * number), nadir_tenths=810, reasons=("low_in_hold",))
        for number in range(8)
    ]
    history = after(climbed(3, NOW), *misses)
    later = NOW + timedelta(days=16)
    measured, blind = (at(history, later, signal=signal) for signal in (SEEN, SignalKind.NONE))
    assert (measured.level, blind.level) == (3, 1)
    assert not ladder()[1].first.is_within(measured.caps)
    assert blind.caps.is_within(measured.caps)
