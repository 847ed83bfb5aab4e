"""The engine and its twin in TypeScript give the same bytes, whatever happens in a session."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
import pytest
from tests.differential.generate import random_events, random_rules, random_sheet, spoilt_sheet
from tests.differential.twin import FRONTEND, Twin, as_scenario, play, running_twin, smallest_parting, takes

from adempauze.planning import demonstrate, ladder, prescribe
from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import demonstration_sheet
from adempauze.session import Sheet, SignalKind

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
    """On random sheets and hostile streams: the same result, effects and announcements after every event."""
    for number in range(SEED, SEED + CASES):
        rng = Random(number)
        sheet = random_sheet(rng)
        events = random_events(rng, sheet)
        rules = random_rules(rng)
        here, there = play(sheet, events, rules), twin.play(sheet, events, rules)
        if here != there:
            fewest = smallest_parting(twin, sheet, events, rules)
            kept = tmp_path / f"parting-{number}.json"
            kept.write_text(as_scenario(f"The engines part: case {number}", sheet, fewest))
            here, there = play(sheet, fewest, rules), twin.play(sheet, fewest, rules)
            pytest.fail(f"Case {number}, written to {kept}:\nhere  {here}\nthere {there}")


def test_the_two_engines_take_and_refuse_the_same_sheets(twin: Twin) -> None:
    """A sheet with one thing changed in it can be played by both or by none."""
    for number in range(SEED, SEED + CASES):
        written = spoilt_sheet(Random(number))
        assert takes(written) == twin.takes(written), f"case {number}: {written}"


def real_sheets() -> Iterator[Sheet]:
    """Every shipped protocol at every level and with every signal, by the rule book in force."""
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    for name in catalogue_names():
        protocol = shipped_protocol(name)
        shown = demonstration_sheet(demonstrate(protocol), lang="nl", now=now, sheet_id=name)
        yield shown
        for level in range(len(ladder())):
            for signal in SignalKind:
                segments = prescribe(protocol, level=level, signal=signal).segments
                yield msgspec.structs.replace(shown, level=level, signal=signal, segments=segments)


def test_the_sheets_of_the_product_are_taken_and_played_the_same(twin: Twin) -> None:
    """What a runner's phone makes of his sheet is what the server will make of his log."""
    for number, sheet in enumerate(real_sheets(), start=SEED):
        rng = Random(number)
        for _ in range(10):
            events = random_events(rng, sheet, most=400)
            assert play(sheet, events) == twin.play(sheet, events)
