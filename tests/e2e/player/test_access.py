"""The player in all its states: usable by everybody, readable at arm's length, kept as pictures."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

Phone = Any  # of this folder's conftest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = Path(__file__).resolve().parents[3] / "test-results/player"

# What a page is asked about its own look. Boxes are in CSS pixels.
SMALL_TARGETS = """() => [...document.querySelectorAll("#player button, #player a, #player label")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.textContent.trim() || each.getAttribute("aria-label"), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 48 || box.height < 48)
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""

SMALL_TEXT = """() => {
  const walk = document.createTreeWalker(document.getElementById("player"), NodeFilter.SHOW_TEXT);
  const small = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const box = node.parentElement;
    if (!node.textContent.trim() || !box.checkVisibility() || box.closest(".vh, noscript")) continue;
    if (parseFloat(getComputedStyle(box).fontSize) < 20) small.push(node.textContent.trim());
  }
  return small;
}"""

READ = [".verb", ".num", ".unit", ".breathword", ".pips", ".tapcue", ".p-note", ".sign"]
AROUND = [".p-head > *", ".p-demo", ".p-foot"]
BEFORE_ALL = [".guard > *"]

OFF_SCREEN = """(names) => [...document.querySelectorAll(names)]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.getAttribute("class"), each.getBoundingClientRect()])
  .filter(([, box]) => box.left < 0 || box.right > innerWidth + 1
    || box.top < 0 || box.bottom > innerHeight + 1)
  .map(([name]) => name)"""

OVERLAPPING = """(names) => {
  const shown = [...document.querySelectorAll(names)]
    .filter((each) => each.checkVisibility() && (each.children.length > 0 || each.textContent.trim()))
    .map((each) => [each.getAttribute("class"), each.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return shown.flatMap(([one, a], at) => shown.slice(at + 1)
    .filter(([, b]) => meet(a, b)).map(([other]) => `${one} / ${other}`));
}"""


def states(phone: Phone) -> Iterator[str]:
    """Go through every state of a demonstration and of its end, and stop at each."""
    yield "ready"
    phone.begin()
    phone.pass_time(1.5)
    yield "count-in"
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(2)
    yield "hold"
    phone.pass_until(lambda: phone.field == "rest")
    phone.pass_time(3)
    yield "rest"
    phone.page.locator(".aside").last.click()
    yield "guard"
    phone.page.locator(".guard-open").focus()
    phone.page.keyboard.press("Enter")
    phone.pass_until(lambda: phone.field == "hold" and " 6" in phone.where, step_s=2)
    phone.pass_time(9)
    phone.tap()
    phone.pass_time(6)
    yield "hold-hunger"
    phone.tap()
    phone.pass_time(4)
    yield "short-breaths"
    phone.pass_time(40)
    yield "slow-breaths"
    phone.page.locator(".entries .btn:visible").first.click()
    phone.pass_time(0.5)
    yield "entry"
    phone.page.locator(".choice").nth(3).click()
    phone.pass_time(0.5)
    phone.page.locator(".aside").first.click()
    phone.pass_time(0.5)
    yield "paused"
    phone.page.locator(".sign").click()
    phone.pass_until(lambda: phone.field == "rest", most_s=5)
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.locator(".sym input").first.check()
    yield "stopped"
    phone.page.locator(".symptoms .sign").click()
    expect(phone.page.locator(".end")).to_be_visible()
    yield "end"


def open_demonstration(make_phone: Callable[..., Phone], lang: str, **options: Any) -> Phone:
    """Return a phone with the demonstration open."""
    phone = make_phone(lang, **options)
    phone.open("/demonstration/hoogtetraining/")
    return phone


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_axe_finds_nothing_in_any_state(make_phone: Callable[..., Phone], lang: str) -> None:
    """No rule of WCAG 2.2 A and AA, and none of best practice, is broken; targets are 48 px, text 20 px."""
    phone = open_demonstration(make_phone, lang)
    for state in states(phone):
        phone.page.wait_for_timeout(200)  # the field has faded into the next one
        with phone.running_clock():
            found = Axe().run(phone.page, options={"runOnly": RULES})
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        assert phone.page.evaluate(SMALL_TARGETS) == [], state


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390)], ids=["320", "390", "landscape"])
def test_no_text_of_a_running_session_is_smaller_than_20_px(
    make_phone: Callable[..., Phone], size: tuple[int, int], lang: str
) -> None:
    """As the browser computed it, in every running state and behind the guard."""
    phone = open_demonstration(make_phone, lang, viewport={"width": size[0], "height": size[1]})
    for state in states(phone):
        if phone.field != "paper" or state == "paused":
            assert phone.page.evaluate(SMALL_TEXT) == [], state


