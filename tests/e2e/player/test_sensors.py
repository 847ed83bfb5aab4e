"""Sensors in the player, on Bluetooth that Chromium emulates: no device takes part (see ``peripherals``)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.player.peripherals import Air, Oximeter, Strap

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


def test_a_sensor_is_seen_working_before_the_start(connected: Phone, air: Air) -> None:
    """Its value, its battery, its name with what was never tested; then the strip has it in one line."""
    phone, clip, strap = connected, Oximeter(air), Strap(air, battery_pct=12)
    open_player(phone)
    connect(phone, "oximeter")
    connect(phone, "strap")
    assert clip.show(97)
    assert strap.beat(64)
    phone.pass_time(0.2)
    oximeter, heart = phone.page.locator("[data-kind=oximeter]"), phone.page.locator("[data-kind=strap]")
    expect(oximeter.locator(".sense-value")).to_have_text("97 ± 4 %")
    expect(oximeter).to_contain_text("Test clip: nooit op een apparaat getest")
    expect(heart.locator(".sense-value")).to_have_text("64 per minuut")
    expect(heart).to_contain_text("batterij 12 %. Laad hem eerst op.")
