"""A runner with a phone: screened, in one of two languages, on a clock that the test moves."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PHONE = {"width": 390, "height": 844}


class Phone:
    """A phone with the player open."""

    def __init__(self, page: Page, lang: Literal["nl", "en"]) -> None:
        self.page = page
        self.lang = lang

    @property
    def field(self) -> str:
        """What is going on, as the field behind it says: paper, count, hold or rest."""
        return self.page.locator("#player").get_attribute("data-field") or ""

    @property
    def where(self) -> str:
        """The line on top."""
        return self.page.locator(".p-head > span").inner_text()

    @property
    def surface(self) -> Locator:
        """The whole screen, as a button."""
        return self.page.locator(".tapzone")

    @property
    def stop(self) -> Locator:
        """Stop, in its one place."""
        return self.page.locator(".stopbar")

    def pass_time(self, seconds: float) -> None:
        """Let time go by, on a clock that only the test moves."""
        self.page.clock.run_for(round(seconds * 1000))

    def pass_until(self, met: Callable[[], bool], step_s: float = 0.5, most_s: float = 900) -> None:
        """Let time go by until something is so."""
        for _ in range(round(most_s / step_s)):
            if met():
                return
            self.pass_time(step_s)
        pytest.fail(f"It was not so within {most_s:g} s; the player shows {self.where!r} on {self.field}.")

    def tap(self) -> None:
        """Touch the surface with one thumb."""
        box = self.surface.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def open(self, address: str) -> None:
        """Open the player, with time standing still from here. Without sound: its clock cannot be moved."""
        self.page.add_init_script("delete window.AudioContext")
        self.page.clock.install()
        self.page.goto(address)
        expect(self.page.locator(".p-head")).to_be_visible()
        self.page.clock.pause_at(self.page.evaluate("Date.now() / 1000 + 10"))

    @contextmanager
    def running_clock(self) -> Iterator[None]:
        """Let time run by itself, for what waits for it; then the test moves it again."""
        self.page.clock.resume()
        yield
        self.page.clock.pause_at(self.page.evaluate("Date.now() / 1000 + 3"))

    @property
    def question(self) -> Locator:
        """What is asked now, if anything."""
        return self.page.locator("#question")

    def fitting_answer(self, **instead: str) -> str:
        """Return the answer that lets a runner go; *instead*, by the last word of a rule, another."""
        sheet = json.loads(self.page.locator("#sheet").text_content() or "{}")
        words = " ".join(self.question.inner_text().split())
        asked = next(one for one in sheet["preflight"] if one["text"] == words)
        wanted = instead.get(asked["id"].rpartition(".")[2])
        chosen = next(
            one for one in asked["options"] if wanted in (None, one["value"]) and _fits(one, wanted)
        )
        return str(chosen["text"])

    def answer_all(self, **instead: str) -> None:
        """Answer what is asked before the start."""
        while self.question.count():
            self.pass_time(0.5)
            answer = re.compile(f"^{re.escape(self.fitting_answer(**instead))}")
            self.page.get_by_role("button", name=answer).first.click()
        self.pass_time(0.5)

    def begin(self, **instead: str) -> None:
        """Answer what is asked before the start, and begin."""
        self.answer_all(**instead)
        self.page.locator(".sign").click()
        self.pass_until(lambda: self.field == "count", most_s=5)


def _fits(option: dict[str, str], wanted: str | None) -> bool:
    return option["value"] == wanted if wanted else option["verdict"] == "go"


def _answer_screening(page: Page, yes_to: str = "") -> None:
    """Answer every question no, but the one whose id ends in *yes_to*."""
    page.goto("/screening/")
    page.locator("[name=birth_year]").fill("1990")
    page.locator(".sign").click()
    while page.locator(".ans").count():
        question = page.locator("h1").inner_text()
        page.wait_for_timeout(450)  # the page takes no double tap for an answer
        says_yes = bool(yes_to) and page.locator(f".ans[name$={yes_to}]").count()
        page.locator(f".ans[value={'yes' if says_yes else 'no'}]").first.click()
        expect(page.locator("h1")).not_to_have_text(question)


@pytest.fixture(scope="session")
def answer_screening() -> Callable[..., None]:
    """Return what answers the screening in a browser."""
    return _answer_screening


@pytest.fixture(scope="session")
def screened_home(browser: Browser, serve: Callable[[Path], Any], tmp_path_factory: Any) -> Path:
    """Return a home whose person has a year of birth and a screening without a yes. Nobody trains in it."""
    home: Path = tmp_path_factory.mktemp("screened")
    with serve(home) as url, browser.new_context(base_url=url, locale="en") as context:
        _answer_screening(context.new_page())
    return home


@pytest.fixture
def screened(screened_home: Path, serve: Callable[[Path], Any], tmp_path: Path) -> Iterator[str]:
    """Serve a copy of that home, so that no session of another test stands in the way of this one's."""
    home = shutil.copytree(screened_home, tmp_path / "home")
    with serve(home) as url:
        yield url


@pytest.fixture
def make_phone(browser: Browser, screened: str) -> Iterator[Callable[..., Phone]]:
    """Return a maker of phones, each with its own store."""
    contexts: list[BrowserContext] = []

    def make(lang: Literal["nl", "en"] = "nl", **options: Any) -> Phone:
        # a worker fetches what a phone takes along, which only tests of that need
        settings = {"viewport": PHONE, "locale": lang, "base_url": screened, "service_workers": "block"}
        settings |= options
        contexts.append(browser.new_context(**settings))
        return Phone(contexts[-1].new_page(), lang)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def start_session() -> Callable[[Phone], None]:
    """Return what takes a phone from the first page into the count-in of the session of today."""

    def start(phone: Phone) -> None:
        phone.page.goto("/")
        with phone.page.expect_navigation(url="**/play/**"):
            phone.page.locator(".gobar .sign").click()
        phone.open(phone.page.url)
        phone.begin()

    return start
