"""What `adempauze simulate` and `adempauze validate` print, and what bad files get."""

from json import loads

import pytest
from click.testing import CliRunner

from adempauze.cli import main

MAN = 'sex = "male"\nage_y = 34\nheight_m = 1.80\nmass_kg = 72\nvo2max_ml_kg_min = 52\n'


@pytest.fixture
def runner_file(tmp_path):
    """Return the file of a runner."""
    file = tmp_path / "me.toml"
    file.write_text(MAN, "utf-8")
    return file


def said(*words):
    """Run the command line."""
    return CliRunner().invoke(main, [str(word) for word in words])


def test_validate_prints_exactly_the_promised_keys():
    """One key at the top; seven in each row; ids begin with the row of the experiment."""
    answer = loads(said("validate", "--json", "--quick").output)
    assert set(answer) == {"experiments"}
    keys = {"experiment", "observable", "published", "model", "tolerance", "inside", "assumptions"}
    assert {frozenset(row) for row in answer["experiments"]} == {frozenset(keys)}
    rows = {row["experiment"].split("-")[0] for row in answer["experiments"]}
    assert {"E1", "E2", "V1", "V3", "V5", "V8", "V14", "V18"} <= rows


def test_a_simulated_session_is_a_band_with_the_artery_beside_the_sensor(runner_file):
    """Low, middle and high in order; the artery is below what a finger shows after a moving hold."""
    answer = loads(
        said("simulate", "hoogtetraining", "--runner", runner_file, "--runners", 20, "--json").output
    )
    last = answer["holds"][-1]
    assert last["sao2_low_pct"] < last["sao2_nadir_pct"] < last["sao2_high_pct"]
    assert last["sao2_nadir_pct"] < last["spo2_nadir_pct"]
    assert 10 < last["late_s"] < 45
    assert max(hold["duration_s"] for hold in answer["holds"]) <= 30


def test_without_caps_is_simulated_and_marked(runner_file):
    """A protocol that no rule clears can still be simulated; every form of the answer says so."""
    words = ("simulate", "hoogtetraining", "--runner", runner_file, "--runners", 20, "--without-caps")
    assert said(*words).output.startswith("Without caps: no rule clears this session")
    assert "no rule clears it" in loads(said(*words, "--json").output)["clears"]


def test_a_picture_is_written(runner_file, tmp_path):
    """An SVG that stands alone and names the session."""
    out = tmp_path / "out.svg"
    said("simulate", "algemene_warming_up", "--runner", runner_file, "--runners", 20, "--plot", out)
    assert out.read_text("utf-8").startswith("<svg")
    assert "General warm-up" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("height_m = 180", "height_m must be 1.45 to 2.1 m; got 180. In cm? Divide by 100."),
        ("vo2max_ml_kg_min = 0", "vo2max_ml_kg_min must be 15 to 95 mL per kg and minute; got 0."),
        ("fio2 = 21", "me.toml: 'fio2' is not known."),
        ("personal = 3", "me.toml: personal must be a table of factors; got 3."),
        ("personal.breaking_l = true", "me.toml: personal.breaking_l must be a number; got True."),
        ("personal.breaking_l = nan", "personal.breaking_l must be 0.01 to 100 (a factor); got nan."),
        ("sex = ", "me.toml is not a TOML file"),
    ],
)
def test_a_bad_runner_gets_his_sentence(runner_file, line, sentence):
    """No stack trace: what, where, what to do, and exit code 1."""
    kept = [old for old in MAN.splitlines() if not old.startswith(line.split(" ")[0])]
    runner_file.write_text("\n".join([*kept, line]), "utf-8")
    result = said("simulate", "hoogtetraining", "--runner", runner_file)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_an_unknown_protocol_is_named(runner_file):
    """The sentence names those that exist."""
    assert 'There is no protocol "x"' in said("simulate", "x", "--runner", runner_file).stderr


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--runners", 19, "--runners must be 20 to 10000 for a band; got 19."),
        ("--runners", 10**20, "--runners must be 20 to 10000 for a band"),
        ("--seed", -1, "-1 is not in the range x>=0"),
        ("--plot", "out.png", 'the file must end in .svg; got "out.png".'),
        ("--plot", "nowhere/out.svg", "nowhere/out.svg cannot be used: no such file or directory."),
    ],
)
def test_an_option_that_cannot_be_used_gets_a_sentence(runner_file, option, value, sentence):
    """Before anything is computed, but for a folder that is not there."""
    result = said("simulate", "algemene_warming_up", "--runner", runner_file, option, value)
    assert sentence in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--seed", -1), "-1 is not in the range x>=0"),
        (("--out", "table.csv"), 'the file must end in .parquet; got "table.csv".'),
        (("--gate", "recovered_tenths=" + "9" * 30), "write a whole number to 1000, as recovered_tenths=930"),
        (("--gate", "recovered_tenths=²"), "write a whole number to 1000, as recovered_tenths=930"),
    ],
)
def test_a_study_that_cannot_be_run_gets_a_sentence(words, sentence):
    """At once."""
    result = said("population", "hoogtetraining", "--runners", 1, "--weeks", 1, *words)
    assert sentence in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_protocol_file_of_other_bytes_gets_a_sentence(runner_file, tmp_path):
    """A picture that was named .toml."""
    (tmp_path / "mine.toml").write_bytes(b"\x89PNG")
    answer = said("simulate", tmp_path / "mine.toml", "--runner", runner_file)
    assert answer.stderr.startswith("mine.toml is not a TOML file")


def test_a_disc_that_is_full_gets_a_sentence(runner_file, monkeypatch):
    """Also where the system does not say which file."""

    def full(*_words, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    words = ("simulate", "algemene_warming_up", "--runner", runner_file, "--runners", 20, "--plot", "out.svg")
    answer = said(*words)
    assert (answer.exit_code, answer.stderr) == (1, "A file cannot be used: no space left on device.\n")
