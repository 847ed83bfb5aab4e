"""Reading of recordings. ``recording_access`` is the only way to somebody's file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adempauze.oximetry.dutch import in_dutch
from adempauze.safety.bands import band_shown_pct
from adempauze_web.accounts.models import Person
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.selectors import session_level
from adempauze_web.training.showing import reading_language

# Names of formats stay as they are.
KINDS = {
    "adempauze_recording": gettext_lazy("a recording by adempauze record"),
    "apnea_csv": gettext_lazy("a table of breath-holds"),
    "apple_health": "Apple Health",
    "contec": gettext_lazy("the file of an oximeter"),
    "fit": "FIT",
    "garmin_json": "Garmin Connect",
    "gpx": "GPX",
    "laboratory_csv": gettext_lazy("a table of a laboratory"),
    "masimo_ascii": gettext_lazy("the file of an oximeter"),
    "o2ring_s": gettext_lazy("the file of an oximeter"),
    "oximeter_csv": gettext_lazy("the file of an oximeter"),
    "rr_text": gettext_lazy("a list of heartbeats"),
    "session_log": gettext_lazy("a session of Adempauze"),
    "tcx": "TCX",
    "viatom": gettext_lazy("the file of an oximeter"),
}


def recording_access(person: Person, recording_id: UUID) -> RecordingFile:
    """Return a recording of *person*; 404 for anybody else's."""
    kept = RecordingFile.objects.filter(owner=person, pk=recording_id).select_related("session").first()
    if kept is None:
        raise Http404
    return kept


def recordings_all(person: Person) -> QuerySet[RecordingFile]:
    """Return the recordings of *person*, the newest first, without their bytes."""
    return RecordingFile.objects.filter(owner=person).defer("raw", "trace")


def said(sentence: str) -> str:
    """Return what the library said of a recording in the language of this request."""
    return sentence if reading_language() == "en" else in_dutch(sentence)


def kind_of(kept: RecordingFile) -> str:
    """Return what kind of file it was, in words."""
    return str(KINDS[kept.result["recording"]["kind"]])


def left_out(kept: RecordingFile) -> list[str]:
    """Return what a reader left out, what cleaning rejected, and what was seen in the file, as lines."""
    result = kept.result
    drops = [*result["recording"]["dropped"], *result["quality"]["rejected"]]
    lines = [f"{drop['count']} {said(drop['what'])}: {said(drop['why'])}" for drop in drops]
    return lines + [said(note) for note in result["recording"]["notes"]]


@dataclass(frozen=True)
class BandShown:
    """The band of a level behind a trace, in readings of its sensor, and what it is in words."""

    low_pct: float
    high_pct: float
    words: str


def band_of(kept: RecordingFile, level_now: int) -> BandShown | None:
    """Return the band of the session's level, or of the runner's level now where it has no session."""
    if kept.result["summary"]["spo2_nadir_pct"] is None:
        return None
    level = level_now if kept.session is None else session_level(kept.session)
    band = band_shown_pct(level, kept.result["recording"]["site"])
    if band is None:
        return None
    told = {"level": level, "low": f"{band[0]:.0f}", "high": f"{band[1]:.0f}"}
    if kept.session is None:
        words = _("The band is that of your level now, %(level)s: lowest readings of %(low)s to %(high)s %%.")
    else:
        words = _(
            "The band is that of the session, level %(level)s: lowest readings of %(low)s to %(high)s %%."
        )
    return BandShown(*band, words % told)


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
    places = 2 if unit == "%·h" else 0
    return number_format(round(value, places), places)


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


def doubts_of(kept: RecordingFile) -> list[tuple[str, str]]:
    """Return why holds are doubted: the numbers of the holds beside each reason."""
    numbers: dict[str, list[str]] = {}
    for hold in kept.result["holds"]:
        for reason in hold["reasons"]:
            numbers.setdefault(said(reason), []).append(str(hold["number"]))
    return [(", ".join(holds), reason) for reason, holds in numbers.items()]


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} s"
