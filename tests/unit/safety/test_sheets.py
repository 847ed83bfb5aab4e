"""A sheet that is not as it was cleared is not played."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.runners import climbed, good_session

from adempauze.planning import History, demonstrate, ladder, prescribe
from adempauze.planning.ladder import least_rest_ms
from adempauze.planning.prescribing import is_rested
from adempauze.protocols import Activity, Kind, catalogue_names, shipped_protocol
from adempauze.protocols.model import source_words
from adempauze.safety import (
    Profile,
    clear,
    demonstration_sheet,
    refuse_sheet,
    rule_book,
    screen,
    screening_questions,
)
from adempauze.session import SignalKind, sheet_digest
from adempauze.session.sheet import Lower

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
ARTICLE = shipped_protocol("hoogtetraining")


@pytest.fixture(scope="module", params=[1, 3, 4])
def sheet(request):
    """A cleared sheet of some level."""
    level = request.param
    return clear(
        prescribe(ARTICLE, level=level, signal=SignalKind.SEEN, caps=ladder()[level].first, reps=4),
        screened=screen({question.id: False for question in screening_questions()}, on=NOW.date()),
        birth_year=1990,
        lang="nl",
        now=NOW,
        sheet_id="s",
        profile=Profile(history=climbed(level, NOW)),
    ).sheet


def why_not(sheet, now=NOW, digest=None):
    """The ids of the reasons against *sheet*."""
    refusal = refuse_sheet(sheet, now=now, digest=digest)
    return [reason.id for reason in refusal.reasons] if refusal else []


def test_a_sheet_as_it_was_cleared_is_played(sheet):
    """With its digest and without."""
    assert why_not(sheet) == why_not(sheet, digest=sheet_digest(sheet)) == []


def changed_caps(sheet):
    """Every hold two minutes long."""
    segments = [replace(s, cap_ms=120_000) if s.kind is Kind.HOLD else s for s in sheet.segments]
    return replace(sheet, segments=tuple(segments))


def changed_walk(sheet):
    """A walk, alone, as long as the level's walk and jog together, and a second more where it has no jog."""
    rung = ladder()[sheet.level]
    long_ms = max(rung.cap_ms, rung.walk_cap_ms + 1)
    walks = [
        replace(s, cap_ms=long_ms) if s.exercise == "altitude_warm_up" and s.parts else s
        for s in sheet.segments
    ]
    return replace(sheet, segments=tuple(walks))


def changed_first_part(sheet):
    """A hold that is run from its first pace, as long as a walk may last."""
    runs = [
        replace(s, parts=(replace(s.parts[0], activity=Activity.RUN),)) if s.kind is Kind.HOLD else s
        for s in sheet.segments
    ]
    return replace(sheet, segments=tuple(runs))


def changed_band(sheet):
    """A band that nothing falls out of."""
    return replace(
        sheet,
        segments=tuple(replace(s, band_low_tenths=1) if s.kind is Kind.HOLD else s for s in sheet.segments),
    )


def changed_rests(sheet):
    """Every rest a second shorter."""
    segments = [
        s if s.kind is Kind.HOLD else replace(s, duration_ms=s.duration_ms - 1000) for s in sheet.segments
    ]
    return replace(sheet, segments=tuple(segments))


def changed_last_rest(sheet):
    """A second after the last hold."""
    last = max(at for at, s in enumerate(sheet.segments) if s.kind is Kind.HOLD)
    rest = replace(sheet.segments[last + 1], duration_ms=1000)
    return replace(sheet, segments=(*sheet.segments[: last + 1], rest))


def changed_gate(sheet):
    """A gate without its last row."""
    return replace(sheet, gate=replace(sheet.gate, rows=sheet.gate.rows[:-1]))


def changed_correction(sheet):
    """A finger that is believed."""
    corrections = sheet.gate.correction_tenths | {"finger": 0}
    return replace(sheet, gate=replace(sheet.gate, correction_tenths=corrections))


def changed_heart_rate(sheet):
    """A heart rate that nobody reaches."""
    rows = [replace(row, hr_above_bpm=row.hr_above_bpm and 400) for row in sheet.gate.rows]
    return replace(sheet, gate=replace(sheet.gate, rows=tuple(rows)))


def changed_symptoms(sheet):
    """Fainting is not listed."""
    return replace(sheet, symptoms=sheet.symptoms[:-1])


def changed_questions(sheet):
    """Nobody asks whether somebody is there."""
    return replace(sheet, preflight=sheet.preflight[:-1])


def changed_signal(sheet):
    """Above level 1, nothing is read any more."""
    asked = tuple(question for question in sheet.preflight if question.id != "place.sensor")
    return replace(sheet, level=max(2, sheet.level), signal=SignalKind.NONE, preflight=asked)


def changed_end(sheet):
    """Good for a week."""
    return replace(sheet, expires_at_ms=sheet.issued_at_ms + 7 * 86_400_000)


@pytest.mark.parametrize(
    "change",
    [
        changed_caps,
        changed_walk,
        changed_first_part,
        changed_band,
        changed_rests,
        changed_last_rest,
        changed_gate,
        changed_correction,
        changed_heart_rate,
        changed_symptoms,
        changed_questions,
        changed_signal,
        changed_end,
    ],
)
def test_a_changed_sheet_is_refused_even_without_its_digest(sheet, change):
    """Each change alone is seen."""
    assert why_not(change(sheet)) == ["sheet.changed"]


