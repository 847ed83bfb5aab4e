"""Every sentence of the readers and the oximetry has its Dutch one, and the numbers in it stay."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

import adempauze
from adempauze.io.recordings import FOREIGN, WANTED
from adempauze.oximetry.cleaning import WHY
from adempauze.oximetry.dutch import in_dutch

PAIRS = msgspec.toml.decode((files("adempauze.oximetry") / "dutch.toml").read_bytes(), type=dict[str, str])
# said to a programmer or at the command line, never of a recording on the site
NOT_OF_A_RECORDING = {"results.py", "hrv.py"}
OF_USE = re.compile(r"A channel|A recording has no channel|hold {} must|A (fraction|percentage)\?")


def said_in(path: Path) -> set[str]:
    """Return the sentences and reasons that a module writes, with {} for what is filled in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    passed |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Dropped":
            found |= {text for argument in node.args[1:] if (text := written(argument))}
        text = None if id(node) in passed else written(node)
        if text and " " in text and text[-1] in ".?" and not OF_USE.match(text):
            found.add(text)
    return found


def written(node: ast.AST) -> str | None:
    """Return a text as the code writes it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def modules() -> list[Path]:
    """Return the modules that speak of recordings."""
    library = Path(adempauze.__file__).parent
    found = [*(library / "io").glob("*.py"), *(library / "oximetry").glob("*.py")]
    return [path for path in found if path.name not in NOT_OF_A_RECORDING]


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_of_a_module_has_its_dutch_one(path: Path):
    """A new sentence without one is named here."""
    known = {re.sub(r"{\w+}", "{}", english) for english in PAIRS}
    alone = {
        text
        for text in said_in(path)
        if text not in known and text != "The JSON stops making sense{}. Save the file again."
    }

    assert alone == set()


@pytest.mark.parametrize("english", [*WHY[1:], WANTED, *FOREIGN.values()])
def test_reasons_and_kinds_have_their_dutch_ones(english: str):
    """What is filled into a sentence is no longer English in it."""
    assert in_dutch(english) != english


def test_both_languages_fill_in_the_same():
    """No number is lost on the way, and none is named that is not there."""
    for english, dutch in PAIRS.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", dutch)), english


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        (
            f"This is a JPEG picture, not a recording. Choose {WANTED}.",
            "Dit is een JPEG-foto, geen opname. Kies FIT, TCX, GPX, het bestand van een saturatiemeter, "
            "Apple Gezondheid, JSON van Garmin Connect, RR-intervallen, de CSV van een apneu-app, een "
            "sessielog of een opname van ons.",
        ),
        (
            'Line 3: pulse "7a" is not a number. Export with gaps as empty cells.',
            'Regel 3: polsslag "7a" is geen getal. Exporteer met lege cellen waar niets gemeten is.',
        ),
        (
            "Below 90 %: 0.60 %·h, 1/20 of 8 x 4 min at 80 % (12 %·h), the least that raised EPO in a small "
            "trial.",
            "Onder 90 %: 0,60 %·h, 1/20 van 8 x 4 min op 80 % (12 %·h), het minste dat in een kleine proef "
            "EPO verhoogde.",
        ),
        ("outside 50 to 100 %", "buiten 50 tot 100 %"),
        ("pulse_bpm records", "metingen van pols"),
        ("a sentence of nobody", "a sentence of nobody"),
    ],
)
def test_a_sentence_is_found_again_with_what_was_filled_in(english: str, dutch: str):
    """What a file brought stays as it was; a decimal gets its comma."""
    assert in_dutch(english) == dutch
