"""Sliding through the levels moves the expected band, without a reload."""

from playwright.sync_api import Page, expect

COMPILED_MS = 60_000  # the first answer of a fresh home waits for the model to be compiled
PAGE = "/protocols/hoogtetraining/expected/"


def test_the_band_follows_the_slider(page: Page, base_url: str):
    """A band stands there before it is moved; the answer to its last place is the one that stays."""
    page.goto(base_url + PAGE)
    slider = page.get_by_role("slider")
    expect(page.locator("#expected h2")).to_contain_text("3", timeout=COMPILED_MS)

    slider.fill("5")
    slider.fill("1")

    expect(page.locator("#expected h2")).to_contain_text("1")
    expect(page.locator("#expected svg.figure-expected")).to_be_visible()
    assert page.url.endswith(PAGE)


def test_without_script_the_button_does_the_same(browser, base_url: str):
    """The form is an ordinary one."""
    with browser.new_context(java_script_enabled=False, base_url=base_url) as plain:
        page = plain.new_page()
        page.goto(PAGE)
        page.locator("form[data-expected] button").click()
        expect(page.locator("#expected svg")).to_be_visible()
