"""Do what the README says first, ``make run``, and see that the site answers in both languages."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_S = 300


def main() -> None:
    """Start on a free port and an empty home, ask, stop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PORT": str(port), "ADEMPAUZE_HOME": home}
        started_s = time.monotonic()
        served = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, start_new_session=True)
        try:
            health = wait_for(f"http://127.0.0.1:{port}/healthz", served, started_s + FIRST_START_S)
            print(f"/healthz answers {health!r} after {time.monotonic() - started_s:.1f} s")
            for language in ("nl", "en"):
                body = get(f"http://127.0.0.1:{port}/", language)
                if f'<html lang="{language}"' not in body:
                    raise SystemExit(f"/ asked for in {language} does not answer in it:\n{body[:300]}")
                print(f"/ answers in {language}")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(served.pid, signal.SIGTERM)
            served.wait(timeout=30)


def wait_for(url: str, served: subprocess.Popen[bytes], until_s: float) -> str:
    """Return what *url* answers as soon as it does."""
    while time.monotonic() < until_s and served.poll() is None:
        try:
            return get(url, "nl")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"make run did not come to answer on {url}")


def get(url: str, language: str) -> str:
    """Return the body of a page, asked for in a language."""
    request = urllib.request.Request(url, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=20) as response:
        body: str = response.read().decode()
        return body


if __name__ == "__main__":
    main()
