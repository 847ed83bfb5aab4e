"""What a runner chose to hear and feel, and what the player is told of it."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from adempauze.session.phrases import announced_catalogue
from adempauze_web.accounts.models import Person
from adempauze_web.cues.models import CueRules
from adempauze_web.cues.selectors import cues_show

pytestmark = pytest.mark.django_db

CHOSEN = {
    "paces": "1",
    "seconds": "0",
    "breaths": "3",
    "halfway_hold": "on",
    "last_three_cap": "on",
    "haptics": "all",
    "music": "ambient",
}


def told(client: Client) -> dict[str, Any]:
    """Return what the player's page says about cues."""
    page = client.get("/demonstration/hoogtetraining/").content.decode()
    block = re.search(r'<script id="cues" type="application/json">(.*?)</script>', page)
    assert block is not None
    return dict(json.loads(block[1]))


def test_who_never_chose_gets_the_defaults(at_home: Client):
    """Every fifth pace, each breath, the last three before a hold; never a countdown to a cap."""
    cues = told(at_home)

    assert cues["rules"] == {
        "paces": 5,
        "seconds": 5,
        "breaths": 1,
        "halfway_hold": False,
        "halfway_rest": True,
        "last_three_start": True,
        "last_three_cap": False,
        "hunger": True,
    }
    assert (cues["haptics"], cues["music"]) == ("few", "playback")
    assert set(cues["announced"]) == set(announced_catalogue())


def test_what_was_chosen_is_kept_and_told_to_the_player(at_home: Client):
    """A box that is not ticked is a no."""
    assert at_home.post("/settings/cues/", CHOSEN).status_code == 302
    cues = told(at_home)

    assert cues["rules"] == {
        "paces": 1,
        "seconds": 0,
        "breaths": 3,
        "halfway_hold": True,
        "halfway_rest": False,
        "last_three_start": False,
        "last_three_cap": True,
        "hunger": False,
    }
    assert (cues["haptics"], cues["music"]) == ("all", "ambient")


def test_a_second_choice_takes_the_place_of_the_first(at_home: Client, runner: Person):
    """There is one set of rules for each person."""
    at_home.post("/settings/cues/", CHOSEN)
    at_home.post("/settings/cues/", CHOSEN | {"paces": "10"})

    assert [rules.paces for rules in CueRules.objects.filter(owner=runner)] == [10]


@pytest.mark.parametrize("wrong", [{"paces": "7"}, {"haptics": "loud"}, {"music": ""}, {"breaths": "-1"}])
def test_what_nobody_can_choose_is_refused_and_changes_nothing(at_home: Client, wrong: dict[str, str]):
    """The page comes back with what is wrong."""
    assert at_home.post("/settings/cues/", CHOSEN | wrong).status_code == 422
    assert not CueRules.objects.exists()


def test_no_choice_reaches_the_words_of_the_session(at_home: Client):
    """Breathe, stopped, ended, locked, paused: none of them has a switch."""
    at_home.post(
        "/settings/cues/",
        {"paces": "0", "seconds": "0", "breaths": "0", "haptics": "none", "music": "ambient"},
    )
    page = at_home.get("/demonstration/hoogtetraining/").content.decode()

    assert not set(told(at_home)["announced"]) & {"breathe", "stopped", "ended", "locked", "paused"}
    assert all(f'"{word}":' in page for word in ("breathe", "stopped", "ended", "locked", "paused"))


def test_rules_are_their_owners(at_home: Client, other: Person):
    """What one person chose changes nothing for another."""
    at_home.post("/settings/cues/", CHOSEN)

    assert cues_show(other)["rules"]["paces"] == 5


def test_only_pages_with_sound_may_ask_for_the_microphone(at_home: Client):
    """WebKit asks that policy before it lets a page choose what its sound does to other sound."""
    policies = {
        path: at_home.get(path).headers["Permissions-Policy"]
        for path in ("/", "/demonstration/hoogtetraining/")
    }

    assert "microphone=()" in policies["/"]
    assert "microphone=(self)" in policies["/demonstration/hoogtetraining/"]
    assert all("camera=()" in policy for policy in policies.values())
