"""``adempauze population``: virtual runners train by the real rules, and their arteries are watched."""

from json import dumps
from pathlib import Path

import click

from adempauze.cli.written import ending_in

MOST_TENTHS = 1000


@click.command()
@click.argument("protocol")
@click.option("--runners", default=100, show_default=True, help="How many virtual runners.")
@click.option("--weeks", default=6, show_default=True, help="Weeks of three sessions each.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same runners anywhere.",
)
@click.option("--signal", type=click.Choice(["live", "seen", "none"]), default="live", show_default=True)
@click.option("--site", type=click.Choice(["finger", "ear"]), default="finger", show_default=True)
@click.option("--structure", default="as kept", show_default=True, help="A candidate model, by name.")
@click.option("--without", multiple=True, help="A rule of the gate to switch off, by id; may be repeated.")
@click.option("--gate", "changes", multiple=True, help="A number of the gate, as recovered_tenths=930.")
@click.option("--scheduler", help="Address of a Dask scheduler; without it, this machine.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending_in(".parquet"),
    help="Write every hold to a .parquet table.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(
    protocol: str,
    runners: int,
    weeks: int,
    seed: int,
    signal: str,
    site: str,
    structure: str,
    without: tuple[str, ...],
    changes: tuple[str, ...],
    scheduler: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Let virtual runners train PROTOCOL for weeks: cleared, played and judged by the real rules."""
    from adempauze.body.parameters import calibrated
    from adempauze.body.structures import STRUCTURES
    from adempauze.errors import ParameterError
    from adempauze.session.sheet import SignalKind
    from adempauze.studies.population import (
        HOLD_COLUMNS,
        Study,
        holds_of,
        on_cluster,
        on_this_machine,
        population,
        summary,
    )

    if structure not in STRUCTURES:
        raise ParameterError(f'There is no structure "{structure}". There are: {", ".join(STRUCTURES)}.')
    changed = STRUCTURES[structure][1]
    study = Study(
        protocol=protocol,
        weeks=weeks,
        signal=SignalKind(signal),
        site="ear" if site == "ear" else "finger",
        values=dict(calibrated()) | dict(changed) if changed else None,
        without=without,
        gate=dict(_number(change) for change in changes),
    )
    trained = population(
        study,
        runners=runners,
        seed=seed,
        over=on_cluster(scheduler) if scheduler else on_this_machine,
        told=lambda done: click.echo(f"\r{done} of {runners}", nl=done >= runners, err=True),
    )
    found = summary(trained)
    if out is not None:
        from adempauze.io import write_parquet

        write_parquet(holds_of(trained), out, HOLD_COLUMNS)
    if as_json:
        click.echo(dumps(found, indent=1))
        return
    under = [_pct(found[f"{who}_under_{limit}_frac"]) for who in ("holds", "displayed") for limit in (80, 75)]
    click.echo(
        f"{found['runners']} runners, {found['sessions']} sessions, {found['holds']} holds (main set)."
    )
    click.echo(f"Arterial under 80: {under[0]}, under 75: {under[1]}; displayed: {under[2]}, {under[3]}.")
    click.echo("level  reached  on day  holds  in band  from 3rd session  under 80  artery 5, 50, 95 %")
    for row in found["by_level"]:
        click.echo(
            f"{row['level']:5}{row['runners_reached']:9}{row['median_day_reached']:8.0f}{row['holds']:7}"
            f"{_pct(row['in_band_frac']):>9}{_pct(row['in_band_from_third_session_frac']):>18}"
            f"{_pct(row['under_80_frac']):>10}  {row['arterial_nadir_pct_5_50_95']}"
        )
    for name in ("stopped", "locks", "refused"):
        said = ", ".join(f"{row['reason']} {row['times']}" for row in found[name]) or "none"
        click.echo(f"{name}: {said}")


def _number(change: str) -> tuple[str, int]:
    name, _, value = change.partition("=")
    if not value.isdecimal() or int(value) > MOST_TENTHS:
        raise click.BadParameter(
            f'write a whole number to {MOST_TENTHS}, as recovered_tenths=930; got "{change}".'
        )
    return name, int(value)


def _pct(frac: float | None) -> str:
    return "-" if frac is None else f"{100 * frac:.2f} %"
