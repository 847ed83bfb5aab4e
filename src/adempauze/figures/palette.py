"""The light theme as attributes, for a picture that leaves the site. A test holds it to the style sheets."""

from typing import Final

_INK, _PAPER, _ROCK, _WATER, _WATERLINE, _STOP = (
    "#0C242D",
    "#F3F7F8",
    "#15404E",
    "#2B7396",
    "#0B4A66",
    "#B21F1A",
)
_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
_HALO = {"paint-order": "stroke", "stroke": _PAPER, "stroke-width": "4px", "stroke-linejoin": "round"}

LIGHT: Final[dict[str, dict[str, str]]] = {
    "figure": {"font-family": _FONT},
    "sky-top": {"stop-color": "#BFDCE6"},
    "sky-low": {"stop-color": "#F0F7F8"},
    "lit": {"fill": _ROCK, "stroke": _ROCK, "stroke-width": ".9", "stroke-linejoin": "round"},
    "shade": {"fill": "#0C2C37"},
    "snow": {"fill": "#FFFFFF"},
    "snow-shade": {"fill": "#C9DEE6"},
    "cloth": {"fill": "#FFC42E", "stroke": _INK, "stroke-width": "1.5", "stroke-linejoin": "round"},
    "pole": {"stroke": _INK, "stroke-width": "1.75", "stroke-linecap": "round"},
    "shore": {"stroke": _INK, "stroke-width": "1.75"},
    "lake": {"fill": _PAPER},
    "water": {"fill": _WATER, "opacity": ".5"},
    "water-shade": {"fill": _WATER, "opacity": ".3"},
    "grid": {
        "stroke": "#647A83",
        "stroke-width": ".9",
        "stroke-dasharray": ".1 4",
        "stroke-linecap": "round",
    },
    "floor": {"stroke": _STOP, "stroke-width": "2", "stroke-dasharray": "8 4"},
    "whisker": {"stroke": _WATERLINE, "stroke-width": "2"},
    "hair": {"stroke": _WATERLINE, "stroke-width": "1", "opacity": ".7"},
    "nadir": {"fill": _WATERLINE, "stroke": "#FFFFFF", "stroke-width": "1.5"},
    "hatch": {"stroke": "#647A83", "stroke-width": "1.75"},
    "mist": {"stroke": "#BBD7E2", "stroke-width": "14", "stroke-linecap": "round"},
    "mist-2": {"opacity": ".7"},
    "mist-3": {"opacity": ".45"},
    "axis": {"fill": "#3D545D", "font-size": "12px", **_HALO},
    "words": {"fill": _INK, "font-size": "17px", "font-weight": "650"},
    "number": {"fill": "#FFFFFF", "font-size": "14px", "font-weight": "800"},
    "reading": {"fill": _INK, "font-size": "13px", "font-weight": "700", **_HALO},
    "unknown": {"fill": _INK, "font-size": "15px", "font-weight": "800", **_HALO},
    "floor-label": {"fill": _STOP, "font-size": "13px", "font-weight": "700", **_HALO},
    "shared-title": {"fill": _INK, "font-size": "32px", "font-weight": "800"},
    "shared-line": {"fill": _INK, "font-size": "15px", "font-weight": "650"},
    "shared-key": {"fill": "#3D545D", "font-size": "15px"},
    "wordmark": {
        "fill": "none",
        "stroke": _INK,
        "stroke-width": "2.6",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    },
}
