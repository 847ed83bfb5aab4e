"""``adempauze restore``: a backup, brought back."""

import json
from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a sentence.")
def command(file: Path, as_json: bool) -> None:
    """Fill this empty home from the backup FILE.

    FILE is checked first and the home afterwards; a home that is in use is left as it is.
    """
    from adempauze_web.config.site import open_site

    open_site()
    from adempauze_web.keeping.archive import backup_restore

    counts = backup_restore(file)
    sessions = counts["training.sessionlog"]
    click.echo(json.dumps(counts) if as_json else f"Restored from {file}: {sessions} sessions.")
