"""What a runner tells: how a session felt, and the answers of the screening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from adempauze_web.accounts.forms import birth_year_checked


class FeltForm(forms.Form):
    """How a session felt. Nothing is filled in."""

    felt = forms.TypedChoiceField(
        label=_("Air hunger, 0 nothing to 10 unbearable"),
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class BirthYearForm(forms.Form):
    """The year of birth, which the screening needs once."""

    birth_year = forms.IntegerField(
        label=_("In what year were you born?"),
        widget=forms.NumberInput(attrs={"autocomplete": "bday-year", "class": "year"}),
    )

    def clean_birth_year(self) -> int | None:
        """Take a year in which someone alive can have been born."""
        return birth_year_checked(self.cleaned_data["birth_year"])
