"""Serving several ports at once: begun anew when the network changes, ended as one."""

import signal

import pytest
from click.testing import CliRunner
from tests.serving import Ending, Waiting

from adempauze_web.commands import serve
from adempauze_web.config import listening
from adempauze_web.config.listening import Listener, serve_together
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
