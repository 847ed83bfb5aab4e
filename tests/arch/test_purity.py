"""What imports cannot show: the library opens no file, reads no clock and throws no dice."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "src/adempauze"
MODULES = sorted(path for path in LIBRARY.rglob("*.py"))
# the rooms at the edge: they meet the disk and the clock, so that nobody else does
EDGES = {"io", "cli"}

CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "now", "utcnow", "today"}
CLOCK_OWNERS = {"time", "datetime", "date"}
GENERATORS = {"Generator", "default_rng", "SeedSequence", "PCG64", "Philox", "SFC64", "BitGenerator"}


def calls(module: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield owner, name and node of every call: ``np.random.rand()`` is ("random", "rand", node)."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield "", node.func.id, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield getattr(owner, "attr", getattr(owner, "id", "")), node.func.attr, node


def opens_a_file(owner: str, name: str) -> bool:
    """Say whether a call opens a file of the user's; package data is read through ``importlib.resources``."""
    return (owner in ("", "io", "os") and name == "open") or name in ("write_text", "write_bytes")


def reads_a_clock(owner: str, name: str) -> bool:
    """``now`` is an argument."""
    return owner in CLOCK_OWNERS and name in CLOCKS


def throws_dice(owner: str, name: str, node: ast.Call) -> bool:
    """``rng`` is an argument; a generator is made at the edge, from a seed that was given."""
    unseeded = name == "default_rng" and not node.args and not node.keywords
    return unseeded or (owner == "random" and name not in GENERATORS)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_files_clock_and_chance_are_arguments(module: Path):
    """A function that opens, reads a clock or rolls dice is an entry point, and lives at the edge."""
    at_the_edge = module.relative_to(LIBRARY).parts[0] in EDGES
    impure = [
        f"line {node.lineno}: {owner}.{name}".replace(": .", ": ")
        for owner, name, node in calls(module)
        if (opens_a_file(owner, name) and not at_the_edge)
        or (reads_a_clock(owner, name) and module.relative_to(LIBRARY).parts[0] != "cli")
        or throws_dice(owner, name, node)
    ]

    assert impure == []


@pytest.mark.parametrize(
    "line",
    [
        "open(path)",
        "path.write_text(text)",
        "datetime.now(UTC)",
        "time.time()",
        "date.today()",
        "random.random()",
    ],
)
def test_the_check_sees_what_it_is_for(line: str, tmp_path: Path):
    """Each of these is found, so a clean run means something."""
    (tmp_path / "module.py").write_text(line)
    [(owner, name, node)] = calls(tmp_path / "module.py")

    assert opens_a_file(owner, name) or reads_a_clock(owner, name) or throws_dice(owner, name, node)
