"""Whole sessions in a real browser, from the first tap to the result."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, expect

Phone = Any  # of this folder's conftest


def test_the_whole_session_of_the_article_is_played_and_read_back(make_phone: Callable[..., Phone]) -> None:
    """A demonstration of 5, 5 and 6 holds; in the last six air hunger and the limit are tapped."""
    phone = make_phone("nl")
    phone.open("/demonstration/hoogtetraining/")
    expect(phone.page.locator(".p-demo")).to_contain_text("Demonstratie, geen sessie")
    phone.page.locator(".speed").click()  # eight times as fast
    phone.begin()

    for hold in range(1, 17):
        phone.pass_until(lambda: phone.field == "hold", step_s=0.25)
        assert f"van {5 if hold <= 10 else 6}" in phone.where
        if hold > 10:
            phone.pass_time(0.75)  # six seconds of the session
            phone.tap()
            expect(phone.page.locator(".verb")).to_have_text("Jog rustig, neus dicht")
            phone.pass_time(0.5)
            phone.tap()
        phone.pass_until(lambda: phone.field == "rest", step_s=0.25)
    phone.pass_until(lambda: phone.page.locator(".end").count() == 1, step_s=5)
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Naar je resultaat").click()
    phone.page.wait_for_url("**/sessions/**")

    phone.page.locator("summary", has_text=re.compile("pauzes|holds", re.IGNORECASE)).first.click()
    rows = phone.page.locator("tbody tr")
    expect(rows).to_have_count(16)
    lasted_s, hunger_s = (
        float(text.replace(",", ".")) for text in re.findall(r"(\d+,\d)", rows.nth(15).inner_text())
    )
    assert 6 <= hunger_s <= 8  # tapped within a step of the clock after six seconds
    assert lasted_s - hunger_s == pytest.approx(4)  # half a second of jogging, eight times as fast


def test_a_reload_in_mid_hold_goes_on_with_recovery_and_loses_nothing(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """The hold ends where the page was lost; nothing resumes inside a hold; the log tells all of it."""
    phone = make_phone("en")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(2)

    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("A session is still open")
    phone.pass_time(1)
    phone.page.get_by_role("button", name="On with recovery").click()
    phone.pass_until(lambda: phone.field != "paper", most_s=5)
    assert phone.field == "rest"

    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="I feel nothing, I wanted to stop").click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="To your result").click()
    phone.page.wait_for_url("**/sessions/**")

    log = phone.page.request.get(f"{phone.page.url}log.json").json()
    kinds = [event["type"] for event in log["events"]]
    times = [event["at_ms"] for event in log["events"]]
    assert [kind for kind in kinds if kind not in ("tick", "answer")][:3] == ["start", "pause", "resume"]
    assert kinds[-1] == "stop"
    assert times == sorted(times)


def test_a_session_that_was_left_can_be_closed_as_it_stands(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Closing is the other answer to what was found; the session is stored as it was."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "rest")
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Er staat nog een sessie open")
    phone.pass_time(1)
    phone.page.get_by_role("button", name="Afsluiten zoals het is").click()
    phone.pass_time(1)
    phone.page.get_by_role("button", name="Naar je resultaat").click()
    phone.page.wait_for_url("**/sessions/**")

    log = phone.page.request.get(f"{phone.page.url}log.json").json()
    assert log["events"][-1]["type"] == "close"


def test_a_session_that_ends_without_a_network_is_uploaded_once_when_it_is_back(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Everything stays on the phone and says so; then it follows by itself, once."""
    phone = make_phone("nl")
    uploads: list[int] = []

    def note(request: Request) -> None:
        response = request.response()
        if request.url.endswith("/api/sessions/") and response is not None:
            uploads.append(response.status)

    phone.page.on("requestfinished", note)
    start_session(phone)
    phone.pass_until(lambda: phone.field == "rest")
    phone.page.context.set_offline(True)
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Ik voel niets, ik wilde stoppen").click()
    upload = phone.page.locator(".upload")
    expect(upload).to_contain_text("Alles staat op je telefoon")
    assert uploads == []

    phone.page.context.set_offline(False)
    expect(upload).to_have_text("De sessie is opgeslagen.")
    phone.pass_time(120)
    assert uploads == [201]


