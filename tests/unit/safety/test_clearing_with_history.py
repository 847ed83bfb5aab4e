"""What a history, a profile and the answers of the day make of a clearance."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, good_session

from adempauze.errors import ParameterError
from adempauze.planning import History, Lift, PastSession, ladder, prescribe
from adempauze.planning.progress import closed_by
from adempauze.protocols import shipped_protocol
from adempauze.safety import (
    ClearedSession,
    Profile,
    Refusal,
    Screened,
    allowed_today,
    clear,
    demonstration_sheet,
    plan_today,
    rule_book,
    screen,
    screening_questions,
)
from adempauze.session import Outcome, SignalKind

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
ARTICLE = shipped_protocol("hoogtetraining")
HEALTHY = screen({question.id: False for question in screening_questions()}, on=NOW.date())


def today(
    history=None, *, signal=SignalKind.SEEN, screened=HEALTHY, birth_year=1990, answers=None, now=NOW, **more
):
    """Today's session of a runner, planned within the rules and cleared."""
    person = {
        "screened": screened,
        "birth_year": birth_year,
        "now": now,
        "profile": Profile(history=history or History(), **more),
        "answers": answers,
    }
    planned = plan_today(ARTICLE, signal=signal, **person)
    return clear(planned, lang="en", sheet_id="s", **person)


def reasons(verdict):
    """The ids of the reasons, the most limiting first."""
    return [reason.id for reason in verdict.reasons]


def chosen(level, history=None, signal=SignalKind.SEEN, **plan):
    """What a runner gets who chooses a level."""
    planned = prescribe(ARTICLE, level=level, signal=signal, **plan)
    return clear(
        planned,
        screened=HEALTHY,
        birth_year=1990,
        lang="nl",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=history or History()),
    )


def test_what_is_planned_within_the_rules_is_cleared():
    """At the level of the ladder, and the sheet says why."""
    cleared = today(climbed(3, NOW))
    assert cleared.sheet.level == 3
    assert "Every fourth week is an easy week: fewer repetitions." in cleared.sheet.why
    assert "Below level 4 you walk the whole hold; the jog comes later." in cleared.sheet.why


@pytest.mark.parametrize("level", [2, 3, 4, 5, 6])
def test_without_a_history_nothing_above_level_1_is_cleared(level):
    """However it was planned, and the reasons say what is missing."""
    refusal = chosen(level)
    assert isinstance(refusal, Refusal)
    assert {"ladder.two_clean", "ladder.quiz", "ladder.too_high"} <= set(reasons(refusal))


def test_a_plan_longer_than_todays_caps_is_refused():
    """At the level's own limit, where the ladder starts it lower."""
    first = ladder()[3].first
    assert isinstance(chosen(3, climbed(3, NOW), caps=first), ClearedSession)
    assert reasons(chosen(3, climbed(3, NOW)))[-1] == "ladder.too_high"


def test_a_lower_level_than_the_ladders_can_always_be_chosen():
    """Less is always allowed."""
    assert chosen(2, climbed(4, NOW)).sheet.level == 2


def test_a_lower_level_is_no_way_to_longer_holds():
    """After two misses today's walk is shorter than the longest of the level below."""
    misses = tuple(good_session(3, NOW - timedelta(days=day), nadir_tenths=860) for day in (5, 3))
    history = climbed(3, NOW - timedelta(days=6))
    history = replace(history, sessions=(*history.sessions, *misses))
    caps = allowed_today(
        signal=SignalKind.SEEN,
        screened=HEALTHY,
        birth_year=1990,
        now=NOW,
        profile=Profile(history=history),
    ).caps
    assert caps.walk_ms < ladder()[2].walk_cap_ms
    assert isinstance(chosen(2, history, caps=caps), ClearedSession)
    assert reasons(chosen(2, history))[-1] == "ladder.too_high"


def test_yesterdays_session_refuses_todays():
    """With the rule that says so first."""
    refusal = today(History(sessions=(good_session(0, NOW - timedelta(days=1)),)))
    assert reasons(refusal) == ["ladder.two_days_apart"]


