"""Mountains as geometry: where summits stand, and the faces, snow and spine of each.

Height is linear in seconds from the shore; the foot grows with seconds to the power 1.35, so that a long hold
is a mountain and a short one a hill. Everything crooked is decoration: it comes from the place in the row, is
the same every time, and changes no summit. (Our proposal; there is no source for the look of a mountain.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from adempauze.figures.svg import Point, Px

PxPerS = float  # the scale of heights

FOOT_EXPONENT = 1.35
STEP = 0.46  # from summit to summit, as a share of the mean of the two feet: feet overlap
SHORTEST_S = 0.5  # a shorter hold still has the foot of this one, so that summits never coincide
BROKEN_AT = 0.78  # a stopped hold is a mountain that lacks the part above this share

# Half a mountain, from foot to summit: how far out, as a share of half the foot, at which share of height.
_FLANK = ((1.0, 0.0), (0.72, 0.12), (0.54, 0.30), (0.40, 0.44), (0.24, 0.66), (0.09, 0.88), (0.0, 1.0))
# The spine between the lit and the shaded face, by height; out to the right is above zero.
_SPINE = ((1.0, 0.0), (0.82, 0.22), (0.68, -0.18), (0.47, 0.30), (0.31, -0.10), (0.14, 0.20), (0.0, 0.04))
# The lower edge of the snow, tongues and bare ribs in turn: how far each reaches, as a share of its play.
_TEETH = (0.75, 0.55, 1.0, 0.35, 0.6, 0.7, 0.9, 0.45)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a mountain stands: its summit from the left, and the width of its foot."""

    x: Px
    foot: Px


@dataclass(frozen=True, slots=True, kw_only=True)
class Mountain:
    """One mountain on a shore, in picture units. ``snow_from`` is a height; None is no snow."""

    x: Px
    foot: Px
    height: Px
    shore: Px
    place: int
    snow_from: Px | None = None
    is_broken: bool = False

    @property
    def summit(self) -> Point:
        """The highest point; of a broken mountain, the middle of its top."""
        return self.x, self.shore - self.height

    @property
    def outline(self) -> list[Point]:
        """The silhouette from the left foot over the top to the right foot."""
        return [self._at(side, v) for side, v in self._ridge()]

    @property
    def shade(self) -> list[Point]:
        """The face away from the light: right of the spine."""
        right = [point for point in self._ridge() if point[0] >= 0]
        return [self._at(*point) for point in [*right, *reversed(self._spine(0.0))]]

    @property
    def snow(self) -> list[Point]:
        """The part above the height where air hunger was noted, or nothing."""
        level = self._snow_share()
        if level is None:
            return []
        edge = [*self._teeth(level, right=True), *self._teeth(level, right=False)]
        return [self._at(*point) for point in [*_above(self._ridge(), level), *edge]]

    @property
    def snow_shade(self) -> list[Point]:
        """The same, right of the spine."""
        level = self._snow_share()
        if level is None:
            return []
        right = [point for point in _above(self._ridge(), level) if point[0] >= 0]
        edge = self._teeth(level, right=True)
        spine = [point for point in self._spine(level) if point[1] > level]
        return [self._at(*point) for point in [*right, *edge, *reversed(spine)]]

    def _at(self, out: float, share: float) -> Point:
        """Return the point *out* of the middle, in halves of the foot, at a share of the height."""
        half = self.foot * (0.5 + self._lean() if out > 0 else 0.5 - self._lean())
        return self.x + out * half, self.shore - share * self.height

    def _lean(self) -> float:
        return 0.12 * (_crook(self.place, 1) - 0.5)

    def _flank(self) -> list[Point]:
        """Return half a mountain from foot to top, (out, share); a broken one is cut and stretched."""
        whole = [
            (out * (1 + 0.22 * (_crook(self.place, index + 2) - 0.5) * (share > 0)), share)
            for index, (out, share) in enumerate(_FLANK)
        ]
        if not self.is_broken:
            return whole
        kept = [point for point in whole if point[1] < BROKEN_AT]
        kept.append((_out_at(whole, BROKEN_AT), BROKEN_AT))
        return [(out, share / BROKEN_AT) for out, share in kept]

    def _ridge(self) -> list[Point]:
        """Return the silhouette as (out, share), left to right; below zero is left."""
        flank = self._flank()
        left = [(-out, share) for out, share in flank]
        right = list(reversed(flank))
        if not self.is_broken:
            return [*left, *right[1:]]
        edge = flank[-1][0]
        notches = [
            (-0.5 * edge, 0.96),
            (-0.25 * edge, 0.985),
            (0.0, 0.95),
            (0.25 * edge, 0.99),
            (0.6 * edge, 0.97),
        ]
        return [*left, *notches, *right]

    def _spine(self, down_to: float) -> list[Point]:
        """Return the spine from the top down, as (out, share)."""
        flank = self._flank()
        top = 0.95 if self.is_broken else 1.0
        sway = 0.7 + 0.6 * _crook(self.place, 9)
        spine = [(0.0, top)]
        spine += [(_out_at(flank, share) * out * sway, share) for share, out in _SPINE[1:]]
        return [point for point in spine if down_to <= point[1] <= top]

    def _snow_share(self) -> float | None:
        if self.snow_from is None or self.height <= 0 or self.snow_from >= self.height:
            return None
        return max(self.snow_from, 0) / self.height

    def _teeth(self, level: float, *, right: bool) -> list[Point]:
        """Return the lower edge of the snow, right to left: right flank to spine, or spine to left flank."""
        side = 1 if right else -1
        flank, tip = side * _out_at(self._flank(), level), _out_on(self._spine(0.0), level)
        play = min(0.1, level, (1 - level) / 3)
        pairs = max(1, min(3, round(abs(flank - tip) * self.foot / 30)))
        salt = int(8 * _crook(self.place, 11)) + (0 if right else 3)
        edge = [(flank, level)]
        for index in range(1, 2 * pairs + 1):
            out = flank + (tip - flank) * index / (2 * pairs + 1)
            tooth = _TEETH[(index + salt) % len(_TEETH)] * (-1 if index % 2 else 0.7)
            edge.append((out, level + tooth * play))
        edge.append((tip, level - play))
        return edge if right else edge[::-1]


