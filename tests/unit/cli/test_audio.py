"""``adempauze audio``: what may become a file, and what is refused."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from msgspec.structs import replace
from tests.runners import climbed

from adempauze.cli import audio
from adempauze.errors import SheetError
from adempauze.planning import demonstrate, ladder, prescribe
from adempauze.protocols import shipped_protocol
from adempauze.safety import (
    Profile,
    clear,
    demonstration_sheet,
    open_sheet,
    rule_book,
    screen,
    screening_questions,
)
from adempauze.session import SignalKind, sheet_json
from adempauze.session.phrases import spoken_catalogue
from adempauze.session.sheet import Verdict
from adempauze.tracks import lay_out, opening_words

NOW = datetime.now().astimezone()
WARM_UP = shipped_protocol("algemene_warming_up")
ARTICLE = shipped_protocol("hoogtetraining")


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


def logged_sheet():
    """A cleared sheet of level 3, whose readings a recorder makes."""
    history = climbed(4, NOW)
    planned = prescribe(ARTICLE, level=3, signal=SignalKind.LOGGED, caps=ladder()[3].first.less_a_fifth())
    screened = screen({question.id: False for question in screening_questions()}, on=NOW.date(), at=NOW)
    about = {"screened": screened, "birth_year": 1990, "now": NOW, "profile": Profile(history=history)}
    return clear(planned, lang="en", sheet_id="s", **about).sheet


GOOD = {
    rule.id: next(option.value for option in rule.options if option.verdict is Verdict.GO)
    for rule in rule_book().rules
    if rule.group in ("readiness", "environment") and rule.id != "place.coach"
}


@pytest.mark.parametrize(
    ("answers", "is_whole"),
    [
        (GOOD, True),
        ({**GOOD, "readiness.sleep": False}, False),
        ({name: value for name, value in GOOD.items() if name != "place.alone"}, False),
        (None, False),
    ],
)
def test_what_was_not_answered_well_makes_a_file_lighter(package, monkeypatch, answers, is_whole):
    """A file asks nothing, so that a question left out is no yes."""
    rendered = []
    monkeypatch.setattr(
        audio, "render_track", lambda track, _clips, out: rendered.append((track, out.touch()))
    )
    sheet = logged_sheet()
    words = ()
    if answers is not None:
        (package / "answers.json").write_text(json.dumps(answers))
        words = ("--answers", str(package / "answers.json"))
    result = run(package, "hoogtetraining", *words, sheet=sheet)
    assert result.exit_code == 0, result.output
    [(track, _)] = rendered
    whole, lighter = (lay_out(sheet, day=NOW.date(), lowered=lowered).layout for lowered in (False, True))
    assert lighter.duration_ms < whole.duration_ms
    assert track.layout == (whole if is_whole else lighter)
    assert track.lang == "en"


def test_an_answer_that_refuses_makes_no_file(package):
    """In the words of the sheet."""
    (package / "answers.json").write_text(json.dumps({**GOOD, "readiness.ill": True}))
    words = ("hoogtetraining", "--answers", str(package / "answers.json"))
    result = run(package, *words, sheet=logged_sheet())
    assert str(result.exception) == "No holds today: you are not well."
    assert not (package / "out.mp3").exists()


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
