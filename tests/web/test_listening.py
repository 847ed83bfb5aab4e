"""Serving several ports at once: begun anew when the network changes, ended as one."""

import signal

import ifaddr
import pytest
from click.testing import CliRunner
from tests.serving import Ending, Waiting

from adempauze_web.commands import serve
from adempauze_web.config import listening
from adempauze_web.config.listening import Listener, serve_together
from adempauze_web.devices import network
from adempauze_web.errors import HomeError


@pytest.fixture(autouse=True)
def left_as_it_was(monkeypatch: pytest.MonkeyPatch):
    """Give back the signal that is taken, and the settings that are passed on."""
    monkeypatch.setenv("ADEMPAUZE_HOSTS", "localhost")
    monkeypatch.setenv("ADEMPAUZE_LAN", "no")
    monkeypatch.setattr(listening, "LOOK_AGAIN_S", 0.1)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_another_address_begins_anew_and_ctrl_c_ends_all():
    """The same network does not, however often it is looked at."""
    looks = iter(["home", "home", "home", "cafe", "cafe", "cafe"])
    announced: list[object] = []

    def prepare():
        network = next(looks, None)
        if network is None:
            raise KeyboardInterrupt
        return [Waiting(network), Waiting(f"{network} by https")], {"ADEMPAUZE_HOSTS": f"{network}.local"}

    serve_together(prepare, announced.append)  # type: ignore[arg-type]

    assert announced == [[Waiting(network), Waiting(f"{network} by https")] for network in ("home", "cafe")]


def test_a_server_that_ends_by_itself_is_said():
    """The other one is ended with it."""
    with pytest.raises(HomeError, match="The server ended by itself"):
        serve_together(lambda: ([Ending(), Waiting("other")], {}), lambda _: None)  # type: ignore[list-item]


def test_without_a_network_nothing_is_served(monkeypatch: pytest.MonkeyPatch):
    """In a sentence that says what to do."""
    monkeypatch.setattr(serve, "reachable_hosts", lambda: ())
    monkeypatch.setattr(Listener, "check_is_free", lambda *_: None)
    with pytest.raises(HomeError) as told:
        CliRunner().invoke(serve.command, ["--lan"], catch_exceptions=False)

    assert str(told.value) == (
        "This machine has no address at home. Join the network that your phone is on, and start again."
    )


def test_an_address_of_the_older_kind_is_offered_first(monkeypatch: pytest.MonkeyPatch):
    """Whichever the machine itself would use: some home networks give IPv6 addresses and carry none of it."""
    own = ["fd12::7", "192.168.1.20", "10.0.0.4", "2001:db8::1", "127.0.0.1"]
    ips = [ifaddr.IP((one, 0, 0) if ":" in one else one, 24, "card") for one in own]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [ifaddr.Adapter("card", "card", ips)])
    monkeypatch.setattr(network, "_usual_addresses", lambda: ["fd12::7", "192.168.1.20"])
    monkeypatch.setattr(network.socket, "gethostname", lambda: "laptop")

    assert network.reachable_hosts() == ("192.168.1.20", "10.0.0.4", "[fd12::7]", "laptop.local")

    monkeypatch.setattr(network, "_usual_addresses", lambda: ["fd12::7"])
    assert network.reachable_hosts()[0] == "10.0.0.4"
