"""What is heard, taken from the audio graph of a real browser in real time."""

import json
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Page, expect

Phone = Any  # of this folder's conftest

# Every block of samples that is not silent, and the number of its first frame: exact to a sample.
TAP = """registerProcessor("tap", class extends AudioWorkletProcessor {
  process([input]) {
    const samples = input[0] ?? [];
    const isLoud = samples.some((sample) => Math.abs(sample) > 0.005);
    if (isLoud) this.port.postMessage([currentFrame, samples.slice()]);
    return true;
  }
});"""

LISTEN = """(() => {
  const blocks = [];
  window.heard = () => {
    const rate = window.listening.sampleRate;
    const onsets = [];
    let silentFrom = -1;
    for (const [frame, samples] of blocks) {
      samples.forEach((sample, at) => {
        if (Math.abs(sample) < 0.02) return;
        const now = (frame + at) / rate;
        if (now - silentFrom > 0.08) onsets.push(now);
        silentFrom = now;
      });
    }
    return onsets;
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to === this.context.destination && window.tap && this !== window.tap) connect.call(this, window.tap);
    return connect.call(this, to, ...rest);
  };
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      window.listening = this;
      const tap = URL.createObjectURL(new Blob([window.tapSource], { type: "text/javascript" }));
      this.audioWorklet.addModule(tap).then(() => {
        window.tap = new AudioWorkletNode(this, "tap", { numberOfOutputs: 0 });
        window.tap.port.onmessage = ({ data }) => blocks.push(data);
      });
    }
  };
})();"""

# The main thread is blocked for 100 to 300 ms, with 20 to 120 ms between, by numbers with a seed.
HOG = """() => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  (function hog() {
    const until = performance.now() + 100 + 200 * random();
    while (performance.now() < until);
    setTimeout(hog, 20 + 100 * random());
  })();
}"""

# When each clip was asked for, after the moment at which something of the page was first painted.
CLIPS_SINCE_PAINT_MS = """performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".mp3"))
  .map(({ startTime }) => startTime - performance.getEntriesByName("first-contentful-paint")[0].startTime)"""

COUNT_IN_S = 4  # of the rule book's timing
HOLD_S = 5  # of the general warm-up
BETWEEN_TICKS_S = 1


def listen(page: Page, *, words: bool) -> None:
    """Take what the page plays from its audio graph; without *words* the clips are missing."""
    page.add_init_script(f"window.tapSource = {json.dumps(TAP)}; {LISTEN}")
    if not words:
        page.route("**/*.mp3", lambda route: route.abort())


def begin_in_real_time(phone: Phone) -> None:
    """Take a phone from the first page into the count-in, time running by itself."""
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    expect(phone.question).to_be_visible()
    while phone.question.count():
        phone.page.wait_for_timeout(450)
        phone.page.get_by_role("button", name=phone.fitting_answer(), exact=True).click()
    phone.page.wait_for_function("window.tap")  # sound is open since the first answer
    phone.page.wait_for_timeout(450)
    phone.page.locator(".sign").click()


def wait_for_field(phone: Phone, field: str, most_ms: float = 30_000) -> None:
    """Wait, in real time, until the field is that of a hold, a rest or a count-in."""
    phone.page.locator(f"#player[data-field={field}]").wait_for(timeout=most_ms)


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_every_tone_of_two_holds_sounds_when_it_was_planned(
    make_phone: Callable[..., Phone], busy: bool
) -> None:
    """Three ticks, falling, rising: each within a millisecond, on an idle page and on a blocked one."""
    phone = make_phone("en", bypass_csp=True)  # for the tap alone; the player itself needs no leave
    listen(phone.page, words=False)
    begin_in_real_time(phone)
    if busy:
        phone.page.evaluate(HOG)
    for field in ("hold", "rest", "count", "hold", "rest"):
        wait_for_field(phone, field)
    phone.page.wait_for_timeout(700)
    onsets = phone.page.evaluate("window.heard()")

    assert len(onsets) == 10
    planned_s = [BETWEEN_TICKS_S, BETWEEN_TICKS_S, BETWEEN_TICKS_S, HOLD_S]
    for hold in (onsets[:5], onsets[5:]):
        apart_s = [later - earlier for earlier, later in pairwise(hold)]
        assert apart_s == pytest.approx(planned_s, abs=0.001)
    # a rest of 10 s begins when the end of the hold was noticed, and then the count-in
    assert 10 + COUNT_IN_S - 3 <= onsets[5] - onsets[4] <= 10 + COUNT_IN_S - 3 + 0.7


