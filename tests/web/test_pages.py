"""Pages answer in the reader's language, under strict headers, and only to whom they belong."""

import pytest
from django.test import Client

from adempauze_web.training.models import SessionLog

PAGES = [
    "/",
    "/protocols/hoogtetraining/",
    "/knowledge/",
    "/sessions/",
    "/profile/",
    "/settings/",
    "/offline/",
]


@pytest.mark.parametrize(
    ("opened", "leads_to"),
    [
        ("/begin/", "/"),
        ("/language/", "/"),
        ("/agreements/lift/", "/agreements/"),
        ("/devices/code/", "/devices/"),
        ("/play/some-sheet/pocket/", "/play/some-sheet/"),
    ],
)
def test_an_address_that_takes_only_a_form_leads_to_its_page(at_home: Client, opened: str, leads_to: str):
    """Nobody meets a bare 405 who goes back, reloads or changes the language; a program does."""
    answer = at_home.get(opened)

    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)
    assert at_home.get("/api/replay").status_code == 405
    assert at_home.put(opened).status_code == 405


def test_a_change_of_language_stays_where_the_reader_was(at_home: Client):
    """On the second page of the sessions too."""
    page = at_home.get("/sessions/?page=2").content.decode()

    assert '<input type="hidden" name="next" value="/sessions/?page=2">' in page


def test_healthz_says_that_the_site_can_reach_its_database(nobody: Client):
    """It needs nobody signed in."""
    response = nobody.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("asked", "answered"), [("nl", "nl"), ("en-GB,en;q=0.8", "en"), ("", "nl")])
def test_a_page_answers_in_the_language_the_browser_asks_for(
    at_home: Client, page: str, asked: str, answered: str
):
    """Dutch where it asks for none."""
    response = at_home.get(page, headers={"Accept-Language": asked})

    assert response.status_code == 200
    assert f'<html lang="{answered}"' in response.content.decode()


def test_the_switch_wins_over_the_browser(at_home: Client):
    """It is remembered in a cookie."""
    at_home.post("/language/", {"language": "en", "next": "/"})

    assert '<html lang="en"' in at_home.get("/", headers={"Accept-Language": "nl"}).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_nothing_inline(at_home: Client, page: str):
    """The policy starts from nothing, and the page needs no exception to it."""
    response = at_home.get(page)
    policy = response.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert [
        part for part in ("<style", " style=", " onclick=", "<script>") if part in response.content.decode()
    ] == []


def test_an_unknown_address_gets_a_page_in_the_same_hand(at_home: Client):
    """It says what is so, and where to go."""
    response = at_home.get("/nergens/", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert "This is not here" in response.content.decode()


def test_a_sheet_is_cleared_for_one_session(at_home: Client, played: SessionLog):
    """Its address leads to what came of it, and not into a second session past the 48 hours."""
    answer = at_home.get(f"/play/{played.sheet_id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{played.log_id}/")
