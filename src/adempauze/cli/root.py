"""The root of ``adempauze``: finds the commands, and turns an error into one sentence."""

import errno
from importlib import import_module
from typing import Any

import click

from adempauze.errors import AdempauzeError

# name of the command -> module that holds it; imported when asked for, so that help stays quick
COMMANDS: dict[str, str] = {
    "replay": "adempauze.cli.replay",
    "audio": "adempauze.cli.audio",
    "record": "adempauze.cli.record",
    "analyse": "adempauze.cli.analyse",
    "population": "adempauze.cli.population",
    "simulate": "adempauze.cli.simulate",
    "validate": "adempauze.cli.validate",
    "serve": "adempauze_web.commands.serve",
    "pair": "adempauze_web.commands.pair",
    "demo": "adempauze_web.commands.demo",
    "protocols": "adempauze.cli.protocols",
    "rules": "adempauze.cli.rules",
    "clear": "adempauze.cli.clear",
    "backup": "adempauze_web.commands.backup",
    "restore": "adempauze_web.commands.restore",
    "verify": "adempauze_web.commands.verify",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is used or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of a runner's use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name])
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; bad data ends in its sentence and exit code."""
        try:
            return super().invoke(ctx)
        except AdempauzeError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except OSError as error:  # a disc that is full, a folder that is not there or may not be used
            if error.errno == errno.EPIPE:  # whoever read on has gone: click ends quietly
                raise
            what = error.filename or "A file"
            why = str(error.strerror or error).lower()
            click.echo(f"{what} cannot be used: {why}.", err=True)
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="adempauze", prog_name="adempauze")
def main() -> None:
    """Breath-hold altitude training for runners, guided and measured."""