@pytest.mark.parametrize(
    ("name", "size", "theme", "lang"),
    [
        ("320", (320, 568), "light", "nl"),
        ("320", (320, 568), "light", "en"),
        ("360", (360, 780), "light", "en"),
        ("390", (390, 844), "light", "nl"),
        ("dark", (390, 844), "dark", "en"),
        ("sun", (390, 844), "sun", "nl"),
        ("landscape", (844, 390), "light", "nl"),
        ("desktop", (1280, 800), "light", "en"),
    ],
)
def test_nothing_is_cut_or_covered_at_any_size(
    make_phone: Callable[..., Phone], name: str, size: tuple[int, int], theme: str, lang: str
) -> None:
    """What is read and Stop are whole and free of each other, in portrait, landscape and on a desk."""
    width, height = size
    options = {
        "viewport": {"width": width, "height": height},
        "color_scheme": "dark" if theme == "dark" else "light",
    }
    phone = open_demonstration(make_phone, lang, **options)
    if theme == "sun":
        phone.page.get_by_role("button", name=re.compile("^(Zonstand|Sun mode)$")).click()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for state in states(phone):
        phone.page.wait_for_timeout(200)
        phone.page.screenshot(path=PICTURES / f"{name}-{lang}-{state}.png")
        if phone.field != "paper":
            names = ", ".join(BEFORE_ALL if state == "guard" else [*READ, *AROUND])
            assert phone.page.evaluate(OFF_SCREEN, names) == [], state
            assert phone.page.evaluate(OVERLAPPING, names) == [], state


