"""``adempauze replay``: plays a scenario and compares what comes of it with what was expected."""

from pathlib import Path

import click

from adempauze.errors import SheetError
from adempauze.session import (
    HoldResult,
    SessionResult,
    read_scenario,
    result_json,
    run_scenario,
    unexpected,
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
def command(file: Path, as_json: bool) -> None:
    """Play the scenario in FILE, or a session that the site gave back, and say what it was.

    A scenario is JSON with a title, a sheet, events, and what is expected of them. Exit code 1, and the first
    difference in one sentence, where something else comes of it.

    The keys of the JSON: outcome, reasons[{id, at_ms}], holds[{exercise, repetition, activity, started_ms,
    duration_ms, paces, air_hunger_ms, cap_ms, ended_by, late_ms, nadir_tenths, nadir_site, nadir_from,
    nadir_valid, paces_by, hunger}], segments[{index, kind, exercise, repetition, started_ms, ended_ms,
    ended_by}], transitions[{at_ms, phase, segment}], duration_ms.
    """
    try:
        scenario = read_scenario(file.read_bytes())
        result = run_scenario(scenario)
    except SheetError as error:
        raise SheetError(f"{file}: {error}") from error
    click.echo(result_json(result).decode() if as_json else "\n".join(_lines(scenario.title, result)))
    if found := unexpected(scenario, result):
        raise SheetError(f"{file}: {found}")


def _lines(title: str, result: SessionResult) -> list[str]:
    reasons = ", ".join(f"{reason.id} at {_seconds(reason.at_ms)}" for reason in result.reasons)
    return [
        title,
        f"{result.outcome} after {_seconds(result.duration_ms)}" + (f": {reasons}" if reasons else ""),
        *(_hold_line(number, hold) for number, hold in enumerate(result.holds, start=1)),
    ]


def _hold_line(number: int, hold: HoldResult) -> str:
    details = [
        f"{_seconds(hold.duration_ms)} of at most {_seconds(hold.cap_ms)}",
        f"ended by {hold.ended_by}",
    ]
    if hold.paces is not None:
        details.append(f"{hold.paces} paces" + (f" by {hold.paces_by}" if hold.paces_by else ""))
    if hold.air_hunger_ms is not None:
        details.append(f"air hunger at {_seconds(hold.air_hunger_ms)}")
    if hold.nadir_tenths is not None:
        details.append(f"lowest {hold.nadir_tenths / 10:g} % at the {hold.nadir_site}")
    return f"  hold {number}, {hold.activity}: {', '.join(details)}"


def _seconds(duration_ms: int) -> str:
    return f"{duration_ms / 1000:g} s"
