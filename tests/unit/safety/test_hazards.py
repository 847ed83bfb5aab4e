"""No rule without a hazard, a control and a test; no hazard without a rule; no test that does not exist."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from adempauze.safety.hazards import hazards
from adempauze.safety.rows import rule_rows

ROOT = Path(__file__).resolve().parents[3]
ROWS = rule_rows()
CONTROLS = [(hazard, control) for hazard in hazards() for control in hazard.controls]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_says_all_it_must(row):
    """A text in both languages, a source, a hazard, and what lifts it in words."""
    words = (row.text.nl, row.text.en, row.source, row.lifts.nl, row.lifts.en)
    assert all(word.strip() for word in words)
    assert row.strength.value in ("A", "B", "C", "D", "X", "P")


def test_no_two_rows_share_an_id():
    """A reason names one rule."""
    assert [name for name, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_every_row_stands_under_its_own_hazard_with_a_control():
    """And so, as every control has tests, with a test."""
    under = {(hazard.id, name) for hazard, control in CONTROLS for name in control.rules}
    assert {(row.hazard, row.id) for row in ROWS} == under


def test_no_hazard_stands_twice():
    """One place each."""
    assert [name for name, count in Counter(h.id for h in hazards()).items() if count > 1] == []


@pytest.mark.parametrize("name", sorted({test for _, control in CONTROLS for test in control.tests}))
def test_every_named_test_exists(name):
    """A file beside this one, and a function in it."""
    path, function = name.split("::")
    tree = ast.parse((ROOT / path).read_text())
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