@pytest.mark.parametrize("days", [90, 91])
def test_a_screening_counts_for_90_days(days):
    """On the ninetieth day still, on the next no more."""
    old = Screened(on=NOW.date() - timedelta(days=days), fired=())
    assert isinstance(today(screened=old), Refusal) is (days == 91)


def test_a_screening_of_tomorrow_does_not_count():
    """A clock was set back, or forward."""
    assert reasons(today(screened=Screened(on=NOW.date() + timedelta(days=1), fired=()))) == ["clock"]


@pytest.mark.parametrize(
    ("asked", "cleared"),
    [
        ({"on": NOW.date() - timedelta(days=1)}, False),
        ({"at": NOW - timedelta(hours=2)}, False),
        ({"at": NOW - timedelta(minutes=30)}, True),
        ({"at": None}, False),
    ],
)
def test_a_change_in_health_asks_again(asked, cleared):
    """Also on the day of the screening: answers of before it, or of nobody knows when, do not count."""
    history = History(health_changed_at=NOW - timedelta(hours=1))
    verdict = today(history, screened=replace(HEALTHY, **asked))
    assert isinstance(verdict, ClearedSession) is cleared
    assert ("screening.changed" in reasons(verdict)) is not cleared


def test_a_change_in_health_has_the_day_of_the_runner():
    """Half past midnight in Amsterdam is still yesterday in UTC."""
    after_midnight = NOW.replace(hour=0, minute=30).astimezone(UTC)
    yesterday = replace(HEALTHY, on=NOW.date() - timedelta(days=1))
    changed = History(health_changed_at=after_midnight)
    assert "screening.changed" in reasons(today(changed, screened=yesterday))


@pytest.mark.parametrize(
    ("rule", "by", "cleared"),
    [
        ("screening.heart", "physician", True),
        ("screening.heart", "coach", False),
        ("screening.pregnancy", "physician", False),
    ],
)
def test_a_screening_row_is_lifted_only_by_whom_it_names(rule, by, cleared):
    """A physician may clear a heart; nobody clears a pregnancy."""
    history = History(lifts=(Lift(rule=rule, by=by, at=NOW - timedelta(days=3)),))
    verdict = today(history, screened=Screened(on=NOW.date(), fired=(rule,)))
    assert isinstance(verdict, ClearedSession) is cleared


def test_a_physicians_word_counts_for_a_year():
    """A day longer and it is asked again."""
    fired = Screened(on=NOW.date(), fired=("screening.heart",))
    for days, cleared in ((365, True), (366, False)):
        lift = Lift(rule="screening.heart", by="physician", at=NOW - timedelta(days=days))
        assert isinstance(today(History(lifts=(lift,)), screened=fired), ClearedSession) is cleared


def test_a_lifted_sickle_trait_still_never_goes_to_its_limit():
    """Level 3 at most, after the physician."""
    history = climbed(4, NOW)
    lift = Lift(rule="screening.sickle_trait", by="physician", at=NOW - timedelta(days=1))
    verdict = today(
        replace(history, lifts=(lift,)), screened=Screened(on=NOW.date(), fired=("screening.sickle_trait",))
    )
    assert (verdict.sheet.level, "screening.sickle_trait" in reasons(verdict)) == (3, True)


def test_under_18_a_coach_comes_along():
    """Refused alone; with a coach's word walking only, and the coach is asked for on the day."""
    assert reasons(today(birth_year=2010)) == ["screening.under_18"]
    lift = Lift(rule="screening.under_18", by="coach", at=NOW - timedelta(days=1))
    verdict = today(replace(climbed(4, NOW), lifts=(lift,)), birth_year=2010)
    assert verdict.sheet.level == 3
    assert "place.coach" in [question.id for question in verdict.sheet.preflight]


def test_over_65_a_physician_looks_first():
    """With a physician's word as anybody else."""
    assert reasons(today(birth_year=1950)) == ["screening.over_65"]
    lift = Lift(rule="screening.over_65", by="physician", at=NOW - timedelta(days=1))
    assert isinstance(today(History(lifts=(lift,)), birth_year=1950), ClearedSession)


