"""``adempauze analyse``: what a recording holds, hold by hold, or a folder of thousands in one pass."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from adempauze.cli.written import ending_in
from adempauze.errors import (
    AdempauzeError,
    RecordingError,
    SeveralRecordingsError,
    SheetError,
    UnsupportedFormatError,
    check_range,
)
from adempauze.figures.recording import FileKind, Language, Theme, draw_recording
from adempauze.io import (
    LoggedSession,
    Part,
    read,
    read_each,
    read_logged_session,
    result_json,
    row_of,
    write_parquet,
)
from adempauze.oximetry import Analysis, HoldMeasures, Recording, align, analyse

CANNOT_BE_OPENED = (OSError, MemoryError)
LONGEST_SHIFT_S = 10 * 366 * 86_400.0  # a clock that was never set


@click.command(name="analyse")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--log", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Log of the session."
)
@click.option("--shift", "shift_s", type=float, help="Seconds the recording's clock is ahead of the log's.")
@click.option("--zone", help="Time zone of the device's clock, like Europe/Amsterdam.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; for several files, one object a line.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending_in(".svg", ".png"),
    help="Picture to write, .svg or .png.",
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option(
    "--lang", type=click.Choice(["nl", "en"]), default="en", show_default=True, help="Of the picture."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending_in(".parquet"),
    help="Table to write, .parquet.",
)
def command(
    paths: tuple[Path, ...],
    log: Path | None,
    shift_s: float | None,
    zone: str | None,
    as_json: bool,
    plot: Path | None,
    theme: Theme,
    lang: Language,
    out: Path | None,
) -> None:
    """Say what the recordings in PATHS hold: quality, holds, nadirs, dose.

    A path may be a file, a folder, or a zip of recordings. One file that cannot be read never stops the
    others.
    """
    if shift_s is not None:
        check_range("--shift", shift_s, -LONGEST_SHIFT_S, LONGEST_SHIFT_S, "s")
        if not log:
            raise click.UsageError("--shift goes with --log.")
    files = _files(paths)
    clock = _zone(zone)
    if len(files) == 1 and not out:
        try:
            session = _session(log) if log else None
            analysis = _analyse_one(files[0], session, shift_s, clock, quiet=as_json)
        except SeveralRecordingsError:
            if log or plot:
                raise
        else:
            click.echo(json.dumps(result_json(analysis), indent=2) if as_json else table(analysis))
            if plot:
                _draw(analysis, session, plot, theme, lang)
            return
    if log or plot:
        raise click.UsageError("--log and --plot go with one recording.")
    counted = _Counted(_rows(files, clock, as_json))
    if out:
        write_parquet(iter(counted), out)
    else:
        for _ in counted:
            pass
    click.echo(f"{counted.all - counted.failed} of {counted.all} files read.", err=True)
    if counted.failed == counted.all:
        raise RecordingError("None of the files could be read.")


def _files(paths: tuple[Path, ...]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        files.extend(sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path])
    if not files:
        raise RecordingError(f"{paths[0]}: the folder holds no file.")
    return files


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter(f'"{name}" is no time zone. Write it like Europe/Amsterdam.') from error


def _session(log: Path) -> LoggedSession:
    try:
        return read_logged_session(log)
    except SheetError as error:
        raise SheetError(f"{log.name}: {error}") from error


def _analyse_one(
    path: Path, session: LoggedSession | None, shift_s: float | None, clock: ZoneInfo | None, *, quiet: bool
) -> Analysis:
    recording = read(path, zone=clock)
    if session is None:
        return analyse(recording)
    if shift_s is not None:
        offset_s = shift_s
    else:
        found = align(recording, session.holds, expected_offset_s=_expected_s(recording, session.opened_at))
        offset_s = found.offset_s
        click.echo(
            f"The recording's clock is {found.offset_s:.0f} ± {found.error_s:.0f} s ahead of the log's "
            f"(correlation {found.correlation_frac:.2f}).",
            err=quiet,
        )
    return analyse(recording, tuple((start + offset_s, end + offset_s) for start, end in session.holds))


def _expected_s(recording: Recording, opened_at: datetime | None) -> float:
    """Return what the two clocks say of each other; 0 where either has no date or zone."""
    if opened_at is None or recording.started_at is None:
        return 0.0
    if recording.timezone_known:
        return float((opened_at - recording.started_at).total_seconds())
    return float((opened_at.replace(tzinfo=None) - recording.started_at).total_seconds())


class _Counted:
    """Rows that are counted while they pass, and those among them that hold an error."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows = rows
        self.all = self.failed = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.all += 1
            self.failed += row["error"] is not None
            yield row


