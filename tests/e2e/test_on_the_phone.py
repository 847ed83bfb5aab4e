"""A phone at home, by a name that is not localhost: with trust in the certificate, without, by plain http."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserType, Error, Page, expect
from tests.serving import NAME, Served

from adempauze_web.devices.authority import LEAF_CERTIFICATE

PHONE = {"width": 390, "height": 844}
FEATURES = """() => ({
    secure: isSecureContext,
    worker: 'serviceWorker' in navigator,
    wakeLock: 'wakeLock' in navigator,
    bluetooth: 'bluetooth' in navigator,
    motion: 'DeviceMotionEvent' in window,
})"""


@pytest.fixture(scope="module")
def base_url() -> str:
    """The addresses are those of the phone."""
    return ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an empty home to phones."""
    served = Served(tmp_path_factory.mktemp("lan") / "home")
    yield served
    served.end()


def phone(browser_type: BrowserType, arguments: dict[str, Any], *flags: str) -> Browser:
    """Start a browser in which the name leads to the machine."""
    others = [flag for flag in arguments["args"] if not flag.startswith("--host-resolver-rules")]
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.2, MAP * ~NOTFOUND"
    return browser_type.launch(**{**arguments, "args": [*others, rules, *flags]})


@pytest.fixture(scope="module")
def trusting(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], served: Served
) -> Iterator[Browser]:
    """Return the browser of a phone on which this home's certificate is trusted."""
    leaf = x509.load_pem_x509_certificate((served.home / "tls" / LEAF_CERTIFICATE).read_bytes())
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    with phone(
        browser_type, browser_type_launch_args, f"--ignore-certificate-errors-spki-list={pin}"
    ) as browser:
        yield browser


@pytest.fixture(scope="module")
def doubting(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], served: Served
) -> Iterator[Browser]:
    """Return the browser of a phone that never saw the certificate."""
    with phone(browser_type, browser_type_launch_args) as browser:
        yield browser


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_from_the_picture_in_the_terminal_to_the_home(trusting: Browser, served: Served, lang: str):
    """The door, the code, the home: a secure page, with all that a session outdoors leans on."""
    served.code_again()
    with trusting.new_page(viewport=PHONE, locale=lang) as page:
        page.goto(f"http://{NAME}:{served.plain}/")
        expect(page).to_have_url(f"http://{NAME}:{served.plain}/phone/")
        page.get_by_role("link", name={"nl": "Open de site", "en": "Open the site"}[lang]).click()
        expect(page).to_have_url(f"https://{NAME}:{served.secure}/pair/")
        page.get_by_label({"nl": "Koppelcode", "en": "Pairing code"}[lang]).fill(served.code)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"https://{NAME}:{served.secure}/")

        assert page.evaluate(FEATURES) == dict.fromkeys(
            ("secure", "worker", "wakeLock", "bluetooth", "motion"), True
        )


def test_by_plain_http_a_phone_has_none_of_it_and_gets_the_steps(doubting: Browser, served: Served):
    """So the page that is served there asks for none of it: it works without script."""
    with doubting.new_page(viewport=PHONE) as page:
        page.goto(f"http://{NAME}:{served.plain}/sessions/")

        assert page.url.endswith("/phone/")
        found = page.evaluate(FEATURES)
        assert (found["secure"], found["worker"], found["wakeLock"], found["bluetooth"]) == (False,) * 4
        assert page.locator("script").count() == 0


def test_past_the_warning_a_session_runs_and_nothing_works_offline(doubting: Browser, served: Served):
    """As the door says: the player and what the browser itself has, but no service worker."""
    with doubting.new_page(viewport=PHONE) as page:
        with suppress(Error):  # the warning
            page.goto(f"https://{NAME}:{served.secure}/pair/")
        assert "ERR_CERT_AUTHORITY_INVALID" in page.inner_text("body")
        page.locator("#details-button").click()
        page.locator("#proceed-link").click()
        expect(page).to_have_url(f"https://{NAME}:{served.secure}/pair/")
        pair(page, served)
        page.goto(f"https://{NAME}:{served.secure}/demonstration/hoogtetraining/")
        expect(page.locator(".p-head")).to_be_visible()

        assert page.evaluate(FEATURES)["wakeLock"]
        assert "SSL certificate error" in page.evaluate(
            "navigator.serviceWorker.register('/worker.js').catch(String)"
        )


def test_a_revoked_phone_stands_before_the_door_again(trusting: Browser, served: Served):
    """At its next page; another phone of the runner may do it."""
    with trusting.new_page(viewport=PHONE) as lost, trusting.new_page(viewport=PHONE) as kept:
        pair(lost, served)
        pair(kept, served)
        kept.goto(f"https://{NAME}:{served.secure}/devices/")
        while (others := kept.get_by_role("button", name="Revoke")).count() > 1:
            others.last.click()
            kept.wait_for_load_state()
        lost.goto(f"https://{NAME}:{served.secure}/")

        expect(lost).to_have_url(f"https://{NAME}:{served.secure}/pair/")


def pair(page: Page, served: Served) -> None:
    """Pair a phone with a fresh code."""
    served.code_again()
    page.goto(f"https://{NAME}:{served.secure}/pair/")
    page.locator("#code").fill(served.code)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"https://{NAME}:{served.secure}/")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", ["/phone/", "/pair/", "/devices/"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_it_fits(trusting: Browser, served: Served, lang: str, path: str, width: int):
    """Read on the phone it is about, and on a desk."""
    size = {"width": width, "height": 844}
    with trusting.new_page(viewport=size, locale=lang) as page:
        if path == "/devices/":
            pair(page, served)
        page.goto(f"https://{NAME}:{served.secure}{path}")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})

        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
