"""The authority of a home: what it vouches for, what it cannot, and when it is renewed."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from adempauze_web.devices.authority import _make_leaf, ensure_certificates, fingerprint, read_ca
from adempauze_web.devices.network import is_loopback, is_private
from adempauze_web.errors import HomeError

HOSTS = ("192.168.1.5", "[fd00::2]", "laptop.local", "localhost", "127.0.0.1", "[::1]")
NOW = datetime.now(tz=UTC)


def greet(folder: Path, host: str) -> None:
    """Have a client that trusts this authority alone greet the site as *host*; raise what it finds wrong."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(folder / "site.crt", folder / "site.key")
    client_context = ssl.create_default_context(cafile=folder / "ca.crt")
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(back, there, server_hostname=host.strip("[]"))
    server = server_context.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue


def leaf(folder: Path) -> x509.Certificate:
    """Return the certificate of the site."""
    return x509.load_pem_x509_certificate((folder / "site.crt").read_bytes())


@pytest.mark.parametrize("host", HOSTS)
def test_a_phone_that_trusts_the_authority_trusts_the_site(tmp_path: Path, host: str):
    """By each address and name that it may use."""
    greet(ensure_certificates(tmp_path, HOSTS, now=NOW), host)


def test_another_name_is_not_the_site(tmp_path: Path):
    """The neighbour's machine is not ours."""
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        greet(ensure_certificates(tmp_path, HOSTS, now=NOW), "192.168.1.6")


@pytest.mark.parametrize("host", ["bank.example", "8.8.8.8", "[2001:db8::1]", "local.example"])
def test_a_stolen_key_vouches_for_nothing_outside_the_home(tmp_path: Path, host: str):
    """A certificate that the authority should never give is not believed."""
    folder = ensure_certificates(tmp_path, HOSTS, now=NOW)
    _make_leaf(folder, [host], NOW)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        greet(folder, host)


def test_the_keys_are_for_their_owner_alone(tmp_path: Path):
    """Nobody else on the machine reads them."""
    folder = ensure_certificates(tmp_path, HOSTS, now=NOW)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == dict.fromkeys(
        ("ca.crt", "ca.key", "site.crt", "site.key"), 384
    )


def test_phones_take_its_length(tmp_path: Path):
    """No more than 397 days, for one purpose, and never longer than the authority itself."""
    folder = ensure_certificates(tmp_path, HOSTS, now=NOW)
    site, ca = leaf(folder), read_ca(tmp_path)

    assert site.not_valid_after_utc - site.not_valid_before_utc <= timedelta(days=397)
    assert site.not_valid_after_utc <= ca.not_valid_after_utc
    assert ca.not_valid_after_utc - NOW < timedelta(days=3 * 365 + 1)


@pytest.mark.parametrize(
    ("days", "hosts", "site_is_new", "ca_is_new"),
    [
        (1, HOSTS, False, False),
        (1, ("192.168.1.9", *HOSTS[1:]), True, False),  # the router gave another address
        (370, HOSTS, True, False),
        (3 * 365 - 20, HOSTS, True, True),
    ],
)
def test_what_ends_or_moved_is_renewed_and_nothing_else(
    tmp_path: Path, days: int, hosts: tuple[str, ...], site_is_new: bool, ca_is_new: bool
):
    """A phone has to trust anew only when the authority itself ends."""
    folder = ensure_certificates(tmp_path, HOSTS, now=NOW)
    site, ca = leaf(folder), fingerprint(read_ca(tmp_path))
    ensure_certificates(tmp_path, hosts, now=NOW + timedelta(days=days))

    assert (leaf(folder) != site, fingerprint(read_ca(tmp_path)) != ca) == (site_is_new, ca_is_new)


@pytest.mark.parametrize("name", ["ca.crt", "site.crt"])
def test_a_damaged_certificate_is_said_and_not_replaced(tmp_path: Path, name: str):
    """Making a new authority is the owner's choice: every phone would have to trust anew."""
    folder = ensure_certificates(tmp_path, HOSTS, now=NOW)
    (folder / name).write_bytes(b"spoilt")

    with pytest.raises(HomeError) as told:
        ensure_certificates(tmp_path, HOSTS, now=NOW)
    assert str(told.value) == (
        f"The certificates in {folder} are damaged. Remove that folder: new ones are made at the next start, "
        "and every phone must then trust the new one."
    )


def test_a_key_of_another_authority_is_not_used(tmp_path: Path):
    """A folder that was put together from two would serve what no phone trusts."""
    ours = ensure_certificates(tmp_path, HOSTS, now=NOW)
    (tmp_path / "other").mkdir()
    other = ensure_certificates(tmp_path / "other", HOSTS, now=NOW)
    (ours / "ca.key").write_bytes((other / "ca.key").read_bytes())

    with pytest.raises(HomeError, match="are damaged"):
        ensure_certificates(tmp_path, ["10.0.0.1"], now=NOW)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    """In a sentence, with the folder."""
    (tmp_path / "tls").write_bytes(b"")

    with pytest.raises(HomeError, match=r"The certificates in .*tls cannot be used: file exists\."):
        ensure_certificates(tmp_path, HOSTS, now=NOW)


@pytest.mark.parametrize(
    ("host", "private", "loopback"),
    [
        ("192.168.1.5", True, False),
        ("172.15.0.1", False, False),
        ("172.16.0.1", True, False),
        ("[fd00::2]", True, False),
        ("fe80::1", False, False),  # needs a zone, which no name or certificate can say
        ("::ffff:127.0.0.1", True, True),
        ("8.8.8.8", False, False),
        ("laptop.local", True, False),
        ("laptop.local.example", False, False),
        ("-.local", False, False),
        ("localhost", True, True),
        ("", False, False),
    ],
)
def test_what_is_at_home_and_what_is_this_machine(host: str, private: bool, loopback: bool):
    """Only what means nothing outside the home is vouched for."""
    assert (is_private(host), is_loopback(host)) == (private, loopback)
