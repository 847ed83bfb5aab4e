"""Sliding through the levels moves the expected band, without a reload."""

from playwright.sync_api import Page, expect

PAGE = "/protocols/hoogtetraining/expected/"


def test_the_band_follows_the_slider(page: Page, base_url: str):
    """The answer to the last place of the slider is the one that stays."""
    page.goto(base_url + PAGE)
    slider = page.get_by_role("slider")

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