def test_a_page_out_of_sight_pauses_and_needs_a_tap(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """A call, another app: the hold ends there, and only the runner goes on, with recovery."""
    phone = make_phone("en")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
        }"""
    )
    expect(phone.page.locator("h1")).to_have_text("Paused")
    phone.pass_time(300)
    expect(phone.page.locator("h1")).to_have_text("Paused")
    phone.page.get_by_role("button", name="On with recovery").click()
    phone.pass_until(lambda: phone.field == "rest", most_s=5)


def test_one_tap_notes_air_hunger_and_the_second_ends_the_hold(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Taps by a finger, two touches of one wet thumb being one."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(1)
    phone.tap()
    phone.tap()
    phone.pass_time(0.5)
    assert phone.field == "hold"
    expect(phone.page.locator(".unit")).to_contain_text("honger vanaf 1")
    phone.tap()
    phone.pass_until(lambda: phone.field == "rest", step_s=0.1, most_s=0.3)


def test_a_keyboard_alone_plays_a_session(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Space and Enter tap, Escape stops, Tab reaches every button of what is on paper."""
    phone = make_phone("en")
    press = phone.page.keyboard.press

    def press_button(name: str) -> None:
        for _ in range(30):
            if phone.page.evaluate("document.activeElement.textContent").strip().startswith(name):
                press("Enter")
                return
            press("Tab")
        raise AssertionError(f"Tab does not reach {name}.")

    phone.page.goto("/")
    press_button("Begin")
    phone.page.wait_for_url("**/play/**")
    phone.open(phone.page.url)
    phone.pass_time(0.5)
    while phone.question.count():
        press_button(phone.fitting_answer())
        phone.pass_time(0.5)
    press_button("Begin")
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(1)
    press("Space")
    expect(phone.page.locator(".unit")).to_contain_text("hunger from 1")
    phone.pass_time(1)
    press("Enter")
    phone.pass_until(lambda: phone.field == "rest", most_s=1)
    press("Escape")
    expect(phone.page.locator("h1")).to_contain_text("Good that you stopped.")
    phone.pass_time(0.5)
    press_button("I feel nothing")
    phone.pass_time(0.5)
    press_button("To your result")
    phone.page.wait_for_url("**/sessions/**")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("size", [(390, 844), (360, 640)], ids=["390", "360"])
def test_what_comes_next_is_within_reach_of_a_thumb(
    make_phone: Callable[..., Phone], size: tuple[int, int], lang: str
) -> None:
    """Once all is answered, Begin, sensors and pocket stand above Stop; the next screen begins at its top."""
    phone = make_phone(lang, viewport={"width": size[0], "height": size[1]})
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.open(phone.page.url)
    phone.answer_all()
    stop, head = phone.stop.bounding_box(), phone.page.locator(".p-head").bounding_box()
    boxes = [button.bounding_box() for button in phone.page.locator(".way-on button").all()]
    assert len(boxes) == 3
    for box in boxes:
        assert head["y"] + head["height"] <= box["y"]
        assert box["y"] + box["height"] <= stop["y"]

    body = phone.page.locator(".p-body")
    assert body.evaluate("(body) => { body.scrollTop = 999; return body.scrollTop; }") > 0
    phone.page.get_by_role("button", name=re.compile("^(Sensoren en passen|Sensors and paces)$")).click()
    expect(phone.page.locator(".sensors")).to_be_visible()
    assert body.evaluate("(body) => body.scrollTop") == 0


def test_the_line_on_top_says_of_which_set_a_hold_is(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """The first page counts all holds; this one those of a set."""
    phone = make_phone("nl")
    start_session(phone)
    assert phone.where == "Oefening 1 · pauze 1 van 5"
