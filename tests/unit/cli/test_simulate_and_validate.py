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
