"""A voice recorded in the browser, from the microphone to the session. The microphone is a tone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

# A second and a half of sound comes in, as if somebody spoke; recorder and decoder are the browser's own.
MICROPHONE = """navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  await context.resume();
  const voice = new OscillatorNode(context, { frequency: 220 });
  const loudness = new GainNode(context, { gain: window.whispering ? 0.0001 : 0.4 });
  const stream = new MediaStreamAudioDestinationNode(context);
  voice.connect(loudness).connect(stream);
  voice.start();
  voice.stop(context.currentTime + 1.5);
  return stream.stream;
};"""


@pytest.fixture
def page(browser: Browser, serve: Callable[[Path], Any], tmp_path: Path) -> Any:
    """Return the page of voices in a home of its own, with a microphone."""
    with serve(tmp_path) as url, browser.new_context(base_url=url, locale="en") as context:
        opened = context.new_page()
        opened.add_init_script(MICROPHONE)
        opened.goto("/settings/voices/")
        yield opened


def record(page: Page, phrase: str) -> Any:
    """Record a phrase, and return its row."""
    row = page.locator(f"[data-address$='/{phrase}/']")
    row.get_by_role("button", name="Record").click()
    page.wait_for_timeout(1800)  # real time: it is being recorded
    row.get_by_role("button", name="Stop recording").click()
    return row


def test_a_phrase_is_recorded_heard_kept_played_and_removed(page: Page) -> None:
    """And the player fetches it in place of the built clip."""
    row = record(page, "walk")
    expect(row.get_by_role("status")).to_have_text("Listen, then keep it or record it once more.")
    row.get_by_role("button", name="Keep it").click()
    expect(row.get_by_role("status")).to_have_text("recorded")

    with page.expect_response("**/voices/en/walk/*.mp3") as fetched:
        page.goto("/demonstration/hoogtetraining/")
    assert (fetched.value.status, fetched.value.headers["content-type"]) == (200, "audio/mpeg")

    page.goto("/settings/voices/")
    expect(row.get_by_role("status")).to_have_text("recorded")
    row.get_by_role("button", name="Remove").click()
    expect(row.get_by_role("status")).to_have_text("The built voice says it again.")
    expect(row.get_by_role("button", name="Remove")).to_be_hidden()


def test_a_microphone_that_hears_nothing_is_said_so_at_once(page: Page) -> None:
    """Nothing is sent."""
    page.evaluate("window.whispering = true")
    row = record(page, "walk")

    expect(row.get_by_role("status")).to_have_text("Nothing can be heard. Hold the phone closer.")


def test_a_microphone_that_is_refused_is_said_so(page: Page) -> None:
    """The built voice stays."""
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = async () => { throw new Error('no'); }; }")
    row = page.locator("[data-address$='/walk/']")
    row.get_by_role("button", name="Record").click()

    expect(row.get_by_role("status")).to_have_text("The microphone is not allowed or not there.")


def test_a_browser_without_a_microphone_offers_a_file(page: Page) -> None:
    """And says why it records nothing."""
    page.add_init_script("delete window.MediaRecorder")
    page.goto("/settings/voices/")
    row = page.locator("[data-address$='/walk/']")
    clip = Path(__file__).resolve().parents[2] / "src/adempauze_web/static/built/clips/en/jog_gently.mp3"

    expect(page.locator("#no-microphone")).to_be_visible()
    expect(row.get_by_role("button", name="Record")).to_be_hidden()
    row.locator("input").set_input_files(clip)
    row.get_by_role("button", name="Keep it").click()
    expect(row.get_by_role("status")).to_have_text("recorded")
