"""The engine and its twin in TypeScript give the same bytes, whatever happens in a session."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.differential.generate import random_events, random_sheet, spoilt_sheet
from tests.differential.twin import FRONTEND, Twin, as_scenario, play, running_twin, smallest_parting, takes

DEEP = os.environ.get("ADEMPAUZE_DEEP") == "1"
CASES = 200_000 if DEEP else 3_000
SEED = int(os.environ.get("ADEMPAUZE_SEED", "1"))


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    """The engine in TypeScript, in a process of its own."""
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("the front end is not installed; make test does that")
    with running_twin() as running:
        yield running


def test_the_two_engines_never_part(twin: Twin, tmp_path: Path) -> None:
    """On random sheets and hostile streams: the same result, and the same effects after every event."""
    for number in range(SEED, SEED + CASES):
        rng = Random(number)
        sheet = random_sheet(rng)
        events = random_events(rng, sheet)
        here, there = play(sheet, events), twin.play(sheet, events)
        if here != there:
            fewest = smallest_parting(twin, sheet, events)
            kept = tmp_path / f"parting-{number}.json"
            kept.write_text(as_scenario(f"The engines part: case {number}", sheet, fewest))
            here, there = play(sheet, fewest), twin.play(sheet, fewest)
            pytest.fail(f"Case {number}, written to {kept}:\nhere  {here}\nthere {there}")


def test_the_two_engines_take_and_refuse_the_same_sheets(twin: Twin) -> None:
    """A sheet with one thing changed in it can be played by both or by none."""
    for number in range(SEED, SEED + CASES):
        written = spoilt_sheet(Random(number))
        assert takes(written) == twin.takes(written), f"case {number}: {written}"
