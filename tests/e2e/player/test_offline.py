"""A phone that was once on the site: no network, a new version, two windows, its storage gone.

What a phone does by itself (freezing a page, a call that comes in, clearing its storage) is simulated here,
by the events and commands that a browser has for it; no real phone was asked.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

Phone = Any  # of this folder's conftest
PHONE = {"width": 390, "height": 844}
HOUR_S = 3600

_KEPT = "caches.match('/offline/kept.json').then((list) => list !== undefined)"
_CACHES = "caches.keys()"


def until(page: Page, met: str) -> None:
    """Wait until something is so that takes the page a while to say."""
    page.evaluate(
        """async () => {
          for (let looks = 0; looks < 1000; looks += 1) {
            if (await met()) return;
            await new Promise(requestAnimationFrame);
          }
          throw new Error("It was never so.");
        }""".replace("met()", f"({met})")
    )


def take_along(page: Page) -> None:
    """Visit the site once, and wait until the phone has taken everything along."""
    page.goto("/")
    until(page, _KEPT)
    until(page, "navigator.serviceWorker.controller !== null")


@pytest.fixture
def visitor(make_phone: Callable[..., Phone]) -> Phone:
    """Return a phone that was on the site once."""
    phone = make_phone("nl", service_workers="allow")
    take_along(phone.page)
    return phone


def begin_without_network(phone: Phone) -> None:
    """From the first page, without a network, into the count-in."""
    phone.page.goto("/")
    phone.page.locator("[data-note=session] .sign").click()
    phone.page.wait_for_url("**/play/**")
    phone.open(phone.page.url)
    phone.begin()


def stop_and_say_nothing(phone: Phone) -> None:
    """Stop in the first rest; nothing was felt."""
    phone.pass_until(lambda: phone.field == "rest")
    phone.stop.click()
    phone.pass_time(0.5)
    phone.page.get_by_role("button", name="Ik voel niets").click()
    phone.pass_time(0.5)


def test_back_leads_to_the_question_before(browser: Browser, serve: Callable[[Path], Any], tmp_path: Path):
    """Each question is the answer to a form; with the site on the phone too, Back shows the one before."""
    with serve(tmp_path) as url, browser.new_context(base_url=url, locale="nl", viewport=PHONE) as context:
        page = context.new_page()
        take_along(page)
        page.goto("/screening/")
        page.locator("[name=birth_year]").fill("1990")
        page.locator(".sign").click()
        asked = []
        for _ in range(3):
            asked.append(page.locator("h1").inner_text())
            page.locator(".ans[value=no]").click()
            expect(page.locator("h1")).not_to_have_text(asked[-1])
        for question in reversed(asked):
            page.go_back()
            expect(page.locator("h1")).to_have_text(question)


def test_a_browser_would_install_it(visitor: Phone):
    """Chrome's own judgement; all it has against it is that a test's browser counts as private."""
    page = visitor.page
    devtools = page.context.new_cdp_session(page)
    against = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert [error["errorId"] for error in against] == ["in-incognito"]
    assert devtools.send("Page.getAppManifest")["errors"] == []
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/worker.js")


def test_after_one_visit_a_session_is_played_while_the_site_is_gone(
    screened_home: Path, serve: Callable[[Path], Any], tmp_path: Path, start_phone: Any
):
    """The server is really stopped between visit and session; it takes the session when it runs again."""
    home = shutil.copytree(screened_home, tmp_path / "gone")
    site = serve(home)
    with site as url:
        phone = start_phone(url)
        take_along(phone.page)
    phone.page.locator(".gobar .sign").click()  # the page that is open stays open
    expect(phone.page.locator("[data-note=session]")).to_be_visible()
    expect(phone.page.locator("[data-note=unsent]")).to_be_hidden()
    begin_without_network(phone)
    clip = phone.page.evaluate(
        "fetch('/static/built/clips/nl/breathe_out.mp3').then(async (answer) => (await answer.blob()).size)"
    )
    assert clip > 1000
    stop_and_say_nothing(phone)
    phone.page.goto("/")
    expect(phone.page.locator("[data-note=waiting]")).to_contain_text("1 sessie wacht op verzending")
    expect(phone.page.locator("[data-note=used]")).to_be_visible()
    with site:
        with phone.running_clock():
            phone.page.goto("/")
            expect(phone.page.locator(".note h2").first).to_have_text("Vandaag geen adempauzes")
        phone.page.goto("/sessions/")
        expect(phone.page.locator("main a[href*='/sessions/']")).to_have_count(1)


def test_a_session_is_sent_once_from_the_first_page_when_the_network_is_back(
    visitor: Phone, make_phone: Callable[..., Phone]
):
    """On open, not before; and not again however many pages follow."""
    phone = visitor
    sent: list[Request] = []
    phone.page.context.on("request", lambda one: sent.append(one) if "/api/sessions/" in one.url else None)
    phone.page.context.set_offline(True)
    begin_without_network(phone)
    stop_and_say_nothing(phone)
    phone.page.goto("/")
    expect(phone.page.locator("[data-note=waiting]")).to_be_visible()
    failed = len(sent)

    with phone.running_clock():
        phone.page.context.set_offline(False)  # the page gives way to today, which knows of the session
        expect(phone.page.locator(".note h2").first).to_have_text("Vandaag geen adempauzes")
    for path in ("/", "/sessions/", "/knowledge/"):
        phone.page.goto(path)
    answers = [one.response() for one in sent[failed:]]
    assert [answer.status for answer in answers if answer] == [201]


def test_pages_of_the_protocols_are_read_without_a_network_and_others_say_so(visitor: Phone):
    """What cannot be done is said, with what can; what was filled in is not lost silently."""
    page = visitor.page
    page.goto("/profile/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("[data-note=unsent]")).to_be_visible()
    page.goto("/sessions/")
    expect(page.locator("h1")).to_have_text("Geen verbinding")
    expect(page.locator("[data-note=session]")).to_contain_text(
        "Je hebt nog een sessie klaarstaan voor vandaag"
    )
    for link in page.locator("main .list a").all():
        address = link.get_attribute("href")
        assert address is not None
        other = page.context.new_page()
        other.goto(address)
        expect(other.locator("h1")).not_to_have_text("Geen verbinding")
        other.close()


def test_a_session_that_is_kept_ends_with_its_day(visitor: Phone):
    """Tomorrow it is not offered, and its address, opened all the same, refuses before the first hold."""
    phone = visitor
    address = phone.page.evaluate(
        "caches.match('/offline/kept.json').then(async (answer) => (await answer.json()).session.address)"
    )
    phone.page.context.set_offline(True)
    tomorrow = phone.page.evaluate("Date.now() / 1000") + 24 * HOUR_S
    phone.page.clock.install()
    phone.page.clock.set_system_time(tomorrow)
    phone.page.goto("/")
    expect(phone.page.locator("[data-note=no-session]")).to_be_visible()
    expect(phone.page.locator("[data-note=session]")).to_be_hidden()

    phone.open(address)
    phone.page.clock.set_system_time(tomorrow)
    while phone.question.count():
        phone.pass_time(0.5)
        answer = re.compile(f"^{re.escape(phone.fitting_answer())}")
        phone.page.get_by_role("button", name=answer).first.click()
    phone.pass_time(0.5)
    phone.page.locator(".sign").click()
    phone.pass_until(lambda: phone.page.locator(".state-sign.refused").count() == 1, most_s=5)


_LEFT_UNSENT = """(openedMs) => new Promise((done) => {
  const opening = indexedDB.open(`adempauze-${document.documentElement.dataset.person}`);
  opening.onsuccess = () => {
    const writing = opening.result.transaction("logs", "readwrite");
    writing.oncomplete = () => { opening.result.close(); done(); };
    const log = { id: crypto.randomUUID(), openedMs, status: "finished", sheet: { demonstration: false } };
    writing.objectStore("logs").put(log);
  };
})"""


def test_a_session_that_the_site_did_not_know_of_uses_up_the_one_it_cleared(visitor: Phone):
    """Yesterday's was never sent: without a network today's is not begun two days too soon."""
    page = visitor.page
    address = page.evaluate(
        "caches.match('/offline/kept.json').then(async (answer) => (await answer.json()).session.address)"
    )
    page.context.set_offline(True)
    page.evaluate(_LEFT_UNSENT, (time.time() - 24 * HOUR_S) * 1000)
    page.goto("/")
    expect(page.locator("[data-note=used]")).to_be_visible()
    expect(page.locator("[data-note=session]")).to_be_hidden()

    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("een andere waar de site niets van wist")


def test_what_was_kept_for_one_person_is_not_there_for_the_next(visitor: Phone):
    """Who deletes everything is another person afterwards: no page, sheet or session of before is left."""
    page = visitor.page
    before = {name for name in page.evaluate(_CACHES) if name.startswith("own-")}
    page.goto("/data/delete/")
    page.get_by_role("button", name="Verwijder alles").click()
    expect(page.locator("[data-today]")).to_be_visible()
    until(page, _KEPT)
    after = {name for name in page.evaluate(_CACHES) if name.startswith("own-")}

    assert len(before) == len(after) == 1
    assert before != after
    page.context.set_offline(True)
    page.goto("/")
    expect(page.locator("[data-note=no-session]")).to_be_visible()
    stores = page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert not [name for name in stores if name.endswith(before.pop().removeprefix("own-"))]


class Front(ThreadingHTTPServer):
    """Stands before a site and passes everything on; once it is *newer*, its worker is another one."""

    daemon_threads = True

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.site = urlsplit(site)
        self.is_newer = False

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    """Passes one request on."""

    server: Front

    def do_GET(self) -> None:
        """Ask the site, and answer as it did."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with closing(HTTPConnection(self.server.site.netloc)) as asking:
            asking.request(self.command, self.path, body, {**self.headers, "Accept-Encoding": "identity"})
            answer = asking.getresponse()
            content = answer.read()
        if self.path == "/worker.js" and self.server.is_newer:
            content += b"\n// newer"
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - named by the standard library

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def front(screened: str) -> Iterator[Front]:
    """Stand before the site of a screened runner."""
    with Front(screened) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_a_new_version_waits_for_the_end_of_a_session(make_phone: Callable[..., Phone], front: Front):
    """It is not let in while a window has a session open, nor offered; afterwards it is."""
    page = make_phone("nl", service_workers="allow", base_url=front.url).page
    take_along(page)
    page.locator(".gobar .sign").click()
    page.wait_for_url("**/play/**")
    expect(page.locator("#question")).to_be_visible()
    front.is_newer = True
    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    until(page, "navigator.serviceWorker.ready.then(({ waiting }) => waiting !== null)")

    other = page.context.new_page()
    other.goto("/knowledge/")
    other.evaluate("navigator.serviceWorker.ready.then(({ waiting }) => waiting.postMessage('renew'))")
    expect(other.locator("[data-note=renew]")).to_be_hidden()
    assert other.evaluate("navigator.serviceWorker.ready.then(({ waiting }) => waiting !== null)")
    expect(page.locator("#question")).to_be_visible()

    page.close()
    other.reload()
    with other.expect_navigation():
        other.get_by_role("button", name="Neem die nu").click()
    assert other.evaluate("navigator.serviceWorker.ready.then(({ waiting }) => waiting === null)")


