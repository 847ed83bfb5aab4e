"""How low each hold of a main set is expected to go: a bar for 90 of 100 people, a dot for the middle one."""

from typing import Literal

from adempauze.body.expect import Expected, ExpectedHold
from adempauze.figures.svg import Px, Svg, element, line, markup, picture, text

WIDTH, HEIGHT = 358.0, 250.0
LEFT, TOP, BOTTOM = 52.0, 12.0, 30.0
FLOOR_PCT = 80.0
LOWEST_PCT = 60.0  # of the axis, at least
WORDS = {
    "nl": {
        "title": "Verwachte laagste saturatie per pauze",
        "desc": "Pauze {n}: slagader {low:.0f} tot {high:.0f} %, midden {middle:.0f} %.",
    },
    "en": {
        "title": "Expected lowest saturation of each hold",
        "desc": "Hold {n}: artery {low:.0f} to {high:.0f} %, middle {middle:.0f} %.",
    },
}


def expected_holds(expected: Expected, *, band_pct: tuple[float, float], lang: Literal["nl", "en"]) -> Svg:
    """Return the picture, for a page with the style sheet of the figures.

    *band_pct* is what the level aims at; the floor of 80 % is drawn through it all. The artery stands left of
    the sensor.
    """
    words = WORDS[lang]
    low_pct = min([LOWEST_PCT + 10, *(hold.sao2_low_pct for hold in expected.holds)])
    bottom_pct = max(LOWEST_PCT - 30, 10.0 * (low_pct // 10))

    def y(pct: float) -> Px:
        return TOP + (HEIGHT - TOP - BOTTOM) * (100.0 - max(pct, bottom_pct)) / (100.0 - bottom_pct)

    low, high = band_pct
    parts = [
        element("rect", class_="aim", x=LEFT, y=y(high), width=WIDTH - LEFT, height=y(low) - y(high)),
        *(line(LEFT, y(pct), WIDTH, y(pct), "grid") for pct in range(int(bottom_pct), 101, 10)),
        *(text(f"{pct} %", LEFT - 6, y(pct) + 5, "scale", "end") for pct in range(int(bottom_pct), 101, 10)),
        line(LEFT, y(FLOOR_PCT), WIDTH, y(FLOOR_PCT), "floor"),
    ]
    step = (WIDTH - LEFT) / max(len(expected.holds), 1)
    for number, hold in enumerate(expected.holds):
        middle = LEFT + step * (number + 0.5)
        for at, kind, (lowest, usual, highest) in (
            (middle - 7, "artery", (hold.sao2_low_pct, hold.sao2_nadir_pct, hold.sao2_high_pct)),
            (middle + 7, "shown", (hold.spo2_low_pct, hold.spo2_nadir_pct, hold.spo2_high_pct)),
        ):
            parts.append(line(at, y(highest), at, y(lowest), f"range {kind}"))
            parts.append(element("circle", class_=f"usual {kind}", cx=at, cy=y(usual), r=4.5))
        parts.append(text(str(number + 1), middle, HEIGHT - 8, "scale", "middle"))
    said = " ".join(_said(words["desc"], n, hold) for n, hold in enumerate(expected.holds, start=1))
    root = picture(
        parts,
        width=WIDTH,
        height=HEIGHT,
        kind="expected",
        name="expected",
        title=words["title"],
        desc=said,
    )
    return markup(root)


def _said(sentence: str, number: int, hold: ExpectedHold) -> str:
    return sentence.format(
        n=number, low=hold.sao2_low_pct, high=hold.sao2_high_pct, middle=hold.sao2_nadir_pct
    )
