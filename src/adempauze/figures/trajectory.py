"""What a session is expected to do to a runner: bands of saturation, the artery beside the sensor."""

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from adempauze.body.expect import BESIDE_THE_BAND, Expected
from adempauze.figures.svg import Point, Px, Svg, element, markup, picture

WIDTH, HEIGHT = 960.0, 420.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 20.0, 56.0, 48.0
FLOOR_PCT = 80.0  # the line that no hold should cross
COLOURS = {"artery": "#0B4A66", "artery-band": "#BBD7E2", "sensor": "#A63A08", "sensor-band": "#FDEBD9"}
WORDS = {
    "en": {
        "artery": "artery",
        "sensor": "shown by the sensor",
        "band": "line: the middle; band: 90 of 100 people like you",
        "time": "minutes",
        "desc": "Saturation in percent against time; shaded columns are holds.",
    },
    "nl": {
        "artery": "slagader",
        "sensor": "wat de sensor toont",
        "band": "lijn: het midden; band: 90 van 100 mensen zoals jij",
        "time": "minuten",
        "desc": "Saturatie in procenten tegen de tijd; de donkere stroken zijn adempauzes.",
    },
}


def trajectory_svg(expected: Expected, *, title: str, lang: Literal["en", "nl"] = "en") -> Svg:
    """Return the expected saturation of a session as an SVG file that needs no style sheet."""
    words = WORDS[lang]
    lowest = float(min(expected.sao2_pct[0].min(), expected.spo2_pct[0].min(), FLOOR_PCT))
    bottom_pct = max(30.0, 10.0 * np.floor(lowest / 10.0))
    until_s = float(expected.at_s[-1])

    def x(at_s: float) -> Px:
        return LEFT + (WIDTH - LEFT - RIGHT) * at_s / until_s

    def y(pct: float) -> Px:
        return float(TOP + (HEIGHT - TOP - BOTTOM) * (100.0 - pct) / (100.0 - bottom_pct))

    def path(ups: NDArray[np.float64], downs: NDArray[np.float64] | None, **style: str | float) -> Element:
        points: list[Point] = [(x(t), y(max(p, bottom_pct))) for t, p in zip(expected.at_s, ups, strict=True)]
        if downs is not None:
            points += [(x(t), y(max(p, bottom_pct))) for t, p in zip(expected.at_s, downs, strict=True)][::-1]
        return element("path", d="M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points), **style)

    parts = [element("rect", x=0, y=0, width=WIDTH, height=HEIGHT, fill="#FFFFFF")]
    for hold in expected.holds:
        width = max(x(hold.start_s + hold.duration_s) - x(hold.start_s), 1.0)
        parts.append(
            element(
                "rect", x=x(hold.start_s), y=TOP, width=width, height=HEIGHT - TOP - BOTTOM, fill="#E4ECEE"
            )
        )
    for pct in range(int(bottom_pct), 101, 10):
        stroke = {"stroke": "#B21F1A" if pct == FLOOR_PCT else "#C9D5D9", "stroke_width": 1.0}
        parts.append(element("line", x1=LEFT, y1=y(pct), x2=WIDTH - RIGHT, y2=y(pct), **stroke))
        parts.append(_label(f"{pct} %", LEFT - 8, y(pct) + 4, "end"))
    minutes = range(0, int(until_s // 60) + 1, max(1, int(until_s // 600)))
    parts += [_label(str(minute), x(60.0 * minute), HEIGHT - BOTTOM + 20, "middle") for minute in minutes]
    parts.append(_label(words["time"], WIDTH - RIGHT, HEIGHT - 10, "end"))
    parts.append(_label(BESIDE_THE_BAND[lang], LEFT, HEIGHT - 10, "start"))
    bands = (("sensor", expected.spo2_pct), ("artery", expected.sao2_pct))
    parts += [path(b[0], b[2], fill=COLOURS[f"{name}-band"], fill_opacity=0.75) for name, b in bands]
    parts += [path(b[1], None, fill="none", stroke=COLOURS[name], stroke_width=2.0) for name, b in bands]
    parts.append(_label(title, LEFT, 22, "start", size=17.0))
    for place, name in ((LEFT, "artery"), (LEFT + 110, "sensor")):
        parts.append(element("rect", x=place, y=33, width=16, height=4, fill=COLOURS[name]))
        parts.append(_label(words[name], place + 22, 40, "start"))
    parts.append(_label(words["band"], WIDTH - RIGHT, 40, "end"))
    root = picture(
        parts, width=WIDTH, height=HEIGHT, kind="expected", name="expected", title=title, desc=words["desc"]
    )
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return markup(root)


def _label(words: str, x: Px, y: Px, anchor: str, *, size: Px = 13.0) -> Element:
    style: dict[str, str | float] = {
        "font_family": "system-ui, sans-serif",
        "font_size": size,
        "fill": "#3D545D",
    }
    return element("text", words, x=x, y=y, text_anchor=anchor, **style)
