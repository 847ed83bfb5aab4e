"""A laid-out session as sound: tones by the same table as the player's, phrases from the built clips."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adempauze.errors import SheetError
from adempauze.tracks.laying_out import Cue, Track

RATE_HZ = 22_050
"""Samples a second: that of the clips."""

_ATTACK_S, _RELEASE_S = 0.005, 0.04  # as in the player
_BLOCK_S = 30
# Kept below full scale, so that a phrase over a tone does not clip.
HEADROOM = 0.7

Samples = NDArray[np.float32]


class _Note(Struct, frozen=True, forbid_unknown_fields=True):
    after_s: float
    length_s: float
    from_hz: float
    to_hz: float
    gain: float


def render_track(track: Track, clips: Traversable, target: Path) -> None:
    """Write *track* to *target*, with the spoken phrases of *clips*.

    As FLAC where *target* ends in ``.flac``, else as MP3. An MP3 plays anywhere, but a place in it is found
    by guessing; in a FLAC every place is exact, and it is made in a tenth of the time. Raises SheetError if a
    phrase has no clip in the track's language, and nothing is written then; or if *target* cannot be written.
    """
    import soundfile  # 30 ms to import, and only tracks need it

    sounds = {cue: sound_of(cue, track.lang, clips) for cue in track.cues}
    try:
        with soundfile.SoundFile(
            target,
            "w",
            samplerate=RATE_HZ,
            channels=1,
            format="FLAC" if target.suffix == ".flac" else "MP3",
            subtype="PCM_16" if target.suffix == ".flac" else "MPEG_LAYER_III",
        ) as file:
            for block in _blocks(track, sounds):
                file.write(block)
    except soundfile.LibsndfileError as error:
        raise SheetError(f"{target} cannot be written; choose a folder that exists and is yours.") from error


def _blocks(track: Track, sounds: Mapping[Cue, Samples]) -> Iterator[Samples]:
    """Yield the track in blocks, so that an hour needs no more memory than half a minute."""
    length = round(track.layout.duration_ms * RATE_HZ / 1000)
    placed = [(round(cue.at_ms * RATE_HZ / 1000), sounds[cue]) for cue in track.cues]
    for begin in range(0, length, _BLOCK_S * RATE_HZ):
        block = np.zeros(min(_BLOCK_S * RATE_HZ, length - begin), dtype=np.float32)
        for start, sound in placed:
            first, last = max(start, begin), min(start + len(sound), begin + len(block))
            if first < last:
                block[first - begin : last - begin] += sound[first - start : last - start]
        yield np.clip(block * HEADROOM, -1, 1)


def sound_of(cue: Cue, lang: str, clips: Traversable) -> Samples:
    """Return what a cue sounds like by itself."""
    return _tone(cue.name) if cue.kind == "tone" else _clip(clips, lang, cue.name)


@cache
def _tone(name: str) -> Samples:
    notes = _tones()[name]
    length = max(note.after_s + note.length_s for note in notes)
    sound = np.zeros(round(length * RATE_HZ), dtype=np.float32)
    for note in notes:
        first = round(note.after_s * RATE_HZ)
        voice = _voice(note)[: len(sound) - first]
        sound[first : first + len(voice)] += voice
    return sound


def _voice(note: _Note) -> Samples:
    """Return a note that glides exponentially from one pitch to the other, softly begun and ended."""
    time_s = np.arange(round(note.length_s * RATE_HZ)) / RATE_HZ
    ratio = note.to_hz / note.from_hz
    if ratio == 1:
        cycles = note.from_hz * time_s
    else:  # the integral of from_hz * ratio ** (t / length)
        rate = np.log(ratio) / note.length_s
        cycles = note.from_hz * (np.exp(rate * time_s) - 1) / rate
    envelope = np.minimum(1, np.minimum(time_s / _ATTACK_S, (note.length_s - time_s) / _RELEASE_S))
    return (note.gain * envelope * np.sin(2 * np.pi * cycles)).astype(np.float32)


@cache
def _tones() -> dict[str, tuple[_Note, ...]]:
    data = (files("adempauze.session") / "tones.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[_Note, ...]])


def _clip(clips: Traversable, lang: str, phrase: str) -> Samples:
    import soundfile

    clip = clips / lang / f"{phrase}.mp3"
    if not clip.is_file():
        raise SheetError(f'The phrase "{phrase}" has no clip in "{lang}"; build the clips again.')
    with clip.open("rb") as data:
        sound, rate_hz = soundfile.read(data, dtype="float32")
    if rate_hz != RATE_HZ:
        raise SheetError(f'The clip of "{phrase}" has {rate_hz} samples a second; it needs {RATE_HZ}.')
    samples: Samples = sound
    return samples
