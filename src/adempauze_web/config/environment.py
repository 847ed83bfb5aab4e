"""The settings a person can give, all of them: name, type, default and help in one table."""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from adempauze_web.errors import SettingError

PREFIX = "ADEMPAUZE_"

# by the tests, the build and the tools: named here so that they do not stop the start
READ_ELSEWHERE = frozenset(
    {"ADEMPAUZE_CHROMIUM", "ADEMPAUZE_DEEP", "ADEMPAUZE_SHARED", "ADEMPAUZE_SKIP_FRONTEND"}
)


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ValueError("a folder written in full, from the root on")
    return path


def _yes_or_no(text: str) -> bool:
    try:
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[text.lower()]
    except KeyError:
        raise ValueError("yes or no") from None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError("a whole number from 1 to 65535")
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError("an IP address, for instance 127.0.0.1") from None


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not hosts or "*" in hosts:
        raise ValueError("host names with commas between them; a bare * is not taken")
    return hosts


def _database(text: str) -> str:
    if not text.startswith(("postgres://", "postgresql://")):
        raise ValueError("an address like postgresql://user:password@host:5432/name")
    return text


def _row(name: str, read: Callable[[str], Any], text: str) -> dict[str, Any]:
    return {"name": name, "read": read, "help": text}


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Every setting, read and checked. The fields are the table."""

    home: Path = field(
        default_factory=lambda: user_data_path("adempauze", appauthor=False),
        metadata=_row("ADEMPAUZE_HOME", _folder, "The folder with the database and the secret key."),
    )
    home_mode: bool = field(
        default=True,
        metadata=_row(
            "ADEMPAUZE_HOME_MODE",
            _yes_or_no,
            "Whoever sits at this machine is signed in as person 1; only on a loopback address.",
        ),
    )
    bind: str = field(
        default="127.0.0.1", metadata=_row("ADEMPAUZE_BIND", _address, "The address to listen on.")
    )
    hosts: tuple[str, ...] = field(
        default=("127.0.0.1", "localhost", "[::1]"),
        metadata=_row("ADEMPAUZE_HOSTS", _hosts, "The host names this site answers to."),
    )
    port: int = field(default=8000, metadata=_row("PORT", _port, "The port to listen on."))
    lan: bool = field(
        default=False,
        metadata=_row(
            "ADEMPAUZE_LAN",
            _yes_or_no,
            "Let phones in from the network at home, once they are paired; `adempauze serve --lan` sets it.",
        ),
    )
    tls_port: int = field(
        default=8443, metadata=_row("ADEMPAUZE_TLS_PORT", _port, "The port for https, for phones at home.")
    )
    database_url: str = field(
        default="",
        metadata=_row("DATABASE_URL", _database, "A PostgreSQL database; without it, SQLite in the home."),
    )

    def __post_init__(self) -> None:
        if self.lan and not self.home_mode:
            raise SettingError("ADEMPAUZE_LAN lets phones into the home of person 1, so it needs home mode.")
        if self.lan and self.port == self.tls_port:
            raise SettingError(f"PORT and ADEMPAUZE_TLS_PORT are both {self.port}; give each its own.")
        if self.home_mode and not self.lan and not ipaddress.ip_address(self.bind).is_loopback:
            raise SettingError(
                f"ADEMPAUZE_BIND is {self.bind}, which others can reach, and home mode signs everybody in as "
                "person 1. Use a loopback address, `adempauze serve --lan`, or set ADEMPAUZE_HOME_MODE=no."
            )


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Return the settings in *environ*; SettingError names one that is unknown or cannot be used."""
    table = {row.metadata["name"]: row for row in fields(Environment)}
    for name in environ:
        if name.startswith(PREFIX) and name not in table and name not in READ_ELSEWHERE:
            known = ", ".join(sorted(known for known in table if known.startswith(PREFIX)))
            raise SettingError(f"{name} is not a setting. There are: {known}.")
    given = {}
    for name, row in table.items():
        if environ.get(name):
            try:
                given[row.name] = row.metadata["read"](environ[name])
            except ValueError as error:
                shown = "this value" if row.name == "database_url" else f'"{environ[name]}"'
                raise SettingError(f"{name} must be {error}; got {shown}.") from error
    return Environment(**given)


ENVIRONMENT = read_environment(os.environ)
"""The settings of this process, read once."""
