"""``adempauze audio``: what may become a file, and what is refused."""

from datetime import datetime, timedelta

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from msgspec.structs import replace

from adempauze.cli import audio
from adempauze.errors import SheetError
from adempauze.planning import demonstrate, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import demonstration_sheet, open_sheet
from adempauze.session import SignalKind, sheet_json
from adempauze.session.phrases import spoken_catalogue
from adempauze.tracks import opening_words

NOW = datetime.now().astimezone()
WARM_UP = shipped_protocol("algemene_warming_up")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A built site with a short clip for every phrase in both languages."""
    for lang in ("nl", "en"):
        folder = tmp_path / "site/static/built/clips" / lang
        folder.mkdir(parents=True)
        for phrase in (*spoken_catalogue(), *opening_words()):
            soundfile.write(folder / f"{phrase}.mp3", np.full(2_205, 0.1), 22_050, format="MP3")
    monkeypatch.setattr(audio, "files", lambda _package: tmp_path / "site")
    return tmp_path


def sheet(level=1, **changes):
    """A sheet of today at level 1, with *changes*."""
    planned = prescribe(WARM_UP, level=level, signal=SignalKind.NONE)
    return replace(open_sheet(planned, lang="nl", now=NOW, sheet_id="s"), **changes)


def run(package, *arguments, sheet=None):
    """Call the command, with *sheet* written to a file where there is one."""
    if sheet is not None:
        (package / "sheet.json").write_bytes(sheet_json(sheet))
        arguments = (*arguments, "--sheet", str(package / "sheet.json"))
    return CliRunner().invoke(audio.command, [*arguments, "-o", str(package / "out.mp3")])


def test_a_protocol_becomes_a_file_of_its_length(package):
    """Five holds of 5 s, count-ins of 4 s, rests of 10 s, and room for the first and last words."""
    result = run(package, "algemene_warming_up")
    assert result.exit_code == 0, result.output
    assert soundfile.info(package / "out.mp3").duration == pytest.approx(12 + 5 * 19 + 4, abs=0.2)


def test_a_file_announces_what_was_asked_for(package):
    """Nothing beside the session, or every second: the files differ, their lengths do not."""
    lengths = {}
    for name, written in (("none", '{"seconds": 0, "last_three_start": false}'), ("all", '{"seconds": 1}')):
        (package / "cues.json").write_text(written)
        assert run(package, "algemene_warming_up", "--cues", str(package / "cues.json")).exit_code == 0
        sound, _ = soundfile.read(package / "out.mp3")
        lengths[name] = (np.abs(sound) > 0.05).sum()
    assert lengths["all"] > 1.1 * lengths["none"]


def test_cue_rules_that_cannot_be_read_are_refused_with_their_file(package):
    """And nothing is written."""
    (package / "cues.json").write_text('{"second": 5}')
    result = run(package, "algemene_warming_up", "--cues", str(package / "cues.json"))
    assert str(result.exception).startswith(
        f"{package / 'cues.json'}: These are no cue rules: Object contains"
    )
    assert not (package / "out.mp3").exists()


def test_a_sheet_of_today_is_rendered(package):
    """What was cleared may be carried along."""
    assert run(package, "algemene_warming_up", sheet=sheet()).exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        sheet(expires_at_ms=round((NOW - timedelta(minutes=1)).timestamp() * 1000)),
        sheet(segments=tuple(replace(s, cap_ms=s.cap_ms * 4) for s in sheet().segments)),
        demonstration_sheet(demonstrate(WARM_UP), lang="nl", now=NOW, sheet_id="s"),
    ],
    ids=["expired", "longer holds", "a demonstration"],
)
def test_what_was_not_cleared_for_today_is_refused(package, wrong):
    """One sentence, exit code 1, and no file."""
    result = run(package, "algemene_warming_up", sheet=wrong)
    assert isinstance(result.exception, SheetError)
    assert not (package / "out.mp3").exists()


def test_a_sheet_of_another_protocol_is_bad_use(package):
    """Exit code 2, with both names."""
    result = run(package, "hoogtetraining", sheet=sheet())
    assert result.exit_code == 2
    assert 'is a sheet of "algemene_warming_up", not of "hoogtetraining"' in result.output
