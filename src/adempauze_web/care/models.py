"""What is kept around sessions: check-ins, and what others have agreed to. Rows are only added."""

from typing import ClassVar

from django.db import models

from adempauze_web.training.models import Owned, SessionLog


class Helper(models.TextChoices):
    """Who may agree to more, or lift a lock."""

    COACH = "coach"
    PHYSICIAN = "physician"


class CheckIn(Owned):
    """What a runner said an hour after a session, or the next morning."""

    class When(models.TextChoices):
        """The two moments."""

        HOUR = "hour"
        MORNING = "morning"

    session = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="+")
    when = models.CharField(max_length=7, choices=When.choices)
    symptoms = models.JSONField(default=dict)  # id of a stop rule, or "fatigue" -> 0 to 10
    at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]


class Agreement(Owned):
    """A coach or physician lifts a rule, or agrees that the runner trains at a level."""

    rule = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    by = models.CharField(max_length=9, choices=Helper.choices)
    who = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        """Oldest first; each row is about a rule or about a level."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(rule="", level__isnull=False)
                | (~models.Q(rule="") & models.Q(level=None)),
                name="agreement_about_a_rule_or_a_level",
            )
        ]


class QuizPass(Owned):
    """The ten questions were answered right."""

    at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]


class HealthChange(Owned):
    """Something in the runner's health has changed; what it was is not kept."""

    at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
