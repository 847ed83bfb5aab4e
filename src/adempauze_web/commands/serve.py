"""``adempauze serve``: the site, on this machine, and with ``--lan`` for the phones at home."""

import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from threading import Thread

import click
import segno

from adempauze_web.config.listening import Listener, serve_together
from adempauze_web.devices.network import bracketed, is_loopback, is_private, reachable_hosts
from adempauze_web.errors import HomeError, SettingError

READY = {"nl": "Adempauze staat klaar op {url}", "en": "Adempauze is ready at {url}"}
READY_FOR_PHONES = {
    "nl": """Adempauze staat klaar.
  Op deze computer  {here}
  Op je telefoon    {there}
{picture}
  Koppelcode        {code}  ({minutes} minuten geldig, één keer; een nieuwe: adempauze pair)
  Certificaat       SHA-256 {fingerprint}
                    Toont je telefoon iets anders, vertrouw het dan niet.""",
    "en": """Adempauze is ready.
  On this computer  {here}
  On your phone     {there}
{picture}
  Pairing code      {code}  (valid for {minutes} minutes, once; a new one: adempauze pair)
  Certificate       SHA-256 {fingerprint}
                    If your phone shows another one, do not trust it.""",
}
# one socket for both kinds of address; Windows keeps them apart, and every home has IPv4
EVERY_ADDRESS = "::" if os.name == "posix" and socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104


@click.command("serve")
@click.option("--lan", is_flag=True, envvar="ADEMPAUZE_LAN", help="Let phones on this network in, paired.")
def command(lan: bool) -> None:
    """Serve the site on this machine; Ctrl-C ends it.

    Makes the home and brings its database up to date first. PORT, DATABASE_URL and the ADEMPAUZE_ settings
    come from the environment. With --lan phones at home reach it too: by https, with a certificate of this
    home's own authority, and only once they are paired with a code.
    """
    os.environ["ADEMPAUZE_LAN"] = "yes" if lan else "no"
    if lan:
        serve_to_phones()
    else:
        serve_here()


def serve_here() -> None:
    """Serve this machine alone."""
    from adempauze_web.config.environment import ENVIRONMENT
    from adempauze_web.config.site import open_site

    listener = Listener(ENVIRONMENT.bind, ENVIRONMENT.port)
    listener.check_is_free()
    open_site()
    url = f"http://{bracketed(listener.address)}:{listener.port}"
    ready = partial(click.echo, READY[language_of(os.environ)].format(url=url))
    Thread(target=call_when_ready, args=([listener], ready), daemon=True).start()
    listener.serve()


def serve_to_phones() -> None:
    """Serve this machine by http, and paired devices by https."""
    from adempauze_web.config.environment import ENVIRONMENT
    from adempauze_web.config.site import open_site
    from adempauze_web.devices.authority import LEAF_CERTIFICATE, ensure_certificates

    own = [host for host in ENVIRONMENT.hosts if not is_loopback(host)]
    if strangers := [host for host in own if not is_private(host)]:
        raise SettingError(f"ADEMPAUZE_HOSTS names {strangers[0]}, which is not a name of a network at home.")
    everywhere = ENVIRONMENT.bind == "127.0.0.1"  # no other was chosen
    address = EVERY_ADDRESS if everywhere else ENVIRONMENT.bind
    Listener(address, ENVIRONMENT.port).check_is_free()
    Listener(address, ENVIRONMENT.tls_port).check_is_free("ADEMPAUZE_TLS_PORT")
    if everywhere and not reachable_hosts():
        raise HomeError(
            "This machine has no address at home. Join the network that your phone is on, and start again."
        )
    open_site()
    known: list[str] = [] if everywhere else [bracketed(address)]

    def prepare() -> tuple[list[Listener], Mapping[str, str]]:
        """Find the addresses of now; one that went away stays known, so that nothing stops for it."""
        now = [*dict.fromkeys([*own, *(reachable_hosts() if everywhere else ()), *known])]
        if set(now) != set(known) or now[0] != known[0]:
            known[:] = now
        hosts = (*known, "localhost", "127.0.0.1", "[::1]")
        folder = ensure_certificates(ENVIRONMENT.home, hosts, now=datetime.now(tz=UTC))
        renewed_at = (folder / LEAF_CERTIFICATE).stat().st_mtime
        secure = Listener(address, ENVIRONMENT.tls_port, folder, renewed_at)
        return [Listener(address, ENVIRONMENT.port), secure], {"ADEMPAUZE_HOSTS": ",".join(hosts)}

    def announce(listeners: list[Listener]) -> None:
        plain, secure = listeners
        own_address = f"https://{bracketed(address)}:{secure.port}"  # one chosen address is not this seat's
        here = f"http://127.0.0.1:{plain.port}" if everywhere else own_address
        say = partial(tell_phones, here, f"http://{known[0]}:{plain.port}")
        Thread(target=call_when_ready, args=(listeners, say), daemon=True).start()

    serve_together(prepare, announce)


def tell_phones(here: str, door: str) -> None:
    """Say where the site is, with the picture for a phone's camera and a fresh pairing code."""
    from django.db import connection
    from django.utils import timezone

    from adempauze_web.accounts.services import home_person_ensure
    from adempauze_web.config.environment import ENVIRONMENT
    from adempauze_web.devices.authority import fingerprint, read_ca
    from adempauze_web.devices.services import CODE_MINUTES, as_shown, code_new

    picture = StringIO()
    if sys.stdout.isatty() and "utf" in (sys.stdout.encoding or "").lower():
        segno.make(door, micro=False).terminal(picture, compact=True)
    code = code_new(person=home_person_ensure(), now=timezone.now())
    connection.close()
    text = READY_FOR_PHONES[language_of(os.environ)].format(
        here=here,
        there=door,
        picture=picture.getvalue(),
        code=as_shown(code),
        minutes=CODE_MINUTES,
        fingerprint=fingerprint(read_ca(ENVIRONMENT.home)),
    )
    click.echo(text)


def call_when_ready(listeners: list[Listener], then: Callable[[], None]) -> None:
    """Call *then* once every listener takes connections."""
    for listener in listeners:
        host = {"::": "::1", "0.0.0.0": "127.0.0.1"}.get(listener.address, listener.address)  # noqa: S104
        while True:
            try:
                socket.create_connection((host, listener.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
    then()


def language_of(environ: Mapping[str, str]) -> str:
    """Return the language of a terminal: Dutch where the environment says so, else English."""
    chosen = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "nl" if chosen.lower().startswith("nl") else "en"
