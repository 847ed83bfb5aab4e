"""Devices that may act as the person at home, and the code by which one becomes such."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from adempauze_web.accounts.models import Person


class PairedDevice(models.Model):
    """A browser that gave a pairing code. Only a digest of its secret is kept."""

    class Kind(models.TextChoices):
        """What the browser says that it runs on."""

        IPHONE = "iphone", "iPhone"
        IPAD = "ipad", "iPad"
        ANDROID = "android", "Android"
        COMPUTER = "computer", _("Computer")

    IS_OF_THIS_MACHINE = True

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMPUTER)
    paired_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class PairingCode(models.Model):
    """The one code that pairs now. Only a keyed digest of it is kept, with the wrong guesses by address."""

    IS_OF_THIS_MACHINE = True

    owner = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    wrong: "models.JSONField[dict[str, int]]" = models.JSONField(default=dict)
