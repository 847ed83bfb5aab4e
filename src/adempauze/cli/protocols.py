"""``adempauze protocols``: what there is to train, and what it asks."""

import json

import click

from adempauze.protocols import Protocol, catalogue_names, protocol_json, shipped_protocol
from adempauze.protocols.model import Span, source_words


@click.group("protocols")
def command() -> None:
    """Show the protocols that come with it."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def list_protocols(as_json: bool) -> None:
    """List the names and titles of all protocols."""
    protocols = {name: shipped_protocol(name) for name in catalogue_names()}
    if as_json:
        titles = [
            {"name": name, "title": {"nl": one.title.nl, "en": one.title.en}}
            for name, one in protocols.items()
        ]
        click.echo(json.dumps(titles, ensure_ascii=False))
        return
    for name, protocol in protocols.items():
        click.echo(f"{name}: {protocol.title.en} ({protocol.title.nl})")


@command.command("show")
@click.argument("name", type=click.Choice(catalogue_names()), metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def show(name: str, as_json: bool) -> None:
    """Show the protocol NAME: its exercises, its caps, and what we added to its source."""
    protocol = shipped_protocol(name)
    if as_json:
        click.echo(json.dumps(protocol_json(protocol), ensure_ascii=False, indent=2))
    else:
        click.echo(described(protocol))


def described(protocol: Protocol) -> str:
    """Return a protocol as text for a terminal."""
    lines = [f"{protocol.title.en}, version {protocol.version}", protocol.text.en]
    lines.append(f"Source: {source_words(protocol.source).en} (grade {protocol.grade})")
    for exercise in protocol.exercises:
        lines += ["", f"{exercise.title.en}, {_times(exercise.repeat)}", f"  {exercise.text.en}"]
        for segment in exercise.segments:
            if segment.cap_s is not None:
                lines.append(f"  Cap of a hold: {segment.cap_s} s")
            lines += [
                f"  Added: {added.reason.en} ({source_words(added.source).en})" for added in segment.added
            ]
    return "\n".join(lines)


def _times(repeat: Span) -> str:
    return f"{repeat.min} times" if repeat.min == repeat.max else f"{repeat.min} to {repeat.max} times"
