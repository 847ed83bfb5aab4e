"""``adempauze backup``: the home, in one file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a sentence.")
def command(file: Path, as_json: bool) -> None:
    """Write everything in this home to FILE, also while the site is served.

    The file restores to SQLite and to PostgreSQL alike. A file that is there already is left as it is.
    """
    if file.exists():
        raise click.BadParameter(f"{file} is there already; give a new name.", param_hint="FILE")
    from adempauze_web.config.site import open_site

    open_site()
    from adempauze_web.keeping.archive import backup_write

    counts = backup_write(file, now=datetime.now(tz=UTC))
    sessions = counts["training.sessionlog"]
    click.echo(json.dumps(counts) if as_json else f"Written to {file}: {sessions} sessions.")
