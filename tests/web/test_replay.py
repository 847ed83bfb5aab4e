"""The scenarios once more, through the API."""

import json
from pathlib import Path

import pytest
from django.test import Client

from adempauze.session import read_scenario, result_json, run_scenario

FILES = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.json"))
CAP = FILES[0].with_name("a-hold-ends-at-its-cap.json").read_bytes()


def post(body):
    """Send *body* as anybody can, without an account."""
    return Client().post("/api/replay", data=body, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_api_answers_a_scenario_like_the_library(file):
    """The same bytes."""
    body = file.read_bytes()
    answer = post(body)
    assert (answer.status_code, answer.content) == (200, result_json(run_scenario(read_scenario(body))))


@pytest.mark.django_db
def test_a_scenario_that_comes_out_otherwise_is_named():
    """What is expected is compared here too."""
    written = json.loads(CAP)
    written["expect"]["outcome"] = "stopped"
    answer = post(json.dumps(written))
    assert answer.status_code == 422
    assert answer.json() == {"code": "sheet", "message": 'outcome should be "stopped"; it is "completed".'}


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[1, 2]", b'{"title": "only"}', b"[" * 100_000])
def test_what_is_no_scenario_gets_a_sentence(body):
    """One clear sentence, whatever is sent."""
    answer = post(body)
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("This is not a scenario: ")
