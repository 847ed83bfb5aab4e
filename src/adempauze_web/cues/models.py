"""What a runner chose to hear and feel, and the voices recorded for it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from adempauze.tracks import CueRules as Rules
from adempauze_web.training.models import Owned

Choices = list[tuple[int, object]]

USUAL = Rules()
NEVER = pgettext_lazy("how often", "never")
PACES: Choices = [(1, _("every pace")), (5, _("every 5")), (10, _("every 10")), (0, NEVER)]
SECONDS: Choices = [(5, _("every 5")), (10, _("every 10")), (0, NEVER)]
BREATHS: Choices = [(1, _("every breath")), (3, _("every 3")), (0, NEVER)]


class CueRules(Owned):
    """What is announced beside what a session says by itself; who never chose has the defaults.

    The words that end, pause or begin something are no part of this: they cannot be switched off.
    """

    class Haptics(models.TextChoices):
        """How much the hand feels."""

        NONE = "none", _("nothing")
        FEW = "few", _("where something begins or ends")
        ALL = "all", _("every breath and second too")

    class Music(models.TextChoices):
        """What becomes of other sound on the phone; the names are those of the Audio Session API."""

        PLAYBACK = "playback", _("it pauses while a session runs")
        TRANSIENT = "transient", _("it plays on, softer if the phone can")
        AMBIENT = "ambient", _("it plays on as it is")

    paces = models.PositiveSmallIntegerField(_("Paces of a hold"), choices=PACES, default=USUAL.paces)
    seconds = models.PositiveSmallIntegerField(
        _("Seconds of a hold, where nothing counts paces"), choices=SECONDS, default=USUAL.seconds
    )
    breaths = models.PositiveSmallIntegerField(
        _("Breaths in a recovery"), choices=BREATHS, default=USUAL.breaths
    )
    halfway_hold = models.BooleanField(_("Halfway through a hold"), default=USUAL.halfway_hold)
    halfway_rest = models.BooleanField(_("Halfway through a rest"), default=USUAL.halfway_rest)
    last_three_start = models.BooleanField(_("Three, two, one before a hold"), default=USUAL.last_three_start)
    last_three_cap = models.BooleanField(_("Three, two, one before its cap"), default=USUAL.last_three_cap)
    hunger = models.BooleanField(_("That air hunger was noted"), default=USUAL.hunger)
    haptics = models.CharField(
        _("What the phone lets you feel"), max_length=4, choices=Haptics, default="few"
    )
    music = models.CharField(_("Music and other sound"), max_length=9, choices=Music, default="playback")

    class Meta:
        """One set of rules for each person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], name="cue_rules_once")
        ]


class RecordedPhrase(Owned):
    """A phrase in the voice of a coach or of the runner, as the clip that is played."""

    lang = models.CharField(max_length=2)
    phrase = models.CharField(max_length=40)
    raw = models.BinaryField()  # MP3
    digest = models.CharField(max_length=64)  # SHA-256 of raw, in hexadecimal
    recorded_at = models.DateTimeField()

    class Meta:
        """One voice for each phrase; the next takes its place."""

        verbose_name = "recorded phrase"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "lang", "phrase"], name="recorded_phrase_once")
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the clip, another one for every recording."""
        return reverse("voice_clip", args=[self.lang, self.phrase, self.digest[:12]])
