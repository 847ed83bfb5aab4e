"""A real Chromium, and the real site on a port of its own with an empty home."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--enable-features=WebBluetooth",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium of this machine; it resolves no name beyond it."""
    path = os.environ.get("ADEMPAUZE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("No Chromium. Run `make test-browser`, which installs one, or set ADEMPAUZE_CHROMIUM.")
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site as a runner does, on a free port, from an empty home; ``page.goto("/")`` reaches it."""
    with site(tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="session")
def serve() -> "type[site]":
    """Return what serves a home for the length of a block."""
    return site


class site:  # noqa: N801 - reads as the verb it is: ``with site(home) as url``
    """The site, served by its own command, for as long as the block lasts; always on one port."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()

    def __enter__(self) -> str:
        """Start, and return the address once it answers."""
        port = self.port
        self.log = (self.home / "serve.log").open("w+")
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / "adempauze"), "serve"],
            env={**os.environ, "PORT": str(port), "ADEMPAUZE_HOME": str(self.home)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        for _ in range(150):
            if self.process.poll() is not None or answers(f"{url}/healthz"):
                break
            # waits for an answer that may not come; ends at once when the server does
            with_timeout(self.process, seconds=0.2)
        if self.process.poll() is not None or not answers(f"{url}/healthz"):
            self.__exit__()
            pytest.fail(f"The site did not start:\n{(self.home / 'serve.log').read_text()}")
        return url

    def __exit__(self, *reason: object) -> None:
        """Stop the server, and wait until it has."""
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


def with_timeout(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process to end, no longer than *seconds*."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def answers(url: str) -> bool:
    """Say whether a GET of *url* answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