def stand(
    seconds: Sequence[float], *, left: Px, right: Px, widest: Px, step_frac: float = STEP
) -> list[Stand]:
    """Return where the mountains of these seconds stand between *left* and *right*, in order.

    They fill the room unless a foot would become wider than *widest*; then they stand in the middle of it.
    """
    feet = [max(second, SHORTEST_S) ** FOOT_EXPONENT for second in seconds]
    if not feet:
        return []
    xs = [0.0]
    for foot, following in pairwise(feet):
        xs.append(xs[-1] + step_frac * (foot + following) / 2)
    low = min(x - foot * 0.56 for x, foot in zip(xs, feet, strict=True))
    high = max(x + foot * 0.56 for x, foot in zip(xs, feet, strict=True))
    scale = min((right - left) / (high - low), widest / max(feet))
    start = (left + right) / 2 - scale * (low + high) / 2
    return [Stand(start + scale * x, scale * foot) for x, foot in zip(xs, feet, strict=True)]


def _crook(place: int, salt: int) -> float:
    """Return a number from 0 to 1 that looks random and never changes: a Kronecker sequence."""
    return ((place + 1) * 0.7548776662 + salt * 0.5698402910) % 1


def _above(ridge: Sequence[Point], level: float) -> list[Point]:
    """Return the part of a silhouette above a level, with the points where it crosses it."""
    first = next(index for index, (_, share) in enumerate(ridge) if share > level)
    last = max(index for index, (_, share) in enumerate(ridge) if share > level)
    enter = _cross(ridge[first - 1], ridge[first], level)
    leave = _cross(ridge[last], ridge[last + 1], level)
    return [enter, *ridge[first : last + 1], leave]


def _cross(a: Point, b: Point, level: float) -> Point:
    share = (level - a[1]) / (b[1] - a[1])
    return a[0] + share * (b[0] - a[0]), level


def _out_at(flank: Sequence[Point], level: float) -> float:
    """Return how far out a flank is at a level, going up."""
    for a, b in pairwise(flank):
        if a[1] <= level <= b[1]:
            return _cross(a, b, level)[0] if b[1] > a[1] else b[0]
    return flank[-1][0]


def _out_on(spine: Sequence[Point], level: float) -> float:
    """Return where the spine is at a level, going down."""
    return _out_at(list(reversed(spine)), level)