def test_at_twice_the_size_stop_stays_in_view_and_nothing_runs_off_the_side(
    make_phone: Callable[..., Phone],
) -> None:
    """200 % zoom of a phone is a screen half as wide."""
    phone = open_demonstration(
        make_phone, "nl", viewport={"width": 195, "height": 422}, device_scale_factor=2
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    for state in states(phone):
        phone.page.wait_for_timeout(200)
        phone.page.screenshot(path=PICTURES / f"zoom-nl-{state}.png")
        too_wide_px = phone.page.evaluate("document.getElementById('player').scrollWidth - innerWidth")
        assert max(0, too_wide_px) == 0, state
        if phone.stop.is_visible():
            box = phone.stop.bounding_box()
            assert box["y"] + box["height"] <= 422, state
            assert box["height"] >= 48, state


def test_with_reduced_motion_the_picture_stands_still(make_phone: Callable[..., Phone]) -> None:
    """The hills do not move; the word and the dots tell the breath."""
    phone = open_demonstration(make_phone, "en", reduced_motion="reduce")
    phone.begin()
    phone.pass_until(lambda: phone.field == "hold" and " 6" in phone.where, step_s=2)
    phone.pass_time(5)
    phone.tap()
    phone.pass_time(1)
    phone.tap()
    phone.pass_until(lambda: phone.field == "rest")
    hills = phone.page.locator(".scene g")
    phone.pass_time(0.5)
    before, first = hills.get_attribute("style"), phone.page.locator(".breathword").inner_text()
    phone.pass_time(0.9)

    assert hills.get_attribute("style") == before
    assert phone.page.locator(".breathword").inner_text() != first


MOVED = """() => {
  window.moved = { attributes: new Set(), properties: new Set(), frames: 0 };
  const scene = document.querySelector(".scene");
  const styleOf = (each) => each.getAttribute("style") ?? "";
  const seen = new Map([...scene.querySelectorAll("*")].map((each) => [each, styleOf(each)]));
  const parts = (style) =>
    new Map(style.split(";").map((each) => each.split(":").map((word) => word.trim())));
  new MutationObserver((changes) => {
    window.moved.frames += 1;
    for (const { target, attributeName } of changes) {
      window.moved.attributes.add(attributeName ?? "children");
      const [was, is] = [parts(seen.get(target) ?? ""), parts(styleOf(target))];
      for (const [name, value] of is) if (was.get(name) !== value) window.moved.properties.add(name);
      seen.set(target, styleOf(target));
    }
  }).observe(scene, { attributes: true, childList: true, characterData: true, subtree: true });
}"""


def test_the_breathing_guide_moves_by_transform_alone(make_phone: Callable[..., Phone]) -> None:
    """In the midst of a slow breath nothing else changes in it, and no frame lays the page out anew."""
    phone = open_demonstration(make_phone, "en")
    phone.begin()
    phone.pass_until(lambda: phone.field == "hold" and " 6" in phone.where, step_s=2)
    phone.pass_time(9)
    phone.tap()
    phone.pass_time(2)
    phone.tap()
    phone.pass_until(lambda: "of 12" in phone.page.locator(".p-text").inner_text(), step_s=0.5)
    phone.pass_time(0.6)
    tools = phone.page.context.new_cdp_session(phone.page)
    tools.send("Performance.enable")
    phone.page.evaluate(MOVED)
    layouts = _layouts(tools)
    for _ in range(10):  # a second of the 2.4 s that one breathes in
        phone.pass_time(0.1)
    moved = phone.page.evaluate(
        "({ ...moved, attributes: [...moved.attributes], properties: [...moved.properties] })"
    )

    assert moved["frames"] >= 10
    assert (moved["attributes"], moved["properties"]) == (["style"], ["transform"])
    assert _layouts(tools) - layouts < moved["frames"] / 3  # of words that change, not of frames


def _layouts(tools: Any) -> float:
    """How often the browser has laid the page out."""
    metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    return float(metrics["LayoutCount"])


def test_behind_the_guard_one_touch_stops_and_only_a_finger_that_stays_opens(
    make_phone: Callable[..., Phone],
) -> None:
    """A stray touch, anywhere outside Stop, does nothing; Stop is one touch, as big as three fifths."""
    phone = open_demonstration(make_phone, "nl")
    phone.begin()
    phone.pass_until(lambda: phone.field == "hold")
    phone.page.get_by_role("button", name="In je zak").click()
    guard, opening = phone.page.locator(".guard"), phone.page.locator(".guard-open")
    for x, y in ((30, 30), (200, 120), (360, 250)):
        phone.page.mouse.click(x, y)
    assert phone.field == "hold"
    opening.click()
    phone.pass_time(1.5)
    expect(guard).to_be_visible()

    box = opening.bounding_box()
    phone.page.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.page.mouse.down()
    phone.pass_time(1.1)
    phone.page.mouse.up()
    expect(guard).to_be_hidden()

    phone.page.get_by_role("button", name="In je zak").focus()
    phone.page.keyboard.press("Enter")
    stop = phone.page.locator(".guard-stop").bounding_box()
    assert stop["height"] == pytest.approx(0.6 * 844, abs=2)
    phone.page.mouse.click(195, 700)
    expect(guard).to_be_hidden()
    expect(phone.page.locator(".stopped")).to_be_visible()


def test_a_pause_in_a_hold_is_breathe_and_goes_on_with_recovery(
    make_phone: Callable[..., Phone], start_session: Callable[[Phone], None]
) -> None:
    """Never inside a hold; the log says that the runner paused."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.pass_time(2)
    phone.page.get_by_role("button", name="Wacht even").click()
    expect(phone.page.locator("h1")).to_have_text("Gepauzeerd")
    phone.pass_time(20)
    phone.page.get_by_role("button", name="Verder met herstel").click()
    phone.pass_until(lambda: phone.field != "paper", most_s=5)

    assert phone.field == "rest"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_runner_shows_the_exercise_and_stands_still_where_motion_is_reduced(
    make_phone: Callable[..., Phone], motion: str
) -> None:
    """Every move of the whole form is drawn on its page; none of them moves for who wants no motion."""
    phone = make_phone("nl", reduced_motion=motion)
    phone.page.goto("/protocols/hoogtetraining/")
    moves = phone.page.evaluate(
        "[...document.querySelectorAll('.move')].map((each) => each.classList[1].slice(5))"
    )
    running = phone.page.evaluate(
        "document.getAnimations().filter((each) => each.animationName?.startsWith('mv-')).length"
    )

    assert moves[:2] == ["breathe_out", "nose_closed"]
    assert set(moves) == {"breathe_out", "nose_closed", "walk", "jog_gently", "six_short", "twelve_slow"}
    assert (running == 0) is (motion == "reduce")
