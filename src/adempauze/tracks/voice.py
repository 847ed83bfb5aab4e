"""A voice somebody recorded over a phrase, made into a clip as the built ones are."""

from io import BytesIO

import numpy as np

from adempauze.errors import RecordingError
from adempauze.tracks.sounding import RATE_HZ
from adempauze.tracks.speech import Samples, level, trim

LARGEST_BYTES = 600_000  # twelve seconds of sound as it comes from a browser
MOST_SAMPLES = LARGEST_BYTES // 2  # a packed file of that size can hold hours
LONGEST_S = 4.5  # the longest built clip takes 3.4 s
LONGEST_COUNT_S = 1.2  # a count is heard between two paces, or two seconds
SHORTEST_S = 0.08
QUIETEST_FRAC = 0.01  # of full scale: below it nothing was said (our choice)
ROOM_FRAC = 0.06  # of its own peak: what lies below is the room, not the voice (our choice)


def voice_clip(data: bytes, *, longest_s: float = LONGEST_S) -> bytes:
    """Return a recording as an MP3 clip: without the silence around it, as loud as all others.

    Raises RecordingError where it is no sound, or holds no voice, or one that takes longer than *longest_s*.
    """
    import soundfile  # 30 ms to import, and only sound needs it

    clip = level(trim(_sound(data), RATE_HZ, silence_frac=ROOM_FRAC))
    length_s = len(clip) / RATE_HZ
    if length_s < SHORTEST_S:
        raise RecordingError("Nothing was said that lasts long enough to be heard. Record it once more.")
    if length_s > longest_s:
        raise RecordingError(
            f"This takes {length_s:.1f} s to say; there is room for {longest_s:.1f} s. Say it shorter."
        )
    out = BytesIO()
    soundfile.write(out, clip, RATE_HZ, format="MP3")
    return out.getvalue()


def _sound(data: bytes) -> Samples:
    """Return the samples of *data*, one channel at the rate of all clips."""
    import soundfile

    if len(data) > LARGEST_BYTES:
        raise RecordingError(
            f"This recording has {len(data)} bytes; {LARGEST_BYTES} are taken here. Make it shorter."
        )
    try:
        with soundfile.SoundFile(BytesIO(data)) as file:
            rate_hz = file.samplerate
            sound = file.read(MOST_SAMPLES // file.channels + 1, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, ValueError, RuntimeError) as error:
        raise RecordingError("This is no sound that can be read here. Record it once more.") from error
    if rate_hz != RATE_HZ:
        raise RecordingError(f"This sound has {rate_hz} samples a second; it needs {RATE_HZ}.")
    if sound.size > MOST_SAMPLES:
        raise RecordingError(
            f"This recording takes more than {MOST_SAMPLES / RATE_HZ:.0f} s. Make it shorter."
        )
    samples: Samples = sound.mean(axis=1)
    if not np.isfinite(samples).all() or not len(samples) or np.abs(samples).max() < QUIETEST_FRAC:
        raise RecordingError(
            "Nothing can be heard in this recording. Hold the phone closer and record it once more."
        )
    return samples
