"""The tools hold what they promise."""

import re
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_a_lock_file_names_no_address(lock: Path):
    """Who installs decides where packages come from; the lock says only what they are."""
    assert re.findall(r"://|--(?:extra-)?index|--find-links", lock.read_text()) == []


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_every_locked_package_is_pinned_and_hashed(lock: Path):
    """A line without a version or a hash would let another package in."""
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert [
        entry for entry in entries if not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:", entry, re.S)
    ] == []


def test_the_front_end_lock_names_no_registry():
    """Npm would write the address it fetched from beside every package."""
    assert '"resolved"' not in (ROOT / "frontend/package-lock.json").read_text()


def test_a_test_cannot_leave_this_machine():
    """The documentation address of RFC 5737 is refused before a packet is sent."""
    with pytest.raises(PermissionError, match="tests stay on this machine"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
