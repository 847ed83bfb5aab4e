"""Phones at home: the door, the pairing code, and what a stranger on the same network gets."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from adempauze_web.accounts.models import Person
from adempauze_web.config.environment import ENVIRONMENT
from adempauze_web.devices.authority import ensure_certificates
from adempauze_web.devices.middleware import COOKIE
from adempauze_web.devices.models import PairedDevice, PairingCode
from adempauze_web.devices.services import code_new
from adempauze_web.keeping.own_data import data_delete

HOST = "192.168.1.5"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_3 like Mac OS X)"


@pytest.fixture(autouse=True)
def lan(runner: Person, settings: Any) -> Iterator[None]:
    """Let phones in."""
    settings.LAN = True
    settings.ALLOWED_HOSTS = [HOST, "localhost", "127.0.0.1"]
    folder = ensure_certificates(ENVIRONMENT.home, [HOST], now=timezone.now())
    yield
    shutil.rmtree(folder)


@pytest.fixture
def here() -> Client:
    """Return a browser on the machine itself."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def code(runner: Person) -> str:
    """Return the pairing code that counts now."""
    return code_new(person=runner, now=timezone.now())


class Phone(Client):
    """A browser somewhere in the house, which comes by https unless told otherwise."""

    def __init__(self, address: str = "192.168.1.20") -> None:
        super().__init__(REMOTE_ADDR=address, HTTP_HOST=HOST, HTTP_USER_AGENT=IPHONE)

    def pair(self, code: str) -> int:
        """Give a code; return the status."""
        return self.post("/pair/", {"code": code}, secure=True).status_code

    def home(self) -> int:
        """Ask for the runner's home; return the status."""
        return self.get("/", secure=True).status_code


def test_the_right_code_lets_a_phone_in_as_the_runner(code: str):
    """It may be typed as it is shown, with a space."""
    phone = Phone()

    assert phone.home() == 302
    assert phone.pair(f"{code[:4]} {code[4:]}") == 302
    assert phone.home() == 200
    assert [device.kind for device in PairedDevice.objects.all()] == ["iphone"]


def test_the_secret_is_kept_from_scripts_other_sites_and_plain_http(code: str):
    """The prefix has a browser refuse the cookie from plain http and for other hosts; we keep a digest."""
    phone = Phone()
    phone.pair(code)
    cookie = phone.cookies[COOKIE]

    assert COOKIE.startswith("__Host-")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie.value not in str(PairedDevice.objects.values())


def test_every_cookie_given_over_https_stays_on_it(code: str):
    """The token of forms and the language too."""
    phone = Phone()
    phone.get("/pair/", secure=True)
    phone.post("/language/", {"language": "en", "next": "/pair/"}, secure=True)

    assert {name: bool(cookie["secure"]) for name, cookie in phone.cookies.items()} == {
        "csrftoken": True,
        django_settings.LANGUAGE_COOKIE_NAME: True,
    }


def test_a_code_pairs_one_device(code: str):
    """Whoever saw it typed comes too late."""
    assert Phone().pair(code) == 302
    assert Phone("192.168.1.66").pair(code) == 422


def test_a_new_code_voids_the_one_before(runner: Person, code: str):
    """There is one code at a time."""
    newer = code_new(person=runner, now=timezone.now())

    assert Phone().pair(code) == 422
    assert Phone().pair(newer) == 302


def test_a_code_ends_after_a_quarter_of_an_hour(runner: Person):
    """What stood on a screen this morning pairs nothing."""
    code = code_new(person=runner, now=timezone.now() - timedelta(minutes=15, seconds=1))

    assert Phone().pair(code) == 422


def test_without_a_code_nothing_pairs():
    """Not an empty one either."""
    assert [Phone().pair(guess) for guess in ("", "00000000")] == [422, 422]


