"""From the first page to the player: the questions, the outcome that is kept, and why there is no session."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from adempauze.safety import screening_questions
from adempauze_web.accounts.models import Person
from adempauze_web.training.models import IssuedSheet, ScreeningOutcome, SessionLog

ENGLISH = {"Accept-Language": "en"}
NO_TO_ALL = {question.id: "no" for question in screening_questions()}


@pytest.fixture
def of_age(runner: Person) -> Person:
    """Return the runner with a year of birth."""
    Person.objects.filter(pk=runner.pk).update(birth_year=1988)
    runner.refresh_from_db()
    return runner


def answer_all(client: Client, **different: str) -> Any:
    """Answer every question with no, but for those in *different*; return the last answer of the site."""
    answers: dict[str, str] = {}
    for _question in range(50):
        page = client.post("/screening/", answers, headers=ENGLISH)
        if page.status_code != 200:
            return page
        choices = re.findall(r'name="(screening[^"]+)" value="([^"]+)">', page.content.decode())
        name = choices[-1][0]
        values = [value for choice, value in choices if choice == name]
        wanted = different.get(name.removeprefix("screening."), "no")
        answers[name] = wanted if wanted in values else values[0]
    raise AssertionError("the questions have no end")


def test_begin_asks_first(at_home: Client):
    """Nobody comes to the player without the questions."""
    answer = at_home.post("/begin/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/screening/")


def test_the_year_of_birth_is_asked_once(at_home: Client, runner: Person):
    """It is kept, because the age is part of every clearance."""
    asked = at_home.get("/screening/", headers=ENGLISH).content.decode()
    at_home.post("/screening/", {"birth_year": "1988"})
    runner.refresh_from_db()

    assert "In what year were you born?" in asked
    assert runner.birth_year == 1988
    assert "Are you pregnant?" in at_home.get("/screening/", headers=ENGLISH).content.decode()


def test_a_year_that_cannot_be_is_refused_in_a_sentence(at_home: Client, runner: Person):
    """Nobody of 200 runs; the year stays open."""
    answer = at_home.post("/screening/", {"birth_year": "1826"}, headers=ENGLISH)
    runner.refresh_from_db()

    assert answer.status_code == 422
    assert "A year of birth lies between" in answer.content.decode()
    assert runner.birth_year is None


def test_no_answer_is_chosen_beforehand(at_home: Client, of_age: Person):
    """Both answers look the same, and neither is filled in."""
    page = at_home.get("/screening/", headers=ENGLISH).content.decode()
    answers = re.findall(r'<button class="([^"]+)" form="questions" name="screening[^>]*>', page)

    assert answers == ["ans", "ans"]
    assert "checked" not in page
    assert "autofocus" not in page


def test_back_takes_the_last_answer_away(at_home: Client, of_age: Person):
    """The question before comes again."""
    first, second = (question.id for question in screening_questions()[:2])
    page = at_home.post("/screening/", {first: "no", second: "no", "back": "1"}, headers=ENGLISH)

    assert screening_questions()[1].text.en in page.content.decode()
    assert f'type="hidden" name="{first}" value="no"' in page.content.decode()
    assert f'type="hidden" name="{second}"' not in page.content.decode()


def test_only_the_outcome_is_kept(at_home: Client, of_age: Person):
    """The date, the verdict and the ids of the rules that fired: no answers."""
    answer_all(at_home, asthma="yes")
    kept = ScreeningOutcome.objects.get()

    assert kept.owner == of_age
    assert kept.fired == ["screening.asthma"]
    assert kept.screened_on == timezone.localdate()
    assert {field.name for field in ScreeningOutcome._meta.get_fields()} == {
        "id",
        "owner",
        "screened_on",
        "fired",
        "verdict",
        "created_at",
    }


def test_a_runner_without_complaints_comes_to_the_player(at_home: Client, of_age: Person):
    """The sheet in the page is the one that was issued."""
    answer_all(at_home)
    begun = at_home.post("/begin/")
    page = at_home.get(begun.headers["Location"]).content.decode()
    issued = IssuedSheet.objects.get()

    assert begun.headers["Location"] == f"/play/{issued.pk}/"
    assert issued.digest in page
    assert f'"id": "{issued.pk}"' in page
    assert issued.owner == of_age


def test_who_is_pregnant_is_refused_and_shown_what_remains(at_home: Client, of_age: Person):
    """No sheet is made, and the reason says what would lift it."""
    told = answer_all(at_home, pregnancy="yes")
    refused = at_home.get(told.headers["Location"], headers=ENGLISH).content.decode()
    begun = at_home.post("/begin/")

    assert "No holds while you are pregnant." in refused
    assert "Calm breathing, eight minutes" in refused
    assert begun.headers["Location"] == "/refused/"
    assert IssuedSheet.objects.count() == 0


def test_too_young_is_refused_whatever_the_answers(at_home: Client, runner: Person):
    """The age counts at its less favourable."""
    at_home.post("/screening/", {"birth_year": str(timezone.localdate().year - 17)})
    answer_all(at_home)

    assert at_home.post("/begin/").headers["Location"] == "/refused/"
    assert IssuedSheet.objects.count() == 0


def test_the_day_after_a_session_the_first_page_says_why_not(at_home: Client, played: SessionLog):
    """One reason, when it is possible again, and a door to what remains."""
    page = at_home.get("/", headers=ENGLISH).content.decode()

    assert "No holds today" in page
    assert 'href="/refused/"' in page
    assert "/begin/" not in page


def test_old_answers_are_asked_again(at_home: Client, of_age: Person):
    """After the days that the rule book gives them."""
    answer_all(at_home)
    ScreeningOutcome.objects.update(screened_on=timezone.localdate() - timedelta(days=91))

    assert at_home.post("/begin/").headers["Location"] == "/screening/"


def test_a_demonstration_is_one_a_day_and_never_counts(at_home: Client, elsewhere: Client, runner: Person):
    """It needs no clearance, belongs to who watches, and is opened again rather than made anew."""
    pages = [at_home.get("/demonstration/hoogtetraining/") for _ in range(2)]
    elsewhere.get("/demonstration/hoogtetraining/")

    assert [page.status_code for page in pages] == [200, 200]
    assert sorted(IssuedSheet.objects.values_list("owner", "demonstration")) == [
        (runner.pk, True),
        (runner.pk + 1, True),
    ]
    assert at_home.get("/demonstration/nergens/").status_code == 404


def test_better_answers_a_second_time_open_nothing(at_home: Client, of_age: Person):
    """Epilepsy once told stands: the page says so, and what lifts it; a physician's word does."""
    at_home.post("/screening/", NO_TO_ALL | {"screening.epilepsy": "yes"})
    at_home.post("/screening/", NO_TO_ALL)
    page = at_home.get("/refused/").content.decode()

    assert "Geen adempauzes bij epilepsie of na een toeval." in page
    assert "Een eerder antwoord blijft staan." in page
    assert "Bekijk de vragen opnieuw" not in page  # they would open nothing
    assert at_home.post("/begin/")["Location"] == "/refused/"
    who = {"rule": "screening.epilepsy", "by": "physician", "who": "Dr. A."}
    assert at_home.post("/agreements/lift/", who).status_code == 302
    assert at_home.post("/begin/")["Location"].startswith("/play/")


