"""``adempauze serve --lan`` as a person starts it, and what a machine on the network gets from it."""

import re
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.serving import NAME, Served, environment, free_port, run


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an empty home to phones."""
    served = Served(tmp_path_factory.mktemp("lan") / "home", lang="nl_NL.UTF-8")
    yield served
    served.end()


def test_the_terminal_says_all_that_a_phone_needs(served: Served):
    """Both addresses, the code, and the fingerprint to compare, in the language of the terminal."""
    assert f"https://127.0.0.2:{served.secure}" in served.said
    assert f"http://{NAME}:{served.plain}" in served.said
    assert re.search(r"Koppelcode        \d{4} \d{4}  \(15 minuten geldig, één keer;", served.said)
    assert re.search(r"SHA-256( [0-9A-F]{2}){32}\n", served.said)


def test_a_phone_comes_in_by_its_certificate_and_its_code(served: Served):
    """Over real TLS: the door, the code, the home; and the code is then spent."""
    door = served.ask("GET", "/", secure=False)
    shut = served.ask("GET", "/")
    form = served.ask("GET", "/pair/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form.body)
    cookies = form.headers["Set-Cookie"].partition(";")[0]
    assert token is not None
    sent = {
        "body": f"code={served.code}&csrfmiddlewaretoken={token[1]}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Origin": f"https://{NAME}:{served.secure}",
    }
    paired = served.ask("POST", "/pair/", **sent)
    replayed = served.ask("POST", "/pair/", **sent)
    device = paired.headers["Set-Cookie"].partition(";")[0]
    home = served.ask("GET", "/", Cookie=device)
    leaked = served.ask("GET", "/", secure=False, Cookie=device)

    assert (door.status, door.headers["Location"]) == (302, "/phone/")
    assert (shut.status, shut.headers["Location"]) == (302, "/pair/")
    assert (paired.status, replayed.status, home.status, leaked.status) == (302, 422, 200, 302)
    assert device.startswith("__Host-adempauze-device=")


@pytest.mark.parametrize(
    "path", ["/../home/tls/ca.key", "/phone/../../tls/ca.key", "/static/../../tls/ca.key", "//tls/ca.key"]
)
@pytest.mark.parametrize("secure", [True, False])
def test_no_path_leads_out_of_the_site(served: Served, path: str, secure: bool):
    """As sent, without a browser that tidies it first."""
    answer = served.ask("GET", path, secure=secure)

    assert answer.status in (302, 404)
    assert "PRIVATE" not in answer.body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_pointed_here_gets_nothing(served: Served, host: str):
    """Neither through the door nor past it."""
    assert [served.ask("GET", "/phone/", secure=secure, Host=host).status for secure in (True, False)] == [
        400
    ] * 2


def test_whoever_sends_slowly_holds_up_nobody(served: Served):
    """Forty forms that never end, from a stranger: the site still answers."""
    trust = ssl.create_default_context(cafile=served.home / "tls/ca.crt")
    own = f"Host: {NAME}:{served.secure}\r\nOrigin: https://{NAME}:{served.secure}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
    with ExitStack() as held:
        for number in range(40):
            path = ("/pair/", "/api/replay", "/recordings/", "/language/")[number % 4]
            plain = socket.create_connection(("127.0.0.2", served.secure), timeout=20)
            slow = held.enter_context(trust.wrap_socket(plain, server_hostname=NAME))
            slow.sendall(f"POST {path} HTTP/1.1\r\n{own}{kind}Cookie: csrftoken={'a' * 32}\r\n\r\na".encode())
        answers = [served.ask("GET", "/healthz", secure=secure).status for secure in (True, False)]

    assert answers == [200, 200]


def test_a_phone_without_the_certificate_is_warned(served: Served):
    """The site is trusted by nobody who did not choose to."""
    with (
        pytest.raises(ssl.SSLCertVerificationError),
        socket.create_connection(("127.0.0.2", served.secure), timeout=20) as plain,
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname=NAME)


def test_a_new_code_can_be_had_while_it_is_served(served: Served):
    """For the next phone."""
    made = run("pair", environment(served.home))

    assert re.fullmatch(r"\d{4} \d{4}  \(valid for 15 minutes, for one device\)\n", made.stdout)


@pytest.mark.parametrize("ends_it", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_frees_its_ports(tmp_path: Path, ends_it: signal.Signals):
    """Given to the command alone, as a service manager does; a second start is told of a taken port."""
    first = Served(tmp_path / "home")
    second = run("serve", environment(tmp_path / "home", **first.settings | {"PORT": str(free_port())}))
    rest = first.end(ends_it)

    assert second.returncode == 1
    assert second.stderr == (
        f"Port {first.secure} of 127.0.0.2 cannot be used: address already in use. "
        f"Set another one, for instance ADEMPAUZE_TLS_PORT={first.secure % 65535 + 1}.\n"
    )
    assert (first.process.returncode, rest) == (0, "")
    for port in (first.plain, first.secure):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"ADEMPAUZE_HOSTS": "club.example.org"},
            "ADEMPAUZE_HOSTS names club.example.org, which is not a name of a network at home.",
        ),
        (
            {"ADEMPAUZE_HOME_MODE": "no"},
            "ADEMPAUZE_LAN lets phones into the home of person 1, so it needs home mode.",
        ),
        ({"ADEMPAUZE_TLS_PORT": "8000"}, "PORT and ADEMPAUZE_TLS_PORT are both 8000; give each its own."),
    ],
)
def test_a_setting_that_would_open_more_stops_the_start(
    tmp_path: Path, settings: dict[str, str], sentence: str
):
    """One sentence, and nothing is made."""
    done = run("serve", environment(tmp_path / "home", **settings))

    assert (done.returncode, done.stderr) == (2, f"{sentence}\n")
    assert not (tmp_path / "home").exists()
