"""Nobody but ``safety.clear`` makes a cleared session."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
MAKER = SOURCE / "adempauze/safety/clearing.py"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path != MAKER)


def makes_a_cleared_session(tree):
    """Return the lines that call, derive from or name ClearedSession by text, or reach for its key."""
    return [node.lineno for node in ast.walk(tree) if _reaches(node) and not _is_exported(tree, node)]


def _reaches(node):
    match node:
        case ast.Call(func=maker):
            return _name(maker) == "ClearedSession"
        case ast.ClassDef(bases=bases):
            return any(_name(base) == "ClearedSession" for base in bases)
        case ast.alias(name=name) | ast.Attribute(attr=name):
            return name in ("_KEY", "__new__")
        case ast.Constant(value=value):
            return value in ("_KEY", "ClearedSession")
    return False


def _name(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def _is_exported(tree, constant):
    """Whether a text is a name in ``__all__``."""
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]
    return any(constant in names.elts for names in lists)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_other_module_makes_one(module):
    """Not by its constructor, a child of it, its key, or a way round."""
    assert makes_a_cleared_session(ast.parse(module.read_text())) == []


def test_its_own_module_makes_it_in_one_place():
    """In ``clear``, once."""
    tree = ast.parse(MAKER.read_text())
    [line] = makes_a_cleared_session(tree)
    [clear] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "clear"]
    assert clear.lineno < line <= clear.end_lineno


@pytest.mark.parametrize(
    "line",
    [
        "ClearedSession(sheet, key=None)",
        "safety.ClearedSession(sheet, key=None)",
        "object.__new__(kind)",
        "from adempauze.safety.clearing import _KEY",
        "clearing._KEY",
        "class Mine(ClearedSession): ...",
        "getattr(safety, 'ClearedSession')",
    ],
)
def test_the_check_sees_what_it_is_for(line):
    """Each way is found, so a clean run means something."""
    assert makes_a_cleared_session(ast.parse(line)) != []
