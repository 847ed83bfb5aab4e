"""The file itself: decoded again, its cues sound where the plan has them."""

import numpy as np
import pytest
import soundfile

from adempauze.errors import SheetError
from adempauze.tracks import Cue, Layout, Track, render_track
from adempauze.tracks.sounding import RATE_HZ


@pytest.fixture
def clips(tmp_path):
    """A folder of clips with one phrase: a tenth of a second of noise."""
    folder = tmp_path / "clips"
    (folder / "nl").mkdir(parents=True)
    noise = np.random.default_rng(1).normal(0, 0.2, RATE_HZ // 10)
    soundfile.write(folder / "nl" / "breathe.mp3", noise, RATE_HZ, format="MP3")
    return folder


def track_of(cues, duration_ms):
    """A track with these sounds, and no session in it."""
    return Track(lang="nl", cues=cues, layout=Layout(opening_ms=0, duration_ms=duration_ms, marks=()))


def onsets_ms(file):
    """Where sound begins after at least a tenth of a second of silence."""
    sound, rate_hz = soundfile.read(file)
    loud = np.flatnonzero(np.abs(sound) > 0.02)
    begins = loud[np.diff(loud, prepend=-rate_hz) > rate_hz // 10]
    return begins * 1000 / rate_hz


def test_cues_sound_within_twenty_milliseconds_of_the_plan(clips, tmp_path):
    """Tones and phrases, also where one lies across the seam of two blocks, at 30 s."""
    planned = [1_000, 5_000, 29_900, 31_000, 65_000]
    names = [
        ("tone", "falling"),
        ("tone", "rising"),
        ("tone", "falling"),
        ("phrase", "breathe"),
        ("tone", "tick"),
    ]
    cues = tuple(Cue(at_ms, *name) for at_ms, name in zip(planned, names, strict=True))
    out = tmp_path / "track.mp3"
    render_track(track_of(cues, 70_000), clips, out)
    assert np.abs(onsets_ms(out) - planned).max() < 20


def test_a_phrase_without_a_clip_is_refused_and_nothing_is_written(clips, tmp_path):
    """No language may miss a word of safety."""
    out = tmp_path / "track.mp3"
    track = track_of((Cue(0, "phrase", "stopped"),), 1_000)
    with pytest.raises(SheetError) as refusal:
        render_track(track, clips, out)
    assert str(refusal.value) == 'The phrase "stopped" has no clip in "nl"; build the clips again.'
    assert not out.exists()


def test_a_target_that_cannot_be_written_gets_a_sentence(clips, tmp_path):
    """A folder that is not there is no stack trace."""
    out = tmp_path / "nowhere" / "track.mp3"
    track = track_of((Cue(0, "phrase", "breathe"),), 1_000)
    with pytest.raises(SheetError) as refusal:
        render_track(track, clips, out)
    assert str(refusal.value) == f"{out} cannot be written; choose a folder that exists and is yours."
