"""The scenarios of the project, run through the library and the command line."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from adempauze.cli import main
from adempauze.errors import SheetError
from adempauze.session import difference, read_scenario, result_json, run_scenario, unexpected

FOLDER = Path(__file__).resolve().parents[3] / "scenarios"
FILES = sorted(FOLDER.glob("*.json"))
CAP = FOLDER / "a-hold-ends-at-its-cap.json"


@pytest.fixture
def written():
    """The scenario of a hold at its cap as plain JSON, to be broken."""
    return json.loads(CAP.read_bytes())


def replay(*arguments):
    """Run the command as a shell would."""
    return CliRunner().invoke(main, ["replay", *map(str, arguments)])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_comes_out_as_its_title_says(file):
    """The library makes of the events what the file expects."""
    scenario = read_scenario(file.read_bytes())
    assert unexpected(scenario, run_scenario(scenario)) == ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_named_by_its_title(file):
    """The file name is the sentence; and it expects an outcome, and holds, reasons or transitions."""
    scenario = read_scenario(file.read_bytes())
    slug = re.sub(r"[^a-z0-9]+", "-", scenario.title.lower().replace("’", "")).strip("-")
    assert file.stem == slug
    assert scenario.expect.keys() & {"holds", "reasons", "transitions"}


def test_the_command_line_prints_the_same_result():
    """The keys and values are those of the library."""
    answer = replay(CAP, "--json")
    assert answer.exit_code == 0
    assert answer.output.encode() == result_json(run_scenario(read_scenario(CAP.read_bytes()))) + b"\n"


def test_the_command_line_says_in_words_what_the_session_was():
    """A person reads the title, the outcome and the holds."""
    jog = FOLDER / "air-hunger-turns-the-walk-into-a-jog-and-the-limit-ends-it.json"
    assert replay(jog).output == (
        "Air hunger turns the walk into a jog and the limit ends it\n"
        "completed after 75 s\n"
        "  hold 1, jog: 11 s of at most 30 s, ended by limit, air hunger at 8 s\n"
    )


def test_a_reading_and_a_reason_are_in_the_words_too():
    """What ended a session stands behind its outcome, the lowest value behind its hold."""
    floor = FOLDER / "a-nadir-below-eighty-ends-the-session-at-the-third-good-reading.json"
    assert replay(floor).output == (
        "A nadir below eighty ends the session at the third good reading\n"
        "ended after 24 s: gate.below_80 at 24 s\n"
        "  hold 1, walk: 10 s of at most 15 s, ended by breathe, lowest 79 % at the ear\n"
    )


def test_a_difference_from_what_was_expected_is_one_sentence(written, tmp_path):
    """Exit code 1, and the place where they part."""
    written["expect"]["holds"][0]["duration_ms"] = 12_000
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(written))
    answer = replay(file)
    assert answer.exit_code == 1
    assert answer.stderr == f"{file}: holds[0].duration_ms should be 12000; it is 9000.\n"


def test_a_hold_more_than_expected_is_a_difference(written):
    """A list is compared in its length too."""
    result = json.loads(result_json(run_scenario(read_scenario(json.dumps(written)))))
    assert difference({"holds": []}, result).startswith("holds should be []; it is [{")


def test_a_scenario_that_is_no_json_is_refused(tmp_path):
    """Exit code 1 and one sentence, never a stack trace."""
    file = tmp_path / "broken.json"
    file.write_text('{"title": ')
    answer = replay(file)
    assert answer.exit_code == 1
    assert answer.stderr == f"{file}: This is not a scenario: Input data was truncated.\n"


def test_a_scenario_with_a_sheet_of_tomorrow_is_refused(written):
    """A schema that this engine does not know is named before anything else is looked at."""
    written["sheet"] = {"schema": 7}
    with pytest.raises(SheetError) as refusal:
        read_scenario(json.dumps(written))
    assert str(refusal.value) == (
        "This sheet has schema 7; this player knows schema 1. Update the player, or fetch the sheet again."
    )


def test_a_scenario_whose_times_run_backwards_names_the_event(written, tmp_path):
    """The third event lies before the second."""
    written["events"][2]["at_ms"] = 3_000
    file = tmp_path / "backwards.json"
    file.write_text(json.dumps(written))
    answer = replay(file)
    assert answer.exit_code == 1
    assert answer.stderr == (
        f"{file}: Event 3: The times of this session run backwards: 3000 ms comes after 4000 ms.\n"
    )


@pytest.mark.parametrize(
    ("part_caps", "is_taken"),
    [((None, 4_000), True), ((None, 4_000, 4_000), False), ((4_000,), False), ((4_000, None), False)],
)
def test_only_the_last_of_several_parts_has_a_cap(written, part_caps, is_taken):
    """At the cap of an earlier part the hold would end without a tap, and go on with one."""
    segment = written["sheet"]["segments"][0]
    segment["parts"] = [{"activity": "walk", "cue": "walk", "cap_ms": cap_ms} for cap_ms in part_caps]
    if is_taken:
        assert len(read_scenario(json.dumps(written)).sheet.segments[0].parts) == len(part_caps)
    else:
        with pytest.raises(SheetError, match="only the last of several parts has a cap_ms"):
            read_scenario(json.dumps(written))


@pytest.mark.parametrize("conditions", [{}, {"nadir_below_tenths": 800, "hr_above_bpm": 180}])
def test_a_rule_of_the_gate_has_conditions_of_one_moment(written, conditions):
    """A rule without a condition would always apply, one of two moments never."""
    row = {"id": "r", "action": "end", "text": "", "lifts": "", **conditions}
    written["sheet"]["gate"]["rows"] = [row]
    with pytest.raises(SheetError, match="a rule of the gate needs conditions, and all of one moment"):
        read_scenario(json.dumps(written))


def test_a_symptom_that_only_shortens_is_refused(written):
    """Naming a symptom ends or locks."""
    written["sheet"]["symptoms"][0]["action"] = "shorten"
    with pytest.raises(SheetError, match="a symptom ends the session or locks it"):
        read_scenario(json.dumps(written))


def test_a_scenario_is_written_and_read_back_the_same(written):
    """Nothing is lost on the way through JSON."""
    scenario = read_scenario(json.dumps(written))
    assert read_scenario(msgspec.json.encode(scenario)) == scenario