def test_of_two_windows_one_plays_and_the_other_says_so(make_phone: Callable[..., Phone], start_session: Any):
    """The second can take the session over; it goes on in recovery, and the first plays no more."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    second = phone.page.context.new_page()
    second.goto(phone.page.url)
    take = second.get_by_role("button", name="Ga hier verder")
    expect(take).to_be_visible()
    expect(phone.page.locator("#player")).to_have_attribute("data-field", "hold")

    with phone.page.expect_navigation():
        take.click()
        phone.page.clock.resume()
    expect(phone.page.get_by_role("button", name="Ga hier verder")).to_be_visible()
    expect(second.locator("h1")).to_have_text("Er staat nog een sessie open")

    second.close()
    expect(phone.page.locator("h1")).to_have_text("Er staat nog een sessie open")


def test_storage_that_a_browser_cleared_is_said(visitor: Phone):
    """A session begun without a network, then all storage gone but cookies: the site says what is lost."""
    phone = visitor
    phone.page.context.set_offline(True)
    begin_without_network(phone)
    phone.pass_until(lambda: phone.field == "rest")
    phone.page.context.set_offline(False)
    address = phone.page.url
    phone.page.goto("about:blank")
    kinds = "indexeddb,local_storage,cache_storage,service_workers"
    origin = address.split("/play/")[0]
    devtools = phone.page.context.new_cdp_session(phone.page)
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})

    with phone.running_clock():
        phone.page.goto("/")
        note = phone.page.locator("[data-note=lost]")
        expect(note).to_contain_text("de browser heeft haar gewist")
        note.get_by_role("button").click()
        expect(note).to_be_hidden()
        phone.page.reload()
        until(phone.page, "navigator.serviceWorker.controller !== null")
        expect(note).to_be_hidden()


@pytest.mark.parametrize("moved_s", [-HOUR_S, HOUR_S])
def test_a_clock_that_is_set_in_a_hold_never_makes_it_longer(
    make_phone: Callable[..., Phone], start_session: Any, moved_s: int
):
    """Back: the hold goes on to its cap and no further. Forward: it may have been sleep, so it is over."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    phone.page.clock.set_system_time(phone.page.evaluate("Date.now() / 1000") + moved_s)
    phone.pass_until(lambda: phone.field != "hold", step_s=0.25, most_s=5.5)


