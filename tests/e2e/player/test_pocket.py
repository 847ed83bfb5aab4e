"""A session in a pocket, in a real Chromium.

The lock screen and the headset are simulated: what they do is to call the handlers that the page gave to the
browser, and that is what these tests do. A page that a phone freezes is simulated by time that goes by
without its timers. In all tests but the first the sound is simulated too: its place follows the clock that
the test moves.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from adempauze.session import read_log, read_sheet, replay

Phone = Any  # of this folder's conftest

BUTTONS = """(() => {
  window.buttons = {};
  const take = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
  navigator.mediaSession.setActionHandler = (name, handler) => {
    window.buttons[name] = handler;
    take(name, handler);
  };
  const NativeAudio = window.Audio;
  window.Audio = class extends NativeAudio { constructor(source) { super(source); window.speaker = this; } };
})();"""

# The place of the track follows the page's clock, as that of a sound that plays would.
DRIVEN = """(() => {
  window.Audio = class extends EventTarget {
    paused = true; volume = 1; playbackRate = 1; #place = 0; #since = 0;
    constructor(source) { super(); this.src = source; window.speaker = this; window.speaker.sought = []; }
    get currentTime() { return this.#place + (this.paused ? 0 : (performance.now() - this.#since) / 1000); }
    set currentTime(place) {
      this.sought.push([this.currentTime, place]);
      this.#place = place; this.#since = performance.now();
      queueMicrotask(() => this.dispatchEvent(new Event("seeked")));
    }
    get ended() { return false; }
    async play() {
      this.#since = performance.now(); this.paused = false;
      this.dispatchEvent(new Event("playing"));
    }
    pause() {
      if (this.paused) return;
      this.#place = this.currentTime; this.paused = true; this.dispatchEvent(new Event("pause"));
    }
  };
})();"""

LOOK_S = 1.2  # that a test on a busy machine may look later than something was


def until(page: Page, met: str) -> None:
    """Wait until something is so; the page's own policy lets nothing be evaluated in it later."""
    page.evaluate(
        """async () => {
          for (let looks = 0; !(await (met)); looks += 1) {
            if (looks > 1000) throw new Error("It was never so.");
            await new Promise(requestAnimationFrame);
          }
        }""".replace("(met)", f"({met})")
    )


def press(page: Page, button: str) -> None:
    """Press a button of the lock screen: the browser calls the handler it was given."""
    page.evaluate(f"window.buttons.{button}()")


def marks_of(page: Page) -> list[dict[str, int]]:
    """Return where each segment lies in the track."""
    track = json.loads(page.locator("#track").text_content() or "null")
    marks: list[dict[str, int]] = track["whole"]["layout"]["marks"]
    return marks


def holds_of(page: Page) -> list[dict[str, int]]:
    """Return where each hold lies in the track."""
    return [mark for mark in marks_of(page) if mark["kind"] == "hold"]


def place_s(page: Page) -> float:
    """Return the place in the track."""
    place: float = page.evaluate("window.speaker.currentTime")
    return place


def to_pocket(phone: Phone) -> None:
    """Take a phone from the first page to the track that is ready to be played."""
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.open(phone.page.url)
    phone.answer_all()
    label = {"nl": "In je zak, scherm op slot", "en": "In your pocket, screen locked"}[phone.lang]
    phone.page.get_by_role("button", name=label).click()
    expect(phone.page.locator("h1")).to_have_text(label)
    expect(phone.page.locator(".sign")).to_be_visible()
    phone.pass_time(0.5)


def begin(phone: Phone) -> None:
    """Begin, and let the first words be heard."""
    phone.page.locator(".sign").click()
    assert not phone.page.evaluate("window.speaker.paused")
    phone.pass_until(lambda: phone.field == "count", most_s=20)


def pass_to(phone: Phone, place_ms: float) -> None:
    """Let time go by until the track is at a place."""
    phone.pass_time(place_ms / 1000 - place_s(phone.page))


def stored(phone: Phone) -> Any:
    """Return the result that the stored log replays to on its sheet, once the session is over."""
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Naar je resultaat").click()
    phone.page.wait_for_url("**/sessions/**")
    log = phone.page.request.get(f"{phone.page.url}log.json").json()
    sheet = read_sheet(json.dumps(log.pop("sheet")))
    return replay(sheet, read_log(json.dumps(log)).events)


@pytest.fixture
def pocketed(make_phone: Callable[..., Phone]) -> Phone:
    """Return a phone whose track lies ready, on a clock that the test moves."""
    phone = make_phone("nl")
    phone.page.add_init_script(BUTTONS)
    phone.page.add_init_script(DRIVEN)
    to_pocket(phone)
    return phone


def test_a_real_track_is_heard_and_a_button_ends_its_hold(make_phone: Callable[..., Phone]) -> None:
    """In real time, from the file of the site: breathe in the first hold, pause, go on, and stop."""
    phone = make_phone("en")
    page = phone.page
    page.add_init_script(BUTTONS)
    page.goto("/")
    with page.expect_navigation(url="**/play/**"):
        page.locator(".gobar .sign").click()
    expect(phone.question).to_be_visible()
    while phone.question.count():
        page.wait_for_timeout(450)
        page.get_by_role("button", name=phone.fitting_answer(), exact=True).click()
    page.wait_for_timeout(450)
    page.get_by_role("button", name="In your pocket, screen locked").click()
    expect(page.locator(".sign")).to_be_visible()
    page.wait_for_timeout(450)
    page.locator(".sign").click()
    hold = holds_of(page)[0]

    page.locator("#player[data-field=hold]").wait_for(timeout=30_000)
    assert place_s(page) == pytest.approx(hold["from_ms"] / 1000, abs=LOOK_S)
    page.wait_for_timeout(1_000)
    press(page, "nexttrack")
    page.locator("#player[data-field=rest]").wait_for(timeout=1_000)
    assert place_s(page) == pytest.approx(hold["to_ms"] / 1000, abs=LOOK_S)
    assert page.evaluate("navigator.mediaSession.metadata.artist") == "Altitude training"

    press(page, "pause")
    expect(page.locator("h1")).to_have_text("Paused")
    assert page.evaluate("window.speaker.paused")
    press(page, "play")
    page.locator("#player[data-field=rest]").wait_for(timeout=3_000)
    assert place_s(page) == pytest.approx(hold["to_ms"] / 1000, abs=LOOK_S)
    press(page, "stop")
    expect(page.locator("h1")).to_contain_text("Good that you stopped.")
    assert page.evaluate("window.speaker.paused")


def test_a_page_that_slept_through_all_of_it_has_the_capped_plan_in_its_log(pocketed: Phone) -> None:
    """Every hold at its cap, none beyond; the log says that nobody looked."""
    page = pocketed.page
    holds = holds_of(page)
    begin(pocketed)
    page.clock.fast_forward(40 * 60_000)  # the timers of a page that sleeps do not run
    pocketed.pass_time(1)
    with page.expect_request("**/api/sessions/") as upload:  # from a clock that the site does not share
        page.get_by_role("button", name="Naar je resultaat").click()
    log = json.loads(upload.value.post_data or "")
    sheet = read_sheet(page.locator("#sheet").text_content() or "")
    result = replay(sheet, read_log(json.dumps(log)).events)

    assert result.outcome == "completed"
    assert [hold.duration_ms for hold in result.holds] == [mark["to_ms"] - mark["from_ms"] for mark in holds]
    answers = {event["question"]: event["value"] for event in log["events"] if event["type"] == "answer"}
    assert answers["pocket"] == "track"
    assert int(answers["pocket.unseen_ms"]) > 20 * 60_000


def test_what_was_heard_is_what_is_stored(pocketed: Phone) -> None:
    """Two holds ended by a press, with sleep between; every press leads forward, every recovery is whole."""
    page = pocketed.page
    holds = holds_of(page)
    begin(pocketed)
    pass_to(pocketed, holds[0]["from_ms"] + 2_000)
    press(page, "nexttrack")
    press(page, "nexttrack")
    press(page, "previoustrack")
    assert page.evaluate("window.speaker.sought.length") == 1
    pass_to(pocketed, holds[0]["to_ms"] + 3_000)
    page.clock.fast_forward(holds[2]["from_ms"] - holds[0]["to_ms"] - 2_000)
    pocketed.pass_time(0.2)
    assert pocketed.field == "hold"
    press(page, "previoustrack")
    assert pocketed.field == "rest"
    sought = page.evaluate("window.speaker.sought")
    assert all(to > since for since, to in sought)
    pocketed.pass_time(3)
    press(page, "stop")
    pocketed.pass_time(0.5)
    page.get_by_role("button", name="Ik voel niets, ik wilde stoppen").click()
    result = stored(pocketed)

    lasted_s = [hold.duration_ms / 1000 for hold in result.holds]
    assert lasted_s == pytest.approx([2, 5, 1.2], abs=0.15)
    assert [hold.ended_by for hold in result.holds] == ["breathe", "seconds", "breathe"]
    rests = [segment for segment in result.segments if segment.kind == "recover"]
    assert all(rest.ended_ms - rest.started_ms == 10_000 for rest in rests[:2])


def test_a_call_ends_the_hold_and_only_the_runner_goes_on(pocketed: Phone) -> None:
    """The phone takes the sound, and gives it back by itself; a recovery comes first."""
    page = pocketed.page
    holds = holds_of(page)
    begin(pocketed)
    pass_to(pocketed, holds[1]["from_ms"] + 2_000)
    page.evaluate("window.speaker.pause()")
    pocketed.pass_time(30)
    expect(page.locator("h1")).to_have_text("Gepauzeerd")
    page.evaluate("window.speaker.play()")
    assert page.evaluate("window.speaker.paused")
    expect(page.locator("h1")).to_have_text("Gepauzeerd")

    press(page, "play")
    pocketed.pass_until(lambda: pocketed.field == "rest", most_s=2)
    assert place_s(page) == pytest.approx(holds[1]["to_ms"] / 1000, abs=0.6)


def test_a_reload_in_mid_hold_goes_on_in_the_hand(pocketed: Phone) -> None:
    """The sound is gone with the page; nothing is lost, and nothing resumes inside a hold."""
    page = pocketed.page
    begin(pocketed)
    pass_to(pocketed, holds_of(page)[0]["from_ms"] + 2_000)
    page.reload()
    expect(page.locator("h1")).to_have_text("Er staat nog een sessie open")
    pocketed.pass_time(1)
    page.get_by_role("button", name="Verder met herstel").click()
    pocketed.pass_until(lambda: pocketed.field == "rest", most_s=5)
    pocketed.stop.click()
    pocketed.pass_time(0.5)
    page.get_by_role("button", name="Ik voel niets, ik wilde stoppen").click()
    result = stored(pocketed)

    assert result.holds[0].duration_ms <= 5_000
    assert result.outcome == "stopped"


def test_a_track_that_lies_on_the_phone_is_played_without_a_network(pocketed: Phone) -> None:
    """From the first word to the first recovery; it follows to the site when the network is back."""
    page = pocketed.page
    page.context.set_offline(True)
    begin(pocketed)
    pass_to(pocketed, holds_of(page)[0]["to_ms"] + 1_000)
    assert pocketed.field == "rest"
    press(page, "stop")
    pocketed.pass_time(0.5)
    page.get_by_role("button", name="Ik voel niets, ik wilde stoppen").click()
    page.context.set_offline(False)
    result = stored(pocketed)

    assert [hold.duration_ms for hold in result.holds] == [5_000]


def test_a_track_that_was_fetched_is_there_when_the_page_is_opened_without_a_network(
    make_phone: Callable[..., Phone],
) -> None:
    """The page comes from the phone, and so does its track."""
    phone = make_phone("nl", service_workers="allow")
    page = phone.page
    page.add_init_script("delete window.AudioContext")
    page.goto("/")
    until(page, "caches.match('/offline/kept.json').then((list) => list !== undefined)")
    until(page, "navigator.serviceWorker.controller !== null")
    with page.expect_navigation(url="**/play/**"):
        page.locator(".gobar .sign").click()
    until(page, "caches.match(location.pathname).then((kept) => kept !== undefined)")

    def fetch_track() -> None:
        expect(phone.question).to_be_visible()
        while phone.question.count():
            page.wait_for_timeout(450)
            page.get_by_role("button", name=phone.fitting_answer(), exact=True).click()
        page.wait_for_timeout(450)
        page.get_by_role("button", name="In je zak, scherm op slot").click()
        expect(page.locator(".sign")).to_be_visible()

    fetch_track()
    page.context.set_offline(True)
    page.reload()
    fetch_track()


def test_a_page_out_of_sight_is_not_paused(pocketed: Phone) -> None:
    """A pocket is where the screen is locked."""
    page = pocketed.page
    begin(pocketed)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    pass_to(pocketed, holds_of(page)[0]["from_ms"] + 1_000)
    assert pocketed.field == "hold"


def test_without_a_network_a_track_that_is_not_there_is_said_to_be_so(
    make_phone: Callable[..., Phone],
) -> None:
    """With the way on: in the hand."""
    phone = make_phone("en")
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.open(phone.page.url)
    phone.answer_all()
    phone.page.route("**/track.flac*", lambda route: route.abort())
    phone.page.get_by_role("button", name="In your pocket, screen locked").click()
    expect(phone.page.locator(".next").first).to_contain_text("The track did not come.")
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Rather in my hand").click()
    expect(phone.page.locator("h1")).to_have_text("Begin")


def test_a_session_for_the_pocket_in_place_of_one_that_is_read_off_asks_nothing_twice(
    make_phone: Callable[..., Phone],
) -> None:
    """What was answered a moment ago holds for it; of its own it asks what the other did not."""
    phone = make_phone("nl")
    phone.page.goto("/profile/")
    phone.page.locator("[name=oximeter]").select_option("seen")
    phone.page.get_by_role("button", name="Bewaar").click()
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.open(phone.page.url)
    before = questions_of(phone.page)
    phone.answer_all()
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.get_by_role("button", name="In je zak: zonder meting alleen lichte pauzes").click()
    expect(phone.page.locator(".sign, #question").first).to_be_visible()

    assert questions_of(phone.page) <= before  # or it would have to ask
    assert phone.question.count() == 0
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="In je zak, scherm op slot").click()
    expect(phone.page.locator(".sign")).to_be_visible()


def questions_of(page: Page) -> set[str]:
    """Return the ids of what a session asks before its start."""
    sheet = json.loads(page.locator("#sheet").text_content() or "{}")
    return {question["id"] for question in sheet["preflight"]}
