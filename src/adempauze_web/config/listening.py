"""Listening: one server on one port, and the two that let phones in, kept up while the network changes."""

import os
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from types import FrameType

from adempauze_web.errors import HomeError

THREADS = 8  # one process: a runner at home, or a club's evening
KILL_AFTER_S = 2  # a browser keeps its connections open, and Ctrl-C must not wait for it to close them
LOOK_AGAIN_S = 10  # how soon a new address of this machine is served


@dataclass(frozen=True, slots=True)
class Listener:
    """An address and a port, and the folder with the certificate where it speaks TLS."""

    address: str
    port: int
    certificates: Path | None = None
    renewed_at: float = 0.0  # of the certificate: a renewed one makes another listener

    def serve(self) -> None:
        """Serve the site until somebody stops it."""
        from granian.constants import Interfaces
        from granian.server import Server

        Thread(target=_end_with_parent, daemon=True).start()
        folder = self.certificates
        Server(
            "adempauze_web.config.wsgi:application",
            address=self.address,
            port=self.port,
            interface=Interfaces.WSGI,
            blocking_threads=THREADS,
            log_enabled=False,
            workers_kill_timeout=KILL_AFTER_S,
            ssl_cert=folder / "site.crt" if folder else None,
            ssl_key=folder / "site.key" if folder else None,
        ).serve()

    def check_is_free(self, setting: str = "PORT") -> None:
        """Raise HomeError where something else listens already."""
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.address, self.port))
            except OSError as error:
                raise HomeError(
                    f"Port {self.port} of {self.address} cannot be used: "
                    f"{os.strerror(error.errno or 0).lower()}. "
                    f"Set another one, for instance {setting}={self.port % 65535 + 1}."
                ) from error


Prepare = Callable[[], tuple[list[Listener], Mapping[str, str]]]
Announce = Callable[[list[Listener]], None]


def serve_together(prepare: Prepare, announce: Announce) -> None:
    """Serve several listeners, and begin anew whenever *prepare* answers differently; Ctrl-C ends it.

    *prepare* gives the listeners and the settings of their processes; *announce* is called at each beginning.
    """
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        while True:
            listeners, settings = prepare()
            _serve_until_changed(listeners, settings, prepare, announce)
    except KeyboardInterrupt:
        return


def _serve_until_changed(
    listeners: list[Listener],
    settings: Mapping[str, str],
    prepare: Prepare,
    announce: Announce,
) -> None:
    os.environ.update(settings)
    spawn = get_context("spawn")
    servers = [spawn.Process(target=listener.serve) for listener in listeners]
    try:
        for server in servers:
            server.start()
        announce(listeners)
        while not wait([server.sentinel for server in servers], timeout=LOOK_AGAIN_S):
            if prepare() != (listeners, settings):
                return
        raise HomeError("The server ended by itself. Start it again; if it ends again, try another port.")
    finally:
        for server in servers:
            if server.pid is not None:
                server.terminate()
        for server in servers:
            if server.pid is not None:
                server.join()


def _end_with_parent() -> None:
    """Leave no server behind that holds its port, also where the parent was killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
