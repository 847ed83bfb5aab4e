"""A spoken phrase made into a clip: without the silence around it, and as loud as all others.

The build uses this file by its path, before the package is installed: it imports numpy alone.
"""

import numpy as np
from numpy.typing import NDArray

LOUDNESS_DBFS = -18.0  # root mean square of what is spoken, equal for all clips
PEAK_DBFS = -1.0
SILENCE_FRAC = 0.01  # of the clip's own peak
CLEAR_FRAC = 0.05  # from here the ear takes it for the beginning of a word
MARGIN_S = 0.010  # kept before and after the sound, so that no consonant is cut
BREATH_S = 0.015  # of a breathy consonant before it: more, and the cue would sound late

Samples = NDArray[np.float32]


def trim(sound: Samples, rate_hz: int, *, silence_frac: float = SILENCE_FRAC) -> Samples:
    """Return *sound* without the silence around it: a cue must sound when it is due."""
    loudness_frac = np.abs(sound) / np.abs(sound).max()
    spoken = np.flatnonzero(loudness_frac > silence_frac)
    clear = int(np.flatnonzero(loudness_frac > CLEAR_FRAC)[0])
    margin = int(MARGIN_S * rate_hz)
    first = max(spoken[0] - margin, clear - int(BREATH_S * rate_hz), 0)
    kept = sound[first : spoken[-1] + margin].copy()
    fade = np.linspace(0, 1, min(margin, len(kept)), dtype=np.float32)
    kept[: len(fade)] *= fade
    kept[len(kept) - len(fade) :] *= fade[::-1]
    return kept


def level(sound: Samples) -> Samples:
    """Return *sound* at the loudness all clips have, or softer where its peaks would clip."""
    spoken = sound[np.abs(sound) > np.abs(sound).max() * SILENCE_FRAC]
    wanted = 10 ** (LOUDNESS_DBFS / 20) / np.sqrt(np.mean(np.square(spoken)))
    allowed = 10 ** (PEAK_DBFS / 20) / np.abs(sound).max()
    levelled: Samples = (sound * min(wanted, allowed)).astype(np.float32)
    return levelled
