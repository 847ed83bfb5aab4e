"""Imports point down: the contracts of pyproject.toml, and what only kernels must keep."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "src/adempauze"
KERNEL_TOOLS = {"math", "numba", "numpy", "typing"}
# the rooms whose functions check and document what a kernel computes
FACES = {"physiology", "body", "oximetry", "studies"}


def imported(module: Path) -> set[str]:
    """Return the full names of everything that a module imports, from anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_contracts_of_the_floors_are_kept(capsys, monkeypatch):
    """Four floors, no circle, no Django in the library."""
    monkeypatch.chdir(ROOT)

    exit_code = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)

    assert exit_code == 0, capsys.readouterr().out


@pytest.mark.parametrize("kernel", sorted((LIBRARY / "kernels").glob("*.py")), ids=lambda path: path.name)
def test_a_kernel_stands_on_numbers_alone(kernel: Path):
    """Kernels import math, numpy, numba, names for tuples of arrays, and each other."""
    strangers = {
        name
        for name in imported(kernel)
        if name.split(".")[0] not in KERNEL_TOOLS and not name.startswith("adempauze.kernels")
    }

    assert strangers == set()


def test_only_the_documented_faces_call_kernels():
    """Whoever else needs one goes through the function that checks the range and names the source."""
    callers = {
        module.relative_to(LIBRARY).parts[0]
        for module in LIBRARY.rglob("*.py")
        if any(name.startswith("adempauze.kernels") for name in imported(module))
    }

    assert callers <= FACES | {"kernels"}
