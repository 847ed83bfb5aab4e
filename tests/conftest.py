"""What holds for every test: fixed examples, and no network beyond this machine."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# "ci" draws the same examples every time; a first numba call is slow, so no example has a deadline
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile(
    "deep", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection that would leave the loopback."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _refusing(getattr(socket.socket, name)))
        yield


def _refusing(connect: Any) -> Any:
    def connect_within(sock: socket.socket, address: Any) -> Any:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise PermissionError(f"A test tried to reach {address[0]}; tests stay on this machine.")
        return connect(sock, address)

    return connect_within


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real recordings that lies beside the project, where there is one."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ADEMPAUZE_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip("shared data not beside the project")
    return folder
