"""Sensors in the player, on Bluetooth that Chromium emulates: no device takes part (see ``peripherals``)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.e2e.player.peripherals import Air, JumperClip, Oximeter, Strap
from tests.e2e.player.test_access import RULES, SMALL_TARGETS, SMALL_TEXT
from tests.e2e.player.test_offline import take_along

Phone = Any  # of this folder's conftest


@pytest.fixture
def connected(make_phone: Callable[..., Phone]) -> Phone:
    """A runner whose oximeter connects to the phone."""
    phone = make_phone("nl")
    phone.page.goto("/profile/")
    phone.page.locator("[name=oximeter]").select_option("live")
    phone.page.get_by_role("button", name="Bewaar").click()
    return phone


@pytest.fixture
def air(browser: Browser, connected: Phone) -> Iterator[Air]:
    """The Bluetooth around that phone."""
    around = Air(browser, connected.page)
    yield around
    around.leave()


def open_player(phone: Phone) -> None:
    """Go from the first page to the sensors, with which a session that needs one begins."""
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.open(phone.page.url)
    phone.pass_time(0.5)


def connect(phone: Phone, kind: str) -> None:
    """Choose a sensor on the screen that is open."""
    row = phone.page.locator(f"[data-kind={kind}]")
    row.locator(".btn").click()
    expect(row.locator(".sense-value")).to_be_visible()


def go_on(phone: Phone) -> None:
    """Leave the screen of the sensors."""
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Verder").click()
    phone.pass_time(0.1)


def answer_all(phone: Phone, clip: Oximeter) -> None:
    """Answer every question as one who may go, while the clip shows 97 %."""
    while phone.question.count():
        phone.pass_time(0.5)
        assert clip.show(97)
        answer = re.compile(f"^{re.escape(phone.fitting_answer())}")
        phone.page.get_by_role("button", name=answer).first.click()
    phone.pass_time(0.5)


def pass_with(phone: Phone, clip: Oximeter, *shown_pct: int) -> None:
    """Let as many seconds go by as the clip shows values."""
    for spo2_pct in shown_pct:
        assert clip.show(spo2_pct)
        phone.pass_time(1)


def into_hold(phone: Phone, clip: Oximeter, spo2_pct: int = 97) -> None:
    """Let time go by, the clip showing one value, until a hold has begun."""
    for _ in range(60):
        if phone.field == "hold":
            return
        pass_with(phone, clip, spo2_pct)
    pytest.fail("No hold began within a minute.")


def out_of_hold(phone: Phone, clip: Oximeter, spo2_pct: int = 97) -> int:
    """Let a hold go by, and return how many whole seconds it took."""
    for seconds in range(12):
        if phone.field != "hold":
            return seconds
        pass_with(phone, clip, spo2_pct)
    pytest.fail("The hold did not end.")


def ready_with(phone: Phone, clip: Oximeter) -> None:
    """Connect a clip that shows 97 %, answer, begin, lose the network, and come into the first hold."""
    open_player(phone)
    connect(phone, "oximeter")
    assert clip.show(97)
    go_on(phone)
    answer_all(phone, clip)
    phone.page.locator(".sign").click()
    phone.pass_until(lambda: phone.field == "count", most_s=2)
    phone.page.context.set_offline(True)
    into_hold(phone, clip)


def test_a_sensor_is_seen_working_before_the_start(connected: Phone, air: Air) -> None:
    """Its value, its name with what was never tested, and a battery that is low, there and before Begin."""
    phone, clip, strap = connected, Oximeter(air), Strap(air, battery_pct=12)
    open_player(phone)
    connect(phone, "oximeter")
    connect(phone, "strap")
    assert clip.show(97)
    assert strap.beat(64)
    oximeter, heart = phone.page.locator("[data-kind=oximeter]"), phone.page.locator("[data-kind=strap]")
    expect(oximeter.locator(".sense-value")).to_have_text("97 ± 4 %")
    expect(oximeter).to_contain_text("Test clip: nooit op een apparaat getest")
    expect(oximeter).to_contain_text("Batterij 80 %")
    expect(heart.locator(".sense-value")).to_have_text("64/min")
    expect(heart).to_contain_text("batterij 12 %. Laad hem eerst op.")

    go_on(phone)
    answer_all(phone, clip)
    expect(phone.page.locator(".ticks")).to_contain_text("batterij 12 %")
    expect(phone.page.locator(".p-sense")).to_contain_text("97 ± 4 %")


def test_a_makers_own_clip_is_read_and_says_that_it_was_never_tested(connected: Phone, air: Air) -> None:
    """Found by the service it offers."""
    phone, clip = connected, JumperClip(air)
    open_player(phone)
    connect(phone, "oximeter")
    assert clip.show(96)
    row = phone.page.locator("[data-kind=oximeter]")
    expect(row.locator(".sense-value")).to_have_text("96 ± 4 %")
    expect(row).to_contain_text("My Oximeter: nooit op een apparaat getest")


def test_a_list_that_is_closed_without_a_choice_says_what_to_try(connected: Phone, air: Air) -> None:
    """Nothing is connected, and nothing breaks."""
    Oximeter(air)
    air.refuse()
    open_player(connected)
    row = connected.page.locator("[data-kind=oximeter]")
    row.locator(".btn").click()
    expect(row).to_contain_text("Niet gekoppeld. Zet hem aan, houd hem dichtbij")


def test_a_dropped_sensor_gives_no_reading_at_once_and_comes_back_by_itself(
    connected: Phone, air: Air
) -> None:
    """The session goes on; in the hold too it says so, and the old number is never shown again."""
    phone, clip = connected, Oximeter(air)
    ready_with(phone, clip)
    strip = phone.page.locator(".p-sense")
    expect(strip).to_be_hidden()
    clip.drop()
    expect(strip).to_have_text("Geen meting", use_inner_text=True)
    assert phone.field == "hold"
    phone.pass_time(1.1)  # it is looked for again after a second
    for _ in range(50):
        if clip.show(96):
            break
        phone.page.wait_for_timeout(100)  # the emulated radio takes its time
    out_of_hold(phone, clip, 96)
    expect(strip).to_have_text("96 ± 4 %", use_inner_text=True)
    assert phone.field == "rest"


def test_a_sensor_that_falls_silent_gives_no_reading_after_three_seconds(connected: Phone, air: Air) -> None:
    """Connected, but it sends nothing any more: the last number does not stay."""
    phone, clip = connected, Oximeter(air)
    open_player(phone)
    connect(phone, "oximeter")
    assert clip.show(97)
    value = phone.page.locator("[data-kind=oximeter] .sense-value")
    expect(value).to_have_text("97 ± 4 %")
    phone.pass_time(3.1)
    expect(value).to_have_text("Geen meting")


def test_what_the_sensor_doubts_counts_for_nothing(connected: Phone, air: Air) -> None:
    """A poor low number is no low number, and a doubted one is none; the log says which were good."""
    phone, clip = connected, Oximeter(air)
    ready_with(phone, clip)
    assert clip.show(80, weak=True)
    phone.pass_time(1)
    assert phone.field == "hold"
    expect(phone.page.locator(".p-sense")).to_be_hidden()  # no numbers in a hold, poor ones neither
    assert clip.show(80, doubted=True)
    expect(phone.page.locator(".p-sense")).to_have_text("Geen meting", use_inner_text=True)
    assert phone.field == "hold"


def test_a_low_value_in_a_hold_says_breathe_at_once(connected: Phone, air: Air) -> None:
    """89 % at a finger, and the hold is over before its five seconds are."""
    phone, clip = connected, Oximeter(air)
    ready_with(phone, clip)
    assert clip.show(89)
    phone.pass_time(0.2)
    assert phone.field == "rest"


def test_live_lowest_values_shorten_and_end_without_a_network(connected: Phone, air: Air) -> None:
    """A finger that falls to 90 stands for 84, and one that falls to 84 for 78."""
    phone, clip = connected, Oximeter(air)
    ready_with(phone, clip)
    assert out_of_hold(phone, clip) in (5, 6)
    pass_with(phone, clip, 91, 90, 90, 90, 93, 96)
    expect(phone.page.locator(".p-note")).to_contain_text("90 ± 4 %")
    into_hold(phone, clip)
    expect(phone.page.locator(".unit")).to_contain_text("4")  # four fifths of the five seconds held
    assert out_of_hold(phone, clip) in (4, 5)
    pass_with(phone, clip, 88, 84, 84)  # three good readings: one plunge alone is no ground
    expect(phone.page.locator("#player")).to_contain_text("80 %")
    assert phone.field == "paper"


def test_a_live_value_below_the_floor_locks_without_a_network_and_everywhere_after(
    connected: Phone, air: Air, make_phone: Callable[..., Phone]
) -> None:
    """A finger at 85 ends it, and at 78, still heard after that end, locks. The site is told later."""
    phone, clip = connected, Oximeter(air)
    ready_with(phone, clip)
    out_of_hold(phone, clip)
    pass_with(phone, clip, 85, 78)
    expect(phone.page.locator("h1")).to_have_text("De sessie is klaar.")
    pass_with(phone, clip, 78, 78)
    expect(phone.page.locator("#player")).to_contain_text("Op slot")
    phone.page.context.set_offline(False)
    phone.pass_time(1)
    phone.page.get_by_role("button", name="Naar je resultaat").click()
    phone.page.wait_for_url("**/sessions/**")

    log = phone.page.request.get(f"{phone.page.url}log.json").json()
    readings = [event for event in log["events"] if event["type"] == "spo2"]
    assert min(event["tenths"] for event in readings) == 780
    assert {(event["site"], event["good"]) for event in readings} == {("finger", True)}
    other = make_phone("nl").page
    other.goto("/agreements/")
    expect(other.locator(".note", has=other.locator("form"))).to_have_count(1)


def test_a_sensor_may_come_late(connected: Phone, air: Air) -> None:
    """Begun without one, at the open levels; connected in the first recovery, and heard from there."""
    phone, clip = connected, Oximeter(air)
    open_player(phone)
    go_on(phone)
    phone.begin(sensor="no", saturation="not_measured")
    phone.pass_until(lambda: phone.field == "rest")
    phone.pass_time(0.5)
    phone.page.locator(".p-sense").click()
    phone.pass_time(0.5)
    connect(phone, "oximeter")
    assert clip.show(96)
    go_on(phone)
    assert clip.show(96)
    expect(phone.page.locator(".p-sense")).to_have_text("96 ± 4 %", use_inner_text=True)
    assert phone.field == "rest"


def test_no_reading_is_no_yes_to_whether_the_sensor_shows_one(connected: Phone, air: Air) -> None:
    """A session cleared for a sensor is played lower without one, whatever its runner would say."""
    open_player(connected)
    go_on(connected)
    sensor = "Zit je saturatiemeter om en geeft hij een waarde?"
    while connected.question.inner_text() != sensor:
        connected.pass_time(0.5)
        answer = re.compile(f"^{re.escape(connected.fitting_answer())}")
        connected.page.get_by_role("button", name=answer).first.click()
    connected.pass_time(0.5)
    expect(connected.page.get_by_role("button", name="Ja", exact=True)).to_be_hidden()
    expect(connected.page.locator(".asking")).to_contain_text("niveau 0 of 1")


@pytest.mark.parametrize("gone", ["0", "delete Navigator.prototype.bluetooth"], ids=["with", "without"])
def test_the_screen_of_the_sensors_is_for_everybody(connected: Phone, gone: str) -> None:
    """No fault found by axe, no target under 48 px, no text under 20 px; the same without Bluetooth."""
    phone = connected
    phone.page.add_init_script(gone)
    open_player(phone)
    with phone.running_clock():
        found = Axe().run(phone.page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert phone.page.evaluate(SMALL_TARGETS) == []
    assert phone.page.evaluate(SMALL_TEXT) == []


def test_what_reads_sensors_is_there_without_a_network(make_phone: Callable[..., Phone]) -> None:
    """It is fetched when it is first wanted, and by then the network may be gone: one visit has kept it."""
    phone = make_phone("nl", service_workers="allow")
    take_along(phone.page)
    phone.page.context.set_offline(True)
    phone.page.goto("/")
    phone.page.locator("[data-note=session] .sign").click()
    phone.page.wait_for_url("**/play/**")
    phone.open(phone.page.url)
    while phone.question.count():
        phone.pass_time(0.5)
        answer = re.compile(f"^{re.escape(phone.fitting_answer())}")
        phone.page.get_by_role("button", name=answer).first.click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Sensoren en passen").click()
    phone.pass_time(0.5)
    phone.page.locator("summary").click()
    expect(phone.page.locator("details")).to_contain_text("Nonin 3230")


NO_BLUETOOTH = "delete Navigator.prototype.bluetooth"
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        (NO_BLUETOOTH, "Een iPhone kan het niet, Firefox ook niet."),
        (INSECURE, "Deze pagina kwam zonder versleuteling."),
    ],
)
def test_where_sensors_cannot_be_reached_the_page_says_so_and_guides_all_the_same(
    connected: Phone, gone: str, sentence: str
) -> None:
    """Simulated: the browser's face for it is taken away. The other ways are offered; the session plays."""
    phone = connected
    phone.page.add_init_script(gone)
    open_player(phone)
    screen = phone.page.locator(".sensors")
    expect(screen).to_contain_text(sentence)
    expect(screen).to_contain_text("Lees je meter zelf af na elke pauze.")
    expect(screen.get_by_role("link")).to_have_count(2)
    go_on(phone)
    phone.begin(sensor="no")
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_until(lambda: phone.field == "rest")
    phone.pass_time(0.5)
    expect(phone.page.get_by_role("button", name="Laagste getal")).to_be_visible()
