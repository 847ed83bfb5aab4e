"""Who the data belong to."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the e-mail address that accounts will use."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with this e-mail address."""
        return self.get(email=username)


class Person(AbstractBaseUser):
    """A runner. At home there is one, person 1, and no account is needed."""

    class Theme(models.TextChoices):
        """How the screen looks."""

        AUTO = "auto", _("as the phone does")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")
        SUN = "sun", _("sun: black on white")

    class Oximeter(models.TextChoices):
        """What the runner has to read the saturation with; the library's kinds of signal."""

        NONE = "none", _("No oximeter")
        SEEN = "seen", _("I read my oximeter after each hold")
        LIVE = "live", _("My oximeter connects to this phone")
        LOGGED = "logged", _("My oximeter records, and I add its file afterwards")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(null=True, blank=True, unique=True)
    name = models.CharField(max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    oximeter = models.CharField(max_length=6, choices=Oximeter.choices, default=Oximeter.NONE)
    language = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Amsterdam")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    volume_pct = models.PositiveSmallIntegerField(default=80)
    is_left_handed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        """What the database itself refuses."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(volume_pct__lte=100), name="person_volume_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Runner %(number)s") % {"number": self.pk}
