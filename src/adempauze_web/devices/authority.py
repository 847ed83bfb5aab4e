"""The certificate authority of this home, and the certificate that it gives the site.

Made on the first start. It can vouch for private addresses and home names only, so that a key which is stolen
opens no other site on the phones that trust it.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from adempauze_web.devices.network import PRIVATE, PRIVATE_NAMES, address_of
from adempauze_web.errors import HomeError

CA_DAYS = 3 * 365  # (our proposal) then every phone is asked to trust again
LEAF_DAYS = 397  # the least that a browser has asked for; Apple takes 825 from a CA that its owner added
RENEW_DAYS = 30
CLOCK_SLACK = timedelta(days=1)  # a phone whose clock is behind

FOLDER = "tls"
CA_CERTIFICATE, CA_KEY = "ca.crt", "ca.key"
LEAF_CERTIFICATE, LEAF_KEY = "site.crt", "site.key"


def ensure_certificates(home: Path, hosts: Sequence[str], *, now: datetime) -> Path:
    """Make or renew what is missing, ends soon or names other hosts; return the folder that holds it all."""
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / CA_KEY).exists() or _ends_soon(read_ca(home), now):
            _make_authority(folder, now)
        leaf = _read(folder / LEAF_CERTIFICATE) if (folder / LEAF_CERTIFICATE).exists() else None
        if leaf is None or _ends_soon(leaf, now) or not _fits(leaf, read_ca(home), hosts):
            _make_leaf(folder, hosts, now)
    except OSError as error:
        raise HomeError(
            f"The certificates in {folder} cannot be used: {(error.strerror or str(error)).lower()}."
        ) from error
    return folder


def read_ca(home: Path) -> x509.Certificate:
    """Return the certificate of the authority; FileNotFoundError where this home never made one."""
    return _read(home / FOLDER / CA_CERTIFICATE)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate as phones show it, for a person to compare."""
    return certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise _damaged(path.parent) from error


def _damaged(folder: Path) -> HomeError:
    return HomeError(
        f"The certificates in {folder} are damaged. Remove that folder: new ones are made at the next "
        "start, and every phone must then trust the new one."
    )


def _ends_soon(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_after_utc - now < timedelta(days=RENEW_DAYS)


def _fits(leaf: x509.Certificate, ca: x509.Certificate, hosts: Sequence[str]) -> bool:
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    issued_by = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    is_of = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    return issued_by == is_of and list(names) == _names(hosts)


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [
        x509.DNSName(host) if address is None else x509.IPAddress(address)
        for host, address in ((host, address_of(host)) for host in hosts)
    ]


def _make_authority(folder: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Adempauze"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Adempauze thuis {now:%Y-%m-%d}"),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in PRIVATE_NAMES]
    permitted += [x509.IPAddress(block) for block in PRIVATE]
    certificate = (
        _builder(name, name, key.public_key(), now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    _write(folder / CA_CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    _write(folder / CA_KEY, _pem_of(key))


def _make_leaf(folder: Path, hosts: Sequence[str], now: datetime) -> None:
    ca = _read(folder / CA_CERTIFICATE)
    try:
        ca_key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise _damaged(folder) from error
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey) or ca_key.public_key() != ca.public_key():
        raise _damaged(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Adempauze")])
    until = min(LEAF_DAYS, (ca.not_valid_after_utc - now).days)
    certificate = (
        _builder(ca.subject, name, key.public_key(), now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    _write(folder / LEAF_CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    _write(folder / LEAF_KEY, _pem_of(key))


def _builder(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now - CLOCK_SLACK + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes) -> None:
    """Write a file for its owner alone, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
