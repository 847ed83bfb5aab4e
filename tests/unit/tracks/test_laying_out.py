"""A session in one file: its uninterrupted course is the capped plan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from adempauze.errors import SheetError
from adempauze.planning import demonstrate, prescribe
from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import demonstration_sheet
from adempauze.session import SignalKind, phrases
from adempauze.tracks import lay_out, opening_words

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


def test_a_double_beep_says_how_much_of_a_hold_is_left_for_jogging():
    """Pressed for air hunger, it is heard at once; not pressed, the hold is walked on to its cap."""
    track = lay_out(logged_sheet(5), day=DAY)
    jogs = [mark.to_ms - 8_000 for mark in track.holds if mark.to_ms - mark.from_ms == 30_000]
    assert [cue.at_ms for cue in track.cues if cue.name == "hunger"] == jogs
    assert len(jogs) == 6


@pytest.mark.parametrize("signal", [SignalKind.LIVE, SignalKind.SEEN])
def test_a_session_that_waits_for_readings_is_no_file(signal):
    """A file can wait for nothing, so it is refused with the way out."""
    with pytest.raises(SheetError) as refusal:
        lay_out(replace(sheet_of("hoogtetraining"), signal=signal), day=DAY)
    assert str(refusal.value) == (
        f'This session reads your saturation ("{signal.value}"), which a sound file cannot do. '
        'Have it cleared with the signal "logged" or "none".'
    )
