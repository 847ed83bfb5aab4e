"""A public float says its unit: the last word of its name is one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "src/adempauze"
MODULES = sorted(path for path in LIBRARY.rglob("*.py") if not path.name.startswith("_"))

TIME = {"s", "ms", "min", "h", "d", "days", "weeks", "y", "years"}
SPACE = {"m", "km", "cm", "mm", "l", "ml", "dl"}
GAS_CONDITION = {"stpd", "btps", "atps"}
PRESSURE = {"mmhg", "kpa", "hpa"}
RATIO = {"pct", "frac"}
OTHER = {"bpm", "hz", "kg", "g", "mmol", "c", "k", "w", "deg", "m2"}
UNITS = TIME | SPACE | GAS_CONDITION | PRESSURE | RATIO | OTHER

# quantities that have no unit, and why; such a name begins with its quantity, as in ``ph_of_blood``
WITHOUT_UNIT = {
    "fio2": "a fraction of dry gas by definition",
    "feo2": "a fraction of dry gas by definition",
    "fico2": "a fraction of dry gas by definition",
    "feco2": "a fraction of dry gas by definition",
    "rer": "a ratio by definition",
    "rq": "a ratio by definition",
    "ph": "a logarithm by definition",
    "ln": "a logarithm by definition",
}
# names of any quantity, whose unit is another argument, or the name of the channel they are in
ANY_QUANTITY = {"value", "values", "number", "low", "high"}
# an observable of an experiment: its unit is in what it says
ANY_QUANTITY |= {"middle", "published", "tolerance", "model", "model_low", "model_high", "worth"}
# a fit's own: residuals have no unit, nor has a table of several quantities
ANY_QUANTITY |= {
    "cost",
    "start",
    "step",
    "point",
    "covariance",
    "residuals",
    "rows",
    "log_mean",
    "rested_state",
    "numbers",
    "numbers_of",
}
# what chance gives has none
ANY_QUANTITY |= {"normals", "uniforms"}
FLOATS = {"float", "float64", "ArrayLike"}


def is_float(annotation: ast.expr | None) -> bool:
    """Say whether an annotation is a float, an array of them, or either or None."""
    if annotation is None:
        return False
    names = {getattr(node, "id", getattr(node, "attr", None)) for node in ast.walk(annotation)}
    containers = names & {"dict", "Mapping", "Callable", "tuple", "list", "Sequence", "Iterator", "Iterable"}
    return bool(names & FLOATS) and not containers


def public_floats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of every float that a caller can see: parameters, fields and answers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_floats(node)
        elif (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and is_float(node.annotation)
        ):
            yield node.lineno, node.target.id
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            yield from (
                (argument.lineno, argument.arg) for argument in arguments if is_float(argument.annotation)
            )
            if is_float(node.returns):
                yield node.lineno, node.name


def says_its_unit(name: str) -> bool:
    """Say whether the last word is a unit, or the first a quantity that has none."""
    words = name.lower().split("_")
    return name.startswith("_") or words[-1] in UNITS or words[0] in WITHOUT_UNIT or name in ANY_QUANTITY


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_a_public_float_says_its_unit(module: Path):
    """Seconds for milliseconds, or percent for a fraction, is how a limit is passed tenfold."""
    bare = [
        f"line {line}: {name}"
        for line, name in public_floats(ast.parse(module.read_text()))
        if not says_its_unit(name)
    ]

    assert bare == [], "End the name in its unit, or add it to WITHOUT_UNIT with the reason."


def test_the_check_sees_parameters_fields_and_answers():
    """Each kind of public float is found, so a clean run means something."""
    source = (
        "def nadir(limit: float) -> float: ...\nclass Hold:\n    length: float | None\n    cap_s: float\n"
    )
    found = [name for _, name in public_floats(ast.parse(source)) if not says_its_unit(name)]

    assert found == ["limit", "nadir", "length"]
