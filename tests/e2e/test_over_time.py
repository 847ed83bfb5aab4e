"""What was, and what the rules make of it today: homes with a past, seen in the browser."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
BOTH = pytest.mark.parametrize("lang", ["nl", "en"])

# One session so many days ago, as the site's own services keep it; then what was felt right after it.
PAST = """
from datetime import UTC, datetime, timedelta
from random import Random
from adempauze_web.config.site import open_site
open_site()
from adempauze.safety import screening_questions
from adempauze_web.accounts.services import home_person_ensure, person_change
from adempauze_web.care.models import CheckIn
from adempauze_web.care.services import check_in_add
from adempauze_web.training import services
from adempauze_web.training.demo import Runner, _session
person = person_change(person=home_person_ensure(), birth_year=1990)
at = datetime.now(tz=UTC) - timedelta(days={days})
answers = dict.fromkeys((question.id for question in screening_questions()), False)
services.screening_record(person=person, answers=answers, now=at)
calm = Runner(pace_ms=560, hunger_ms=5000, bears_ms=2000, fall_per_s=0.2, stops_after=None)
log = _session(person, at, calm, Random(1))
if felt := {felt!r}:
    check_in_add(log=log, when=CheckIn.When.HOUR, symptoms=felt, now=at + timedelta(hours=1))
"""


def with_past(home: Path, days: int, felt: dict[str, int] | None = None) -> None:
    """Give a home one session, and what was felt after it."""
    run(home, [sys.executable, "-c", PAST.format(days=days, felt=felt)])


def run(home: Path, command: list[str]) -> None:
    """Run something on a home of its own."""
    done = subprocess.run(
        command, env={**os.environ, "ADEMPAUZE_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def open_home(browser: Browser, serve: Callable[[Path], Any], tmp_path: Path) -> Any:
    """Return what serves the home and opens a phone on it, in a language."""
    stack: list[Any] = []

    def opened(lang: str) -> Page:
        serving = serve(tmp_path)
        stack.append(serving)
        context = browser.new_context(base_url=serving.__enter__(), locale=lang, viewport=PHONE)
        return context.new_page()

    yield opened
    for serving in stack:
        serving.__exit__()


@BOTH
def test_yesterdays_session_refuses_todays(open_home: Any, tmp_path: Path, lang: str) -> None:
    """The first page says so in a sentence instead of Begin, and no address begins one all the same."""
    with_past(tmp_path, days=1)
    page = open_home(lang)
    page.goto("/")

    expect(page.locator(".note", has_text={"nl": "48 uur", "en": "48 hours"}[lang])).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    page.goto("/refused/")
    expect(page.locator("main")).to_contain_text({"nl": "48 uur", "en": "48 hours"}[lang])


@BOTH
def test_two_days_later_it_is_open_again(open_home: Any, tmp_path: Path, lang: str) -> None:
    """Nothing but time lifts it."""
    with_past(tmp_path, days=2)
    page = open_home(lang)
    page.goto("/")

    with page.expect_navigation(url="**/play/**"):
        page.get_by_role("button", name="Begin").click()


@BOTH
def test_a_red_symptom_of_last_week_is_opened_by_a_physician_alone(
    open_home: Any, tmp_path: Path, lang: str
) -> None:
    """After its seven days, and then with a name: no coach can be chosen."""
    with_past(tmp_path, days=8, felt={"stop.palpitations": 5})
    page = open_home(lang)
    page.goto("/")
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)

    page.goto("/agreements/")
    closed = page.locator(".note", has=page.locator("form"))
    expect(closed.locator("[value=coach]")).to_have_count(0)
    closed.locator("[value=physician]").check()
    closed.locator("[name=who]").fill("Dr. A.")
    closed.get_by_role("button").click()
    page.goto("/")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()


@BOTH
def test_a_red_symptom_of_three_days_ago_is_opened_by_nobody(
    open_home: Any, tmp_path: Path, lang: str
) -> None:
    """The page names the day from which it can be."""
    with_past(tmp_path, days=3, felt={"stop.palpitations": 5})
    page = open_home(lang)
    page.goto("/agreements/")

    closed = page.locator("section[aria-labelledby=locked] .note")
    expect(closed).to_contain_text({"nl": "vanaf", "en": "from"}[lang])
    expect(closed.locator("form")).to_have_count(0)


@BOTH
def test_a_year_of_a_normal_runner_walks_up_the_ladder(open_home: Any, tmp_path: Path, lang: str) -> None:
    """Her first session was at level 0; a year later, with a quiz and a coach between, far above it."""
    run(tmp_path, [str(Path(sys.executable).parent / "adempauze"), "demo"])
    page = open_home(lang)
    page.goto("/sessions/?page=99")
    oldest = page.locator("main .list a").last.get_attribute("href")
    page.goto("/sessions/")
    newest = page.locator("main .list a").first.get_attribute("href")
    levels = [level_of(page, str(address), lang) for address in (oldest, newest)]

    assert levels[0] == 0
    assert levels[1] >= 3


def level_of(page: Page, address: str, lang: str) -> int:
    """Return the level that the page of a session says."""
    page.goto(address)
    line = page.locator(".hero-text .kicker").inner_text()
    return int(line.split({"nl": "niveau ", "en": "level "}[lang])[1])
