"""A laid-out session as sound: tones by the same table as the player's, phrases from the built clips."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adempauze.errors import SheetError
from adempauze.tracks.announcing import fitted
from adempauze.tracks.laying_out import Cue, Track

RATE_HZ = 22_050
"""Samples a second: that of the clips."""

_ATTACK_S, _RELEASE_S = 0.005, 0.04  # as in the player
_BLOCK_S = 30
_FADE_S = 0.03  # of a phrase that the next one cuts off, as in the player
# Kept below full scale, so that a phrase over a tone does not clip.
HEADROOM = 0.7

Samples = NDArray[np.float32]


class _Note(Struct, frozen=True, forbid_unknown_fields=True):
    after_s: float
    length_s: float
    from_hz: float
    to_hz: float
    gain: float


def render_track(
    track: Track, clips: Traversable, target: Path, voices: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Write *track* to *target*, with the spoken phrases of *clips*, or by their ids the recorded *voices*.

    As FLAC where *target* ends in ``.flac``, else as MP3. An MP3 plays anywhere, but a place in it is found
    by guessing; in a FLAC every place is exact, and it is made in a tenth of the time. Raises SheetError if a
    phrase has no clip in the track's language, and nothing is written then; or if *target* cannot be written.
    """
    import soundfile  # 30 ms to import, and only tracks need it

    sounds = sounds_of(track, clips, voices)
    try:
        with soundfile.SoundFile(
            target,
            "w",
            samplerate=RATE_HZ,
            channels=1,
            format="FLAC" if target.suffix == ".flac" else "MP3",
            subtype="PCM_16" if target.suffix == ".flac" else "MPEG_LAYER_III",
        ) as file:
            for block in _blocks(track.layout.duration_ms, sounds):
                file.write(block)
    except soundfile.LibsndfileError as error:
        raise SheetError(f"{target} cannot be written; choose a folder that exists and is yours.") from error


def sounds_of(
    track: Track, clips: Traversable, voices: Mapping[str, bytes] = MappingProxyType({})
) -> list[tuple[Cue, Samples]]:
    """Return every sound of *track* where it begins, the announcements for which there is room among them."""
    spoken = {
        phrase: _recorded(voices[phrase], phrase) if phrase in voices else _clip(clips, track.lang, phrase)
        for phrase in {cue.name for cue in track.cues if cue.kind == "phrase"}
        | {one.phrase for one in track.announced}
    }
    said = _in_turn([cue for cue in track.cues if cue.kind == "phrase"], spoken)
    announced = fitted(
        track.announced,
        [(cue.at_ms, cue.at_ms + _length_ms(sound)) for cue, sound in said],
        lambda phrase: _length_ms(spoken[phrase]),
    )
    tones = [(cue, _tone(cue.name)) for cue in track.cues if cue.kind == "tone"]
    beside = [(Cue(one.at_ms, "phrase", one.phrase), spoken[one.phrase]) for one in announced]
    return [*tones, *said, *beside]


def _in_turn(cues: Sequence[Cue], spoken: Mapping[str, Samples]) -> list[tuple[Cue, Samples]]:
    """Return each phrase of the session up to the next: of two at once the newer is heard."""
    nexts = [*(cue.at_ms for cue in cues[1:]), math.inf]
    return [
        (cue, _cut(spoken[cue.name], next_ms - cue.at_ms)) for cue, next_ms in zip(cues, nexts, strict=True)
    ]


def _cut(sound: Samples, most_ms: float) -> Samples:
    if _length_ms(sound) <= most_ms:
        return sound
    kept = sound[: round(most_ms * RATE_HZ / 1000)].copy()
    faded = kept[-round(_FADE_S * RATE_HZ) :]
    faded *= np.linspace(1, 0, len(faded), dtype=np.float32)
    return kept


def _length_ms(sound: Samples) -> int:
    return round(len(sound) * 1000 / RATE_HZ)


def _blocks(duration_ms: int, sounds: Sequence[tuple[Cue, Samples]]) -> Iterator[Samples]:
    """Yield the track in blocks, so that an hour needs no more memory than half a minute."""
    length = round(duration_ms * RATE_HZ / 1000)
    placed = [(round(cue.at_ms * RATE_HZ / 1000), sound) for cue, sound in sounds]
    for begin in range(0, length, _BLOCK_S * RATE_HZ):
        block = np.zeros(min(_BLOCK_S * RATE_HZ, length - begin), dtype=np.float32)
        for start, sound in placed:
            first, last = max(start, begin), min(start + len(sound), begin + len(block))
            if first < last:
                block[first - begin : last - begin] += sound[first - start : last - start]
        yield np.clip(block * HEADROOM, -1, 1)


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
    clip = clips / lang / f"{phrase}.mp3"
    if not clip.is_file():
        raise SheetError(f'The phrase "{phrase}" has no clip in "{lang}"; build the clips again.')
    with clip.open("rb") as data:
        return _recorded(data.read(), phrase)


def _recorded(data: bytes, phrase: str) -> Samples:
    import soundfile

    sound, rate_hz = soundfile.read(BytesIO(data), dtype="float32")
    if rate_hz != RATE_HZ:
        raise SheetError(f'The clip of "{phrase}" has {rate_hz} samples a second; it needs {RATE_HZ}.')
    samples: Samples = sound
    return samples
