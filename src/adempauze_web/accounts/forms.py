"""What a person can say about themselves."""

import zoneinfo
from datetime import date
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from adempauze_web.accounts.models import Person

OLDEST = 110


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile."""

    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name.replace("_", " ")) for name in _time_zones()]
    )

    class Meta:
        """Fields of the person."""

        model = Person
        fields = ("name", "birth_year", "oximeter", "time_zone")
        labels: ClassVar[dict[str, object]] = {
            "name": _("What shall we call you?"),
            "oximeter": _("Oximeter"),
        }

    def clean_birth_year(self) -> int | None:
        """Take a year in which someone alive can have been born."""
        year: int | None = self.cleaned_data["birth_year"]
        this_year = date.today().year  # noqa: DTZ011 - a year of birth is not that exact
        if year is not None and not this_year - OLDEST <= year <= this_year:
            raise forms.ValidationError(
                _("A year of birth lies between %(first)s and %(last)s."),
                params={"first": this_year - OLDEST, "last": this_year},
            )
        return year


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The settings."""

    volume_pct = forms.IntegerField(
        label=_("Volume of the sounds"), min_value=0, max_value=100, widget=forms.NumberInput
    )

    class Meta:
        """Fields of the person."""

        model = Person
        fields = ("theme", "volume_pct", "is_left_handed")
        labels: ClassVar[dict[str, object]] = {
            "theme": _("Screen"),
            "is_left_handed": _("I hold my phone in my left hand"),
        }


def _time_zones() -> list[str]:
    return sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
