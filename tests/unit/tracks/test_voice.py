"""A recorded voice becomes a clip like the built ones, or is refused in a sentence."""

from io import BytesIO

import numpy as np
import pytest
import soundfile

from adempauze.errors import RecordingError
from adempauze.tracks.sounding import RATE_HZ
from adempauze.tracks.voice import LONGEST_COUNT_S, voice_clip


def recorded(said_s=0.6, before_s=1.0, loudness=0.2, rate_hz=RATE_HZ, kind="WAV"):
    """A recording of a room with something said in it."""
    room = np.random.default_rng(3)
    said = np.sin(2 * np.pi * 180 * np.arange(round(said_s * rate_hz)) / rate_hz) * loudness
    silence = np.zeros(round(before_s * rate_hz))
    sound = np.concatenate([silence, said, silence])
    sound += room.normal(0, loudness / 100, len(sound))
    out = BytesIO()
    soundfile.write(out, sound, rate_hz, format=kind)
    return out.getvalue()


def decoded(clip):
    """The samples of a clip."""
    sound, rate_hz = soundfile.read(BytesIO(clip))
    assert rate_hz == RATE_HZ
    return sound


def test_the_room_before_and_behind_the_voice_is_cut_away():
    """What is said begins at once, so that the cue sounds when it is due."""
    sound = decoded(voice_clip(recorded()))
    onset = np.flatnonzero(np.abs(sound) > 0.05 * np.abs(sound).max())[0] / RATE_HZ

    assert len(sound) / RATE_HZ == pytest.approx(0.62, abs=0.1)
    assert onset < 0.06  # the codec's own lead lies in it


@pytest.mark.parametrize("loudness", [0.02, 0.2, 0.9])
def test_a_soft_voice_becomes_as_loud_as_a_strong_one(loudness):
    """As loud as the built clips: -18 dB below full scale."""
    sound = decoded(voice_clip(recorded(loudness=loudness)))
    spoken = sound[np.abs(sound) > 0.01 * np.abs(sound).max()]

    assert 20 * np.log10(np.sqrt(np.mean(spoken**2))) == pytest.approx(-18, abs=1)


def test_two_channels_become_one():
    """A phone may record both."""
    sound, _ = soundfile.read(BytesIO(recorded()))
    out = BytesIO()
    soundfile.write(out, np.column_stack([sound, sound]), RATE_HZ, format="WAV")

    assert decoded(voice_clip(out.getvalue())).ndim == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This is no sound that can be read here"),
        (b"<svg onload=alert(1)>", "This is no sound that can be read here"),
        (recorded()[:60], "Nothing can be heard|This is no sound"),
        (recorded(rate_hz=48_000), "This sound has 48000 samples a second; it needs 22050"),
        (recorded(loudness=0.0001), "Nothing can be heard in this recording"),
        (recorded(said_s=6.0), "This takes 6.0 s to say; there is room for 4.5 s"),
        (recorded(said_s=20), "This recording has 970244 bytes; 600000 are taken here"),
    ],
)
def test_what_is_no_phrase_is_refused_in_a_sentence(data, sentence):
    """Nothing is kept of it."""
    with pytest.raises(RecordingError, match=sentence):
        voice_clip(data)


def test_a_small_file_that_unpacks_to_hours_is_not_unpacked():
    """Two minutes of silence in a few kilobytes: refused by its length, not by what is heard in it."""
    packed = BytesIO()
    soundfile.write(packed, np.zeros(120 * RATE_HZ), RATE_HZ, format="FLAC")

    assert len(packed.getvalue()) < 50_000
    with pytest.raises(RecordingError, match=r"^This recording takes more than 14 s\. Make it shorter\.$"):
        voice_clip(packed.getvalue())


def test_a_count_has_to_be_short():
    """It is heard between two paces."""
    with pytest.raises(RecordingError, match=r"there is room for 1\.2 s"):
        voice_clip(recorded(said_s=1.5), longest_s=LONGEST_COUNT_S)
