"""Speak every phrase of a session into a short MP3, in both languages.

Run by the build (hatch_build.py), or by itself: ``python tools/render_clips.py``. The clips land in
``static/built/clips/<lang>/<phrase>.mp3`` and are made anew only when the phrases or this file changed.

The voice is espeak-ng (GPL-3.0-or-later), from the wheel espeakng-loader. It is a tool of the build, like a
compiler: the sounds are shipped, the engine is not, and the product imports nothing of it. It is a plain
voice, and the only free Dutch one that comes as a package; a recorded voice can replace any clip by its name.
"""

import ctypes
import hashlib
import runpy
import shutil
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import espeakng_loader
import numpy as np
import soundfile
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = [
    ROOT / "src/adempauze" / name
    for name in ("session/phrases.toml", "session/announced.toml", "tracks/opening.toml")
]
SPEECH = ROOT / "src/adempauze/tracks/speech.py"  # what a recorded voice is made into clips with, too
CLIPS = ROOT / "src/adempauze_web/static/built/clips"
VOICES = {"nl": "nl", "en": "en-gb"}

WORDS_PER_MINUTE = 150

Samples = NDArray[np.float32]


class Speaker:
    """The espeak-ng engine, which gives its samples to a callback."""

    _SYNCHRONOUS, _RATE, _UTF8 = 2, 1, 1

    def __init__(self) -> None:
        self._engine = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate_hz: int = self._engine.espeak_Initialize(self._SYNCHRONOUS, 0, data, 0)
        if self.rate_hz <= 0:
            raise SystemExit(
                "The clips were not rendered: espeak-ng did not start. Reinstall espeakng-loader."
            )
        self._pcm = bytearray()
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._gather)  # kept alive as long as the engine may call it
        self._engine.espeak_SetSynthCallback(self._callback)

    def _gather(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._pcm.extend(ctypes.string_at(samples, count * 2))
        return 0

    def speak(self, text: str, voice: str) -> Samples:
        """Return *text* as samples from -1 to 1."""
        self._pcm.clear()
        self._engine.espeak_SetVoiceByName(voice.encode())
        self._engine.espeak_SetParameter(self._RATE, WORDS_PER_MINUTE, 0)
        words = text.encode() + b"\0"
        self._engine.espeak_Synth(words, ctypes.c_size_t(len(words)), 0, 0, 0, self._UTF8, None, None)
        return (np.frombuffer(bytes(self._pcm), "<i2") / 32768).astype(np.float32)


def digest() -> str:
    """Return what the clips depend on, as one digest."""
    files = [*CATALOGUES, SPEECH, Path(__file__)]
    inputs = b"".join(file.read_bytes() for file in files) + version("espeakng-loader").encode()
    return hashlib.sha256(inputs).hexdigest()


def render() -> None:
    """Render all clips anew; none of an earlier catalogue stays behind."""
    speaker = Speaker()
    clip = runpy.run_path(str(SPEECH))  # in a build the package is not installed yet
    phrases = {
        phrase: text
        for catalogue in CATALOGUES
        for phrase, text in tomllib.loads(catalogue.read_text("utf-8")).items()
    }
    shutil.rmtree(CLIPS, ignore_errors=True)
    for lang, voice in VOICES.items():
        (CLIPS / lang).mkdir(parents=True)
        for phrase, text in phrases.items():
            sound = clip["level"](clip["trim"](speaker.speak(text[lang], voice), speaker.rate_hz))
            soundfile.write(CLIPS / lang / f"{phrase}.mp3", sound, speaker.rate_hz, format="MP3")
    (CLIPS / ".digest").write_text(digest())
    sys.stderr.write(f"Rendered {len(phrases)} phrases in {' and '.join(VOICES)}.\n")


if __name__ == "__main__":
    stamp = CLIPS / ".digest"
    if not (stamp.is_file() and stamp.read_text() == digest()):
        render()
