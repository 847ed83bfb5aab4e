"""The expected band of a protocol: asked with a form, answered with a picture, refused with a sentence."""

import pytest
from django.test import Client

PAGE = "/protocols/hoogtetraining/expected/"
ME = {"level": 3, "site": "ear", "sex": "female", "age_y": 40, "height_cm": 175, "mass_kg": 70, "vo2max": 45}


def test_the_protocol_leads_to_its_expected_band(at_home: Client):
    """In one tap."""
    assert f'href="{PAGE}"' in at_home.get("/protocols/hoogtetraining/").content.decode()


def test_unasked_it_computes_nothing(at_home: Client):
    """The form stands there, the answer comes when it is asked for."""
    answer = at_home.get(PAGE)
    assert answer.status_code == 200
    assert "<svg" not in answer.content.decode().split('id="expected"')[1]


@pytest.mark.parametrize(("lang", "sentence"), [("nl", "De laagste pauze"), ("en", "The lowest hold")])
def test_it_answers_with_a_band_and_with_what_the_model_misses(at_home: Client, lang: str, sentence: str):
    """Never without how far the model is off."""
    page = at_home.get(PAGE, {**ME, "part": 1}, headers={"Accept-Language": lang}).content.decode()
    assert "<svg" in page
    assert sentence in page
    assert {"nl": "te gunstig", "en": "too kind"}[lang] in page


def test_without_caps_it_says_that_no_rule_clears_it(at_home: Client):
    """It is shown, and marked so."""
    page = at_home.get(PAGE, {**ME, "without_caps": "on", "part": 1}).content.decode()
    assert "Geen regel staat dit toe." in page


@pytest.mark.parametrize(
    "wrong",
    [{"height_cm": "1.75"}, {"height_cm": 17}, {"vo2max": 0}, {"age_y": ""}, {"level": 9}, {"sex": "x"}],
)
def test_a_runner_who_cannot_be_gets_a_sentence(at_home: Client, wrong: dict[str, object]):
    """With the name of the field, and no picture."""
    answer = at_home.get(PAGE, {**ME, **wrong, "part": 1})
    assert answer.status_code == 400
    assert "wrong-why" in answer.content.decode()
    assert "<svg" not in answer.content.decode()


def test_a_protocol_that_does_not_exist_is_not_found(at_home: Client):
    """As everywhere."""
    assert at_home.get("/protocols/nothing/expected/").status_code == 404