def test_after_a_pregnancy_the_questions_ask_how_long_ago(at_home: Client, of_age: Person):
    """The further question comes after the others, once, and its answer decides."""
    at_home.post("/screening/", NO_TO_ALL | {"screening.pregnancy": "yes"})
    asked = at_home.post("/screening/", NO_TO_ALL).content.decode()

    assert "De vorige keer was je zwanger. Hoe lang is dat voorbij?" in asked
    at_home.post("/screening/", NO_TO_ALL | {"screening.pregnancy_over": "from_6_weeks"})
    assert at_home.post("/begin/")["Location"].startswith("/play/")


def test_a_sheet_made_before_a_complaint_is_not_played_after_it(at_home: Client, of_age: Person):
    """The address of the player leads to why there is no session today."""
    answer_all(at_home)
    play = at_home.post("/begin/").headers["Location"]
    of_age.refresh_from_db()
    of_age.birth_year = timezone.localdate().year - 12
    of_age.save()

    assert at_home.get(play).headers["Location"] == "/refused/"


def test_a_sheet_in_another_language_gives_way_to_one_in_the_readers(at_home: Client, of_age: Person):
    """Question and answers are in one language."""
    answer_all(at_home)
    play = at_home.post("/begin/").headers["Location"]
    at_home.post("/language/", {"language": "en", "next": "/"})

    anew = at_home.get(play).headers["Location"]
    assert anew.startswith("/play/")
    assert anew != play
    assert at_home.get(anew).status_code == 200
