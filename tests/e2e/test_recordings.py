"""Recordings in a real browser: dropped, read by touch and keyboard, and refused where they are none."""

import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

CUT = {"nl": "beschadigd of afgebroken bij byte", "en": "damaged or cut short near byte"}
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
def language(request):
    """Return each language."""
    return request.param


@pytest.fixture
def reader(browser, base_url, language):
    """Return the page of a runner with a phone, in each language."""
    with browser.new_context(base_url=base_url, viewport=PHONE, locale=language) as context:
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


REFUSED = {
    "a picture named .fit": (
        ("run.fit", b"\xff\xd8\xff\xe0" + bytes(500)),
        {"nl": "Dit is een JPEG-foto, geen opname.", "en": "This is a JPEG picture, not a recording."},
    ),
    "a zip bomb": (
        ("night.zip", bomb()),
        {"nl": "Het archief wordt uitgepakt groter dan", "en": "The archive unpacks to more than"},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_none_is_refused_in_a_sentence(reader: Page, language: str, what: str):
    """The page says that nothing was kept, and why, in its own language."""
    (name, data), sentences = REFUSED[what]

    send(reader, name, data)

    expect(reader.get_by_role("alert")).to_contain_text(sentences[language])


def test_what_is_too_large_gets_a_page(reader: Page, language: str):
    """Not a connection that breaks off, and not the words of a program."""
    send(reader, "backup.fit", bytes(25_000_000))

    heading = {"nl": "Te groot", "en": "Too large"}[language]
    expect(reader.get_by_role("heading", name=heading)).to_be_visible()


def test_the_recordings_of_a_zip_are_each_kept(reader: Page, language: str):
    """A line says how many; each has its own page."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(3):
            archive.writestr(
                f"activities/{language}-{number}.csv", night() + f"{language}{number},,,".encode()
            )

    send(reader, "export.zip", buffer.getvalue())

    expect(reader.locator("section[role=status]")).to_contain_text("3 ")
    reader.get_by_role("link", name=f"{language}-2.csv").click()
    expect(reader.locator(".trace-hold")).to_have_count(6)


def shared(name: str) -> bytes:
    """Return a real recording of others, or skip where they are not beside the project."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("ADEMPAUZE_SHARED", beside)) / "data" / name
    if not path.is_file():
        pytest.skip("shared data not beside the project")
    return path.read_bytes()


def test_a_free_dive_and_a_file_cut_short_are_shown(reader: Page, language: str):
    """A free-dive shows its heart; half of it is read up to the cut, and says so."""
    dive = shared("fit-freedive/garmin_fr935_freedive_session.fit")

    send(reader, "dive.fit", dive)
    expect(reader.locator(".trace-heart")).to_be_attached()
    send(reader, "half.fit", dive[: len(dive) // 2])
    reader.locator("details summary").first.click()

    expect(reader.locator("details").first).to_contain_text(CUT[language])


def test_a_run_cut_short_is_read_up_to_the_cut(reader: Page, language: str):
    """Ten minutes of heart rate without the end of the file, as a watch that ran empty leaves them."""
    run = bytearray(
        b"\x0e\x20\x34\x08\x00\x40\x00\x00.FIT\x00\x00\x40\x00\x00\x14\x00\x02\xfd\x04\x86\x03\x01\x02"
    )
    for second in range(600):
        run += struct.pack("<BIB", 0, 1_100_000_000 + second, 90 + second // 10)

    send(reader, f"{language}.fit", bytes(run[:-3]) + language.encode())
    expect(reader.locator(".trace-heart")).to_be_attached()
    reader.locator("details summary").first.click()

    expect(reader.locator("details").first).to_contain_text(CUT[language])
