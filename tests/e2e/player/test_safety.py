"""What the rules do to a runner, seen in the browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

Phone = Any  # of this folder's conftest
PHONE = {"width": 390, "height": 844}


LOWEST = {"nl": "Laagste getal", "en": "Lowest number"}
RESULT = {"nl": "Naar je resultaat", "en": "To your result"}
SAVE = {"nl": "Bewaar", "en": "Save"}
BOTH = pytest.mark.parametrize("lang", ["nl", "en"])


def enter_lowest(phone: Phone, percent: int) -> None:
    """Tap in the lowest number that was read, in the recovery."""
    phone.pass_time(0.5)  # a new screen takes no double tap
    phone.page.get_by_role("button", name=LOWEST[phone.lang]).click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name=str(percent), exact=True).click()


def to_result(phone: Phone) -> None:
    """Go on to the page of the session, which may wait a moment until it is stored."""
    button = phone.page.get_by_role("button", name=RESULT[phone.lang])
    phone.pass_until(lambda: button.count() == 1, most_s=5)
    phone.pass_time(1)
    button.click()
    phone.page.wait_for_url("**/sessions/**")


@pytest.fixture
def with_meter(make_phone: Callable[..., Phone], lang: str) -> Phone:
    """A runner who reads a finger oximeter after each hold."""
    phone = make_phone(lang)
    phone.page.goto("/profile/")
    phone.page.locator("[name=oximeter]").select_option("seen")
    phone.page.get_by_role("button", name=SAVE[lang]).click()
    return phone


@pytest.mark.parametrize(("lang", "remains"), [("nl", "Dit kan wel"), ("en", "This you can do")])
def test_a_pregnant_runner_is_refused_the_holds_and_offered_what_remains(
    browser: Browser,
    serve: Callable[[Path], Any],
    tmp_path: Path,
    answer_screening: Callable[..., None],
    lang: str,
    remains: str,
) -> None:
    """From the first page to the refusal; no address leads to a session all the same."""
    with serve(tmp_path) as url, browser.new_context(base_url=url, locale=lang, viewport=PHONE) as context:
        page = context.new_page()
        answer_screening(page, yes_to="pregnancy")
        page.goto("/refused/")
        expect(page.locator("h2", has_text=remains)).to_be_visible()
        page.goto("/")
        expect(page.get_by_role("button", name="Begin")).to_have_count(0)


@BOTH
def test_a_new_runner_comes_from_the_questions_to_a_first_session_of_level_0(
    serve: Callable[[Path], Any],
    tmp_path: Path,
    answer_screening: Callable[..., None],
    make_phone: Callable[..., Phone],
    start_session: Callable[[Phone], None],
    lang: str,
) -> None:
    """From an empty home: asked, cleared, held for five seconds at most, stopped, and kept as a session."""
    with serve(tmp_path) as url:
        phone = make_phone(lang, base_url=url)
        answer_screening(phone.page)
        start_session(phone)
        assert phone.page.evaluate("JSON.parse(document.getElementById('sheet').textContent).level") == 0
        phone.pass_until(lambda: phone.field == "hold")
        phone.pass_until(lambda: phone.field == "rest", step_s=0.25, most_s=5.5)
        phone.stop.click()
        phone.pass_time(0.5)
        phone.page.locator(".symptoms .btn").click()
        to_result(phone)
        level = {"nl": "niveau 0", "en": "level 0"}[lang]
        expect(phone.page.locator(".hero-text .kicker")).to_contain_text(level)


def test_todays_session_refuses_another_one_today(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Two days lie between sessions; the first page says so instead of Begin."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Ik voel niets").click()
    to_result(phone)

    again = make_phone("nl").page
    again.goto("/")
    expect(again.locator(".note h2").first).to_have_text("Vandaag geen adempauzes")
    expect(again.get_by_role("button", name="Begin")).to_have_count(0)


@BOTH
def test_a_low_number_shortens_and_a_lower_one_ends_the_session_without_a_network(
    with_meter: Phone, start_session: Callable[[Phone], None]
) -> None:
    """A finger that shows 90 stands for 84, and 84 for 78; the gate in the sheet needs nobody to ask."""
    phone = with_meter
    start_session(phone)
    phone.page.context.set_offline(True)
    phone.pass_until(lambda: phone.field == "rest")
    enter_lowest(phone, 90)
    phone.pass_until(lambda: phone.field == "hold")
    expect(phone.page.locator(".unit")).to_contain_text("4")  # four fifths of the five seconds held
    phone.pass_until(lambda: phone.field == "rest", step_s=0.25, most_s=4.5)
    enter_lowest(phone, 84)
    phone.pass_until(lambda: phone.field == "paper", most_s=5)
    expect(phone.page.locator("#player")).to_contain_text("80 %")


@BOTH
def test_a_number_below_the_floor_locks_on_every_device_until_it_is_lifted(
    with_meter: Phone, start_session: Callable[[Phone], None], make_phone: Callable[..., Phone], lang: str
) -> None:
    """A finger that shows 78 stands for 72: locked without a network, and elsewhere once it is sent."""
    phone = with_meter
    start_session(phone)
    phone.page.context.set_offline(True)
    phone.pass_until(lambda: phone.field == "rest")
    enter_lowest(phone, 78)
    phone.pass_time(1)
    expect(phone.page.locator("#player")).to_contain_text({"nl": "Op slot", "en": "Locked"}[lang])
    phone.page.context.set_offline(False)
    to_result(phone)

    other = make_phone(lang).page
    other.goto("/agreements/")
    closed = other.locator(".note", has=other.locator("form"))
    expect(closed).to_have_count(1)
    closed.locator("[value=physician]").check()
    closed.locator("[name=who]").fill("Dr. A.")
    closed.get_by_role("button").click()
    expect(other.locator("main")).to_contain_text("Dr. A.")


@BOTH
def test_a_red_symptom_locks_and_survives_a_reload_and_another_device(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None], lang: str
) -> None:
    """Chest pain after a hold: locked here, after a reload, and on another phone; nobody opens it today."""
    phone = make_phone(lang)
    start_session(phone)
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.locator(".sym.red input").first.check()
    phone.page.locator(".symptoms .sign").click()
    phone.pass_time(0.5)
    expect(phone.page.locator(".end")).to_contain_text({"nl": "Op slot", "en": "Locked"}[lang])
    expect(phone.page.locator(".end .call")).to_have_attribute("href", "tel:112")
    to_result(phone)

    for page in (phone.page, make_phone(lang).page):
        page.goto("/")
        page.reload()
        expect(page.get_by_role("button", name="Begin")).to_have_count(0)
        page.goto("/agreements/")
        locked = page.locator("section[aria-labelledby=locked] .note")
        expect(locked).to_have_count(1)
        expect(locked.locator("form")).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("nl", "wat je daar deed is hier nog niet binnen"), ("en", "what you did there has not come in yet")],
)
def test_a_session_that_was_begun_and_not_told_of_is_begun_on_no_other_phone(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None], lang: Any, sentence: str
) -> None:
    """Until its log is in, nobody knows what was held; the phone that began it may open it again."""
    one, other = make_phone(lang), make_phone(lang)
    with one.page.expect_response("**/begun/"):
        start_session(one)
    other.page.goto("/")
    other.page.locator(".gobar .sign").click()
    expect(other.page.locator("main")).to_contain_text(sentence)
    one.page.reload()
    expect(one.page.locator("#player")).to_be_visible()
