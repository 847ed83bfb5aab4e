"""What the site says, it says in both languages, and claims nothing that the evidence does not carry."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "src/adempauze_web"
TEXTS = sorted([*SITE.glob("templates/**/*.html"), *SITE.glob("locale/**/*.po")])
TEMPLATES = [path for path in TEXTS if path.suffix == ".html"]

# what is never said, in either language: promises, verdicts on people, and driving people on
NEVER = {
    "promise": r"\b(safe|safely|safety|proven|proves?|guaranteed?|cures?|prevents?|heals?|protects?)\b",
    "promise, nl": r"\b(veilig\w*|bewezen|bewijst|gegarandeerd|geneest|voorkomt|beschermt)\b",
    "height": r"\b(acclimati[sz]\w*|geacclimatiseerd|\d[\d.,  ]{2,} ?m(eters?|etres?)?)\b",
    "verdict": r"\b(non-?responders?|responders?|fail(ed|ure|s)?|weak\w*|mislukt\w*|gefaald|zwak\w*)\b",
    "driving": r"(push through|come on|no pain|zet door|kom op|hou vol|volhouden)",
    "claim": r"\b(inflammation|ontsteking\w*|immun\w*|immuun\w*|dement\w*|diabetes|kanker|cancer)\b",
    "sound": r"!(?=[\s<\"])",  # nobody is shouted at
}


def words(path: Path) -> str:
    """Return the texts of a file without its markup and its references."""
    text = path.read_text()
    if path.suffix == ".po":
        return re.sub(r"^#.*$", "", text, flags=re.M)
    return re.sub(r"{#.*?#}|<!doctype html>|<!--.*?-->", "", text, flags=re.S | re.I)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(SITE)))
def test_no_text_says_what_is_never_said(path: Path):
    """Wellness wording, on every page."""
    found = {name: re.findall(pattern, words(path), re.I) for name, pattern in NEVER.items()}

    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "This is safe.",
        "Het is bewezen.",
        "Like 2 500 m",
        "You failed.",
        "Kom op",
        "Minder ontsteking",
        "Goed zo! ",
        "You are acclimatised",
    ],
)
def test_the_search_finds_what_it_is_for(sentence: str):
    """So a clean run means something."""
    assert any(re.search(pattern, sentence, re.I) for pattern in NEVER.values())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SITE)))
def test_no_template_has_script_or_style_in_it(path: Path):
    """The policy would refuse them, silently on the reader's side."""
    found = re.findall(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|=.javascript:", path.read_text(), re.I
    )

    assert found == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(SITE)))
def test_no_conflict_was_left_unsolved(path: Path):
    """A template with both sides of a merge still renders, and shows the markers to the reader."""
    assert re.findall(r"^(?:<{7} |={7}$|>{7} )", path.read_text(), re.M) == []


def test_every_text_has_its_dutch():
    """The English is in the source; the catalogue has all of it in Dutch, and nothing that is gone."""
    spec = importlib.util.spec_from_file_location("texts", ROOT / "tools/texts.py")
    assert spec is not None
    assert spec.loader is not None
    texts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(texts)
    gathered = texts.gathered()

    assert texts.untranslated(gathered) == []
    assert texts.written(gathered) == texts.TARGET.read_bytes()
