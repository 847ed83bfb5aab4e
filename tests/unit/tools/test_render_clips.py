"""The clips that the build renders, measured as sound."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from adempauze.session.phrases import spoken_catalogue
from adempauze.tracks import opening_words

soundfile = pytest.importorskip("soundfile", reason="soundfile comes with the build requirements")
pytest.importorskip("espeakng_loader", reason="espeakng-loader comes with the build requirements")
np = pytest.importorskip("numpy", reason="numpy comes with soundfile")

SCRIPT = Path(__file__).resolve().parents[3] / "tools/render_clips.py"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All clips, rendered into a folder of the test."""
    spec = importlib.util.spec_from_file_location("render_clips", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.CLIPS = tmp_path_factory.mktemp("built") / "clips"
    module.render()
    return module.CLIPS


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_phrase_has_a_clip(clips: Path, lang: str) -> None:
    """One clip a phrase and language, and no clip without a phrase."""
    assert {clip.stem for clip in (clips / lang).iterdir()} == {*spoken_catalogue(), *opening_words()}


def test_a_clip_sounds_at_once(clips: Path) -> None:
    """Speech begins within 25 ms of the clip, so a cue is heard when it is due; an opening has time."""
    late = {}
    for clip in (clip for clip in clips.glob("*/*.mp3") if clip.stem in spoken_catalogue()):
        sound, rate_hz = soundfile.read(clip)
        late[clip.stem] = float(np.flatnonzero(np.abs(sound) > 0.05 * np.abs(sound).max())[0] / rate_hz)

    assert {phrase: onset_s for phrase, onset_s in late.items() if onset_s > 0.025} == {}


def test_all_clips_are_equally_loud(clips: Path) -> None:
    """Their loudness differs by less than a decibel, and none is silent or clipped."""
    levels = []
    for clip in clips.glob("*/*.mp3"):
        sound, _ = soundfile.read(clip)
        peak = np.abs(sound).max()
        spoken = sound[np.abs(sound) > 0.01 * peak]
        levels.append(20 * np.log10(np.sqrt(np.mean(spoken**2))))
        assert 0.1 < peak < 1

    assert max(levels) - min(levels) < 1


def test_a_count_of_the_count_in_fits_in_its_second(clips: Path) -> None:
    """Three, two and one each last less than 0.7 s."""
    lengths_s = [
        soundfile.info(clips / lang / f"{count}.mp3").duration
        for lang in ("nl", "en")
        for count in ("three", "two", "one")
    ]

    assert max(lengths_s) < 0.7


def test_no_number_takes_longer_than_two_paces(clips: Path) -> None:
    """At 110 paces a minute two take 1.1 s; a count that lasted longer would be heard two paces late."""
    slow = {
        f"{clip.parent.name}/{clip.stem}": soundfile.info(clip).duration
        for clip in clips.glob("*/n[0-9]*.mp3")
        if soundfile.info(clip).duration > 1.12
    }

    assert slow == {}
