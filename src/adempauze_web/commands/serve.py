"""``adempauze serve``: the site, on this machine."""

import os
import socket
import time
from collections.abc import Mapping
from threading import Thread

import click

from adempauze_web.errors import HomeError

THREADS = 8  # one process: a runner at home, or a club's evening
KILL_AFTER_S = 2  # a browser keeps its connections open, and Ctrl-C must not wait for it to close them
READY = {"nl": "Adempauze staat klaar op {url}", "en": "Adempauze is ready at {url}"}


@click.command("serve")
def command() -> None:
    """Serve the site on this machine; Ctrl-C ends it.

    Makes the home and brings its database up to date first. PORT, DATABASE_URL and the ADEMPAUZE_ settings
    come from the environment.
    """
    from adempauze_web.config.environment import ENVIRONMENT
    from adempauze_web.config.site import open_site

    address, port = ENVIRONMENT.bind, ENVIRONMENT.port
    check_port_is_free(address, port)
    open_site()

    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "adempauze_web.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_enabled=False,
        workers_kill_timeout=KILL_AFTER_S,
    )
    Thread(target=announce_when_ready, args=(address, port), daemon=True).start()
    server.serve()


def announce_when_ready(address: str, port: int) -> None:
    """Say where the site is, once it takes connections."""
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            break
    url = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    click.echo(READY[language_of(os.environ)].format(url=url))


def language_of(environ: Mapping[str, str]) -> str:
    """Return the language of a terminal: Dutch where the environment says so, else English."""
    chosen = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "nl" if chosen.lower().startswith("nl") else "en"


def check_port_is_free(address: str, port: int) -> None:
    """Raise HomeError where something else listens already."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise HomeError(
                f"Port {port} of {address} cannot be used: {os.strerror(error.errno or 0).lower()}. "
                f"Set another one, for instance PORT={port % 65535 + 1}."
            ) from error
