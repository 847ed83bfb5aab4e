"""A shared picture stands alone, and tells nothing that was not switched on."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from adempauze.figures import EndedBy, HoldPicture, SessionPicture, shared_picture
from adempauze.figures.palette import LIGHT

CSS = Path(__file__).resolve().parents[3] / "src/adempauze_web/static/css"
HOLD = HoldPicture(duration_s=18, cap_s=20, air_hunger_s=12, nadir_pct=83, nadir_error_pct=3)
STOPPED = replace(HOLD, duration_s=12, ended_by=EndedBy.STOP)
SESSION = SessionPicture(holds=(HOLD, HOLD, STOPPED), has_sensor=True, on=date(2026, 11, 21))
IN_THE_LIGHT_THEME = re.compile(r":root \{(.*?)\n  \}", re.DOTALL)


def tokens() -> dict[str, str]:
    """Return the colours of the light theme by their names."""
    light = IN_THE_LIGHT_THEME.search((CSS / "tokens.css").read_text()).group(1)
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", light))


def resolved(value: str, known: dict[str, str]) -> str:
    """Return a value of a style sheet with its variables filled in."""
    while name := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = known[name.group(1)]
    return value


def test_nothing_about_oxygen_unless_switched_on():
    """A nadir of 83 % appears in no text, no shape and no description."""
    svg = shared_picture(SESSION, lang="nl")

    assert "83" not in re.sub(r'd="[^"]*"|[xy][12]?="[^"]*"', "", svg)
    assert "SpO" not in svg
    assert "zuurstof" not in svg
    assert ">83<" in shared_picture(SESSION, lang="nl", with_spo2=True, floor_pct=80)


def test_a_stop_is_a_plain_summit_unless_switched_on():
    """A stop can tell about a symptom, so it looks like any hold that ended sooner."""
    sooner = replace(SESSION, holds=(HOLD, HOLD, replace(STOPPED, ended_by=EndedBy.SOONER)))

    assert shared_picture(SESSION, lang="nl") == shared_picture(sooner, lang="nl")
    assert shared_picture(SESSION, lang="nl", with_stops=True) != shared_picture(sooner, lang="nl")


def test_a_place_is_there_only_if_given_and_is_escaped():
    """What a person types as a place is text, never markup, and is cut to fit."""
    svg = shared_picture(SESSION, lang="en", place="<b>Woods & dunes</b>")
    long = fromstring(shared_picture(SESSION, lang="en", place="x" * 500))

    assert "&lt;b&gt;Woods &amp; dunes" in svg
    assert "place" not in shared_picture(SESSION, lang="en")
    assert max(len(element.text or "") for element in long.iter() if element.tag.endswith("text")) < 60


def test_it_is_1080_by_1350_and_says_the_name():
    """The file has the size that phones share, and the word Adempauze is drawn in it."""
    root = fromstring(shared_picture(SESSION, lang="nl"))

    assert (root.get("width"), root.get("height")) == ("1080", "1350")
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len([element for element in root.iter() if element.get("stroke-width") == "2.6"]) == 1


def test_it_needs_no_style_sheet():
    """No class and no style is left: each shape carries its own colour."""
    svg = shared_picture(SESSION, lang="nl", with_spo2=True, floor_pct=80)

    assert "class=" not in svg
    assert "style" not in svg
    assert "var(" not in svg


@pytest.mark.parametrize("name", [name for name in LIGHT if not name.startswith(("shared", "wordmark"))])
def test_its_colours_are_those_of_the_site(name):
    """Every attribute is what figures.css gives that class in the light theme of tokens.css."""
    sheet = (CSS / "figures.css").read_text()
    rules = re.findall(r"^  (\.figure[^{]*) \{([^}]*)\}", sheet, re.MULTILINE)
    known = tokens() | dict(re.findall(r"(--[\w-]+): ([^;]+);", rules[0][1]))
    selector = ".figure" if name == "figure" else f".figure .{name}"
    said: dict[str, str] = {"fill": resolved("var(--c-ink)", known)} if "font-size" in LIGHT[name] else {}
    for selectors, body in rules:
        if selector in selectors.split(", "):
            said |= {key: resolved(value, known) for key, value in re.findall(r"([\w-]+): ([^;]+);", body)}

    assert {key: said.get(key) for key in LIGHT[name]} == LIGHT[name]


def test_the_day_keeps_its_space():
    """A no-break space is print, though it is not a printable letter."""
    assert ">21\N{NO-BREAK SPACE}november<" in shared_picture(SESSION, lang="nl")
