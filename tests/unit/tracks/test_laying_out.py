"""A session in one file: its uninterrupted course is the capped plan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from adempauze.errors import ParameterError, SheetError
from adempauze.planning import demonstrate, prescribe
from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import demonstration_sheet
from adempauze.session import SignalKind, phrases
from adempauze.tracks import CueRules, lay_out, opening_words, read_cue_rules

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
DAY = NOW.date()
WHOLE = shipped_protocol("hoogtetraining")


def first_words(track):
    """What is said before the session begins."""
    return [cue.name for cue in track.cues if cue.kind == "phrase" and cue.at_ms < track.layout.opening_ms]


def logged_sheet(level):
    """A session with a recorder along, at a level of the ladder."""
    planned = prescribe(WHOLE, level=level, signal=SignalKind.LOGGED)
    return replace(
        sheet_of("hoogtetraining"), segments=planned.segments, level=level, signal=SignalKind.LOGGED
    )


def sheet_of(name, lang="nl"):
    """The whole form of a protocol, with the longest holds there are."""
    return demonstration_sheet(demonstrate(shipped_protocol(name)), lang=lang, now=NOW, sheet_id="s")


@pytest.mark.parametrize("name", catalogue_names())
def test_no_hold_of_a_track_is_longer_than_its_cap(name):
    """Each hold lies in the file from its falling to its rising tone, at its cap."""
    sheet = sheet_of(name)
    track = lay_out(sheet, day=DAY)
    lengths = [mark.to_ms - mark.from_ms for mark in track.holds]
    assert lengths == [sheet.segments[mark.segment].cap_ms for mark in track.holds]


@pytest.mark.parametrize("name", catalogue_names())
def test_each_hold_begins_with_the_falling_and_ends_with_the_rising_tone(name):
    """The marks lie exactly where the tones are."""
    track = lay_out(sheet_of(name), day=DAY)
    tones = {tone: [cue.at_ms for cue in track.cues if cue.name == tone] for tone in ("falling", "rising")}
    assert tones["falling"] == [mark.from_ms for mark in track.holds]
    assert tones["rising"] == [mark.to_ms for mark in track.holds]


def test_the_first_words_say_whose_it_is_and_for_which_day():
    """A file that lies about is only for one runner and one day; it says so before anything else."""
    assert first_words(lay_out(sheet_of("hoogtetraining"), day=DAY)) == [
        "track_yours",
        "weekday_7",
        "day_22",
        "month_11",
        "level_6",
        "track_none",
    ]


def test_the_first_words_say_by_which_rule_it_was_laid_out():
    """With a recorder along: shorter than last time."""
    assert first_words(lay_out(logged_sheet(4), day=DAY))[-2:] == ["level_4", "track_logged"]


def test_a_track_for_anybody_says_who_may_use_it():
    """It has no day, and nobody was cleared for it."""
    assert first_words(lay_out(sheet_of("algemene_warming_up"), day=None))[0] == "track_anybody"


def test_every_word_of_the_opening_is_in_the_catalogue():
    """Each weekday, day, month and level of any year can be said."""
    days = {f"weekday_{n}" for n in range(1, 8)} | {f"day_{n}" for n in range(1, 32)}
    others = {f"month_{n}" for n in range(1, 13)} | {f"level_{n}" for n in range(7)}
    assert set(opening_words()) == {"track_yours", *days, *others}
    assert not set(opening_words()) & set(phrases.phrase_catalogue())


@pytest.mark.parametrize("name", catalogue_names())
def test_the_layout_has_every_segment_end_to_end(name):
    """From the opening on: a segment ends where the next begins, but for the count-in before a hold."""
    sheet = sheet_of(name)
    layout = lay_out(sheet, day=DAY).layout
    at_ms = layout.opening_ms
    for index, mark in enumerate(layout.marks):
        count_in_ms = sheet.timing.count_in_ms if mark.kind == "hold" else 0
        assert (mark.segment, mark.from_ms) == (index, at_ms + count_in_ms)
        at_ms = mark.to_ms
    assert len(layout.marks) == len(sheet.segments)


def test_a_lowered_track_has_the_lower_caps():
    """Who answered that today is lighter gets a file without a hold above it."""
    sheet = logged_sheet(5)
    lengths = [mark.to_ms - mark.from_ms for mark in lay_out(sheet, day=DAY, lowered=True).holds]
    assert lengths == [segment.lower.cap_ms for segment in sheet.segments if segment.lower]


@pytest.mark.parametrize(("level", "said"), [(0, "level_0"), (1, "level_1"), (3, "level_1")])
def test_a_lowered_track_says_the_level_that_it_plays(level, said):
    """Whoever slept badly hears level one, not the one that was cleared."""
    assert said in first_words(lay_out(logged_sheet(level), day=DAY, lowered=True))
    assert f"level_{level}" in first_words(lay_out(logged_sheet(level), day=DAY))


def test_a_double_beep_says_how_much_of_a_hold_is_left_for_jogging():
    """Pressed for air hunger, it is heard at once; not pressed, the hold is walked on to its cap."""
    track = lay_out(logged_sheet(5), day=DAY)
    jogs = [mark.to_ms - 8_000 for mark in track.holds if mark.to_ms - mark.from_ms == 30_000]
    assert [cue.at_ms for cue in track.cues if cue.name == "hunger"] == jogs
    assert len(jogs) == 6


def announced_in(track, mark):
    """What is announced between the beginning and the end of a mark, in seconds from its beginning."""
    return [
        (one.phrase, (one.at_ms - mark.from_ms) / 1000)
        for one in track.announced
        if mark.from_ms < one.at_ms < mark.to_ms
    ]


def test_seconds_of_a_hold_are_counted_as_its_runner_chose():
    """A track hears no paces: it counts every fifth second, and halfway where that is wanted."""
    rules = CueRules(seconds=5, halfway_hold=True, last_three_cap=True)
    track = lay_out(logged_sheet(2), day=DAY, rules=rules)
    hold = track.holds[-1]
    cap_s = (hold.to_ms - hold.from_ms) / 1000
    assert cap_s > 10
    counted = [(f"n{second}", second) for second in range(5, int(cap_s), 5)]
    last = [(word, cap_s - left) for word, left in (("three", 3), ("two", 2), ("one", 1))]
    assert sorted(announced_in(track, hold)) == sorted([*counted, ("halfway", cap_s / 2), *last])


def test_who_wants_nothing_announced_hears_the_session_alone():
    """Only the words that begin, end or pause something stay."""
    nothing = CueRules(seconds=0, breaths=0, halfway_rest=False, last_three_start=False)
    assert lay_out(logged_sheet(2), day=DAY, rules=nothing).announced == ()


def test_what_is_announced_moves_nothing():
    """With every word that there is, each hold lies where it lay."""
    everything = CueRules(seconds=1, halfway_hold=True, last_three_cap=True)
    plain, full = (lay_out(logged_sheet(4), day=DAY, rules=rules) for rules in (None, everything))
    assert (full.layout, full.cues) == (plain.layout, plain.cues)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{}", None),
        ('{"seconds": 10, "halfway_hold": true}', None),
        ('{"secs": 10}', "These are no cue rules: Object contains unknown field `secs`"),
        ('{"seconds": -5}', "These are no cue rules: Expected `int` >= 0 - at `$.seconds`"),
        ("[", "These are no cue rules: "),
    ],
)
def test_cue_rules_are_read_strictly(written, sentence):
    """A key that is misspelt is not passed over, and says which keys there are."""
    if sentence is None:
        assert read_cue_rules(written).breaths == 1
        return
    with pytest.raises(ParameterError) as refusal:
        read_cue_rules(written)
    assert str(refusal.value).startswith(sentence)
    assert "paces, seconds, breaths" in str(refusal.value)


@pytest.mark.parametrize("signal", [SignalKind.LIVE, SignalKind.SEEN])
def test_a_session_that_waits_for_readings_is_no_file(signal):
    """A file can wait for nothing, so it is refused with the way out."""
    with pytest.raises(SheetError) as refusal:
        lay_out(replace(sheet_of("hoogtetraining"), signal=signal), day=DAY)
    assert str(refusal.value) == (
        f'This session reads your saturation ("{signal.value}"), which a sound file cannot do. '
        'Have it cleared with the signal "logged" or "none".'
    )
