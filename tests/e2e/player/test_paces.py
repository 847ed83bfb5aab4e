"""Paces in the player. The movement is made up by the test, as events of the browser: no phone was shaken."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from tests.e2e.player.peripherals import walk

Phone = Any  # of this folder's conftest

BRISK = 2.2  # steps a second: fifteen of them take less than seven seconds, the cap is nine


def open_player(phone: Phone) -> None:
    """Open the article's own session; a new runner has none in which paces are walked.

    It is the demonstration's sheet, taken for one that is to be played; it is never sent to the site.
    """

    def as_session(route: Route) -> None:
        page = route.fetch().text()
        assert '"demonstration": true' in page
        route.fulfill(body=page.replace('"demonstration": true', '"demonstration": false'))

    phone.page.route("**/demonstration/**", as_session)
    phone.open("/demonstration/hoogtetraining/")
    assert not phone.question.count()
    phone.pass_time(0.5)


def to_walking_hold(phone: Phone) -> None:
    """Let the five standing holds of the warm-up go by, and come into the first that is walked."""
    phone.pass_until(lambda: phone.field == "hold" and "Wandel" in phone.page.locator(".verb").inner_text())


def seconds_held(phone: Phone) -> float:
    """Let the hold go by, and return how long it still took."""
    for step in range(100):
        if phone.field != "hold":
            return step / 10
        phone.pass_time(0.1)
    pytest.fail("The hold did not end.")


def events_kept(phone: Phone) -> list[dict[str, Any]]:
    """Return what has been written down on the phone so far."""
    return phone.page.evaluate(
        """async () => {
          const kept = [];
          for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((done) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => done(opening.result);
            });
            if (!database.objectStoreNames.contains("events")) continue;
            kept.push(...await new Promise((done) => {
              const reading = database.transaction("events").objectStore("events").getAll();
              reading.onsuccess = () => done(reading.result);
            }));
            database.close();
          }
          return kept;
        }"""
    )


def count_by(phone: Phone, words: str) -> None:
    """Choose how paces are counted, on the screen before the start."""
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Sensoren en passen").click()
    phone.pass_time(0.5)
    phone.page.get_by_label(re.compile(words)).check()
    phone.page.get_by_role("button", name="Verder").click()
    phone.pass_time(0.1)


def begin(phone: Phone) -> None:
    """Tap Begin."""
    phone.pass_time(0.5)
    phone.page.locator(".sign").click()
    phone.pass_until(lambda: phone.field == "count", most_s=5)


def test_paces_that_the_phone_counts_end_the_hold(make_phone: Callable[..., Phone]) -> None:
    """Fifteen paces at 2.2 a second, and it says breathe before its cap of nine seconds."""
    phone = make_phone("nl")
    open_player(phone)
    walk(phone.page, BRISK)
    begin(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(2)
    # one stands in this hold: no paces, whatever shakes
    expect(phone.page.locator(".unit")).to_contain_text("seconden")
    to_walking_hold(phone)
    phone.pass_time(3)
    expect(phone.page.locator(".unit")).to_contain_text("passen")
    expect(phone.page.locator(".unit")).to_contain_text("van hoogstens 15")
    assert abs(int(phone.page.locator(".num").inner_text()) - 3 * BRISK) <= 1.5
    assert seconds_held(phone) + 3 == pytest.approx(15 / BRISK, abs=0.9)
    phone.pass_time(1.5)
    counts = [event for event in events_kept(phone) if event["type"] in ("paces", "counted")]
    assert {event["by"] for event in counts} == {"motion"}
    assert counts[-1]["type"] == "counted"  # once more, as a whole
    assert abs(counts[-1]["count"] - 15) <= 1


def test_the_count_is_seen_working_before_the_start(make_phone: Callable[..., Phone]) -> None:
    """A few paces as a trial, once the browser was asked; and what the count cannot tell."""
    phone = make_phone("nl")
    open_player(phone)
    expect(phone.page.locator(".ticks")).to_contain_text("De browser vraagt bij Begin of dat mag.")
    phone.page.get_by_role("button", name="Sensoren en passen").click()
    phone.pass_time(0.5)
    phone.page.get_by_label("Met de beweging van de telefoon").click()
    walk(phone.page, 1.8)
    phone.pass_time(15)
    counted = re.search(
        r"(\d+) passen in de laatste tien seconden", phone.page.locator(".sensors").inner_text()
    )
    assert counted is not None
    assert abs(int(counted[1]) - 18) <= 1
    expect(phone.page.locator(".sensors")).to_contain_text("kan wandelen niet van een auto onderscheiden")


def test_a_phone_that_lies_still_leaves_the_hold_to_its_cap(make_phone: Callable[..., Phone]) -> None:
    """Nothing is counted, and it is said that the count is about; nine seconds it is."""
    phone = make_phone("nl")
    open_player(phone)
    walk(phone.page, 0)
    begin(phone)
    to_walking_hold(phone)
    phone.pass_time(2)
    expect(phone.page.locator(".unit")).to_contain_text("passen, ongeveer")
    assert seconds_held(phone) + 2 == pytest.approx(9, abs=0.6)


def test_paces_can_be_tapped(make_phone: Callable[..., Phone]) -> None:
    """The pad counts them and leaves air hunger to the rest of the screen; the fifteenth ends the hold."""
    phone = make_phone("nl")
    open_player(phone)
    count_by(phone, "Ik tik elke pas")
    expect(phone.page.locator(".ticks")).to_contain_text("Passen: tik ze zelf.")
    begin(phone)
    to_walking_hold(phone)
    phone.pass_time(0.5)
    pad = phone.page.get_by_role("button", name="Tik elke pas")
    for pace in range(1, 15):
        pad.click()
        expect(phone.page.locator(".num")).to_have_text(str(pace))
        phone.pass_time(0.4)
    expect(phone.page.locator(".tapcue")).to_contain_text("ademhonger")
    pad.click()
    phone.pass_time(0.1)
    assert phone.field == "rest"


def test_a_cadence_counts_where_there_is_no_sensor(make_phone: Callable[..., Phone]) -> None:
    """105 a minute: fifteen in 8.6 seconds. It is about, and says so. The choice is kept."""
    phone = make_phone("nl")
    phone.page.add_init_script("delete window.DeviceMotionEvent")
    open_player(phone)
    expect(phone.page.locator(".ticks")).to_contain_text("deze browser heeft geen bewegingssensor")
    count_by(phone, "105 per minuut")
    begin(phone)
    to_walking_hold(phone)
    expect(phone.page.locator(".unit")).to_contain_text("passen, ongeveer")
    assert seconds_held(phone) == pytest.approx(8.6, abs=0.6)
    assert phone.page.evaluate("localStorage['adempauze.count-by']") == "cadence"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [("granted", "nog geen beweging"), ("denied", "de browser mag geen beweging lezen")],
)
def test_permission_is_asked_in_the_tap_that_starts_and_a_no_is_said(
    make_phone: Callable[..., Phone], answer: str, sentence: str
) -> None:
    """As on an iPhone, simulated: not before, once, while the tap counts. The session plays either way."""
    phone = make_phone("nl")
    phone.page.add_init_script(
        f"""DeviceMotionEvent.requestPermission = async () => {{
          self.asked = (self.asked ?? 0) + (navigator.userActivation.isActive ? 1 : 100);
          return "{answer}";
        }}"""
    )
    open_player(phone)
    assert phone.page.evaluate("self.asked") is None
    begin(phone)
    assert phone.page.evaluate("self.asked") == 1
    to_walking_hold(phone)
    expect(phone.page.locator(".unit")).to_contain_text("seconden")
    phone.pass_until(lambda: phone.field == "rest")
    expect(phone.page.locator("#player")).to_contain_text(sentence)


def test_a_page_without_encryption_says_that_it_counts_no_paces(make_phone: Callable[..., Phone]) -> None:
    """Simulated; the cap in seconds holds, and one can tap."""
    phone = make_phone("nl")
    phone.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    open_player(phone)
    expect(phone.page.locator(".ticks")).to_contain_text("deze pagina kwam zonder versleuteling")


def test_movement_is_heard_from_the_browsers_own_sensor(make_phone: Callable[..., Phone]) -> None:
    """Not made up in the page: readings put under Chromium's sensor come out as its own events."""
    phone = make_phone("nl")
    sensors = phone.page.context.new_cdp_session(phone.page)
    available = {"available": True, "minimumFrequency": 1, "maximumFrequency": 60}
    kinds = ("accelerometer", "linear-acceleration", "gyroscope")
    for kind in kinds:
        override = {"enabled": True, "type": kind, "metadata": available}
        sensors.send("Emulation.setSensorOverrideEnabled", override)
    open_player(phone)
    phone.page.get_by_role("button", name="Sensoren en passen").click()
    phone.pass_time(0.5)
    expect(phone.page.locator(".sensors")).to_contain_text("De browser vraagt bij Begin")
    with phone.running_clock():
        phone.page.get_by_label("Met de beweging van de telefoon").click()
        for force in range(40):
            reading = {"xyz": {"x": 0, "y": 9 + force % 2, "z": 0}}
            for kind in kinds:
                sensors.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})
            phone.page.wait_for_timeout(20)  # the sensor is read sixty times a second of its own
        heard = re.compile("geteld met de beweging|passen in de laatste tien seconden")
        expect(phone.page.locator(".sensors")).to_contain_text(heard)
