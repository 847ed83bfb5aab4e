"""The examples in the docstrings of the library give what they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import adempauze

LIBRARY = Path(adempauze.__file__).parent
SHOWN = sorted(
    ".".join(("adempauze", *path.relative_to(LIBRARY).with_suffix("").parts))
    for path in LIBRARY.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("module", SHOWN)
def test_the_examples_of_a_module_are_true(module: str):
    """Whoever types one sees the same."""
    results = doctest.testmod(import_module(module))

    assert results.attempted > 0
    assert results.failed == 0
