"""The demo is a runner whom no rule refuses, over more than the life of her answers."""

from datetime import UTC, datetime
from random import Random

import pytest

from adempauze_web.accounts.services import home_person_ensure
from adempauze_web.training.demo import demo_fill
from adempauze_web.training.models import ScreeningOutcome, SessionLog


@pytest.mark.django_db
def test_the_demo_outlives_her_answers():
    """Forty sessions take three months and more, so the questions were answered twice."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    assert demo_fill(person=home_person_ensure(), sessions=40, now=now, rng=Random(1)) == 40
    assert (SessionLog.objects.count(), ScreeningOutcome.objects.count()) == (40, 2)
