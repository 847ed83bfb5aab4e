"""What a runner can choose to hear and feel."""

from collections.abc import Iterator
from typing import ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from adempauze_web.cues.models import CueRules
from adempauze_web.cues.selectors import ANNOUNCED


class CueRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which cues, and how often."""

    class Meta:
        """Fields of the rules."""

        model = CueRules
        fields = (*ANNOUNCED, "haptics", "music")
        help_texts: ClassVar[dict[str, object]] = {
            "haptics": _("Phones with Android can do this. An iPhone lets no web page move it."),
            "music": _(
                "Only an iPhone lets a web page choose, and there softer is the same as it is, so far. "
                "Only with the first choice are cues heard while the ring switch is off. Elsewhere the cues "
                "sound over your music."
            ),
        }

    def announced(self) -> Iterator[BoundField]:
        """Yield the fields of what is announced."""
        yield from (self[name] for name in ANNOUNCED)
