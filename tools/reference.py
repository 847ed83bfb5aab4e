"""Write the pages of ``docs/reference`` that the program itself knows; ``--check`` only compares them."""

import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import click

from adempauze.cli import main as root
from adempauze_web.config.environment import Environment

FOLDER = Path(__file__).resolve().parent.parent / "docs/reference"
CLI_OPENING = """\
# The command line

Written by `make docs` from the commands themselves; every one answers `--help`. Exit code 2 is bad use, 1 is
bad data, each with one sentence.
"""
SETTINGS_OPENING = """\
# Settings

Written by `make docs` from the program itself. A setting is a variable of the environment, read once at the
start; one that is unknown or cannot be used stops the start with a sentence.

| name | default | what it does |
| --- | --- | --- |
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


def cli_page() -> str:
    """Return the help of every command."""
    sections = [
        f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"
        for context in commands(root, None, "adempauze")
    ]
    return "\n".join([CLI_OPENING, *sections])


def settings_page() -> str:
    """Return the table of settings."""
    return SETTINGS_OPENING + "".join(
        f"| `{row.metadata['name']}` | {shown(row.default)} | {row.metadata['help']} |\n"
        for row in fields(Environment)
    )


def shown(default: object) -> str:
    """Return a default as a person would give it; one that is worked out differs on every machine."""
    if default is MISSING:
        return "the data folder of the user"
    if isinstance(default, bool):
        return "yes" if default else "no"
    text = ",".join(default) if isinstance(default, tuple) else str(default)
    return f"`{text}`" if text else "none"


if __name__ == "__main__":
    for name, page in {"cli.md": cli_page(), "settings.md": settings_page()}.items():
        target = FOLDER / name
        if "--check" not in sys.argv:
            target.write_text(page)
        elif not target.is_file() or target.read_text() != page:
            raise SystemExit(f"docs/reference/{name} does not say what the program says. Run: make docs")
