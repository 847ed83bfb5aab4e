"""``adempauze clear``: whether this runner may train today, and with which session."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import click
import msgspec

from adempauze.protocols import catalogue_names, shipped_protocol
from adempauze.safety import ClearedSession, Refusal, clear, plan_today
from adempauze.safety.files import answers_schema, local_moment, read_answers, read_runner, runner_schema
from adempauze.session import sheet_json

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _print_schemas(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(json.dumps({"runner": runner_schema(), "answers": answers_schema()}, ensure_ascii=False))
        context.exit()


@click.command()
@click.option("--protocol", "name", type=click.Choice(catalogue_names()), required=True)
@click.option("--runner", "runner_file", type=_FILE, required=True, help="The runner, as JSON.")
@click.option("--answers", "answers_file", type=_FILE, required=True, help="Answers by rule id, as JSON.")
@click.option(
    "--now", "moment", required=True, help="The time, ISO 8601; without a zone, the runner's clock."
)
@click.option(
    "--out", "sheet_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the sheet here."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schemas,
    help="Print the schemas of both files, and stop.",
)
def command(
    name: str, runner_file: Path, answers_file: Path, moment: str, sheet_file: Path | None, as_json: bool
) -> None:
    """Clear today's session of a runner, or say every reason against it, the most limiting first.

    A refusal is an outcome, not an error: the exit code is 0 either way, and `cleared` says which. Exit code
    1 is for files that cannot be used.

    The keys of the JSON: cleared, level, reasons[{id, text{nl, en}, strength, source, lifts{by, after_days,
    nl, en}}], most_limiting, expires_at. A cleared session can have reasons too: what keeps it lower or
    shorter today. most_limiting is the id of the first reason.
    """
    runner = read_runner(runner_file.read_bytes())
    answers = read_answers(answers_file.read_bytes())
    now = local_moment(moment, runner)
    person: dict[str, Any] = {
        "screened": answers.screened(runner, now),
        "birth_year": runner.birth_year,
        "profile": runner.profile,
        "answers": answers.preflight,
    }
    planned = plan_today(shipped_protocol(name), signal=runner.signal, now=now, **person)
    sheet_id = str(uuid5(NAMESPACE_OID, f"{name} {runner} {answers} {now.isoformat()}"))
    verdict = clear(planned, lang=runner.lang, now=now, sheet_id=sheet_id, **person)
    if sheet_file is not None and isinstance(verdict, ClearedSession):
        sheet_file.write_bytes(sheet_json(verdict.sheet))
    answer = _as_json(verdict, now)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _sentences(answer, runner.lang))


def _as_json(verdict: ClearedSession | Refusal, now: datetime) -> dict[str, Any]:
    cleared = verdict if isinstance(verdict, ClearedSession) else None
    ends_at = datetime.fromtimestamp(cleared.sheet.expires_at_ms / 1000, tz=UTC) if cleared else None
    return {
        "cleared": cleared is not None,
        "level": cleared.sheet.level if cleared else None,
        "reasons": [msgspec.to_builtins(one) | {"source": one.source.en} for one in verdict.reasons],
        "most_limiting": verdict.reasons[0].id if verdict.reasons else None,
        "expires_at": ends_at.astimezone(now.tzinfo).isoformat() if ends_at else None,
    }


def _sentences(answer: dict[str, Any], lang: str) -> str:
    first = (
        f"Cleared at level {answer['level']}, until {answer['expires_at']}."
        if answer["cleared"]
        else "No holds today."
    )
    reasons = (f"  {reason['text'][lang]} ({reason['lifts'][lang]})" for reason in answer["reasons"])
    return "\n".join([first, *reasons])
