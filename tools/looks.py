"""Photograph the site as it is served, into docs/looks: eight pictures, kept so that a change can be seen.

Run ``make looks``. Homes with no session, one and three hundred are made by ``adempauze demo`` in a temporary
folder; the browser and the server are those of the browser tests. ``make looks ONLY=home`` draws those whose
name begins so.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.conftest import FLAGS, site

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs/looks"
ICONS = ROOT / "src/adempauze_web/static/img"
ICON_SIZES = (180, 192, 512)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


def today(page: Page) -> None:
    """Open the first page."""
    page.goto("/")


def sessions(page: Page) -> None:
    """Open the list of sessions."""
    page.goto("/sessions/")


def last_result(page: Page) -> None:
    """Open the last session."""
    page.goto("/sessions/")
    page.locator("main a.line").first.click()
    page.wait_for_load_state()


def hold(page: Page) -> None:
    """Begin the demonstration, and wait until its first hold is well on its way."""
    page.goto("/demonstration/hoogtetraining/")
    page.wait_for_timeout(600)  # a new screen takes no tap at first
    page.locator(".sign").first.click()
    page.locator("main[data-field=hold]").wait_for()
    page.wait_for_timeout(3_200)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One picture: of which home, in which language, on which screen."""

    name: str
    home: int  # sessions in it
    show: Callable[[Page], None]
    lang: str
    screen: dict[str, int]


LOOKS = (
    Look(name="home-phone-nl", home=300, show=today, lang="nl", screen=PHONE),
    Look(name="home-first-phone-en", home=0, show=today, lang="en", screen=PHONE),
    Look(name="home-desktop-en", home=1, show=today, lang="en", screen=DESKTOP),
    Look(name="hold-phone-nl", home=0, show=hold, lang="nl", screen=PHONE),
    Look(name="result-phone-nl", home=300, show=last_result, lang="nl", screen=PHONE),
    Look(name="result-desktop-en", home=300, show=last_result, lang="en", screen=DESKTOP),
    Look(name="sessions-phone-nl", home=1, show=sessions, lang="nl", screen=PHONE),
    Look(name="sessions-desktop-en", home=300, show=sessions, lang="en", screen=DESKTOP),
)


def main() -> None:
    """Draw the pictures whose names begin with the first argument; all of them and the icons without one."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    looks = [look for look in LOOKS if look.name.startswith(wanted)]
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver, TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=os.environ["ADEMPAUZE_CHROMIUM"], args=FLAGS)
        for count in sorted({look.home for look in looks}):
            home = filled(Path(folder) / str(count), count)
            with site(home) as url:
                for look in (each for each in looks if each.home == count):
                    photograph(browser, url, look)
        if not wanted:
            draw_icons(browser)
        browser.close()


def filled(home: Path, count: int) -> Path:
    """Return a home with so many sessions."""
    home.mkdir()
    if count:
        command = [str(Path(sys.executable).parent / "adempauze"), "demo", "--sessions", str(count)]
        environment = {**os.environ, "ADEMPAUZE_HOME": str(home)}
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return home


def photograph(browser: Browser, url: str, look: Look) -> None:
    """Take one picture of what a person sees first."""
    is_phone = look.screen is PHONE
    context = browser.new_context(
        base_url=url,
        viewport=look.screen,  # type: ignore[arg-type]  # a plain dict, of the same keys
        locale=look.lang,
        timezone_id="Europe/Amsterdam",
        device_scale_factor=2 if is_phone else 1,
        has_touch=is_phone,
        reduced_motion="reduce",
    )
    with context:
        page = context.new_page()
        look.show(page)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=OUT / f"{look.name}.png")


def draw_icons(browser: Browser) -> None:
    """Draw the app icon at the sizes that platforms ask for."""
    drawing = (ICONS / "app-icon.svg").read_text(encoding="utf-8")
    for size in ICON_SIZES:
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(
            f"<style>body {{ margin: 0 }} svg {{ display: block; width: {size}px }}</style>{drawing}"
        )
        page.screenshot(path=ICONS / f"app-icon-{size}.png")
        page.close()


if __name__ == "__main__":
    main()
