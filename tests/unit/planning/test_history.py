"""What a played session means for the next."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, good_session, play, ready

from adempauze.planning import (
    Caps,
    CheckIn,
    History,
    Lift,
    SignOff,
    demonstrate,
    ladder,
    past_session,
    prescribe,
)
from adempauze.protocols import shipped_protocol
from adempauze.safety import (
    Profile,
    clear,
    demonstration_sheet,
    locks_from,
    screen,
    screening_questions,
)
from adempauze.session import SessionLog, SignalKind, events, replay, sheet_digest
from adempauze.session.state import Outcome

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
ARTICLE = shipped_protocol("hoogtetraining")


def sheet_at(level, signal=SignalKind.SEEN):
    """The article's session at *level* for a runner who climbed there."""
    return clear(
        prescribe(ARTICLE, level=level, signal=signal, caps=ladder()[level].first, reps=4),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="en",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(level, NOW)),
    ).sheet


def remembered(sheet, played):
    """The past session that *played*, a result and its events, becomes."""
    result, log = played
    kept = SessionLog(
        schema=1,
        id=str(uuid.UUID(int=1)),
        sheet_id=sheet.id,
        sheet_digest=sheet_digest(sheet),
        opened_at=NOW,
        events=tuple(log),
    )
    return past_session(sheet, kept, result)


def test_a_session_is_remembered_by_the_holds_of_its_main_set():
    """Four walks of sixteen paces, how they felt, and the fall of which the ear showed seven tenths."""
    sheet = sheet_at(2)
    past = remembered(sheet, play(sheet, nadir_tenths=lambda hold: 950, hunger=lambda hold: 3))
    assert (past.id, past.started_at, past.level, past.signal) == (
        "00000000-0000-0000-0000-000000000001",
        NOW,
        2,
        SignalKind.SEEN,
    )
    assert (past.outcome, past.reasons, past.left_out, past.ran_over) == (Outcome.COMPLETED, (), 0, False)
    assert past.caps == Caps(paces=16, walk_ms=8889, jog_ms=0)
    assert len(past.holds) == 4
    assert {(h.activity, h.duration_ms, h.jog_ms, h.nadir_tenths, h.site, h.hunger) for h in past.holds} == {
        ("walk", 8889, 0, 941, "ear", 3)
    }


def test_a_finger_is_remembered_as_what_the_blood_had():
    """Six points lower, after a jog twelve."""
    sheet = sheet_at(4)
    past = remembered(sheet, play(sheet, nadir_tenths=lambda hold: 980, site="finger"))
    assert {(hold.activity, hold.nadir_tenths) for hold in past.holds} == {("jog", 860)}
    sheet = sheet_at(3)
    past = remembered(sheet, play(sheet, nadir_tenths=lambda hold: 980, site="finger"))
    assert {hold.nadir_tenths for hold in past.holds} == {920}


def test_a_jog_is_remembered_apart_from_its_walk():
    """Air hunger after three seconds, then two seconds of jogging: the level's first."""
    sheet = sheet_at(4)
    past = remembered(sheet, play(sheet, nadir_tenths=lambda hold: 990, taps_after_ms=3_000))
    assert past.caps == Caps(paces=0, walk_ms=14_445, jog_ms=2_000)
    assert {(hold.duration_ms - hold.jog_ms, hold.jog_ms) for hold in past.holds} == {(3_000, 2_000)}


def test_holds_that_were_left_out_are_counted():
    """Stopped before the main set was over."""
    sheet = sheet_at(3)
    _, log = play(sheet, nadir_tenths=lambda hold: 950)
    third = next(event.at_ms for event in log if event.at_ms > 600_000)
    stream = [*(event for event in log if event.at_ms < third), events.Stop(at_ms=third)]
    past = remembered(sheet, (replay(sheet, stream), stream))
    assert past.outcome is Outcome.STOPPED
    assert past.left_out == 4 - len(past.holds)
    assert past.left_out > 0


def test_a_session_that_was_refused_held_nothing_and_does_not_count():
    """Red before the first hold."""
    sheet = sheet_at(1)
    *answers, start = ready(sheet)
    stream = [*answers, events.Answer(at_ms=0, question="place.alone", value="no"), start]
    past = remembered(sheet, (replay(sheet, stream), stream))
    assert (past.holds, past.counts, past.outcome) == ((), False, Outcome.REFUSED)


