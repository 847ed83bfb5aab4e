"""A change of language in the midst of a form."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect


def switch(page: Page, language: str) -> None:
    """Switch the language, and wait for the page in it."""
    page.locator(f"form.switch button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_what_is_half_written_is_carried_over_a_change_of_language(
    browser: Browser, serve: Callable[[Path], Any], tmp_path: Path
):
    """Words, a choice from a list, an answer, and a box that was on and is off now."""
    with serve(tmp_path) as url, browser.new_context(base_url=url, locale="nl") as context:
        page = context.new_page()
        page.goto("/profile/")
        page.locator("[name=name]").fill("Åsa")
        page.locator("[name=oximeter]").select_option("seen")
        switch(page, "en")
        expect(page.locator("[name=name]")).to_have_value("Åsa")
        expect(page.locator("[name=oximeter]")).to_have_value("seen")

        page.goto("/quiz/")
        page.locator("input[type=radio]").nth(1).check()
        switch(page, "nl")
        expect(page.locator("input[type=radio]").nth(1)).to_be_checked()

        page.goto("/settings/")
        page.locator("[name=is_left_handed]").check()
        page.get_by_role("button", name="Bewaar").click()
        page.locator("[name=is_left_handed]").uncheck()
        switch(page, "en")
        expect(page.locator("[name=is_left_handed]")).not_to_be_checked()