def test_guessing_is_cut_off_by_address_even_at_the_right_code(code: str):
    """Five wrong ones; then the right one teaches nothing, and the owner's own phone still pairs."""
    stranger = Phone("192.168.1.66")
    wrong = "00000000" if code != "00000000" else "11111111"

    assert [stranger.pair(wrong) for _ in range(7)] == [422] * 5 + [429] * 2
    assert stranger.pair(code) == 429
    assert Phone().pair(code) == 302


def test_guessing_from_many_addresses_is_cut_off_as_well(code: str):
    """Twenty wrong ones in all, from anywhere; then only a new code pairs."""
    wrong = "00000000" if code != "00000000" else "11111111"

    statuses = [Phone(f"192.168.1.{host}").pair(wrong) for host in range(50, 71)]

    assert statuses == [422] * 20 + [429]
    assert Phone().pair(code) == 429


def test_a_code_is_kept_as_a_digest_under_our_key(code: str):
    """A copy of the database pairs nobody."""
    assert code not in str(PairingCode.objects.values())


def test_a_revoked_device_is_a_stranger_at_its_next_request(here: Client, code: str):
    """Its old cookie opens nothing, and nor does one that was never given."""
    phone = Phone()
    phone.pair(code)
    other = Phone()
    other.cookies[COOKIE] = "guessed"
    here.post("/devices/revoke/", {"device": PairedDevice.objects.get().pk})

    assert (phone.home(), other.home()) == (302, 302)
    assert phone.get("/api/sessions/", secure=True).status_code == 403


def test_a_device_that_stayed_away_half_a_year_must_pair_again(code: str):
    """A phone that was sold does not stay the runner's for ever."""
    phone = Phone()
    phone.pair(code)
    PairedDevice.objects.update(seen_at=timezone.now() - timedelta(days=181))

    assert phone.home() == 302


def test_a_visit_keeps_a_device_and_renews_its_cookie(code: str):
    """Twice a day at most is it written down."""
    phone = Phone()
    phone.pair(code)
    PairedDevice.objects.update(seen_at=timezone.now() - timedelta(days=3))
    first, second = phone.get("/", secure=True), phone.get("/", secure=True)

    assert (COOKIE in first.cookies, COOKIE in second.cookies) == (True, False)
    assert timezone.now() - PairedDevice.objects.get().seen_at < timedelta(minutes=1)


def test_deleting_everything_ends_every_device(runner: Person, code: str):
    """Whoever was paired with the runner is not paired with the new, empty one."""
    phone = Phone()
    phone.pair(code)
    data_delete(person=runner)

    assert phone.home() == 302


STEPS_OUT = ("/phone/../data/export/", "/phone/%2e%2e/settings/", "/phone/adempauze.key", "/phone/tls/ca.key")


@pytest.mark.parametrize(
    "path",
    ["/", "/sessions/", "/pair/", "/devices/", "/knowledge/", "/data/export/", "/api/replay", *STEPS_OUT],
)
def test_over_plain_http_there_is_nothing_but_the_door(code: str, path: str):
    """Not even to a paired phone: whatever went that way could be read by anybody."""
    phone = Phone()
    phone.pair(code)
    answers = [phone.get(path), phone.post(path)]

    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [
        (302, "/phone/")
    ] * 2


def test_the_door_shows_the_way_in_both_languages():
    """The steps, and the address by https of the host that was asked for."""
    phone = Phone()
    dutch = phone.get("/phone/").content.decode()
    english = phone.get("/phone/", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "Op je telefoon" in dutch
    assert "On your phone" in english
    assert f'href="https://{HOST}:8443/"' in dutch
    assert dutch.count("phonepic") == 7


def test_the_certificate_comes_as_phones_want_it_and_its_key_never():
    """DER, under the type that starts the installation."""
    answer = Phone().get("/phone/adempauze.crt")

    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content[:1] == b"\x30"
    assert b"PRIVATE" not in answer.content


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.6", "localhost.evil.example", "127.0.0.1.nip.io"]
)
def test_another_host_name_is_refused(host: str):
    """A name that was made to point here, on either port."""
    for secure in (False, True):
        assert Phone().get("/phone/", HTTP_HOST=host, secure=secure).status_code == 400


