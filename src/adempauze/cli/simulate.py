"""``adempauze simulate``: what a session would do to a runner."""

import tomllib
from json import dumps
from pathlib import Path
from typing import Any

import click

from adempauze.cli.written import ending_in
from adempauze.errors import ProtocolError, check_range

MOST_RUNNERS = 10_000


@click.command()
@click.argument("protocol")
@click.option(
    "--runner",
    "runner_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="TOML file: sex, age_y, height_m, mass_kg, vo2max_ml_kg_min, and more if known.",
)
@click.option("--sensor", type=click.Choice(["finger", "ear"]), default="finger", show_default=True)
@click.option("--averaging-s", default=4.0, show_default=True, help="Averaging time of the sensor, s.")
@click.option("--without-caps", is_flag=True, help="Every hold to the breaking point. No rule clears this.")
@click.option("--runners", default=60, show_default=True, help="People like him, for the band.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the band.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending_in(".svg"),
    help="Write a picture: OUT.svg.",
)
def command(
    protocol: str,
    runner_file: Path,
    sensor: str,
    averaging_s: float,
    without_caps: bool,
    runners: int,
    seed: int,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Say what PROTOCOL, a shipped one or a file, would do to the runner in a file.

    Given as a band: 90 of 100 people like him are in it. What the artery does stands beside what the sensor
    shows. A simulation clears nothing: only a session that the rules cleared is played.
    """
    import numpy as np

    from adempauze.body.expect import BESIDE_THE_BAND, expect
    from adempauze.body.playing import stretches_of
    from adempauze.body.runner import Runner
    from adempauze.body.sensors import Sensor
    from adempauze.protocols import read_protocol, shipped_protocol

    file = Path(protocol)
    session = (
        read_protocol(_text(file), name=file.name)
        if file.suffix == ".toml" and file.is_file()
        else shipped_protocol(protocol)
    )
    runner = Runner.from_table(_table(runner_file), where=runner_file.name)
    check_range("--runners", runners, 20, MOST_RUNNERS, "for a band")
    expected = expect(
        runner,
        lambda one: stretches_of(session, one, with_caps=not without_caps),
        Sensor(site="ear" if sensor == "ear" else "finger", averaging_s=averaging_s),
        rng=np.random.default_rng(seed),
        runners=runners,
    )
    if plot is not None:
        from adempauze.figures.trajectory import trajectory_svg

        plot.write_text(trajectory_svg(expected, title=session.title.en), "utf-8")
    clears = "nothing: simulated without caps, no rule clears it" if without_caps else "nothing: a simulation"
    if as_json:
        answer: dict[str, Any] = {
            "protocol": session.id,
            "clears": clears,
            "sensor": sensor,
            "runners": runners,
            "seed": seed,
            "beside_the_band": BESIDE_THE_BAND["en"],
            "holds": [
                {name: getattr(hold, name) for name in hold.__dataclass_fields__} for hold in expected.holds
            ],
        }
        click.echo(dumps(answer, indent=1))
        return
    if without_caps:
        click.echo("Without caps: no rule clears this session; it is simulated, not advised.")
    columns = f"{'artery, lowest':22}{sensor + ', lowest':22}shown late by"
    click.echo(f"{'hold':>4}{'starts':>8}{'lasts':>8}   {columns}")
    for number, hold in enumerate(expected.holds, start=1):
        artery = f"{hold.sao2_nadir_pct:.0f} ({hold.sao2_low_pct:.0f} to {hold.sao2_high_pct:.0f})"
        shown = f"{hold.spo2_nadir_pct:.0f} ({hold.spo2_low_pct:.0f} to {hold.spo2_high_pct:.0f})"
        when = f"{number:4}{hold.start_s:7.0f}s{hold.duration_s:7.1f}s"
        click.echo(f"{when}   {artery:22}{shown:22}{hold.late_s:.0f} s")
    click.echo(f"Saturation in %, middle of {runners} people like him, and the band of 90 of 100.")
    click.echo(f"{BESIDE_THE_BAND['en']} docs/explanation/model.md")


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as fault:
        raise ProtocolError(f"{file.name} is not a TOML file: {fault}.") from fault


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as fault:
        raise ProtocolError(f"{file.name} is not a TOML file: {fault}.") from fault