def test_the_first_long_hold_comes_rested(sheet):
    """After the warm-up's short holds, as long as between two long ones; level 1 has none."""
    first = next((at for at, s in enumerate(sheet.segments) if s.cap_ms > ladder()[1].cap_ms), None)
    if first is None:
        assert sheet.level == 1
        return
    enough_ms = least_rest_ms(sheet.segments[first - 2].cap_ms)  # for the short hold alone
    short = replace(sheet.segments[first - 1], duration_ms=enough_ms)
    segments = (*sheet.segments[: first - 1], short, *sheet.segments[first:])
    assert why_not(replace(sheet, segments=segments)) == ["sheet.changed"]


@pytest.mark.parametrize("level", range(7))
@pytest.mark.parametrize("name", catalogue_names())
def test_every_protocol_rests_as_long_as_its_holds_need_at_every_level(name, level):
    """What is planned is never refused for its rests."""
    planned = prescribe(shipped_protocol(name), level=level, signal=SignalKind.SEEN)
    assert is_rested(planned.segments)


@pytest.mark.parametrize("is_left_out", [True, False])
def test_the_lighter_hold_is_one_of_level_1(sheet, is_left_out):
    """Whoever slept badly is led to it; it must be there, and be light."""
    segments = [
        replace(s, lower=None if is_left_out else Lower(cap_ms=s.cap_ms, parts=s.parts))
        if s.lower and s.cap_ms > ladder()[1].cap_ms
        else s
        for s in sheet.segments
    ]
    changed = replace(sheet, segments=tuple(segments))
    assert why_not(changed) == (["sheet.changed"] if sheet.level > 1 else [])


def test_with_its_digest_any_change_is_seen(sheet):
    """A kinder title would pass without."""
    kinder = replace(sheet, title="Rustig aan")
    assert (why_not(kinder), why_not(kinder, digest=sheet_digest(sheet))) == ([], ["sheet.changed"])


def test_a_sheet_ends_with_its_day(sheet):
    """At midnight it is another day's."""
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    assert why_not(sheet, midnight - timedelta(milliseconds=1)) == []
    assert why_not(sheet, midnight) == ["expired"]


def test_a_clock_before_the_sheet_was_made_is_back(sheet):
    """Five minutes are allowed for."""
    assert why_not(sheet, NOW - timedelta(minutes=5)) == []
    assert why_not(sheet, NOW - timedelta(minutes=6)) == ["clock"]


def test_a_demonstration_keeps_its_long_holds():
    """It is watched and never counts."""
    shown = demonstration_sheet(demonstrate(ARTICLE), lang="nl", now=NOW, sheet_id="d")
    assert why_not(shown) == []


def test_a_refused_sheet_says_why_in_the_words_of_the_rule(sheet):
    """As any other refusal; and a kept reason is the whole rule."""
    refusal = refuse_sheet(sheet, now=NOW + timedelta(days=2))
    rule = rule_book().rule("expired")
    [reason] = refusal.reasons
    assert (reason.text, reason.strength, reason.source, reason.lifts) == (
        rule.text,
        rule.strength,
        source_words(rule.source),
        rule.lifts,
    )


def test_a_sheet_that_ends_before_it_begins_was_changed(sheet):
    """And one that lasts longer than the longest day, of 25 hours."""
    day_ms = 25 * 3_600_000
    for lasts_ms, changed in ((0, True), (1, False), (day_ms, False), (day_ms + 1, True)):
        other = replace(sheet, expires_at_ms=sheet.issued_at_ms + lasts_ms)
        assert ("sheet.changed" in why_not(other, NOW - timedelta(minutes=1))) is changed


def test_a_jog_longer_than_its_level_was_changed(sheet):
    """Also where the hold as a whole is not longer."""
    jogged = [
        replace(s, parts=tuple(replace(p, cap_ms=p.cap_ms and p.cap_ms + 3_000) for p in s.parts))
        for s in sheet.segments
    ]
    changed = replace(sheet, segments=tuple(jogged))
    assert why_not(changed) == (["sheet.changed"] if sheet.level == 4 else [])


@pytest.mark.parametrize(
    "profile",
    [
        Profile(home_altitude_m=2_000),
        Profile(hr_max_bpm=220),
        Profile(hr_max_bpm=120),
        Profile(history=History(sessions=(good_session(1, NOW - timedelta(days=3), nadir_tenths=790),))),
    ],
    ids=["lives high", "quick heart", "slow heart", "fell below 80"],
)
def test_what_is_a_runners_own_is_no_change(profile):
    """Each of them has another gate, and each gate is the book's."""
    planned = prescribe(ARTICLE, level=0, signal=SignalKind.SEEN)
    screened = screen({question.id: False for question in screening_questions()}, on=NOW.date())
    cleared = clear(
        planned, screened=screened, birth_year=1990, lang="nl", now=NOW, sheet_id="s", profile=profile
    )
    assert why_not(cleared.sheet) == []
    assert refuse_sheet(cleared.sheet, now=NOW) is None
