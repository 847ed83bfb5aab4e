"""``adempauze validate``: is the model right? Published experiments beside what it says."""

from dataclasses import asdict
from json import dumps
from pathlib import Path

import click

from adempauze.errors import ProtocolError


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--quick", is_flag=True, help="Only the middle of every assumption.")
def command(files: tuple[Path, ...], as_json: bool, quick: bool) -> None:
    """Set the model beside published experiments: those of FILES, or all that are shipped.

    Every number that a paper does not give is an assumption with a low, a middle and a high value; inside is
    judged at the middle. Beside a saturation that a sensor showed stands what the artery did.
    """
    from adempauze.body.experiments import read_experiment, shipped
    from adempauze.body.validate import validate

    experiments = [read_experiment(file) for file in (files or shipped())]
    if len({e.row for e in experiments}) < len(experiments):
        raise ProtocolError("two files have the same row; an experiment is one file.")
    findings = [
        finding for experiment in experiments for finding in validate(experiment, assumptions=not quick)
    ]
    if as_json:
        rows = [
            {key: value for key, value in asdict(finding).items() if key != "arterial_nadir_pct"}
            for finding in findings
        ]
        click.echo(dumps({"experiments": rows}, indent=1))
        return
    click.echo(
        f"{'':22}{'published':>10}{'model':>9}{'±':>7}  {'':8}{'artery':>7}  low to high of what is assumed"
    )
    for finding in findings:
        artery = "" if finding.arterial_nadir_pct is None else f"{finding.arterial_nadir_pct:.1f}"
        tried = "; ".join(f"{a.name} {a.model_low:.4g} to {a.model_high:.4g}" for a in finding.assumptions)
        click.echo(
            f"{finding.experiment:22}{finding.published:10.4g}{finding.model:9.4g}{finding.tolerance:7.3g}  "
            f"{'inside' if finding.inside else 'OUTSIDE':8}{artery:>7}  {tried}"
        )
    rows_inside = [
        row
        for row in dict.fromkeys(f.experiment.split("-")[0] for f in findings)
        if all(f.inside for f in findings if f.experiment.split("-")[0] == row)
    ]
    inside = sum(f.inside for f in findings)
    click.echo(
        f"{inside} of {len(findings)} numbers inside; of {len(experiments)} experiments "
        f"{len(rows_inside)} with all their numbers inside: {', '.join(rows_inside) or 'none'}."
    )
