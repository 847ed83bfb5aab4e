"""``adempauze rules``: the whole rule book, the ladder included."""

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
        click.echo(msgspec.json.encode({"rules": rule_rows()}).decode())
        return
    group = ""
    for row in rule_rows():
        if row.group != group:
            click.echo(f"\n{row.group}" if group else row.group)
            group = row.group
        click.echo(_line(row, lang))


def _line(row: RuleRow, lang: str) -> str:
    return "\n".join(
        (
            f"  {row.id} [{row.strength.value}] {getattr(row.text, lang)}",
            f"      lifted by {row.lifts.by}: {getattr(row.lifts, lang)}  ({row.hazard})",
            f"      {row.source}",
        )
    )
