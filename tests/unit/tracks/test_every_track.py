"""Every session that can become a file, rendered with the clips of the build and decoded again."""

import os
from datetime import date, datetime
from importlib.resources import files
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from adempauze.planning import demonstrate, prescribe
from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import demonstration_sheet
from adempauze.session import SignalKind
from adempauze.tracks import CueRules, lay_out, opening_words, render_track
from adempauze.tracks.sounding import HEADROOM, RATE_HZ, sounds_of

CLIPS = files("adempauze_web") / "static" / "built" / "clips"
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
LANGS = ("nl", "en")
ALL = [
    (name, level, signal, lang, suffix)
    for name, level, signal, lang, suffix in product(
        catalogue_names(), range(7), (SignalKind.NONE, SignalKind.LOGGED), LANGS, ("flac", "mp3")
    )
    if signal is SignalKind.LOGGED or level <= 1
]
SLICE = [
    ("algemene_warming_up", 0, SignalKind.NONE, "nl", "mp3"),
    ("algemene_warming_up", 1, SignalKind.LOGGED, "en", "mp3"),
    ("hoogtetraining", 1, SignalKind.NONE, "nl", "flac"),
    ("hoogtetraining", 5, SignalKind.LOGGED, "en", "flac"),
]
EVERYTHING = CueRules(
    seconds=1, breaths=1, halfway_hold=True, halfway_rest=True, last_three_start=True, last_three_cap=True
)
TOLERANCE_MS = 20
REACH = round(0.12 * RATE_HZ)  # how far from its place a sound is looked for, in samples


def sheet_of(name, level, signal, lang):
    """A session of a protocol at a level, as it would be cleared."""
    whole = demonstration_sheet(demonstrate(shipped_protocol(name)), lang=lang, now=NOW, sheet_id="s")
    planned = prescribe(shipped_protocol(name), level=level, signal=signal)
    return replace(whole, segments=planned.segments, level=level, signal=signal, demonstration=False)


def late_ms(heard, alone):
    """By how much a sound comes later than planned: where what it sounds like alone fits best."""
    size = len(heard) + len(alone)
    fit = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(alone, size)), size)[: 2 * REACH]
    return (int(np.argmax(fit)) - REACH) * 1000 / RATE_HZ


@pytest.mark.parametrize(
    ("name", "level", "signal", "lang", "suffix"), ALL if os.environ.get("ADEMPAUZE_DEEP") else SLICE
)
def test_every_cue_sounds_where_it_is_planned_and_no_hold_beyond_its_cap(
    name, level, signal, lang, suffix, tmp_path
):
    """Each tone and word is found again in the decoded file, within 20 ms."""
    sheet = sheet_of(name, level, signal, lang)
    track = lay_out(sheet, day=NOW.date(), rules=EVERYTHING)
    out = tmp_path / f"track.{suffix}"
    render_track(track, CLIPS, out)
    sound, rate_hz = soundfile.read(out)
    assert rate_hz == RATE_HZ
    sounds = {cue: HEADROOM * alone for cue, alone in sounds_of(track, CLIPS) if len(alone)}
    begins = {cue: REACH + round(cue.at_ms * RATE_HZ / 1000) for cue in sounds}
    beside = np.concatenate([np.zeros(REACH), sound, np.zeros(REACH)])  # what is left without every cue
    for cue, alone in sounds.items():
        beside[begins[cue] :][: len(alone)] -= alone
    late = {}
    for cue, alone in sounds.items():
        heard = beside[begins[cue] - REACH : begins[cue] + len(alone) + REACH].copy()
        heard[REACH:][: len(alone)] += alone
        late[cue] = late_ms(heard, alone)
    assert {cue: ms for cue, ms in late.items() if abs(ms) >= TOLERANCE_MS} == {}
    for mark in track.holds:
        assert mark.to_ms - mark.from_ms <= sheet.segments[mark.segment].cap_ms


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_words_of_the_opening_overlap(lang):
    """On the days with the longest names, by the lengths of the real clips."""
    lengths_ms = {
        word: 1000 * soundfile.info(CLIPS / lang / f"{word}.mp3").duration
        for word in [*opening_words(), "track_none", "track_logged", "track_anybody"]
    }
    longest = {
        kind: max(length for word, length in lengths_ms.items() if word.startswith(kind))
        for kind in ("weekday_", "day_", "month_", "level_")
    }
    track = lay_out(sheet_of("algemene_warming_up", 1, SignalKind.LOGGED, lang), day=date(2026, 9, 30))
    words = [cue for cue in track.cues if cue.kind == "phrase"][:7]  # the seventh begins the session
    for word, later in pairwise(words):
        kind = f"{word.name.rpartition('_')[0]}_"
        assert word.at_ms + longest.get(kind, lengths_ms.get(word.name)) <= later.at_ms, word
