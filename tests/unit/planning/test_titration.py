"""How a runner's own lowest values bound the next hold."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, good_session

from adempauze.planning import History, PastHold, ladder, progress, propose
from adempauze.planning.titration import learn, population_prior
from adempauze.protocols import Activity
from adempauze.session import SignalKind

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def holds(fall_per_s, *, jog_fall_per_s=0.0, durations_s=(8, 10, 12, 14), jog_s=0.0):
    """Holds of a runner who falls so many points a second from 97 %."""
    return [
        PastHold(
            activity=Activity.JOG if jog_s else Activity.WALK,
            duration_ms=round(1000 * (walk_s + jog_s)),
            jog_ms=round(1000 * jog_s),
            hunger=3,
            nadir_tenths=round(970 - 10 * (fall_per_s * walk_s + jog_fall_per_s * jog_s)),
        )
        for walk_s in durations_s
    ]


def history(fall_per_s, sessions=3, **more):
    """Sessions of level 3 of such a runner."""
    return History(
        sessions=tuple(
            replace(good_session(3, NOW - timedelta(days=2 * n + 2)), holds=tuple(holds(fall_per_s, **more)))
            for n in range(sessions)
        )
    )


def test_without_holds_the_prior_is_all_there_is():
    """And the ladder alone decides."""
    response, prior = learn([]), population_prior()
    assert response.mean == pytest.approx((prior.start_pct, prior.walk_pct_s, prior.jog_pct_s))
    assert not propose(History(), ladder()[3]).is_known


def test_running_to_the_limit_lies_within_the_prior():
    """Woorons 2021: 76.3 % after about 12 s of running from the start; 95 % of runners are within 2 SD."""
    prior = learn([])
    assert abs(76.3 - prior.nadir_pct(0, 12)) < 2 * prior.nadir_sd_pct(0, 12)


def test_a_minute_at_50_watts_lies_within_the_prior():
    """Lindholm 2007: 78 % at the ear after 60 s."""
    prior = learn([])
    assert abs(78 - prior.nadir_pct(60, 0)) < 2 * prior.nadir_sd_pct(60, 0)


@pytest.mark.parametrize("fall_per_s", [0.1, 0.8])
def test_many_holds_bring_the_runners_own_fall(fall_per_s):
    """From the prior's 0.6 to within a tenth of what the holds were made with."""
    response = learn(holds(fall_per_s) * 15)
    assert response.nadir_pct(14, 0) - response.nadir_pct(8, 0) == pytest.approx(-6 * fall_per_s, abs=0.6)


def test_more_holds_make_it_surer():
    """The spread only shrinks."""
    spreads = [learn(holds(0.5) * times).nadir_sd_pct(14, 0) for times in (0, 1, 4, 16)]
    assert spreads == sorted(spreads, reverse=True)


def test_a_jog_is_learned_apart_from_the_walk():
    """Holds that jog teach the second slope."""
    learned = learn(holds(0.3) * 10 + holds(0.3, jog_fall_per_s=2.5, jog_s=4.0) * 10)
    assert learned.mean[2] == pytest.approx(2.5, abs=0.3)


def test_a_hold_that_was_not_read_teaches_nothing():
    """Missing is not zero, and not a hundred."""
    unread = [replace(hold, nadir_tenths=None) for hold in holds(0.5)]
    assert learn(unread) == learn([])


def test_a_runner_who_falls_fast_gets_shorter_caps():
    """0.8 points a second: 89.5 % is reached after 9 s, not after 22."""
    proposal = propose(history(0.8, sessions=15), ladder()[3])
    assert 8_000 <= proposal.caps.walk_ms <= 10_500
    assert proposal.caps.paces == proposal.caps.walk_ms * 18 // 10_000


def test_a_hold_without_a_tap_is_no_longer_than_a_walk_may_be():
    """At level 4 a hold in which nobody taps is walked to its end, the seconds of the jog included."""
    known = history(0.5, sessions=15)
    walk = propose(known, ladder()[4]).caps
    response = learn(holds(0.5) * 15)
    assert walk.jog_ms > 0
    assert response.nadir_pct((walk.walk_ms + walk.jog_ms) / 1000, 0) >= 87.5


