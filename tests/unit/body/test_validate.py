"""Experiments as data: read, refused in sentences, and judged."""

from pathlib import Path

import numpy as np
import pytest

from adempauze.body.calibration import FIT_ON, REPORT_ON
from adempauze.body.expect import TOO_KIND_PCT, TOO_STRICT_PCT
from adempauze.body.experiments import middle, play, read_experiment, shipped
from adempauze.body.fitting import least_squares
from adempauze.body.parameters import calibrated, published
from adempauze.body.validate import validate
from adempauze.errors import ProtocolError

EXPERIMENTS = {e.row: e for e in map(read_experiment, shipped())}

SMALL = """
row = "X9"
title = "t"
source = "s"
population = "p"
not_said = "n"
[runner]
sex = "female"
age_y = 30
height_m = 1.70
mass_kg = 60
vo2max_ml_kg_min = 45
[assume.litres]
low = 2.0
middle = 2.5
high = 3.0
why = "a guess"
[arm.hold]
steps = [{ breathe_s = 30 }, { hold_s = 20, volume_l = "$litres" }, { breathe_s = 30 }]
[[observable]]
id = "X9-sao2"
says = "lowest saturation, %"
quantity = "sao2_pct"
read = "nadir"
published = 94
tolerance = 3
"""


def written(folder: Path, text: str) -> Path:
    """Write an experiment file."""
    file = folder / "x.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_eight_experiments_are_there():
    """Both halves of the fit are shipped."""
    assert set(FIT_ON + REPORT_ON) <= set(EXPERIMENTS)


def test_every_assumption_has_its_middle_between_and_a_reason():
    """Low, middle and high are in order and different; the reason is not empty."""
    for experiment in EXPERIMENTS.values():
        for a in experiment.assumptions:
            assert a.low < a.middle < a.high, (experiment.row, a.name)
            assert a.why


def test_every_parameter_says_where_it_comes_from():
    """A source and a grade for each; P where it is our own."""
    for parameter in published().values():
        assert parameter.source
        assert parameter.grade in {"A", "B", "C", "D", "P"}
    assert set(calibrated()) == set(published())


def test_an_experiment_of_a_stranger_is_read_and_judged(tmp_path):
    """A new file is a new experiment; the model is given for low and high of what it assumes."""
    (found,) = validate(read_experiment(written(tmp_path, SMALL)))
    assert found.experiment == "X9-sao2"
    (tried,) = found.assumptions
    assert tried.model_low < found.model < tried.model_high
    assert found.inside == (abs(found.model - 94) <= 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('row = "X9"', ""), "x.toml: Object missing required field `row`."),
        (("$litres", "$liter"), 'x.toml: "$liter" has no [assume.liter] with low, middle, high, why.'),
        (("X9-sao2", "Y1-sao2"), "x.toml: id 'Y1-sao2' must begin with 'X9-'."),
        (
            ('read = "nadir"', 'read = "nadir"\nspred = 1'),
            "x.toml: Object contains unknown field `spred` - at `$.observable[0]`.",
        ),
        (
            ('read = "nadir"', 'read = "lowest"'),
            "x.toml: X9-sao2 needs where, a step's label in each of its arms.",
        ),
        (
            ('read = "nadir"', 'read = "nadir"\narms = ["b"]'),
            "x.toml: X9-sao2 reads the arm 'b', which is not there.",
        ),
        (
            ("published = 94", "published = nan"),
            "x.toml: Expected `float` >= -1000000.0 - at `$.observable[0].published`.",
        ),
        (
            ("hold_s = 20", 'hold_s = "long"'),
            "x.toml: Expected `str` matching regex '^\\\\$' - at `$.arm[...].steps[1].hold_s`.",
        ),
        (
            ("age_y = 30", 'age_y = "old"'),
            "x.toml: Expected `str` matching regex '^\\\\$' - at `$[...][...]`.",
        ),
    ],
)
def test_a_fault_in_a_file_gets_a_sentence(tmp_path, change, sentence):
    """What is wrong, and where."""
    with pytest.raises(ProtocolError) as refused:
        read_experiment(written(tmp_path, SMALL.replace(*change)))
    assert str(refused.value) == sentence


def test_windows_of_a_label_repeat_with_the_block():
    """E2 has ten bouts of thirty seconds."""
    bouts = play(EXPERIMENTS["E2"], "hold", middle(EXPERIMENTS["E2"])).windows["bout"]
    assert len(bouts) == 10
    assert {round(b - a, 6) for a, b in bouts} == {30.0}


def test_a_solved_assumption_gives_the_published_number():
    """V18 solves for the gas that keeps 90 %."""
    (found,) = validate(EXPERIMENTS["V18"], assumptions=False)
    assert found.experiment == "V18-fio2"
    assert 0.08 < found.model < 0.18


def test_what_stands_beside_a_band_is_how_far_the_model_misses():
    """The sentence names the largest miss of a saturation either way; a better or worse model must say so."""
    misses = [
        found.model - found.published
        for row in FIT_ON + REPORT_ON
        for found, seen in zip(
            validate(EXPERIMENTS[row], assumptions=False),
            [o for o in EXPERIMENTS[row].observables if not o.solves],
            strict=True,
        )
        if seen.quantity.startswith(("spo2_", "sao2_")) and seen.read in ("nadir", "lowest", "mean")
    ]
    assert np.ceil(max(misses)) == TOO_KIND_PCT
    assert np.ceil(-min(misses)) == TOO_STRICT_PCT


def test_least_squares_finds_the_known_answer():
    """A straight line with a prior has a closed solution."""
    x = np.linspace(0, 1, 20)
    y = 2 + 3 * x
    fit = least_squares(lambda p: np.concatenate([(p[0] + p[1] * x - y) / 0.1, p / 100]), np.zeros(2))
    a = np.vstack([np.column_stack([np.ones(20), x]) / 0.1, np.eye(2) / 100])
    expected = np.linalg.solve(a.T @ a, a.T @ np.concatenate([y / 0.1, [0, 0]]))
    assert fit.point == pytest.approx(expected, rel=1e-5)
    assert fit.covariance == pytest.approx(np.linalg.inv(a.T @ a), rel=1e-4)