@pytest.mark.parametrize(
    ("address", "host", "secure", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", False, 200),
        ("::ffff:127.0.0.1", "localhost:8000", False, 200),
        ("127.0.0.1", "localhost", True, 302),  # over https this machine is a device as any other
        ("127.0.0.1", HOST, False, 302),  # a tunnel to the port for phones is no seat at the machine
        ("192.168.1.66", "localhost", False, 302),
        ("192.168.1.66", "127.0.0.1", True, 302),
        ("::ffff:192.168.1.66", "localhost", False, 302),
    ],
)
def test_only_who_sits_at_the_machine_is_signed_in_without_a_code(
    address: str, host: str, secure: bool, status: int
):
    """By its address and by the name it asked for; a stranger may claim any name."""
    answer = Client(REMOTE_ADDR=address, HTTP_HOST=host).get("/", secure=secure)

    assert answer.status_code == status


def test_a_header_does_not_make_a_stranger_one_of_us():
    """We stand behind no proxy, so what one would say counts for nothing."""
    claims = {
        "HTTP_X_FORWARDED_FOR": "127.0.0.1",
        "HTTP_X_REAL_IP": "127.0.0.1",
        "HTTP_FORWARDED": "for=127.0.0.1",
    }
    claims |= {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "localhost"}

    assert Phone().get("/", **claims).headers["Location"] == "/phone/"


def test_a_stranger_sends_two_forms_and_nothing_else():
    """What works for everybody at the machine does not let the whole house set us to work."""
    stranger = Phone("192.168.1.66")
    statuses = {
        path: stranger.post(path, "{}", content_type="application/json", secure=True).status_code
        for path in ("/api/replay", "/api/sessions/", "/recordings/", "/pair/", "/language/")
    }

    assert statuses == {
        "/api/replay": 403,
        "/api/sessions/": 403,
        "/recordings/": 403,
        "/pair/": 422,
        "/language/": 302,
    }


def test_no_browser_is_told_to_remember_https_for_an_address(code: str):
    """Tomorrow 192.168.1.5 may be the printer."""
    phone = Phone()
    phone.pair(code)

    assert "Strict-Transport-Security" not in phone.get("/", secure=True).headers


def test_a_form_of_another_site_pairs_and_revokes_nothing(code: str):
    """The token is asked of the code as well, and the origin must be ours."""
    phone = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.168.1.20", HTTP_HOST=HOST)
    phone.get("/pair/", secure=True)
    form = {"code": code, "csrfmiddlewaretoken": phone.cookies["csrftoken"].value}
    foreign = phone.post("/pair/", form, secure=True, HTTP_ORIGIN="https://evil.example")
    plain = phone.post("/pair/", form, secure=True, HTTP_ORIGIN=f"http://{HOST}")
    own = phone.post("/pair/", form, secure=True, HTTP_ORIGIN=f"https://{HOST}")

    assert [foreign.status_code, plain.status_code, own.status_code] == [403, 403, 302]


def test_a_code_is_made_at_the_machine_only(here: Client, code: str):
    """A paired phone that was lent for a minute cannot pair another."""
    phone = Phone()
    phone.pair(code)
    lent = phone.post("/devices/code/", secure=True)
    made = here.post("/devices/code/")

    assert lent.status_code == 302
    assert made.context["code"].replace(" ", "").isdecimal()
    assert 'class="segno"' in made.content.decode()


def test_without_lan_the_door_says_how_to_open_it(here: Client, settings: Any):
    """And neither a code nor a cookie does anything."""
    settings.LAN = False

    assert "adempauze serve --lan" in here.get("/phone/").content.decode()
    assert "adempauze serve --lan" in here.get("/devices/").content.decode()
    assert here.post("/devices/code/").status_code == 302