def test_in_its_first_seconds_a_hold_falls_nowhere():
    """Walked or jogged: five seconds are learned as if nothing had been held."""
    response = learn(holds(0.5) * 15)
    assert response.nadir_pct(0, 0) == response.nadir_pct(5, 0) == response.nadir_pct(2, 3)
    assert response.nadir_pct(5, 0) > response.nadir_pct(6, 0) > response.nadir_pct(5, 1)


def test_sessions_without_readings_do_not_make_a_runner_unknown():
    """After twenty of them the caps are what the readings before them say, not the ladder's longer ones."""
    known = history(0.8, sessions=15)
    last = known.trained[-1]
    unread = tuple(replace(hold, nadir_tenths=None, site=None) for hold in last.holds)
    blind = [
        replace(last, id=f"unread {day}", started_at=last.started_at + timedelta(days=day), holds=unread)
        for day in range(2, 42, 2)
    ]
    then = replace(known, sessions=(*known.sessions, *blind))

    assert propose(then, ladder()[3]) == propose(known, ladder()[3])


def test_unread_walks_do_not_lengthen_a_jog():
    """A jog is as short as the longest walk before one; unread walks do not push that away."""
    slow = good_session(4, NOW - timedelta(days=20))
    long_walk, short_walk = (holds(0.2, jog_fall_per_s=1.6, jog_s=2.0, durations_s=(s,) * 6) for s in (20, 8))
    jogged = [
        replace(slow, id="long", holds=tuple(long_walk)),
        replace(slow, id="short", started_at=NOW - timedelta(days=18), holds=tuple(short_walk)),
    ]
    walks = tuple(replace(hold, nadir_tenths=None) for hold in holds(0.2) * 14)
    blind = replace(slow, id="blind", started_at=NOW - timedelta(days=2), holds=walks)
    then, later = (History(sessions=tuple(sessions)) for sessions in (jogged, [*jogged, blind]))

    assert propose(later, ladder()[4]) == propose(then, ladder()[4])


def test_a_first_jog_that_was_not_read_does_not_lengthen_the_next():
    """Until a jog was read, a jog may follow the longest walk there is."""
    known = history(0.3, sessions=15)
    blind_jogs = tuple(
        replace(hold, nadir_tenths=None)
        for hold in holds(0.3, jog_fall_per_s=1.6, jog_s=2.0, durations_s=(8,) * 6)
    )
    blind = replace(known.trained[-1], id="blind", started_at=NOW - timedelta(hours=1), holds=blind_jogs)
    later = replace(known, sessions=(*known.sessions, blind))

    assert propose(later, ladder()[5]).caps.is_within(propose(known, ladder()[5]).caps)


def test_a_runner_who_hardly_falls_keeps_the_ladders_caps():
    """The titration only ever shortens."""
    proposal = propose(history(0.05, sessions=15), ladder()[3])
    assert proposal.caps.is_within(ladder()[3].most)
    assert proposal.caps.walk_ms == ladder()[3].walk_cap_ms


def test_the_proposed_hold_keeps_both_limits():
    """Expected at the middle of the band or above; 19 of 20 above the floor and the sensor's error."""
    for fall in (0.2, 0.5, 0.9):
        proposal = propose(history(fall, sessions=6), ladder()[3])
        assert proposal.expected_pct >= 89.5 or proposal.caps.walk_ms == ladder()[1].walk_cap_ms
        assert proposal.low_pct >= 83


def test_progress_says_that_it_was_the_runners_own_lowest_values():
    """The reason is named, and the caps are shorter than the ladder's."""
    steep = climbed(3, NOW)
    steep = replace(
        steep,
        sessions=tuple(
            replace(session, holds=tuple(holds(0.9, durations_s=(4, 5, 6, 7, 7, 7))))
            for session in steep.sessions
        ),
    )
    standing = progress(steep, signal=SignalKind.SEEN, now=NOW)
    assert "ladder.personal" in standing.why
    assert standing.caps.walk_ms < ladder()[standing.level].first.walk_ms