def test_the_warm_up_alone_counts_as_a_session():
    """Somebody held: two days until the next."""
    sheet = sheet_at(1)
    stream = [
        *ready(sheet),
        *(events.Tick(at_ms=ms) for ms in range(0, 30_000, 500)),
        events.Stop(at_ms=30_000),
    ]
    past = remembered(sheet, (replay(sheet, stream), stream))
    assert (past.counts, len(past.holds)) == (True, 2)


def test_a_demonstration_never_counts():
    """However it was watched."""
    sheet = demonstration_sheet(demonstrate(ARTICLE), lang="nl", now=NOW, sheet_id="d")
    stream = [*ready(sheet), *(events.Tick(at_ms=ms) for ms in range(0, 60_000, 500))]
    assert not remembered(sheet, (replay(sheet, stream), stream)).counts


def test_a_rest_that_went_on_is_remembered():
    """The saturation was not back within the planned rest."""
    sheet = sheet_at(3, SignalKind.LIVE)
    stream = [
        *ready(sheet),
        *(
            events.Spo2(at_ms=ms, tenths=940 if ms < 40_000 else 960, site="ear", good=True)
            for ms in range(0, 60_000, 500)
        ),
    ]
    assert remembered(sheet, (replay(sheet, stream), stream)).ran_over


@pytest.mark.parametrize(("tenths", "kept"), [(850, 798), (851, None)])
def test_a_poor_reading_counts_only_where_it_lowers(tenths, kept):
    """Little of the window was read: under the floor in the artery it stands, else it is no reading."""
    sheet = sheet_at(3, SignalKind.LIVE)
    few = [events.Spo2(at_ms=10_000 + ms, tenths=tenths, site="ear", good=True) for ms in (0, 500)]
    ticks = [events.Tick(at_ms=ms) for ms in range(500, 10_000, 500)]
    later = [events.Tick(at_ms=ms) for ms in range(11_000, 100_000, 500)]
    stream = [*ready(sheet), *ticks, *few, *later]
    past = remembered(sheet, (replay(sheet, stream), stream))
    assert past.holds[0].nadir_tenths == kept


def test_a_red_symptom_of_a_played_session_locks():
    """From the phone's log to the lock."""
    sheet = sheet_at(1)
    stream = [*ready(sheet), events.Tick(at_ms=2_000), events.SymptomFelt(at_ms=4_500, symptom="stop.vision")]
    past = remembered(sheet, (replay(sheet, stream), stream))
    assert [lock.rule.id for lock in locks_from(History(sessions=(past,)), NOW)] == ["stop.vision"]


def test_two_histories_joined_forget_nothing():
    """Each kind of value, from either side, once."""
    session = good_session(1, NOW)
    one = History(
        sessions=(session,),
        check_ins=(CheckIn(session_id="x", at=NOW, when="hour"),),
        quiz_passed_at=NOW,
        races=(NOW.date(),),
    )
    other = History(
        sessions=(session, good_session(1, NOW + timedelta(days=2))),
        sign_offs=(SignOff(level=5, by="coach", at=NOW),),
        lifts=(Lift(rule="lock.below_75", by="coach", at=NOW),),
        quiz_passed_at=NOW - timedelta(days=1),
        health_changed_at=NOW,
        races=(NOW.date() + timedelta(days=9), NOW.date()),
    )
    joined = one.joined(other)
    assert joined == other.joined(one) == joined.joined(one)
    assert {item.id for item in joined.sessions} == {item.id for item in other.sessions}
    assert (joined.check_ins, joined.sign_offs, joined.lifts) == (one.check_ins, other.sign_offs, other.lifts)
    assert (joined.quiz_passed_at, joined.health_changed_at) == (NOW, NOW)
    assert joined.races == (NOW.date(), NOW.date() + timedelta(days=9))


def test_a_fifth_less_is_a_fifth_less_of_each():
    """Whole paces and milliseconds."""
    caps = Caps(paces=26, walk_ms=14_446, jog_ms=4_001)
    assert caps.less_a_fifth() == Caps(paces=20, walk_ms=11_556, jog_ms=3_200)
    assert isinstance(caps.less_a_fifth().walk_ms, int)
    assert replace(caps, paces=1).within(caps) == Caps(paces=1, walk_ms=14_446, jog_ms=4_001)
