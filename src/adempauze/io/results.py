"""Results of an analysis out: as JSON for one file, as rows of a Parquet table for thousands."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adempauze.errors import RecordingError
from adempauze.oximetry.analysis import Analysis
from adempauze.oximetry.holds import HoldMeasures

ROWS_AT_ONCE = 500


def result_json(analysis: Analysis) -> dict[str, Any]:
    """Return an analysis as plain values: what is not there is None, and no number is NaN."""
    return {
        "recording": _recording(analysis),
        "quality": {
            "grade": analysis.quality,
            "covered_frac": analysis.covered_frac,
            "rejected": [asdict(drop) for drop in analysis.trace.rejected] if analysis.trace else [],
        },
        "summary": summary_json(analysis),
        "dose_beside": analysis.gauge.sentence if analysis.gauge else None,
        "holds_from": analysis.holds_from,
        "holds": [_finite(asdict(hold)) for hold in analysis.holds],
    }


def _recording(analysis: Analysis) -> dict[str, Any]:
    recording = analysis.recording
    return {
        "kind": recording.kind,
        "device": recording.device,
        "site": recording.site,
        "started_at": recording.started_at.isoformat() if recording.started_at else None,
        "timezone_known": recording.timezone_known,
        "duration_s": recording.duration_s,
        "sport": recording.activity.sport,
        "channels": {
            name: {"n": channel.n, "rate_hz": channel.rate_hz, "missing": channel.missing}
            for name, channel in recording.channels.items()
        },
        "dropped": [asdict(drop) for drop in recording.dropped],
        "notes": list(recording.notes),
    }


def summary_json(analysis: Analysis) -> dict[str, Any]:
    """Return the sums of an analysis as plain values."""
    added, activity, beats = analysis.dose, analysis.recording.activity, analysis.variability
    return _finite(
        {
            "spo2_mean_pct": added.spo2_mean_pct if added else None,
            "spo2_nadir_pct": added.spo2_nadir_pct if added else None,
            "time_below_s": {str(limit): seconds for limit, seconds in added.time_below_s.items()}
            if added
            else dict.fromkeys(("94", "90", "85", "80")),
            "hti_pct_min": added.hti_pct_min if added else None,
            "saturation_hours_pct_h": added.saturation_hours_pct_h if added else None,
            "saturation_hours_below_90_pct_h": added.saturation_hours_below_90_pct_h if added else None,
            "area_under_100_pct_s": added.area_under_100_pct_s if added else None,
            "area_under_max_pct_s": added.area_under_max_pct_s if added else None,
            "covered_s": added.covered_s if added else None,
            "odi": {str(drop): index for drop, index in analysis.odi_per_h.items()},
            "odi_definition": analysis.odi_definition,
            "hr_mean_bpm": analysis.hr_mean_bpm,
            "hr_max_bpm": analysis.hr_max_bpm,
            "device_hr_mean_bpm": activity.device_hr_mean_bpm,
            "device_hr_max_bpm": activity.device_hr_max_bpm,
            "rmssd_ms": beats.rmssd_ms if beats else None,
            "sdnn_ms": beats.sdnn_ms if beats else None,
            "ln_rmssd": beats.ln_rmssd if beats else None,
            "rr_artefacts": beats.artefacts if beats else None,
            "distance_m": activity.distance_m,
            "timer_s": activity.timer_s,
            "elapsed_s": activity.elapsed_s,
        }
    )


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with every number that is not finite as None, however deep it lies."""
    return {
        key: _finite(value)
        if isinstance(value, dict)
        else None
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for key, value in values.items()
    }


def row_of(name: str, analysis: Analysis | None, error: str | None = None) -> dict[str, Any]:
    """Return one file as one flat row; a file that could not be read keeps its sentence."""
    row: dict[str, Any] = {"file": name, "error": error}
    if analysis is None:
        return row
    recording = analysis.recording
    row |= {"kind": recording.kind, "device": recording.device, "site": recording.site}
    row |= {"started_at": recording.started_at.isoformat() if recording.started_at else None}
    row |= {"timezone_known": recording.timezone_known, "duration_s": recording.duration_s}
    row |= {"quality": analysis.quality, "covered_frac": analysis.covered_frac}
    for key, value in summary_json(analysis).items():
        if isinstance(value, dict):
            row |= {f"{key}_{inner}": number for inner, number in value.items()}
        else:
            row[key] = value
    row |= {"holds": len(analysis.holds), "hold_nadir_pct": _lowest(analysis.holds)}
    return row


def _lowest(holds: Iterable[HoldMeasures]) -> float | None:
    return min((hold.nadir_pct for hold in holds if hold.nadir_pct is not None), default=None)


def write_parquet(
    rows: Iterable[dict[str, Any]], path: Path, columns: Mapping[str, str] | None = None
) -> int:
    """Write rows to a Parquet file as they come, a few hundred at a time; return how many.

    *columns* are the types by name; without them, those of an analysed recording.

    Raises
    ------
    RecordingError
        If the extra ``cluster`` is not installed.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise RecordingError(
            'Parquet needs the extra "cluster": pip install "adempauze[cluster]".'
        ) from error
    columns = COLUMNS if columns is None else columns
    schema = arrow.schema([(name, getattr(arrow, kind)()) for name, kind in columns.items()])
    count = 0
    with path.open("wb") as file, parquet.ParquetWriter(file, schema) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append({name: row.get(name) for name in columns})
            count += 1
            if len(batch) == ROWS_AT_ONCE:
                writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
                batch = []
        if batch:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
    return count


# column -> type, so that every batch has the same table whatever its files hold
COLUMNS = {
    **dict.fromkeys(("file", "error", "kind", "device", "site", "started_at"), "string"),
    "timezone_known": "bool_",
    "duration_s": "float64",
    "quality": "string",
    **dict.fromkeys(
        (
            *("covered_frac", "covered_s", "spo2_mean_pct", "spo2_nadir_pct"),
            *(f"time_below_s_{limit}" for limit in (94, 90, 85, 80)),
            *("hti_pct_min", "saturation_hours_pct_h", "saturation_hours_below_90_pct_h"),
            *("area_under_100_pct_s", "area_under_max_pct_s", "odi_3", "odi_4"),
            *("hr_mean_bpm", "hr_max_bpm", "device_hr_mean_bpm", "device_hr_max_bpm"),
            *("rmssd_ms", "sdnn_ms", "ln_rmssd", "distance_m", "timer_s", "elapsed_s", "hold_nadir_pct"),
        ),
        "float64",
    ),
    **dict.fromkeys(("rr_artefacts", "holds"), "int64"),
    "odi_definition": "string",
}
