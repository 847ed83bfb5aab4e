"""What a runner, a coach or a physician tells around sessions. Nothing is filled in beforehand."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adempauze.safety.quiz import quiz
from adempauze_web.care.models import Helper
from adempauze_web.care.selectors import symptoms_asked

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

# How bad in words, as a number from 0 to 10. (Our proposal: the middle of each third.) "Not" undoes.
SEVERITIES = ((0, _("not")), (2, _("light")), (5, _("clear")), (8, _("bad")))


def _severity(label: "StrOrPromise") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SEVERITIES,
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )


class CheckInForm(forms.Form):
    """What is felt: every symptom can be left alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in symptoms_asked():
            self.fields[one.id] = _severity(one.text)
        self.fields["fatigue"] = _severity(_("Very tired"))

    def clean(self) -> dict[str, Any]:
        """Take "nothing" only from who says so: a form sent empty is no answer, and never counts as one."""
        if not self.errors and not self.symptoms and "nothing" not in self.data:
            raise forms.ValidationError(
                _("Choose what you feel and how bad it is, or go back and say: nothing.")
            )
        return self.cleaned_data

    @property
    def symptoms(self) -> dict[str, int]:
        """What was felt, with how bad it is."""
        return {name: severity for name, severity in self.cleaned_data.items() if severity}


class QuizForm(forms.Form):
    """The ten questions; each needs an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in quiz():
            choices = [(number, str(number)) for number in range(len(question.answers))]
            self.fields[question.id] = forms.TypedChoiceField(choices=choices, coerce=int)


class LiftForm(forms.Form):
    """Who lifts a rule, and in which role."""

    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    by = forms.ChoiceField(
        label=_("I am"),
        choices=((Helper.COACH.value, _("coach")), (Helper.PHYSICIAN.value, _("physician"))),
        widget=forms.RadioSelect,
    )
    who = forms.CharField(label=_("Your name"), max_length=120)


class LevelForm(forms.Form):
    """Who agrees to which level."""

    level = forms.TypedChoiceField(
        label=_("Level"), choices=((5, "5"), (6, "6")), coerce=int, widget=forms.RadioSelect
    )
    by = forms.ChoiceField(
        label=_("I am"),
        choices=((Helper.COACH.value, _("coach")), (Helper.PHYSICIAN.value, _("physician"))),
        widget=forms.RadioSelect,
    )
    who = forms.CharField(label=_("Your name"), max_length=120)
