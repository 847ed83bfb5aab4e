"""What a command writes: a file whose ending says what it is."""

from collections.abc import Callable
from pathlib import Path

import click


def ending_in(*endings: str) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """Return a check of an option: its file ends in one of *endings*, before anything is computed."""

    def check(_context: click.Context, _option: click.Parameter, file: Path | None) -> Path | None:
        if file is not None and file.suffix.lower() not in endings:
            raise click.BadParameter(f'the file must end in {" or ".join(endings)}; got "{file.name}".')
        return file

    return check
