"""A session in one file: its uninterrupted course is the capped plan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from adempauze.errors import SheetError
from adempauze.planning import demonstrate
from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import demonstration_sheet
from adempauze.session import SignalKind
from adempauze.tracks import lay_out

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def sheet_of(name, lang="nl"):
    """The whole form of a protocol, with the longest holds there are."""
    return demonstration_sheet(demonstrate(shipped_protocol(name)), lang=lang, now=NOW, sheet_id="s")


@pytest.mark.parametrize("name", catalogue_names())
def test_no_hold_of_a_track_is_longer_than_its_cap(name):
    """Each hold lies in the file from its falling to its rising tone, at its cap."""
    sheet = sheet_of(name)
    track = lay_out(sheet)
    lengths = [mark.release_ms - mark.start_ms for mark in track.holds]
    assert lengths == [sheet.segments[mark.segment].cap_ms for mark in track.holds]


@pytest.mark.parametrize("name", catalogue_names())
def test_each_hold_begins_with_the_falling_and_ends_with_the_rising_tone(name):
    """The marks lie exactly where the tones are."""
    track = lay_out(sheet_of(name))
    tones = {tone: [cue.at_ms for cue in track.cues if cue.name == tone] for tone in ("falling", "rising")}
    assert tones["falling"] == [mark.start_ms for mark in track.holds]
    assert tones["rising"] == [mark.release_ms for mark in track.holds]


def test_the_first_words_say_by_which_rule_it_was_laid_out():
    """Without a reading only the light holds; with a recorder, shorter than last time."""
    sheet = sheet_of("hoogtetraining")
    logged = replace(sheet, signal=SignalKind.LOGGED)
    assert lay_out(sheet).cues[0].name == "track_none"
    assert lay_out(logged).cues[0].name == "track_logged"


@pytest.mark.parametrize("signal", [SignalKind.LIVE, SignalKind.SEEN])
def test_a_session_that_waits_for_readings_is_no_file(signal):
    """A file can wait for nothing, so it is refused with the way out."""
    with pytest.raises(SheetError) as refusal:
        lay_out(replace(sheet_of("hoogtetraining"), signal=signal))
    assert str(refusal.value) == (
        f'This session reads your saturation ("{signal.value}"), which a sound file cannot do. '
        'Have it cleared with the signal "logged" or "none".'
    )
