"""Every page, at the size of a phone, in both languages: readable by all, and quiet towards the outside."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

PAGES = [
    "/",
    "/demonstration/hoogtetraining/",
    "/devices/",
    "/agreements/",
    "/buddy/",
    "/knowledge/",
    "/protocols/hoogtetraining/expected/?level=4&site=ear&sex=male&age_y=40&height_cm=180&mass_kg=70&vo2max=50",
    "/phone/",
    "/purpose/",
    "/quiz/",
    "/register/",
    "/rules/",
    "/offline/",
    "/profile/",
    "/protocols/algemene_warming_up/",
    "/protocols/hoogtetraining/",
    "/data/delete/",
    "/refused/",
    "/recordings/",
    "/screening/",
    "/sessions/",
    "/settings/",
    "/settings/cues/",
    "/settings/voices/",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", params=["nl", "en"])
def reader(browser: Browser, base_url: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Return the browser of a runner who reads one of the two languages, on a phone."""
    with browser.new_context(
        base_url=base_url,
        viewport=PHONE,
        locale=request.param,
        reduced_motion="reduce",
        service_workers="block",  # one page after the other is looked at; nothing is to be taken along
    ) as context:
        yield context


@pytest.fixture
def phone(reader: BrowserContext) -> Iterator[Page]:
    """Return an empty page on the phone."""
    with reader.new_page() as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_the_language_of_its_reader(phone: Page, path: str):
    """The browser asks for a language, and the page says that it is in it."""
    answer = phone.goto(path)

    assert answer is not None
    assert answer.status == 200
    assert phone.locator("html").get_attribute("lang") == phone.evaluate("navigator.language")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(phone: Page, path: str):
    """No rule of WCAG 2.2 A and AA that a machine can see is broken."""
    phone.goto(path)
    found = Axe().run(phone, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_the_phone_and_breaks_no_policy(phone: Page, path: str):
    """Nothing runs off the side, nothing is asked of another host, and the console stays empty."""
    elsewhere: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            elsewhere.append(request.url)

    phone.on("request", note)
    phone.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    phone.goto(path)
    too_wide_px = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert (elsewhere, complaints, max(0, too_wide_px)) == ([], [], 0)
