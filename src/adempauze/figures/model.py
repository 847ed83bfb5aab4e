"""What the pictures draw: sessions and plans as plain values, and how they come from a result or a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Literal

from adempauze.errors import check_range
from adempauze.protocols.model import LONGEST_CAP_S, Kind
from adempauze.session.sheet import Sheet, SignalKind
from adempauze.session.state import HoldResult

Lang = Literal["nl", "en"]


class EndedBy(StrEnum):
    """What a picture shows of the end of a hold."""

    CAP = "cap"  # a flag on the summit
    STOP = "stop"  # a flat, broken top
    SOONER = "sooner"  # a plain summit: the runner breathed, or the paces were done


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPicture:
    """One hold as a mountain. None is "no reading" or "no tap", never zero."""

    duration_s: float
    cap_s: float
    ended_by: EndedBy = EndedBy.SOONER
    air_hunger_s: float | None = None
    nadir_pct: float | None = None
    nadir_error_pct: float | None = None
    is_main: bool = True

    def __post_init__(self) -> None:
        check_range("duration_s", self.duration_s, 0, LONGEST_CAP_S, "s", "Milliseconds? Divide by 1000.")
        check_range("cap_s", self.cap_s, 0, LONGEST_CAP_S, "s", "Milliseconds? Divide by 1000.")
        if self.air_hunger_s is not None:
            check_range("air_hunger_s", self.air_hunger_s, 0, LONGEST_CAP_S, "s")
        if self.nadir_pct is not None:
            check_range("nadir_pct", self.nadir_pct, 0, 100, "%", "Tenths? Divide by 10.")
        if self.nadir_error_pct is not None:
            check_range("nadir_error_pct", self.nadir_error_pct, 0, 50, "%")

    @property
    def has_snow(self) -> bool:
        """Whether air hunger was noted before the end."""
        return self.air_hunger_s is not None and self.air_hunger_s < self.duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPicture:
    """One session: its holds in order, the day, and whether there was a sensor at all."""

    holds: tuple[HoldPicture, ...]
    has_sensor: bool
    on: date | None = None

    @property
    def main_holds(self) -> tuple[HoldPicture, ...]:
        """The holds of the main exercise; all holds if none is marked."""
        return tuple(hold for hold in self.holds if hold.is_main) or self.holds

    @property
    def median_s(self) -> float:
        """The median length of the main holds; 0 without holds."""
        return median(hold.duration_s for hold in self.main_holds) if self.holds else 0.0

    @property
    def median_air_hunger_s(self) -> float | None:
        """The median time to air hunger; None unless it was noted in more than half of the main holds."""
        noted = [
            hold.air_hunger_s for hold in self.main_holds if hold.has_snow and hold.air_hunger_s is not None
        ]
        return median(noted) if len(noted) > len(self.main_holds) / 2 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPicture:
    """What is planned: the caps of its holds in order, in seconds."""

    caps_s: tuple[float, ...]

    def __post_init__(self) -> None:
        for cap_s in self.caps_s:
            check_range("caps_s", cap_s, 0, LONGEST_CAP_S, "s", "Milliseconds? Divide by 1000.")


def session_picture(
    holds: Sequence[HoldResult],
    *,
    signal: SignalKind,
    error_pct: Mapping[str, float],
    on: date | None = None,
) -> SessionPicture:
    """Return the picture of a played session.

    *error_pct* gives the accuracy of a displayed reading by site, in points. The main holds are those of the
    exercise with the longest cap, the last one if there are more. A hold that was skipped is no mountain.
    """
    held = [hold for hold in holds if hold.ended_by != "skipped"]
    main = max(reversed(held), key=lambda hold: hold.cap_ms).exercise if held else ""
    return SessionPicture(
        holds=tuple(_hold_picture(hold, error_pct, is_main=hold.exercise == main) for hold in held),
        has_sensor=signal is not SignalKind.NONE,
        on=on,
    )


def plan_picture(sheet: Sheet) -> PlanPicture:
    """Return the picture of what a sheet has in store: its holds at their caps."""
    return PlanPicture(
        caps_s=tuple(segment.cap_ms / 1000 for segment in sheet.segments if segment.kind is Kind.HOLD)
    )


def _hold_picture(hold: HoldResult, error_pct: Mapping[str, float], *, is_main: bool) -> HoldPicture:
    ends = {"cap": EndedBy.CAP, "stop": EndedBy.STOP, "symptom": EndedBy.STOP}
    return HoldPicture(
        duration_s=hold.duration_ms / 1000,
        cap_s=hold.cap_ms / 1000,
        ended_by=ends.get(hold.ended_by, EndedBy.SOONER),
        air_hunger_s=None if hold.air_hunger_ms is None else hold.air_hunger_ms / 1000,
        nadir_pct=None if hold.nadir_tenths is None else hold.nadir_tenths / 10,
        nadir_error_pct=error_pct.get(hold.nadir_site or ""),
        is_main=is_main,
    )