def test_the_most_limiting_reason_comes_first():
    """What only a physician lifts before what time lifts, and every reason is there."""
    history = History(sessions=(good_session(0, NOW - timedelta(days=1)),))
    refusal = today(
        history, screened=Screened(on=NOW.date(), fired=("screening.anaemia", "screening.pregnancy"))
    )
    assert reasons(refusal) == ["screening.pregnancy", "screening.anaemia", "ladder.two_days_apart"]


def test_a_lock_refuses():
    """Until it is lifted."""
    session = good_session(1, NOW - timedelta(days=20), reasons=("stop.fainted",))
    assert reasons(today(History(sessions=(session,)))) == ["stop.fainted"]


def test_a_session_from_later_says_the_clock_is_back():
    """A clearance of yesterday cannot be had by turning the clock."""
    assert "clock" in reasons(today(History(sessions=(good_session(0, NOW + timedelta(hours=1)),))))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"readiness.ill": True}, "readiness.ill"),
        ({"readiness.heart_rate": "high"}, "readiness.heart_rate"),
        ({"readiness.saturation": "93_or_94"}, "readiness.saturation"),
        ({"place.water": "yes"}, "place.water"),
        ({"place.alone": "no"}, "place.alone"),
    ],
)
def test_red_today_refuses(answers, reason):
    """Readiness, place and buddy, where they are known already."""
    assert reasons(today(answers=answers)) == [reason]


@pytest.mark.parametrize(
    "answers",
    [
        {"readiness.hrv": "not_measured"},
        {"readiness.heart_rate": "not_measured"},
        {"readiness.saturation": "not_measured"},
        {"readiness.sleep": "no"},
        {"place.sensor": False},
    ],
)
def test_amber_today_is_level_1_at_most(answers):
    """What was not measured is amber, never red."""
    verdict = today(climbed(4, NOW), answers=answers)
    assert (verdict.sheet.level, next(iter(answers)) in reasons(verdict)) == (1, True)


def test_who_lives_high_rests_lower():
    """93 % at rest is usual above 1,500 m, and the recovery gate knows it."""
    verdict = today(answers={"readiness.saturation": "93_or_94"}, home_altitude_m=1600)
    assert (verdict.sheet.gate.recovered_tenths, verdict.sheet.level) == (930, 0)
    assert today().sheet.gate.recovered_tenths == 950


def test_without_an_oximeter_nobody_is_asked_for_a_saturation():
    """And the session is of level 0 or 1 anyway."""
    asked = {question.id for question in today(signal=SignalKind.NONE).sheet.preflight}
    assert not {"readiness.saturation", "place.sensor"} & asked


def test_no_language_changes_a_verdict():
    """The same values, other words."""
    planned = prescribe(ARTICLE, level=1, signal=SignalKind.SEEN)
    sheets = [
        clear(planned, screened=HEALTHY, birth_year=1990, lang=lang, now=NOW, sheet_id="s").sheet
        for lang in ("nl", "en")
    ]
    verdicts = [
        [
            (question.id, [(option.value, option.verdict) for option in question.options])
            for question in sheet.preflight
        ]
        for sheet in sheets
    ]
    assert verdicts[0] == verdicts[1]
    gates = [[replace(row, text="", lifts="") for row in sheet.gate.rows] for sheet in sheets]
    assert gates[0] == gates[1]


@pytest.mark.parametrize(
    ("level", "rows"),
    [
        (0, {"gate.below_85", "gate.below_80", "lock.below_75"}),
        (3, {"gate.below_band", "gate.below_80", "lock.below_75"}),
        (6, {"gate.below_band", "lock.below_75"}),
    ],
)
def test_the_gate_knows_its_level(level, rows):
    """No band at levels 0 and 1; at level 6, with somebody present, 75 is the floor."""
    from adempauze.safety.rulebook import gate_table

    gate = gate_table(rule_book(), "nl", level=level, hr_max_bpm=190, lives_high=False, was_below_80=False)
    assert {row.id for row in gate.rows if "below" in row.id} == rows


def test_the_floor_of_the_ladder_is_the_floor_of_the_gate():
    """One number in two books: the ladder's floor is what ends, or locks at level 6."""
    floors = [level.floor_tenths for level in ladder()]
    ends = rule_book().rule("gate.below_80")
    assert floors[ends.from_level : ends.to_level + 1] == [ends.nadir_below_tenths] * 6
    assert floors[6] == rule_book().rule("lock.below_75").nadir_below_tenths


