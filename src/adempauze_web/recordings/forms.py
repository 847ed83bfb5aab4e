"""What a runner can say about a recording."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RecordingForm(forms.Form):
    """A file, and the session it belongs to, if any."""

    file = forms.FileField(label=_("A file from your watch or oximeter"), max_length=200)
    session = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("There is no such session. Open the session, and add the file from there.")
        },
    )


class ShiftForm(forms.Form):
    """How far the recording's clock is ahead of the phone's."""

    offset_s = forms.FloatField(
        label=_("Seconds the recording is ahead"), min_value=-86_400, max_value=86_400
    )
