"""What is kept of a recording: the file byte for byte, and what reading it gave."""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse

from adempauze_web.training.models import Owned, SessionLog


class RecordingFile(Owned):
    """A file as it came. Everything beside ``raw`` is derived, and can be derived again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)  # as the browser gave it; shown, never used as a path
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of raw, in hexadecimal
    session = models.ForeignKey(
        SessionLog, null=True, blank=True, on_delete=models.SET_NULL, related_name="recordings"
    )
    offset_s = models.FloatField(null=True, blank=True)  # how far its clock is ahead of the session's
    offset_error_s = models.FloatField(null=True, blank=True)  # None where the runner set it
    result = models.JSONField()  # as ``adempauze analyse --json`` gives it
    trace = models.JSONField()  # points of the picture
    received_at = models.DateTimeField()

    class Meta:
        """The same bytes are kept once for their owner."""

        ordering: ClassVar[list[str]] = ["-received_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "digest"], name="recording_file_once")
        ]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("recording", args=[self.pk])
