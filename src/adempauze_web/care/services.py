"""Writing what comes around sessions. Rows are added and never changed."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adempauze.planning.history import History
from adempauze.safety.quiz import QuizResult, quiz_result
from adempauze_web.accounts.models import Person
from adempauze_web.care.models import Agreement, CheckIn, HealthChange, Helper, QuizPass
from adempauze_web.care.selectors import Liftable, liftable
from adempauze_web.errors import AgreementError
from adempauze_web.training.models import SessionLog


def check_in_add(
    *, log: SessionLog, when: CheckIn.When, symptoms: Mapping[str, int], now: datetime
) -> CheckIn:
    """Keep what the runner of *log* says; nothing felt is an answer too."""
    return CheckIn.objects.create(owner=log.owner, session=log, when=when, symptoms=dict(symptoms), at=now)


def quiz_answer(*, person: Person, answers: Mapping[str, int], now: datetime) -> QuizResult:
    """Judge the ten answers; only that they were right is kept."""
    result = quiz_result(answers)
    if result.is_passed:
        QuizPass.objects.create(owner=person, at=now)
    return result


def health_changed(*, person: Person, now: datetime) -> HealthChange:
    """Note that something has changed: the screening is asked again."""
    return HealthChange.objects.create(owner=person, at=now)


def rule_lift(
    *,
    person: Person,
    history: History,
    fired: tuple[str, ...],
    rule: str,
    by: Helper,
    who: str,
    now: datetime,
) -> Agreement:
    """Keep that *who* lifts a rule.

    Raises AgreementError where that rule, this helper or this day does not allow it.
    """
    standing = {one.rule: one for one in liftable(person, history, fired, now)}.get(rule)
    if standing is None:
        raise AgreementError(_("This is not locked, or has been lifted already."))
    _check_allowed(standing, by)
    at = now if standing.since is None else max(now, standing.since)
    return Agreement.objects.create(owner=person, rule=rule, by=by, who=who, at=at)


def level_agree(*, person: Person, level: int, by: Helper, who: str, now: datetime) -> Agreement:
    """Keep that *who* agrees to this runner training at *level*."""
    return Agreement.objects.create(owner=person, level=level, by=by, who=who, at=now)


def _check_allowed(standing: Liftable, by: Helper) -> None:
    if standing.by == "physician" and by is not Helper.PHYSICIAN:
        raise AgreementError(_("Only a physician lifts this."))
    if standing.not_before is not None:
        raise AgreementError(
            _("This can be lifted from %(day)s on.") % {"day": date_format(standing.not_before, "j F")}
        )
