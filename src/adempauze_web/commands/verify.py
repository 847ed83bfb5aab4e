"""``adempauze verify``: say whether everything in this home is as it was written."""

import json

import click


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of sentences.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check this home: every log replays to its stored result, byte for byte.

    Also checked: the digests of the sheets, the owners, and the database itself. Ends with 1 on any fault.
    """
    from adempauze_web.config.site import open_site

    open_site()
    from adempauze_web.keeping.checking import home_faults
    from adempauze_web.training.models import SessionLog

    faults, sessions = home_faults(), SessionLog.objects.count()
    if as_json:
        click.echo(json.dumps({"sessions": sessions, "faults": faults}))
    elif faults:
        click.echo("\n".join(faults), err=True)
    else:
        click.echo(f"In order: {sessions} sessions replay to their results.")
    ctx.exit(1 if faults else 0)
