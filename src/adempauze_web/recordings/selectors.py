"""Reading of recordings. ``recording_access`` is the only way to somebody's file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from adempauze_web.accounts.models import Person
from adempauze_web.recordings.models import RecordingFile


def recording_access(person: Person, recording_id: UUID) -> RecordingFile:
    """Return a recording of *person*; 404 for anybody else's."""
    kept = RecordingFile.objects.filter(owner=person, pk=recording_id).select_related("session").first()
    if kept is None:
        raise Http404
    return kept


def recordings_all(person: Person) -> QuerySet[RecordingFile]:
    """Return the recordings of *person*, the newest first, without their bytes."""
    return RecordingFile.objects.filter(owner=person).defer("raw", "trace")


@dataclass(frozen=True)
class Fact:
    """One number of a recording, with its name and unit."""

    label: str
    value: str
    unit: str


def facts_of(kept: RecordingFile) -> list[Fact]:
    """Return the sums of a recording that it holds, in the order a runner asks for them."""
    summary = kept.result["summary"]
    below = summary["time_below_s"]
    wanted = (
        (_("lowest SpO₂"), summary["spo2_nadir_pct"], "%"),
        (_("mean SpO₂"), summary["spo2_mean_pct"], "%"),
        (_("below 90 %"), below["90"], "s"),
        (_("below 80 %"), below["80"], "s"),
        (_("dose below 90 %"), summary["saturation_hours_below_90_pct_h"], "%·h"),
        (_("mean heart rate"), summary["hr_mean_bpm"], _("per min")),
        ("RMSSD", summary["rmssd_ms"], "ms"),
    )
    return [Fact(label, _written(value, unit), unit) for label, value, unit in wanted if value is not None]


def _written(value: float, unit: str) -> str:
    return f"{value:.2f}" if unit == "%·h" else f"{value:.0f}"


def grade_words(grade: str) -> str:
    """Return the quality of a nadir in words."""
    return {"good": _("good"), "fair": _("fair"), "poor": _("no verdict")}[grade]


@dataclass(frozen=True)
class HoldShown:
    """One hold of a recording as a row."""

    number: int
    lasted: str
    nadir: str
    after: str
    back: str
    quality: str


def holds_of(kept: RecordingFile) -> list[HoldShown]:
    """Return the holds of a recording as rows; a dash where there is no number."""
    return [_hold(hold) for hold in kept.result["holds"]]


def _hold(hold: dict[str, Any]) -> HoldShown:
    nadir = None if hold["quality"] == "poor" else hold["nadir_pct"]  # no verdict is no number
    return HoldShown(
        number=hold["number"],
        lasted=f"{hold['duration_s']:.0f} s",
        nadir="–" if nadir is None else f"{nadir:.0f} ± {hold['nadir_error_pct']:.0f} %",
        after=_seconds(hold["nadir_after_release_s"]),
        back=_seconds(hold["recovery_to_95_s"]),
        quality=grade_words(hold["quality"]),
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} s"
