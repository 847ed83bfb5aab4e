"""What `adempauze rules` and `adempauze clear` print, and what bad files get."""

import json

import pytest
from click.testing import CliRunner

from adempauze.cli import main
from adempauze.errors import ParameterError
from adempauze.safety import screening_questions
from adempauze.safety.files import read_answers
from adempauze.session import read_sheet

NOW = "2026-11-22T10:00:00+01:00"


def said(*words):
    """Run the command line."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def files(tmp_path):
    """Return a function that writes a runner and answers, and clears with them."""

    def cleared(runner=None, answers=None, *more, now=NOW):
        runner_file, answers_file = tmp_path / "runner.json", tmp_path / "answers.json"
        runner_file.write_text(json.dumps({"birth_year": 1990} if runner is None else runner), "utf-8")
        healthy = {question.id: "no" for question in screening_questions()}
        text = answers if isinstance(answers, str) else json.dumps(healthy | (answers or {}))
        answers_file.write_text(text, "utf-8")
        return said(
            "clear",
            "--protocol",
            "hoogtetraining",
            "--runner",
            runner_file,
            "--answers",
            answers_file,
            "--now",
            now,
            *more,
        )

    return cleared


def test_rules_prints_exactly_the_promised_keys():
    """Every row has its id, words, ground, hazard and way out, the ladder's rows too."""
    rows = json.loads(said("rules", "--json").output)["rules"]
    keys = {"id", "group", "text", "source", "strength", "hazard", "lifts"}
    assert {frozenset(row) for row in rows} == {frozenset(keys)}
    assert {"screening", "readiness", "environment", "stop", "gate", "lock", "aftercare", "ladder"} <= {
        row["group"] for row in rows
    }


def test_the_table_of_rules_says_the_same_in_dutch():
    """A physician reads it without a program."""
    answer = said("rules", "--lang", "nl")
    assert "Geen adempauzes zolang je zwanger bent." in answer.output
    assert "ladder.three_a_week" in answer.output


def test_a_healthy_new_runner_is_cleared_at_level_0_until_midnight(files):
    """The keys are those that are promised."""
    answer = json.loads(files(None, None, "--json").output)
    assert set(answer) == {"cleared", "level", "reasons", "most_limiting", "expires_at"}
    assert (answer["cleared"], answer["level"], answer["expires_at"]) == (
        True,
        0,
        "2026-11-23T00:00:00+01:00",
    )


def test_a_pregnant_runner_is_refused_and_that_is_no_error(files):
    """A refusal is an outcome: exit code 0."""
    answer = files(None, {"screening.pregnancy": "yes"}, "--json")
    said = json.loads(answer.output)
    assert (answer.exit_code, said["cleared"], said["level"], said["expires_at"]) == (0, False, None, None)
    assert said["most_limiting"] == "screening.pregnancy"


def test_the_sheet_is_written_only_for_a_cleared_session(files, tmp_path):
    """What is refused leaves no file."""
    sheet_file = tmp_path / "sheet.json"
    files(None, {"screening.heart": True}, "--out", sheet_file)
    assert not sheet_file.exists()
    files(None, None, "--out", sheet_file)
    assert read_sheet(sheet_file.read_bytes()).level == 0


def test_a_sheet_that_cannot_be_written_gets_a_sentence(files, tmp_path):
    """A folder that is not there is no stack trace, whichever command writes."""
    sheet_file = tmp_path / "nowhere" / "sheet.json"
    answer = files(None, None, "--out", sheet_file)
    assert answer.exit_code == 1
    assert answer.stderr == f"{sheet_file} cannot be used: no such file or directory.\n"


def test_a_red_answer_before_the_first_hold_refuses_here_too(files):
    """Ill today: the reason is its own rule."""
    assert (
        json.loads(files(None, {"readiness.ill": "yes"}, "--json").output)["most_limiting"] == "readiness.ill"
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("[1]", 'The answers must be one JSON object, like {"screening.heart": "no"}.'),
        ("{", "The answers are not JSON: Expecting property name enclosed in double quotes: line 1 column 2"),
        (
            '{"screening.heart": "no", "screening.heart": "yes"}',
            "answers contradict each other: screening.heart is answered twice.",
        ),
        ('{"screening.heart": 1}', "the answer to screening.heart must be a text, true or false; got 1."),
        (
            '{"screening.hart": "no"}',
            "answers must have only questions of the rule book; got screening.hart.",
        ),
        ('{"screening.heart": "no"}', "answers must have all questions; screening.pregnancy,"),
        ('{"place.water": "maybe"}', "the answer to place.water must be yes, no; got 'maybe'."),
    ],
)
def test_answers_that_cannot_be_used_get_a_sentence(files, answers, sentence):
    """Exit code 1, what is wrong and where, and no stack trace."""
    answer = files(None, answers)
    assert answer.exit_code == 1
    assert answer.output.startswith(sentence)


def test_a_file_that_is_nested_without_end_gets_a_sentence():
    """It does not bring the program down."""
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    with pytest.raises(ParameterError, match="nested too deep"):
        read_answers(deep)


def test_an_answer_that_nothing_called_for_contradicts_the_others(files):
    """A blood pressure beside "no high blood pressure" is one of the two wrong."""
    answer = files(None, {"screening.blood_pressure_value": "from_160_100"})
    assert answer.exit_code == 1
    assert answer.output.startswith(
        "answers contradict each other: screening.blood_pressure_value is answered"
    )


@pytest.mark.parametrize(
    ("runner", "sentence"),
    [
        ({"birth_year": "x"}, "This is not a runner: Expected `int | null`, got `str` - at `$.birth_year`."),
        ({"age": 3}, "This is not a runner: Object contains unknown field `age`."),
        ({"time_zone": "Mars"}, "time_zone must be a name like Europe/Amsterdam; got 'Mars'."),
        (
            {"history": {"quiz_passed_at": "2026-11-01T10:00:00"}},
            "Every time in a runner's file needs a time zone; write +01:00 behind it.",
        ),
        (
            {"screened": {"on": "2026-11-01", "fired": ["x"]}},
            "screened.fired names rules that do not exist: x.",
        ),
    ],
)
def test_a_runner_that_cannot_be_used_gets_a_sentence(files, runner, sentence):
    """Exit code 1, and the sentence says where."""
    answer = files(runner)
    assert (answer.exit_code, answer.output.strip()) == (1, sentence)


def test_a_time_that_is_none_gets_a_sentence(files):
    """The form that is wanted is in it."""
    assert files(now="soon").output.strip() == "now must be a time like 2026-11-22T10:00+01:00; got 'soon'."


def test_the_schemas_of_both_files_are_printed():
    """Answers are keyed by rule id, with what each may be."""
    schemas = json.loads(said("clear", "--schema").output)
    assert schemas["answers"]["properties"]["screening.heart"]["enum"] == ["yes", "no", True, False]
    assert schemas["runner"]["title"] == "Runner"
