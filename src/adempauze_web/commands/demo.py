"""``adempauze demo``: an empty home, filled, so that every page can be seen full."""

from datetime import UTC, datetime
from random import Random

import click

SEED = 20261122


@click.command("demo")
@click.option("--sessions", type=click.IntRange(1, 1000), help="How many; without it, a year of them.")
def command(sessions: int | None) -> None:
    """Fill an empty home with an invented runner and a year of training.

    Every result is made by replaying a generated log. A home that is in use is left as it is.
    """
    from adempauze_web.config.site import open_site

    open_site()
    from adempauze_web.accounts.services import home_person_ensure
    from adempauze_web.training.demo import YEAR, demo_fill

    now = datetime.now(tz=UTC)
    filled = demo_fill(person=home_person_ensure(), sessions=sessions or YEAR, now=now, rng=Random(SEED))  # noqa: S311
    click.echo(f"Filled with {filled} invented sessions. Start with: adempauze serve")
