"""Around a session: check-ins, the quiz, and what a coach or physician opens."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from adempauze.safety import rule_book
from adempauze.safety.quiz import quiz
from adempauze_web.accounts.models import Person
from adempauze_web.care import selectors, services
from adempauze_web.care.models import Agreement, CheckIn, Helper
from adempauze_web.errors import AgreementError
from adempauze_web.training.models import SessionLog
from adempauze_web.training.selectors import profile_get, session_cleared

RIGHT = {question.id: question.right for question in quiz()}
RED = next(
    rule for rule in rule_book().group("stop") if rule.action == "lock" and rule.lifts.by == "physician"
)


def test_every_rule_is_on_the_page_in_both_languages(at_home: Client):
    """A physician can read the whole book: each row by its id, in Dutch and in English."""
    for lang in ("nl", "en"):
        page = at_home.get("/rules/", headers={"Accept-Language": lang}).content.decode()
        assert all(f'id="{row.id}"' in page for group in selectors.rules_show() for row in group.rules)


def test_the_quiz_is_passed_with_ten_right_answers(at_home: Client, runner: Person):
    """What is kept is that it was passed, and when."""
    at_home.post("/quiz/", RIGHT)
    assert profile_get(runner).history.quiz_passed_at is not None


def test_one_wrong_answer_is_explained_and_nothing_is_kept(at_home: Client, runner: Person):
    """The reason stands beside the answer, and it may be tried again."""
    wrong = quiz()[0]
    page = at_home.post("/quiz/", RIGHT | {wrong.id: (wrong.right + 1) % len(wrong.answers)})
    assert wrong.why.nl in page.content.decode()
    assert profile_get(runner).history.quiz_passed_at is None


def test_an_unanswered_question_is_said(at_home: Client):
    """A missing answer is never a right one."""
    answers = dict(list(RIGHT.items())[:9])
    assert at_home.post("/quiz/", answers).status_code == 422


def test_an_hour_after_a_session_the_first_page_asks_how_it_goes(at_home: Client, played: SessionLog):
    """It leads to the check-in; once told, it asks no more."""
    SessionLog.objects.update(opened_at=timezone.now() - timedelta(hours=1))
    address = f"/sessions/{played.log_id}/check-in/hour/"
    assert address in at_home.get("/").content.decode()
    at_home.post(address, {"nothing": "1"})
    assert address not in at_home.get("/").content.decode()


def test_a_check_in_that_is_sent_empty_is_no_answer(at_home: Client, played: SessionLog):
    """Who said "something" and chose nothing is asked again; it never counts as feeling well."""
    address = f"/sessions/{played.log_id}/check-in/hour/"
    page = at_home.post(address, {}, headers={"Accept-Language": "nl"})
    assert page.status_code == 422
    assert "Kies wat je voelt" in page.content.decode()
    assert not CheckIn.objects.exists()


def test_a_red_symptom_at_the_check_in_locks_until_a_physician_lifts_it(
    at_home: Client, runner: Person, played: SessionLog
):
    """The lock follows from what was told; a coach cannot lift it, and a physician not before its day."""
    at_home.post(f"/sessions/{played.log_id}/check-in/hour/", {RED.id: "8"})
    refusal = session_cleared(runner, timezone.now())
    assert RED.id in [reason.id for reason in refusal.reasons]
    page = at_home.post("/agreements/lift/", {"rule": RED.id, "by": "coach", "who": "Coach K."})
    assert page.status_code == 422
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("address", ["/agreements/lift/", "/agreements/level/"])
def test_an_agreement_without_a_name_says_what_is_missing(at_home: Client, runner: Person, address: str):
    """A blank name is no name, and the page does not come back without a word."""
    sent = {"rule": RED.id, "level": "5", "by": "coach", "who": "  "}
    page = at_home.post(address, sent, headers={"Accept-Language": "nl"})

    assert page.status_code == 422
    assert "Kies wat gevraagd wordt, ook coach of arts, en schrijf je naam op." in page.content.decode()
    assert not Agreement.objects.exists()


def test_what_is_lifted_is_lifted(runner: Person, played: SessionLog):
    """After its days, with the name of the physician, the reason is gone."""
    told_at = timezone.now() - timedelta(days=RED.lifts.after_days + 1)
    check = services.check_in_add(log=played, when=CheckIn.When.HOUR, symptoms={RED.id: 8}, now=told_at)
    services.rule_lift(
        person=runner,
        history=profile_get(runner).history,
        fired=(),
        rule=RED.id,
        by=Helper.PHYSICIAN,
        who="Dr. A.",
        now=timezone.now(),
    )
    assert check.symptoms == {RED.id: 8}
    refusal = session_cleared(runner, timezone.now())
    assert RED.id not in [reason.id for reason in getattr(refusal, "reasons", ())]


def test_nothing_is_lifted_that_is_not_locked(runner: Person):
    """The sentence says so."""
    with pytest.raises(AgreementError, match=r"not locked|niet op slot"):
        services.rule_lift(
            person=runner,
            history=profile_get(runner).history,
            fired=(),
            rule=RED.id,
            by=Helper.PHYSICIAN,
            who="Dr. A.",
            now=timezone.now(),
        )


def test_a_change_in_health_asks_the_questions_again(at_home: Client, runner: Person, played: SessionLog):
    """The screening of before no longer counts, also one of today; what changed is kept nowhere."""
    at_home.post("/health-changed/")
    refusal = session_cleared(runner, timezone.now())
    assert "screening.changed" in [reason.id for reason in refusal.reasons]


def test_what_is_our_own_proposal_is_said_in_the_language_of_the_reader(at_home: Client):
    """No Dutch reader of the rule book meets the English for it, also where more follows."""
    page = at_home.get("/rules/", headers={"Accept-Language": "nl"}).content.decode()
    assert "Our proposal" not in page
    assert "Ons voorstel" in page


def test_no_dutch_reader_meets_english_among_the_sources(at_home: Client):
    """What is said about a publication is said in Dutch, and each question stands beside its rule."""
    page = unescape(at_home.get("/rules/", headers={"Accept-Language": "nl"}).content.decode())
    assert "abstract only" not in page
    assert "Lijsten van beoefenaars" in page
    assert "Gebruik je insuline" in page


def test_a_check_in_takes_a_slip_back(at_home: Client, played: SessionLog):
    """A headache ticked by mistake is set to "not"; the tiredness beside it is kept alone."""
    address = f"/sessions/{played.log_id}/check-in/hour/"
    asked = at_home.get(f"{address}?felt=something", headers={"Accept-Language": "nl"}).content.decode()
    at_home.post(address, {"stop.headache": "0", "fatigue": "2"})

    assert asked.count("niet</label>") == len(rule_book().group("stop")) + 1
    assert "checked" not in asked
    assert CheckIn.objects.get().symptoms == {"fatigue": 2}


def test_the_register_counts_a_headache_and_asks_for_a_review(at_home: Client, played: SessionLog):
    """One headache in one session is 1,000 in a thousand, and more than one in twenty."""
    at_home.post(f"/sessions/{played.log_id}/check-in/hour/", {"stop.headache": "5"})
    page = at_home.get("/register/", headers={"Accept-Language": "en"}).content.decode()
    assert "<td>1</td><td>1000</td>" in page
    assert "Look at this with a coach or physician" in page


def test_a_red_symptom_leads_to_what_is_closed_with_the_emergency_number(at_home: Client, played: SessionLog):
    """Chest pain an hour later: the page that follows has the call in one tap."""
    pain = next(rule for rule in rule_book().group("stop") if rule.emergency)
    page = at_home.post(f"/sessions/{played.log_id}/check-in/hour/", {pain.id: "8"}, follow=True)
    assert 'href="tel:112"' in page.content.decode()
