"""The file itself: decoded again, its cues sound where the plan has them."""

import io

import numpy as np
import pytest
import soundfile

from adempauze.errors import SheetError
from adempauze.tracks import Announcement, Cue, Layout, Track, render_track
from adempauze.tracks.sounding import RATE_HZ, sounds_of


@pytest.fixture
def clips(tmp_path):
    """A folder of clips with one phrase: a tenth of a second of noise."""
    folder = tmp_path / "clips"
    (folder / "nl").mkdir(parents=True)
    noise = np.random.default_rng(1).normal(0, 0.2, RATE_HZ // 10)
    soundfile.write(folder / "nl" / "breathe.mp3", noise, RATE_HZ, format="MP3")
    return folder


def track_of(cues, duration_ms, announced=()):
    """A track with these sounds, and no session in it."""
    layout = Layout(opening_ms=0, duration_ms=duration_ms, marks=())
    return Track(lang="nl", cues=cues, announced=announced, layout=layout)


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


def test_a_recorded_voice_is_heard_in_the_place_of_the_built_clip(clips):
    """Over a phrase of the session and over an announcement; every other phrase keeps its clip."""
    own = io.BytesIO()
    soundfile.write(own, np.full(RATE_HZ // 2, 0.3), RATE_HZ, format="WAV")
    cues = (Cue(0, "phrase", "breathe"), Cue(2_000, "phrase", "walk"))
    soundfile.write(clips / "nl" / "walk.mp3", np.full(RATE_HZ // 10, 0.2), RATE_HZ, format="MP3")
    track = track_of(cues, 9_000, announced=(Announcement(5_000, "seconds", "n5"),))
    voices = {"breathe": own.getvalue(), "n5": own.getvalue()}
    lengths_s = {cue.name: len(sound) / RATE_HZ for cue, sound in sounds_of(track, clips, voices)}
    assert lengths_s == {
        "breathe": pytest.approx(0.5),
        "walk": pytest.approx(0.1, abs=0.06),
        "n5": pytest.approx(0.5),
    }


def test_of_two_phrases_at_once_the_newer_is_heard(clips):
    """A voice that takes longer than the built one does not talk over "breathe"."""
    own = io.BytesIO()
    soundfile.write(own, np.full(2 * RATE_HZ, 0.3), RATE_HZ, format="WAV")
    cues = (Cue(0, "phrase", "walk"), Cue(800, "phrase", "breathe"))
    sounds = sounds_of(track_of(cues, 5_000), clips, {"walk": own.getvalue()})
    _, walk = sounds[0]
    assert (len(walk) / RATE_HZ, walk[-1]) == (pytest.approx(0.8), 0)


def test_an_announcement_never_talks_over_the_session(clips):
    """A count that finds no room is left out; what was known ahead waits a moment, and no longer."""
    for phrase, length_s in (("one", 0.2), ("n5", 0.2), ("halfway", 0.2)):
        sound = np.full(round(length_s * RATE_HZ), 0.2)
        soundfile.write(clips / "nl" / f"{phrase}.mp3", sound, RATE_HZ, format="MP3")
    length_ms = 1000 * soundfile.info(clips / "nl" / "breathe.mp3").duration
    announced = (
        Announcement(1_000, "seconds", "n5"),
        Announcement(1_000, "known", "halfway"),
        Announcement(3_000, "seconds", "n5"),
        Announcement(3_000, "known", "one"),
    )
    track = track_of((Cue(1_000, "phrase", "breathe"),), 9_000, announced)
    said = [(cue.name, cue.at_ms) for cue, _ in sounds_of(track, clips)]
    assert said == [
        ("breathe", 1_000),
        ("halfway", pytest.approx(1_000 + length_ms + 50, abs=1)),
        ("one", 3_000),
    ]


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
