"""A small builder of SVG: elements from plain values, escaped by the standard library.

The pictures carry classes and no colours of their own: ``figures.css`` gives each class its token, so that a
picture follows the theme of the page, and a strict content policy has nothing to refuse.
"""

from collections.abc import Iterable, Sequence
from math import isfinite
from xml.etree.ElementTree import Element, tostring

Px = float  # a length or place in picture units: CSS pixels at the width the picture was designed for
Point = tuple[Px, Px]


class Svg(str):
    """A finished picture as markup. Template engines that ask for ``__html__`` take it as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup: everything in it was escaped when it was built."""
        return str(self)


def element(tag: str, *children: Element | str, **attributes: str | float) -> Element:
    """Return one element. ``class_`` gives class, an underscore elsewhere a hyphen; strings are text.

    >>> tostring(element("text", "a < b", class_="label", x=1.25)).decode()
    '<text class="label" x="1.2">a &lt; b</text>'
    """
    made = Element(tag, {_name(key): _value(value) for key, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def group(children: Iterable[Element], class_: str) -> Element:
    """Return the elements together under one class."""
    return element("g", *children, class_=class_)


def polygon(points: Sequence[Point], class_: str) -> Element:
    """Return a closed shape."""
    return element("path", d=closed(points), class_=class_)


def polyline(points: Sequence[Point], class_: str) -> Element:
    """Return an open line."""
    return element("path", d=_moves(points), class_=class_)


def closed(points: Sequence[Point]) -> str:
    """Return the path data of a closed shape."""
    return f"{_moves(points)}Z"


def line(x1: Px, y1: Px, x2: Px, y2: Px, class_: str) -> Element:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(words: str, x: Px, y: Px, class_: str, anchor: str = "start") -> Element:
    """Return a line of text that starts, ends or has its middle at x."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def picture(
    children: Iterable[Element], *, width: Px, height: Px, kind: str, name: str, title: str, desc: str
) -> Element:
    """Return the root of a picture, with its title and description read out by screen readers.

    *name* makes the ids in it unique on a page.
    """
    labels = f"{name}-title {name}-desc" if desc else f"{name}-title"
    told = [element("title", title, id=f"{name}-title")]
    if desc:
        told.append(element("desc", desc, id=f"{name}-desc"))
    size = {"viewBox": f"0 0 {_value(width)} {_value(height)}"}
    root = element("svg", *told, *children, class_=f"figure figure-{kind}", role="img", **size)
    root.set("aria-labelledby", labels)
    return root


def markup(root: Element) -> Svg:
    """Return the picture as markup for a page."""
    return Svg(tostring(root, encoding="unicode"))


def _moves(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_value(x)} {_value(y)}" for x, y in points)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if not isfinite(value):
        raise ValueError(f"a picture cannot hold {value}; leave out what was not measured")
    return f"{round(value, 1):g}" if abs(value) < 100_000 else f"{value:.0f}"