def a_click() -> bytes:
    """Return a clip that begins with its loudest sample, so that its onset is beyond doubt."""
    rate_hz = 22_050
    time_s = np.arange(round(0.1 * rate_hz)) / rate_hz
    out = BytesIO()
    soundfile.write(out, 0.5 * np.cos(2 * np.pi * 880 * time_s), rate_hz, format="WAV")
    return out.getvalue()


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_what_is_announced_sounds_when_it_was_planned(make_phone: Callable[..., Phone], busy: bool) -> None:
    """Three, two, one before the cap of a hold of five seconds, each within a millisecond."""
    phone = make_phone("en", bypass_csp=True)  # for the tap alone; the player itself needs no leave
    phone.page.goto("/settings/cues/")
    phone.page.get_by_label("Three, two, one before its cap").check()
    phone.page.get_by_label("Seconds of a hold, where nothing counts paces").select_option("0")
    phone.page.get_by_role("button", name="Save").click()
    listen(phone.page, words=False)
    for number in ("one", "two", "three"):
        phone.page.route(f"**/{number}.mp3", lambda route: route.fulfill(body=a_click()))
    begin_in_real_time(phone)
    if busy:
        phone.page.evaluate(HOG)
    for field in ("hold", "rest"):
        wait_for_field(phone, field)
    phone.page.wait_for_timeout(700)
    onsets = phone.page.evaluate("window.heard()")

    # three ticks with their numbers, falling; two seconds later three, two, one; rising
    apart_s = [later - earlier for earlier, later in pairwise(onsets)]
    assert apart_s == pytest.approx([1, 1, 1, 2, 1, 1, 1], abs=0.001)


def test_a_word_is_spoken_before_the_hold_and_at_its_end(make_phone: Callable[..., Phone]) -> None:
    """Breathe out, then the count; at the cap the rising tone, and the word with it."""
    phone = make_phone("en", bypass_csp=True)  # for the tap alone; the player itself needs no leave
    listen(phone.page, words=True)
    begin_in_real_time(phone)
    wait_for_field(phone, "rest")
    phone.page.wait_for_timeout(1200)
    first, *later = phone.page.evaluate("window.heard()")

    # "breathe out" begins the count-in: a second before the first tick, and nine before the hold is over
    assert any(onset - first == pytest.approx(COUNT_IN_S + HOLD_S, abs=0.15) for onset in later)


def test_without_sound_nothing_is_heard_and_the_session_goes_on(make_phone: Callable[..., Phone]) -> None:
    """The loudspeaker sign silences what is scheduled, too."""
    phone = make_phone("en", bypass_csp=True)  # for the tap alone; the player itself needs no leave
    listen(phone.page, words=True)
    phone.page.add_init_script("localStorage.setItem('adempauze.sound', 'off')")
    begin_in_real_time(phone)
    wait_for_field(phone, "rest")

    assert phone.page.evaluate("window.heard()") == []


def test_the_page_is_seen_before_a_clip_is_asked_for_and_sound_waits_for_the_runner(
    make_phone: Callable[..., Phone],
) -> None:
    """Opening the phone's sound can hold a page up; the first answer opens it, long before Begin needs it."""
    phone = make_phone("en", bypass_csp=True)  # for the tap alone; the player itself needs no leave
    listen(phone.page, words=True)
    phone.page.goto("/")
    with phone.page.expect_navigation(url="**/play/**"):
        phone.page.locator(".gobar .sign").click()
    phone.page.wait_for_function(CLIPS_SINCE_PAINT_MS + ".length > 0")

    assert min(phone.page.evaluate(CLIPS_SINCE_PAINT_MS)) >= 0
    assert phone.page.evaluate("window.listening === undefined")
    phone.page.wait_for_timeout(450)
    phone.page.get_by_role("button", name=phone.fitting_answer(), exact=True).click()
    phone.page.wait_for_function("window.listening !== undefined")