@pytest.mark.parametrize("event", ["freeze", "pagehide", "hidden"])
def test_what_a_phone_sends_when_it_puts_a_page_away_ends_the_hold(
    make_phone: Callable[..., Phone], start_session: Any, event: str
):
    """A call, another app, a locked screen, by the events they send: paused, and on only by a tap."""
    phone = make_phone("nl")
    start_session(phone)
    phone.pass_until(lambda: phone.field == "hold")
    if event == "hidden":
        phone.page.evaluate(
            "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    else:
        target = "document" if event == "freeze" else "window"
        phone.page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
    phone.pass_time(0.5)
    expect(phone.page.locator("h1")).to_have_text("Gepauzeerd")
    phone.pass_time(60)
    expect(phone.page.locator("h1")).to_have_text("Gepauzeerd")


def test_a_note_survives_a_change_of_language(make_phone: Callable[..., Phone]):
    """What is half written in a form stands there again in the other language, unsaved as it was."""
    page = make_phone("nl").page
    page.goto("/profile/")
    page.locator("[name=name]").fill("Half gesch")
    page.get_by_role("button", name="English").click()
    until(page, "document.documentElement.lang === 'en'")
    expect(page.locator("[name=name]")).to_have_value("Half gesch")
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("")


@pytest.fixture
def start_phone(make_phone: Callable[..., Phone]) -> Callable[[str], Phone]:
    """Return what makes a phone for another site than the one of the other tests."""
    return lambda url: make_phone("nl", service_workers="allow", base_url=url)


def test_the_page_without_a_network_gives_way_once_the_site_answers(visitor: Phone):
    """By itself, to the page that was asked for. Begin without a network leads to what is kept."""
    page = visitor.page
    page.context.set_offline(True)
    page.goto("/sessions/")
    expect(page.locator("[data-note=session]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Sessies")

    page.goto("/")
    page.context.set_offline(True)
    page.locator(".gobar .sign").click()
    expect(page.locator("[data-note=session]")).to_be_visible()
    expect(page.locator("[data-note=unsent]")).to_be_hidden()
    page.context.set_offline(False)
    expect(page.locator("[data-today]")).to_be_visible()
