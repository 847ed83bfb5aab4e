"""What the page of a session says of its holds."""

from typing import Any

import pytest
from django.test import Client
from tests.web.test_uploads import send

HOLD_MS = 6000  # in the first hold: the session begins with a count-in of four seconds


def counted(log: dict[str, Any], **how: str) -> dict[str, Any]:
    """Return *log* with forty paces counted in its first hold."""
    paces = {"type": "paces", "at_ms": HOLD_MS, "count": 40, **how}
    return log | {"events": sorted([*log["events"], paces], key=lambda event: event["at_ms"])}


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("motion", "40, by the phone"),
        ("tapping", "40, tapped"),
        ("cadence", "about 40, by cadence"),
    ],
)
def test_a_result_says_how_its_paces_were_counted(at_home: Client, log: dict[str, Any], by: str, words: str):
    """A count of the phone, of a thumb and of a clock are not worth the same."""
    answer = send(at_home, counted(log, by=by))

    page = at_home.get(answer.json()["result_url"], headers={"Accept-Language": "en"}).content.decode()
    assert answer.json()["result"]["holds"][0]["paces_by"] == by
    assert f"<td>{words}</td>" in page


def test_a_log_from_before_that_was_written_down_shows_its_count_alone(at_home: Client, log: dict[str, Any]):
    """Nothing is made up for it."""
    answer = send(at_home, counted(log))

    page = at_home.get(answer.json()["result_url"]).content.decode()
    assert "<td>40</td>" in page
