"""What a person can say about themselves."""

import zoneinfo
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.selectors import sharing_with

OLDEST = 110


def _time_zones() -> list[tuple[str, str]]:
    """Return the time zones of places, with the names that are shown, in the order of those."""
    places = [name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")]
    return sorted(((name, name.replace("_", " ")) for name in places), key=lambda zone: zone[1])


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile."""

    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_time_zones)

    class Meta:
        """Fields of the person."""

        model = Person
        fields = ("name", "birth_year", "oximeter", "time_zone")
        labels: ClassVar[dict[str, object]] = {
            "name": _("What shall we call you?"),
            "oximeter": _("Oximeter"),
        }
        help_texts: ClassVar[dict[str, object]] = {
            "oximeter": _(
                "Connecting works in Chrome and Edge, on Android and on a computer, not on an iPhone. A file "
                "afterwards allows only a level you have already passed while reading it, and shorter holds."
            ),
        }

    def clean_name(self) -> str:
        """Take a name that nobody else here has; none is a name too."""
        others = sharing_with(self.instance).exclude(pk=self.instance.pk)
        return name_checked(self.cleaned_data["name"], [one.name for one in others if one.name])

    def clean_birth_year(self) -> int | None:
        """Take a year in which someone alive can have been born."""
        return birth_year_checked(self.cleaned_data["birth_year"])


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The settings."""

    volume_pct = forms.IntegerField(
        label=_("Volume of the sounds"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"type": "range", "step": 5}),
    )

    class Meta:
        """Fields of the person."""

        model = Person
        fields = ("theme", "volume_pct", "is_left_handed")
        labels: ClassVar[dict[str, object]] = {
            "theme": _("Screen"),
            "is_left_handed": _("I hold my phone in my left hand"),
        }


class RunnerForm(forms.Form):
    """A further runner at this machine; whoever has no name yet gets one too, or nobody could choose."""

    own_name = forms.CharField(label=_("What shall we call you?"), max_length=60)
    name = forms.CharField(label=_("And the other runner?"), max_length=60)

    def __init__(self, *args: Any, names: Collection[str], asks_own_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names
        if not asks_own_name:
            del self.fields["own_name"]
            self.fields["name"].label = _("Name of the new runner")

    def clean_own_name(self) -> str:
        """Take a name that nobody here has."""
        return name_checked(self.cleaned_data["own_name"], self._names)

    def clean_name(self) -> str:
        """Take a name that nobody here has, whoever just got one included."""
        return name_checked(self.cleaned_data["name"], [*self._names, self.cleaned_data.get("own_name", "")])


def name_checked(name: str, taken: Collection[str]) -> str:
    """Return *name*, or raise ValidationError where it is one of those *taken*."""
    if name.casefold() in {one.casefold() for one in taken}:
        raise forms.ValidationError(_("Somebody here has this name already."))
    return name


def birth_year_checked(year: int | None) -> int | None:
    """Return *year*, or raise ValidationError where nobody alive was born in it."""
    this_year = timezone.localdate().year
    if year is not None and not this_year - OLDEST <= year <= this_year:
        raise forms.ValidationError(
            _("A year of birth lies between %(first)s and %(last)s."),
            params={"first": this_year - OLDEST, "last": this_year},
        )
    return year
