"""What is kept of training: sheets as issued, logs as they came, and the outcome of a screening."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse


class Owned(models.Model):
    """A row that belongs to one person, and goes when the person goes."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class ScreeningOutcome(Owned):
    """What a screening came to. The answers themselves are never stored."""

    screened_on = models.DateField()
    fired = models.JSONField(default=list)  # ids of the rules that fired
    verdict = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        """Newest last."""

        ordering: ClassVar[list[str]] = ["created_at", "pk"]


class IssuedSheet(Owned):
    """A sheet exactly as a player got it."""

    id = models.CharField(primary_key=True, max_length=80)
    json = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of json, in hexadecimal
    protocol = models.CharField(max_length=60)
    demonstration = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)  # as far as a phone with a network has told

    class Meta:
        """Newest last."""

        ordering: ClassVar[list[str]] = ["issued_at", "pk"]


class SessionLog(Owned):
    """A session: its log as it came, byte for byte, and the result that replaying it gives."""

    log_id = models.UUIDField()  # made on the phone
    sheet = models.ForeignKey(IssuedSheet, on_delete=models.PROTECT, related_name="+")
    raw = models.BinaryField()
    result = models.BinaryField()  # canonical JSON, derived from raw and sheet
    past = models.BinaryField(default=b"")  # what it means for the next session; JSON, derived likewise
    opened_at = models.DateTimeField()
    utc_offset_min = models.SmallIntegerField()  # of the runner's clock at opened_at
    demonstration = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    felt = models.PositiveSmallIntegerField(null=True, blank=True)  # air hunger, 0 to 10
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        """A log is stored once for its owner, however often it is sent."""

        ordering: ClassVar[list[str]] = ["opened_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "log_id"], name="session_log_once"),
            models.CheckConstraint(
                condition=models.Q(felt__isnull=True) | models.Q(felt__lte=10), name="session_felt_0_to_10"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "opened_at"])]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("session", args=[self.log_id])


class ConflictingUpload(Owned):
    """Another log under an id that was already used: kept, so that nothing is lost, and never counted."""

    log_id = models.UUIDField()
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        """Each content once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "log_id", "digest"], name="conflicting_upload_once")
        ]
