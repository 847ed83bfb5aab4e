"""Recordings in a real browser: dropped, read by touch and keyboard, and refused where they are none."""

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def night() -> bytes:
    """Return an hour of an oximeter with six holds."""
    at_s = np.arange(3600)
    values = np.full(at_s.size, 98.0)
    for start in range(300, 3300, 500):
        values -= np.interp(at_s, [start + 20, start + 60, start + 90], [0, 13, 0], left=0, right=0)
    rows = [
        f"10:{s // 60:02d}:{s % 60:02d} 14/03/2026,{v:.0f},70,0"
        for s, v in zip(at_s, np.round(values), strict=True)
    ]
    return ("Time,Oxygen Level,Pulse Rate,Motion\n" + "\n".join(rows) + "\n").encode()


def bomb() -> bytes:
    """Return a zip that unpacks to 600 MB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(b"97\n" * 349_525)
    return buffer.getvalue()


@pytest.fixture(params=["nl", "en"])
def reader(browser, base_url, request):
    """Return the page of a runner with a phone, in each language."""
    with browser.new_context(base_url=base_url, viewport=PHONE, locale=request.param) as context:
        yield context.new_page()


def send(page: Page, name: str, data: bytes) -> None:
    """Choose a file and send it."""
    page.goto("/recordings/")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.locator("main form button.btn").first.click()


def test_a_night_is_seen_and_read_by_keyboard_and_touch(reader: Page):
    """The trace is drawn with its holds; arrows and a touch say the value under the cursor; plus zooms."""
    complaints: list[str] = []
    reader.on("console", lambda message: complaints.append(message.text))
    send(reader, "night.csv", night())
    picture = reader.locator(".trace-picture")
    said = reader.locator("recording-trace output")

    expect(picture.locator(".trace-hold")).to_have_count(6)
    picture.focus()
    for _ in range(5):
        reader.keyboard.press("Shift+ArrowRight")
    expect(said).to_contain_text("30:00 · SpO₂ ")
    reader.keyboard.press("+")
    expect(picture.locator(".trace-hold")).to_have_count(3)  # those that began at 1300, 1800 and 2300 s
    box = picture.bounding_box()
    assert box is not None
    reader.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    expect(said).not_to_contain_text("30:00")
    assert Axe().run(reader, options={"runOnly": WCAG}).violations_count == 0
    assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert complaints == []


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("run.fit", b"\xff\xd8\xff\xe0" + bytes(500), "This is a JPEG picture, not a recording."),
        ("night.zip", bomb(), "The archive unpacks to more than"),
    ],
    ids=["picture", "bomb"],
)
def test_what_is_none_is_refused_in_a_sentence(reader: Page, name: str, data: bytes, sentence: str):
    """The page says that nothing was kept, and why."""
    send(reader, name, data)

    expect(reader.get_by_role("alert")).to_contain_text(sentence)


def shared(name: str) -> bytes:
    """Return a real recording of others, or skip where they are not beside the project."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("ADEMPAUZE_SHARED", beside)) / "data" / name
    if not path.is_file():
        pytest.skip("shared data not beside the project")
    return path.read_bytes()


def test_a_free_dive_and_a_file_cut_short_are_shown(reader: Page):
    """A free-dive shows its heart; half of it is read up to the cut, and says so."""
    dive = shared("fit-freedive/garmin_fr935_freedive_session.fit")

    send(reader, "dive.fit", dive)
    expect(reader.locator(".trace-heart")).to_be_attached()
    send(reader, "half.fit", dive[: len(dive) // 2])
    reader.locator("details summary").click()

    expect(reader.locator("details")).to_contain_text("damaged or cut short near byte")
