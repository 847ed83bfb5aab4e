"""``adempauze audio``: a session as one sound file, for a music player or a watch."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal

import click
from msgspec.structs import replace

from adempauze.cli.written import ending_in
from adempauze.errors import AdempauzeError, ParameterError, SheetError
from adempauze.planning import prescribe
from adempauze.planning.progress import OPEN_LEVEL
from adempauze.protocols import shipped_protocol
from adempauze.safety import open_sheet, refuse_sheet
from adempauze.safety.files import read_answers
from adempauze.session import Sheet, SignalKind, read_sheet
from adempauze.session.sheet import Option, Question, Verdict
from adempauze.tracks import CueRules, lay_out, read_cue_rules, render_track


@click.command()
@click.argument("protocol")
@click.option(
    "--lang", type=click.Choice(["nl", "en"]), help="Language.  [default: that of the sheet, without one nl]"
)
@click.option(
    "--sheet",
    "sheet_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sheet that was cleared for you, from `adempauze clear --out`; it must be of today.",
)
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your answers of today to the questions on the sheet, by rule id, as JSON.",
)
@click.option(
    "--cues",
    "cues_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON with what is announced, such as {"seconds": 10, "halfway_hold": true}.',
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=ending_in(".mp3", ".flac"),
    help="The MP3 to write, or a FLAC.",
)
def command(
    protocol: str,
    lang: Literal["nl", "en"] | None,
    sheet_file: Path | None,
    answers_file: Path | None,
    cues_file: Path | None,
    out: Path,
) -> None:
    """Write PROTOCOL as an MP3 that plays a whole session, every hold at its cap.

    Without a sheet it is the session of level 1, and its first words say who may use it, and where. A file
    asks nothing: a question on the sheet that is not answered makes it the lighter session.

    The keys of the cues, and what holds where one is left out: seconds of a hold (5: every fifth is said, 0:
    none), breaths of a recovery (1: each), halfway_hold (false), halfway_rest (true), last_three_start
    (true), last_three_cap (false). paces and hunger are for the player; a file hears neither. A voice of
    your own stays on the site where you recorded it: the sound file that the site makes has it.
    """
    now = datetime.now().astimezone()
    if sheet_file is None:
        planned = prescribe(shipped_protocol(protocol), level=OPEN_LEVEL, signal=SignalKind.NONE)
        sheet = open_sheet(planned, lang=lang or "nl", now=now, sheet_id="for-anybody")
    else:
        sheet = _cleared_sheet(sheet_file, protocol, now)
        sheet = replace(sheet, lang=lang or sheet.lang)
    lowered = sheet_file is not None and _is_lowered(sheet, answers_file)
    rules = CueRules() if cues_file is None else _cue_rules(cues_file)
    track = lay_out(sheet, day=None if sheet_file is None else now.date(), lowered=lowered, rules=rules)
    render_track(track, files("adempauze_web") / "static" / "built" / "clips", out)
    minutes = track.layout.duration_ms / 60_000
    click.echo(
        f"{out}: {len(track.holds)} holds in {minutes:.1f} minutes, {out.stat().st_size / 1e6:.1f} MB."
    )


def _is_lowered(sheet: Sheet, answers_file: Path | None) -> bool:
    """Whether an answer makes the session lighter, or is missing; SheetError where one refuses it."""
    answers = {} if answers_file is None else read_answers(answers_file.read_bytes()).preflight
    options = [_answered(question, answers.get(question.id)) for question in sheet.preflight]
    for option in options:
        if option is not None and option.verdict is Verdict.NO:
            raise SheetError(option.reason or option.text)
    return any(option is None or option.verdict is Verdict.LOWER for option in options)


def _answered(question: Question, said: bool | str | None) -> Option | None:
    value = {True: "yes", False: "no"}.get(said) if isinstance(said, bool) else said
    return next((option for option in question.options if option.value == value), None)


def _cue_rules(file: Path) -> CueRules:
    try:
        return read_cue_rules(file.read_bytes())
    except ParameterError as error:
        raise ParameterError(f"{file}: {error}") from error


def _cleared_sheet(file: Path, protocol: str, now: datetime) -> Sheet:
    try:
        sheet = read_sheet(file.read_bytes())
    except AdempauzeError as error:
        raise SheetError(f"{file}: {error}") from error
    if sheet.protocol != protocol:
        raise click.BadParameter(f'{file} is a sheet of "{sheet.protocol}", not of "{protocol}".')
    if sheet.demonstration:
        raise SheetError(f"{file}: a demonstration is only for watching; it is never rendered.")
    if refusal := refuse_sheet(sheet, now=now):
        raise SheetError(f"{file}: {refusal.most_limiting.text.en}")
    return sheet
