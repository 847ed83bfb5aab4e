"""The browser that the other tests drive is one a runner could have."""

import pytest
from playwright.sync_api import Page


@pytest.fixture(scope="session")
def base_url() -> str:
    """No site is needed to ask a browser what it can do."""
    return ""


@pytest.mark.parametrize("what", ["AudioContext", "indexedDB", "AudioWorkletNode", "WebAssembly"])
def test_the_browser_has_what_the_player_stands_on(page: Page, what: str):
    """Sound on a clock of its own and a place to keep the log are not optional."""
    assert page.evaluate(f"typeof window.{what} !== 'undefined'")
