"""Where this machine can be reached at home: its private addresses and its name."""

import ipaddress
import re
import socket

import ifaddr

# The only addresses and names this home vouches for: those that mean nothing outside it.
# RFC 1918, RFC 3927, RFC 6598, RFC 4193, and the machine itself.
PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
)
PRIVATE_NAMES = ("local", "lan", "home.arpa", "internal", "localhost")  # RFC 6762, 8375, 6761, and custom
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_ELSEWHERE = ("10.255.255.255", "fd00:ffff::1")  # nothing is sent: the route alone is asked for

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_private(host: str) -> bool:
    """Whether *host*, an address or a name, is one that only a home network gives."""
    address = address_of(host)
    if address is not None:
        return any(address in block for block in PRIVATE if block.version == address.version)
    labels = host.lower().split(".")
    known = any(host.lower() == name or host.lower().endswith(f".{name}") for name in PRIVATE_NAMES)
    return known and all(_LABEL.fullmatch(label) for label in labels)


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine, by address or by name; an IPv4 address may come in IPv6's clothes."""
    address = address_of(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def address_of(host: str) -> Address | None:
    """Return *host* as an address, or None for a name."""
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address


def bracketed(host: str) -> str:
    """Return *host* as it stands in a URL."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def reachable_hosts() -> tuple[str, ...]:
    """Return the private addresses of this machine, then its name.

    IPv4 comes before IPv6, which some home networks give and do not carry; of each, the one mostly used.
    """
    addresses = [
        str(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    private = sorted({one for one in addresses if is_private(one) and not is_loopback(one)})
    usual = [one for one in _usual_addresses() if one in private]
    ordered = sorted(dict.fromkeys([*usual, *private]), key=lambda one: ":" in one)
    name = f"{socket.gethostname().partition('.')[0].lower()}.local"
    names = [name] if private and is_private(name) else []
    return tuple(bracketed(host) for host in (*ordered, *names))


def _usual_addresses() -> list[str]:
    found = []
    for family, elsewhere in zip((socket.AF_INET, socket.AF_INET6), _ELSEWHERE, strict=True):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return found