def _rows(files: list[Path], clock: ZoneInfo | None, as_json: bool) -> Iterator[dict[str, Any]]:
    """Analyse file after file, holding one at a time; a bad one becomes a row with its sentence."""
    with click.progressbar(files, label="Reading", file=sys.stderr) as bar:
        for path in bar:
            for name, found in _analysed(path, clock):
                analysis, sentence = (found, None) if isinstance(found, Analysis) else (None, found)
                if as_json:
                    result = result_json(analysis) if analysis else {"error": sentence}
                    click.echo(json.dumps({"file": name} | result))
                elif analysis is None:
                    click.echo(sentence, err=True)
                else:
                    click.echo(_line(name, analysis))
                yield row_of(name, analysis, sentence)


def _analysed(path: Path, clock: ZoneInfo | None) -> Iterator[tuple[str, Analysis | str]]:
    """Yield what a file holds: one analysis or sentence, or one for each recording of an archive."""
    try:
        yield from _each(path, clock)
    except AdempauzeError as error:
        yield str(path), str(error)
    except CANNOT_BE_OPENED as error:
        yield str(path), f"{path.name}: cannot be read ({error})."


def _each(path: Path, clock: ZoneInfo | None) -> Iterator[tuple[str, Analysis | str]]:
    try:
        recording = read(path, zone=clock)
    except SeveralRecordingsError:
        for part in read_each(path, zone=clock):
            if not isinstance(part.outcome, UnsupportedFormatError):
                yield f"{path}/{part.name}", _analysis_or_sentence(part)
    else:
        yield str(path), analyse(recording)


def _analysis_or_sentence(part: Part) -> Analysis | str:
    try:
        if isinstance(part.outcome, Recording):
            return analyse(part.outcome)
    except AdempauzeError as error:
        return f"{part.name}: {error}"
    return f"{part.name}: {part.outcome}"


def _line(name: str, analysis: Analysis) -> str:
    added = analysis.dose
    words = [f"{Path(name).name}: {analysis.recording.kind}", f"{analysis.recording.duration_s:.0f} s"]
    if added and added.spo2_nadir_pct is not None:
        words.append(f"nadir {added.spo2_nadir_pct:.0f} %, {added.time_below_s[90]:.0f} s under 90 %")
    if analysis.hr_mean_bpm is not None:
        words.append(f"HR {analysis.hr_mean_bpm:.0f}")
    return ", ".join(words)


def _draw(
    analysis: Analysis, session: LoggedSession | None, plot: Path, theme: Theme, lang: Language
) -> None:
    kind: FileKind = "svg" if plot.suffix.lower() == ".svg" else "png"
    level = session.level if session else None
    plot.write_bytes(draw_recording(analysis, kind=kind, theme=theme, language=lang, level=level))
    click.echo(f"Written: {plot}", err=True)


def table(analysis: Analysis) -> str:
    """Return an analysis as text for a terminal."""
    return "\n".join([*_about(analysis), *_sums(analysis), *_holds(analysis)])


