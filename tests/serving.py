"""``adempauze serve --lan`` on an address and a name of its own, and a phone that asks it for pages."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import NamedTuple

ADEMPAUZE = str(Path(sys.executable).parent / "adempauze")
NAME = "adempauze-test.local"
LAST_WORDS = ("do not trust it.\n", "vertrouw het dan niet.\n")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a terminal with this home and nothing else of ours."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ADEMPAUZE_") and name not in ("DATABASE_URL", "LC_ALL", "LANG", "PORT")
    }
    return {**clean, "ADEMPAUZE_HOME": str(home), **settings}


def run(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Give a command and wait for its end."""
    words = [ADEMPAUZE, command, *(["--lan"] if command == "serve" else [])]
    return subprocess.run(words, env=env, capture_output=True, text=True, timeout=60, check=False)


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    body: str


class Served:
    """A home that is served to phones, on an address of its own."""

    def __init__(self, home: Path, lang: str = "C") -> None:
        self.home, self.plain, self.secure = home, free_port(), free_port()
        self.settings = {
            "ADEMPAUZE_BIND": "127.0.0.2",
            "ADEMPAUZE_HOSTS": NAME,
            "PORT": str(self.plain),
            "ADEMPAUZE_TLS_PORT": str(self.secure),
            "LANG": lang,
        }
        self.process = subprocess.Popen(
            [ADEMPAUZE, "serve", "--lan"],
            env=environment(home, **self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.said = ""
        while not self.said.endswith(LAST_WORDS) and (line := self.process.stdout.readline()):
            self.said += line

    @property
    def code(self) -> str:
        """The code in the terminal."""
        found = re.findall(r"\d{4} \d{4}", self.said)
        assert found, self.said
        return str(found[-1])

    def code_again(self) -> None:
        """Make a code for one more phone."""
        self.said += run("pair", environment(self.home)).stdout

    def ask(self, method: str, path: str, body: str = "", *, secure: bool = True, **headers: str) -> Answer:
        """Send a request as a phone that trusts the authority does."""
        trust = ssl.create_default_context(cafile=self.home / "tls/ca.crt")
        connection = (
            _Secure(NAME, self.secure, context=trust, timeout=20)
            if secure
            else http.client.HTTPConnection("127.0.0.2", self.plain, timeout=20)
        )
        port = self.secure if secure else self.plain
        connection.request(method, path, body, {"Host": f"{NAME}:{port}", **headers})
        with closing(connection):
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())

    def end(self, by: signal.Signals = signal.SIGINT) -> str:
        """Stop it as a service manager does, by its own process; return what else it said."""
        self.process.send_signal(by)
        rest, _ = self.process.communicate(timeout=20)
        return rest


class _Secure(http.client.HTTPSConnection):
    """A phone's connection: the name is resolved by the network, and checked against the certificate."""

    def connect(self) -> None:
        self.sock = socket.create_connection(("127.0.0.2", self.port), self.timeout)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Waiting:
    """A listener that listens to nobody."""

    name: str

    def serve(self) -> None:
        """Wait until it is ended."""
        signal.pause()


@dataclass(frozen=True)
class Ending:
    """A listener that gives up."""

    def serve(self) -> None:
        """End at once, as where a port was taken a moment ago."""
