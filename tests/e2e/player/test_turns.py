"""Two runners take turns on one phone: one trains, the other watches, then the phone goes over."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Phone = Any  # of this folder's conftest


def add_bram(page: Page, answer_screening: Callable[[Page], None]) -> None:
    """Give the phone a second runner with clean answers, and let the first train again."""
    page.goto("/who/")
    page.locator("[name=own_name]").fill("Anna")
    page.locator("[name=name]").fill("Bram")
    page.locator("form.form .btn").click()
    page.locator("form[action*=who] .btn").click()
    expect(page.locator(".who span")).to_contain_text("Bram")
    answer_screening(page)
    page.goto("/who/")
    page.locator("form[action*=who] .btn").click()
    expect(page.locator(".who span")).to_contain_text("Anna")


@pytest.fixture
def together(make_phone: Callable[..., Phone], answer_screening: Any) -> Callable[[str], Phone]:
    """Return what opens the player for two, the first of whom is Anna."""

    def open_player(lang: str) -> Phone:
        phone = make_phone(lang)
        add_bram(phone.page, answer_screening)
        phone.page.goto("/who/")
        phone.page.locator("a[href*='/turns/']").click()
        with phone.page.expect_navigation(url="**/turns/*/*/"):
            phone.page.locator(".gobar .sign").click()
        phone.open(phone.page.url)
        return phone

    return open_player


def read_card(phone: Phone) -> None:
    """Let the one who watches read what to watch for."""
    phone.pass_time(0.5)
    phone.page.locator(".card .sign").click()


def play(phone: Phone) -> None:
    """Hold once, and stop in the recovery with nothing felt: the site takes none that ends later than now."""
    phone.begin()
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.locator(".symptoms .btn").click()
    phone.pass_time(0.5)


@pytest.mark.parametrize(
    ("lang", "watches", "now_bram", "watches_now"),
    [
        ("nl", "Bram, jij let nu op Anna.", "Nu Bram", "Anna, jij let nu op Bram."),
        ("en", "Bram, you watch Anna now.", "Now Bram", "Anna, you watch Bram now."),
    ],
)
def test_two_take_turns_on_one_phone_without_a_network(
    together: Callable[[str], Phone], lang: str, watches: str, now_bram: str, watches_now: str
) -> None:
    """Each answers for himself; with the network back, each session stands with its own runner."""
    phone = together(lang)
    phone.page.context.set_offline(True)
    expect(phone.page.locator(".card h1")).to_have_text(watches)
    read_card(phone)
    assert phone.where.startswith("Anna · ")
    play(phone)
    expect(phone.page.locator(".end .sign")).to_have_text(now_bram)
    phone.page.locator(".end .sign").click()

    expect(phone.page.locator(".card h1")).to_have_text(watches_now)
    read_card(phone)
    expect(phone.question).to_have_count(1)  # he is asked all of it again
    assert phone.where.startswith("Bram · ")
    play(phone)
    assert phone.where.startswith("Bram · ")

    phone.page.context.set_offline(False)
    with phone.running_clock():
        phone.page.locator(".end .sign").click()
        phone.page.wait_for_url("**/who/")
    for name in ("Anna", "Bram"):
        expect(phone.page.locator(".who span")).to_contain_text(name)
        phone.page.wait_for_load_state("networkidle")  # a first page that sends what waited opens itself anew
        phone.page.goto("/sessions/")
        expect(phone.page.locator("main a[href^='/sessions/']")).to_have_count(1)
        phone.page.goto("/who/")
        phone.page.locator("form[action*=who] .btn").click()
    phone.page.wait_for_load_state("networkidle")


def test_beside_somebody_who_feels_something_nobody_begins(together: Callable[[str], Phone]) -> None:
    """Anna stops and feels dizzy: Bram looks after her, and the phone says so."""
    phone = together("nl")
    read_card(phone)
    phone.begin()
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.get_by_text("Duizelig").click()
    phone.page.get_by_role("button", name="Bewaar").click()
    phone.pass_time(0.5)

    end = phone.page.locator(".end")
    expect(end).to_contain_text("Zorg eerst voor Anna. Bram traint een andere keer.")
    expect(end.get_by_role("button", name="Nu Bram")).to_have_count(0)


def test_a_session_left_by_one_is_not_taken_up_by_the_other(
    make_phone: Callable[..., Phone], answer_screening: Any, start_session: Callable[[Phone], None]
) -> None:
    """Anna closes the page in a rest. Bram's player begins with his own questions; hers waits for her."""
    phone = make_phone("nl")
    add_bram(phone.page, answer_screening)
    start_session(phone)
    phone.pass_until(lambda: phone.field == "rest")
    hers = phone.page.url
    phone.page.clock.resume()
    phone.page.goto("/who/")
    phone.page.locator("form[action*=who] .btn").click()
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    expect(phone.question).to_have_count(1)
    assert phone.where.startswith("Bram · ")

    phone.page.goto("/who/")
    phone.page.locator("form[action*=who] .btn").click()
    phone.page.goto(hers)
    expect(phone.page.locator(".paper h1")).to_have_text("Er staat nog een sessie open")
    assert phone.where.startswith("Anna")


def test_what_one_still_has_to_send_goes_out_from_the_page_of_the_other(
    make_phone: Callable[..., Phone], answer_screening: Any, start_session: Callable[[Phone], None]
) -> None:
    """Anna's session is not sent, Bram takes the phone: now it is, and Bram sees nothing of it."""
    phone = make_phone("nl")
    add_bram(phone.page, answer_screening)
    start_session(phone)
    phone.page.route("**/api/sessions/", lambda route: route.abort())
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.locator(".symptoms .btn").click()
    phone.pass_time(0.5)
    phone.page.clock.resume()
    phone.page.goto("/who/")
    phone.page.locator("form[action*=who] .btn").click()
    expect(phone.page.locator(".who span")).to_contain_text("Bram")

    phone.page.unroute("**/api/sessions/")
    with phone.page.expect_response("**/api/sessions/") as answered:
        phone.page.goto("/knowledge/")
    assert answered.value.ok  # 201, or 200 where the page before had just brought it
    expect(phone.page.locator("[data-note=sent]")).to_be_hidden()
    phone.page.goto("/sessions/")
    expect(phone.page.locator("main a[href^='/sessions/']")).to_have_count(0)
