"""What a player is told to do, and when: the cues of a session, worked out by hand from the sheet."""

from pathlib import Path

import msgspec
import pytest

from adempauze.session import Phase, State, events, read_scenario, step
from adempauze.session.state import Cancel, Say, Show, Tone, Vibrate

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"


def sheet_of(name):
    """The sheet of a scenario."""
    return read_scenario((SCENARIOS / f"{name}.json").read_bytes()).sheet


@pytest.fixture
def still():
    """Five seconds still, ten of rest, twice; count-in of four seconds."""
    return sheet_of("a-still-hold-ends-after-its-five-seconds-and-the-next-begins-after-ten")


def told(sheet, *stream):
    """What the player is told by the last of the events."""
    state, effects = State(), ()
    for event in (events.Start(at_ms=0, wall_ms=sheet.issued_at_ms), *stream):
        state, effects = step(sheet, state, event)
    return list(effects)


def breathe(at_ms):
    """The three cues that end a hold."""
    return [
        Tone(at_ms=at_ms, tone="rising"),
        Vibrate(at_ms=at_ms, pattern="breathe"),
        Say(at_ms=at_ms, phrase="breathe"),
    ]


def test_a_count_in_schedules_the_whole_hold_and_its_end(still):
    """Three ticks, the falling tone at four seconds, and breathe five seconds later."""
    assert told(still) == [
        Cancel(at_ms=0),
        Show(at_ms=0, phase=Phase.COUNT_IN, segment=0),
        Say(at_ms=0, phrase="breathe_out"),
        Tone(at_ms=1000, tone="tick"),
        Tone(at_ms=2000, tone="tick"),
        Tone(at_ms=3000, tone="tick"),
        Tone(at_ms=4000, tone="falling"),
        Vibrate(at_ms=4000, pattern="hold"),
        Say(at_ms=4000, phrase="hold_still"),
        *breathe(9000),
    ]


def test_a_hold_that_begins_needs_no_cue_of_its_own(still):
    """Only the picture changes; what was scheduled stands."""
    assert told(still, events.Tick(at_ms=4100)) == [Show(at_ms=4100, phase=Phase.HOLD, segment=0)]


def test_a_planned_end_is_not_said_twice(still):
    """Breathe was scheduled; the word for the rest comes after it."""
    assert told(still, events.Tick(at_ms=4000), events.Tick(at_ms=9050)) == [
        Cancel(at_ms=9050),
        Show(at_ms=9050, phase=Phase.REST, segment=1),
        Say(at_ms=10_550, phrase="breathe_normally"),
    ]


def test_a_tap_takes_back_what_was_scheduled_and_says_breathe_at_once(still):
    """First forget the planned end, then breathe."""
    tap = events.RunnerSignal(at_ms=6000, signal="breathe")
    assert told(still, events.Tick(at_ms=4000), tap) == [
        Cancel(at_ms=6000),
        *breathe(6000),
        Show(at_ms=6000, phase=Phase.REST, segment=1),
        Say(at_ms=7500, phrase="breathe_normally"),
    ]


def test_timed_parts_are_heard_one_after_the_other_and_breathe_only_at_the_end():
    """Five seconds of walking from 4 s, a jog of at most four, and no rising tone in between."""
    sheet = sheet_of("a-hold-with-a-timed-walk-goes-on-jogging-and-ends-at-the-cap-of-the-jog")
    assert told(sheet)[-6:] == [
        Vibrate(at_ms=4000, pattern="hold"),
        Say(at_ms=4000, phrase="walk"),
        Say(at_ms=9000, phrase="jog_gently"),
        *breathe(13_000),
    ]
    assert told(sheet, events.Tick(at_ms=4000), events.Tick(at_ms=9000)) == [
        Show(at_ms=9000, phase=Phase.HOLD, segment=0)
    ]


def test_air_hunger_brings_the_jog_and_its_own_end_forward():
    """Tapped at 12 s: jog now, and breathe ten seconds later instead of at 34 s."""
    sheet = sheet_of("the-jog-ends-at-its-own-cap")
    tap = events.RunnerSignal(at_ms=12_000, signal="air_hunger")
    assert told(sheet, events.Tick(at_ms=4000), tap) == [
        Cancel(at_ms=12_000),
        Show(at_ms=12_000, phase=Phase.HOLD, segment=0),
        Say(at_ms=12_000, phrase="jog_gently"),
        *breathe(22_000),
    ]


def test_paced_breaths_are_sounded_in_and_out(still):
    """Two breaths of one second in and two out, from the moment the rest begins."""
    hold, rest = still.segments[:2]
    paced = msgspec.structs.replace(rest, breaths=2, inhale_ms=1000, exhale_ms=2000)
    sheet = msgspec.structs.replace(still, segments=(hold, paced))
    tones = told(sheet, events.Tick(at_ms=4000), events.Tick(at_ms=9000))[3:]
    assert tones == [
        Tone(at_ms=9000, tone="in"),
        Tone(at_ms=10_000, tone="out"),
        Tone(at_ms=12_000, tone="in"),
        Tone(at_ms=13_000, tone="out"),
    ]


def test_stopping_in_a_hold_says_breathe_before_anything_else(still):
    """The runner is holding: that comes first."""
    assert told(still, events.Tick(at_ms=4000), events.Stop(at_ms=6000)) == [
        Cancel(at_ms=6000),
        Show(at_ms=6000, phase=Phase.OVER, segment=0),
        *breathe(6000),
        Tone(at_ms=6000, tone="end"),
        Vibrate(at_ms=6000, pattern="end"),
        Say(at_ms=6000, phrase="stopped"),
    ]


def test_a_pause_silences_the_rest(still):
    """The breaths that were to come are taken back."""
    assert told(
        still, events.Tick(at_ms=4000), events.Tick(at_ms=9000), events.Pause(at_ms=9500, reason="runner")
    ) == [
        Cancel(at_ms=9500),
        Show(at_ms=9500, phase=Phase.PAUSED, segment=1),
    ]


def test_a_silence_in_a_hold_says_breathe_and_pauses():
    """A page that wakes within the hold ends it there."""
    sheet = sheet_of("a-silence-that-ends-before-the-cap-ends-the-hold-there")
    stream = (events.Tick(at_ms=2500), events.Tick(at_ms=4500), events.Tick(at_ms=8000))
    assert told(sheet, *stream) == [
        Cancel(at_ms=8000),
        *breathe(8000),
        Show(at_ms=8000, phase=Phase.REST, segment=1),
        Say(at_ms=9500, phrase="breathe_normally"),
        Cancel(at_ms=8000),
        Show(at_ms=8000, phase=Phase.PAUSED, segment=1),
    ]
