"""The demo is a runner whom no rule refuses, over more than the life of her answers."""

import json
from datetime import UTC, datetime
from random import Random

import pytest
from django.test import Client

from adempauze.safety import rule_book
from adempauze_web.accounts.services import home_person_ensure
from adempauze_web.training.demo import demo_fill
from adempauze_web.training.models import ScreeningOutcome, SessionLog


@pytest.mark.django_db
def test_the_demo_outlives_her_answers():
    """Forty sessions take three months and more, so the questions were answered twice."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    assert demo_fill(person=home_person_ensure(), sessions=40, now=now, rng=Random(1)) == 40
    assert (SessionLog.objects.count(), ScreeningOutcome.objects.count()) == (40, 2)


def test_a_reason_is_said_in_the_language_of_the_reader(at_home: Client):
    """A session that was played in Dutch, and changed by a rule, says why in English to who reads English."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    demo_fill(person=home_person_ensure(), sessions=24, now=now, rng=Random(8))
    results = ((log, json.loads(bytes(log.result))) for log in SessionLog.objects.all())
    rules = [
        (log, rule_book().rule(reason["id"]).text)
        for log, result in results
        for reason in result["reasons"]
        if rule_book().knows(reason["id"])
    ]
    log, text = rules[0]
    nl, en = (
        at_home.get(f"/sessions/{log.log_id}/", headers={"accept-language": lang}).content.decode()
        for lang in ("nl", "en")
    )

    assert (text.nl in nl, text.en in nl) == (True, False)
    assert (text.nl in en, text.en in en) == (False, True)
