"""No rule without a hazard, a control and a test; no hazard without a rule; no test that does not exist."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from adempauze.safety import rule_book
from adempauze.safety.hazards import hazards
from adempauze.safety.rows import rule_rows

ROOT = Path(__file__).resolve().parents[3]
ROWS = rule_rows()
NOT_ASKED = {
    f"screening.{name}" for name in ("age", "under_18", "over_65", "missing", "expired", "changed", "stays")
}
CONTROLS = [(hazard, control) for hazard in hazards() for control in hazard.controls]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_says_all_it_must(row):
    """A text in both languages, a source, a hazard, and what lifts it in words."""
    words = (row.text.nl, row.text.en, row.source.nl, row.source.en, row.lifts.nl, row.lifts.en)
    assert all(word.strip() for word in words)
    assert row.strength.value in ("A", "B", "C", "D", "X", "P")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_dutch_reader_reads_no_english_around_a_publication(row):
    """Names and titles of journals stay as they are cited; what is said of them is said in Dutch."""
    english = {
        "the",
        "our",
        "after",
        "holds",
        "practitioners",
        "only",
        "proposal",
        "unconfirmed",
        "with",
    }
    assert not english & set(re.findall(r"[a-z]+", row.source.nl.lower()))


@pytest.mark.parametrize("row", [row for row in ROWS if row.group == "screening"], ids=lambda row: row.id)
def test_who_reads_a_row_of_the_screening_knows_what_it_is_about(row):
    """Either the question stands beside it, or no question sets it off."""
    asks = rule_book().rule(row.id).question
    assert row.question == asks
    assert asks is not None or row.id in NOT_ASKED


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