def test_after_one_fall_below_80_the_phone_itself_locks_at_the_next():
    """Within seven days, without a network."""
    fell = replace(climbed(3, NOW), sessions=(good_session(2, NOW - timedelta(days=3), nadir_tenths=790),))
    rows = {row.id: row.action for row in today(fell).sheet.gate.rows}
    assert rows["lock.below_80_again"] == "lock"
    assert "lock.below_80_again" not in {row.id for row in today().sheet.gate.rows}


def test_the_heart_rate_limit_is_the_runners_own():
    """95 % of what was measured, or of 208 less seven tenths of the age: 36 in 2026 gives 183."""
    limits = [
        next(row.hr_above_bpm for row in verdict.sheet.gate.rows if row.hr_above_bpm)
        for verdict in (today(hr_max_bpm=200), today())
    ]
    assert limits == [190, 173]


def test_clearance_ends_with_the_runners_own_day_when_the_clocks_go_back():
    """A day of 25 hours."""
    now = datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    sheet = today(now=now, screened=Screened(on=now.date(), fired=())).sheet
    assert datetime.fromtimestamp(sheet.expires_at_ms / 1000, UTC) == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert (sheet.expires_at_ms - sheet.issued_at_ms) / 3_600_000 == 24.5


def test_an_easy_week_is_planned_easy_and_a_new_level_short():
    """Three of six in the fourth week; four holds that jog where level 4 is new."""
    person = {"screened": HEALTHY, "birth_year": 1990, "signal": SignalKind.SEEN}
    plans = {
        level: plan_today(ARTICLE, now=NOW, profile=Profile(history=climbed(level, NOW)), **person)
        for level in (3, 4)
    }
    assert {
        level: max(s.of for s in plan.segments if s.exercise == "altitude_training")
        for level, plan in plans.items()
    } == {
        3: 3,
        4: 4,
    }
    assert "ladder.deload" in plans[3].why
    assert plans[4].longest.jog_ms == ladder()[4].first_jog_ms


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_no_level_up_to_the_runners_own_is_closed(level):
    """Only what is above it waits for something."""
    closed = closed_by(climbed(3, NOW), level=level, signal=SignalKind.SEEN, now=NOW)
    assert closed == ()


def test_a_higher_level_is_closed_by_what_it_waits_for():
    """Two good sessions, a week; with no oximeter that too."""
    history = climbed(3, NOW)
    waits = ("ladder.two_clean", "ladder.one_level_a_week")
    assert closed_by(history, level=4, signal=SignalKind.SEEN, now=NOW) == waits
    assert closed_by(history, level=4, signal=SignalKind.NONE, now=NOW) == (*waits, "ladder.signal")


def test_only_a_demonstration_has_a_demonstrations_sheet():
    """The sentence says what to do with a session."""
    with pytest.raises(ParameterError) as refusal:
        demonstration_sheet(
            prescribe(ARTICLE, level=0, signal=SignalKind.NONE), lang="nl", now=NOW, sheet_id="d"
        )
    assert str(refusal.value) == "planned must be a demonstration; sessions are cleared."


def test_a_level_that_needs_an_oximeter_says_so():
    """Chosen without one, and only then."""
    assert "ladder.signal" in reasons(chosen(2, signal=SignalKind.NONE))
    assert "ladder.signal" not in reasons(chosen(2, signal=SignalKind.SEEN))


def test_what_refused_this_morning_is_not_undone_by_better_answers():
    """Who said to be ill gets no second set of questions today; tomorrow they are asked anew."""
    ill = next(rule.id for rule in rule_book().group("readiness"))
    refused = PastSession(
        id="a",
        started_at=NOW - timedelta(hours=2),
        level=1,
        signal=SignalKind.NONE,
        outcome=Outcome.REFUSED,
        caps=ladder()[1].most,
        reasons=(ill,),
    )
    history = History(sessions=(refused,))

    assert ill in reasons(today(history))
    assert ill not in reasons(today(history, now=NOW + timedelta(days=1)))