def _about(analysis: Analysis) -> list[str]:
    recording = analysis.recording
    start = recording.started_at.isoformat(sep=" ", timespec="seconds") if recording.started_at else "unknown"
    zone = "" if recording.timezone_known or not recording.started_at else " (device clock, no time zone)"
    site = f", {recording.site}" if recording.site else ""
    lines = [
        f"{recording.kind}, {recording.device or 'unknown device'}{site}",
        f"Start {start}{zone}, {_clock(recording.duration_s)}",
    ]
    for name, channel in recording.channels.items():
        rate = f"{channel.rate_hz:.3g} Hz" if channel.rate_hz else "-"
        lines.append(f"  {name:<22}{channel.n:>8} readings, {rate:>8}, {channel.missing} missing")
    lines += [f"  left out: {drop}" for drop in recording.dropped]
    lines += [f"  rejected: {drop}" for drop in (analysis.trace.rejected if analysis.trace else ())]
    return lines + [f"  note: {note}" for note in recording.notes]


def _clock(duration_s: float) -> str:
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def _sums(analysis: Analysis) -> list[str]:
    added, activity, lines = analysis.dose, analysis.recording.activity, []
    if added and added.spo2_nadir_pct is not None and analysis.gauge:
        below = ", ".join(f"{limit} %: {seconds:.0f} s" for limit, seconds in added.time_below_s.items())
        lines += [
            "",
            f"SpO2     mean {added.spo2_mean_pct:.1f} %, lowest {added.spo2_nadir_pct:.0f} %, "
            f"quality {analysis.quality} ({analysis.covered_frac or 0:.0%} covered)",
            f"Below    {below}",
            f"Dose     HTi {added.hti_pct_min:.1f} %·min, {added.saturation_hours_pct_h:.2f} %·h",
            f"         {analysis.gauge.sentence}",
        ]
        if analysis.odi_per_h[3] is not None:
            lines.append(f"ODI      3: {analysis.odi_per_h[3]:.1f}, 4: {analysis.odi_per_h[4]:.1f} a hour")
            lines.append(f"         {analysis.odi_definition}")
    if analysis.hr_mean_bpm is not None:
        lines.append(
            f"Heart    mean {analysis.hr_mean_bpm:.0f} (by time), highest {analysis.hr_max_bpm:.0f} bpm"
        )
    if analysis.variability:
        beats = analysis.variability
        lines.append(
            f"HRV      RMSSD {beats.rmssd_ms:.1f} ms, SDNN {beats.sdnn_ms:.1f} ms, "
            f"{beats.artefacts} of {beats.beats} beats left out"
        )
    if activity.distance_m is not None:
        lines.append(f"Distance {activity.distance_m:.0f} m")
    if activity.timer_s is not None or activity.elapsed_s is not None:
        timer = "-" if activity.timer_s is None else _clock(activity.timer_s)
        elapsed = "-" if activity.elapsed_s is None else _clock(activity.elapsed_s)
        lines.append(f"Timer    {timer}, elapsed {elapsed}")
    return lines


COLUMNS = "  #   start  length   from  nadir      after    %/s   to 95   HR      quality"


def _holds(analysis: Analysis) -> list[str]:
    if not analysis.holds:
        return []
    return ["", f"Holds    by {analysis.holds_from}", COLUMNS, *map(_hold, analysis.holds)]


def _hold(hold: HoldMeasures) -> str:
    def cell(value: float | None, form: str, width: int) -> str:
        return ("-" if value is None else format(value, form)).rjust(width)

    nadir = "-" if hold.nadir_pct is None else f"{hold.nadir_pct:.0f} ± {hold.nadir_error_pct:.0f}"
    heart = hold.heart
    beat = f"{heart.peak_bpm or 0:.0f}>{heart.lowest_bpm or 0:.0f}" if heart else "-"
    doubts = f" ({'; '.join(hold.reasons)})" if hold.reasons else ""
    return (
        f"{hold.number:>3}{_clock(hold.start_s):>8}{hold.duration_s:>7.0f} s"
        f"{cell(hold.start_spo2_pct, '.0f', 7)}{nadir:>8} %{cell(hold.nadir_after_release_s, '+.0f', 8)} s"
        f"{cell(hold.slope_pct_per_s, '.2f', 7)}{cell(hold.recovery_to_95_s, '.0f', 6)} s"
        f"{beat:>9}  {hold.quality}{doubts}"
    )
