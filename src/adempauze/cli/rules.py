"""``adempauze rules``: the whole rule book, the ladder included."""

import json
from typing import Any

import click
import msgspec

from adempauze.safety.rows import RuleRow, rule_rows


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option("--lang", type=click.Choice(["nl", "en"]), default="en", show_default=True, help="Of the text.")
def command(as_json: bool, lang: str) -> None:
    """Show every rule: what it says, how strong its ground is, where it comes from, what lifts it.

    Strength: A to D and X grade evidence, P is our own proposal. The keys of the JSON: rules[{id, group,
    text{nl, en}, source, strength, hazard, lifts{by, after_days, nl, en}}].
    """
    if as_json:
        click.echo(json.dumps({"rules": [_published(row) for row in rule_rows()]}, ensure_ascii=False))
        return
    group = ""
    for row in rule_rows():
        if row.group != group:
            click.echo(f"\n{row.group}" if group else row.group)
            group = row.group
        click.echo(_line(row, lang))


def _published(row: RuleRow) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    del plain["question"]
    return plain | {"source": row.source.en}


def _line(row: RuleRow, lang: str) -> str:
    asked = [] if row.question is None else [f"      {getattr(row.question, lang)}"]
    return "\n".join(
        (
            f"  {row.id} [{row.strength.value}] {getattr(row.text, lang)}",
            *asked,
            f"      lifted by {row.lifts.by}: {getattr(row.lifts, lang)}  ({row.hazard})",
            f"      {getattr(row.source, lang)}",
        )
    )
