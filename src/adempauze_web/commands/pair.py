"""``adempauze pair``: a new code, for one more phone."""

from datetime import UTC, datetime

import click


@click.command("pair")
def command() -> None:
    """Make a code that pairs one device while `adempauze serve --lan` runs; an older code is void."""
    from adempauze_web.config.site import open_site

    open_site()
    from adempauze_web.accounts.services import home_person_ensure
    from adempauze_web.devices.services import CODE_MINUTES, as_shown, code_new

    code = code_new(person=home_person_ensure(), now=datetime.now(tz=UTC))
    click.echo(f"{as_shown(code)}  (valid for {CODE_MINUTES} minutes, for one device)")
