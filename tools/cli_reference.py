"""Write ``docs/reference/cli.md`` from the commands themselves; ``--check`` only says whether it is fresh."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from adempauze.cli import main as root

TARGET = Path(__file__).resolve().parent.parent / "docs/reference/cli.md"
OPENING = """\
# The command line

Written by `make docs` from the commands themselves; every one answers `--help`. Exit code 2 is bad use, 1 is
bad data, each with one sentence.
"""


def commands(command: click.Command, parent: click.Context | None, name: str) -> Iterator[click.Context]:
    """Yield a context for a command and for everything below it, in the order of its help."""
    context = click.Context(command, info_name=name, parent=parent, max_content_width=90, terminal_width=90)
    yield context
    if isinstance(command, click.Group):
        for child_name in command.list_commands(context):
            child = command.get_command(context, child_name)
            if child is not None and not child.hidden:
                yield from commands(child, context, child_name)


def reference() -> str:
    """Return the whole page."""
    sections = [
        f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"
        for context in commands(root, None, "adempauze")
    ]
    return "\n".join([OPENING, *sections])


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(reference())
    elif not TARGET.is_file() or TARGET.read_text() != reference():
        raise SystemExit("docs/reference/cli.md does not say what the commands say. Run: make docs")
