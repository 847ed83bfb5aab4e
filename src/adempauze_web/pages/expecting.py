"""What a session is expected to do to a runner like you: asked on a protocol's page, answered as a band."""

from typing import Any

import numpy as np
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from adempauze.body.expect import BESIDE_THE_BAND
from adempauze.body.runner import Runner
from adempauze.errors import ProtocolError
from adempauze.planning import ladder
from adempauze.protocols import shipped_protocol
from adempauze.studies.expecting import expect_level

PEOPLE = 24  # like the runner; enough for a band that does not jump, few enough to move with a slider
SEED = 1  # the same people for every place of the slider, so that only the session changes


class ExpectingForm(forms.Form):
    """Who the runner is, and which session. Nothing of it is kept."""

    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[(rung.level, str(rung.level)) for rung in ladder()],
        coerce=int,
        initial=3,
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": ladder()[-1].level}),
    )
    without_caps = forms.BooleanField(label=_("As the article has it: without caps"), required=False)
    site = forms.ChoiceField(
        label=_("Oximeter on"), choices=[("ear", _("the ear")), ("finger", _("a finger"))], initial="ear"
    )
    sex = forms.ChoiceField(
        label=_("Lungs and blood of"),
        choices=[("female", _("a woman")), ("male", _("a man"))],
        initial="female",
    )
    age_y = forms.IntegerField(label=_("Age, years"), min_value=18, max_value=70, initial=40)
    height_cm = forms.IntegerField(label=_("Height, cm"), min_value=145, max_value=210, initial=175)
    mass_kg = forms.IntegerField(label=_("Weight, kg"), min_value=35, max_value=160, initial=70)
    vo2max = forms.IntegerField(
        label=_("VO₂max, mL per kg a minute"),
        min_value=15,
        max_value=95,
        initial=45,
        help_text=_("As your watch says it; most runners have 35 to 60."),
    )

    @property
    def session(self) -> list[forms.BoundField]:
        """The fields that say which session, beside its level."""
        return [self[name] for name in ("without_caps", "site")]

    @property
    def person(self) -> list[forms.BoundField]:
        """The fields that say who."""
        return [self[name] for name in ("sex", "age_y", "height_cm", "mass_kg", "vo2max")]

    def runner(self) -> Runner:
        """Return the runner that was described."""
        said = self.cleaned_data
        return Runner(
            sex=said["sex"],
            age_y=said["age_y"],
            height_m=said["height_cm"] / 100,
            mass_kg=said["mass_kg"],
            vo2max_ml_kg_min=said["vo2max"],
        )


@login_not_required
@require_safe
def expected(request: HttpRequest, name: str) -> HttpResponse:
    """Show the page of a protocol's expected band; ``?part=1`` is the answer alone."""
    try:
        protocol = shipped_protocol(name)
    except ProtocolError as error:
        raise Http404 from error
    lang = "en" if get_language() == "en" else "nl"
    is_asked = "level" in request.GET
    form = ExpectingForm(request.GET if is_asked else None)
    context: dict[str, Any] = {"form": form, "name": name, "title": getattr(protocol.title, lang)}
    if is_asked and form.is_valid():
        context |= _answer(name, form, lang)
    template = "pages/_expected.html" if "part" in request.GET else "pages/expected.html"
    return render(request, template, context, status=200 if not is_asked or form.is_valid() else 400)


def _answer(name: str, form: ExpectingForm, lang: Any) -> dict[str, Any]:
    from adempauze.figures.expected import expected_holds

    said = form.cleaned_data
    rung = ladder()[said["level"]]
    found = expect_level(
        shipped_protocol(name),
        form.runner(),
        level=rung.level,
        site=said["site"],
        with_caps=not said["without_caps"],
        rng=np.random.default_rng(SEED),
        runners=PEOPLE,
    )
    lowest = min(found.holds, key=lambda hold: hold.sao2_nadir_pct)
    band_pct = (rung.band_low_tenths / 10, rung.band_high_tenths / 10)
    return {
        "figure": expected_holds(found, band_pct=band_pct, lang=lang),
        "low": round(lowest.sao2_low_pct),
        "high": round(lowest.sao2_high_pct),
        "late": round(lowest.late_s),
        "seconds": round(max(hold.duration_s for hold in found.holds)),
        "level": rung.level,
        "level_says": getattr(rung.text, lang).rstrip("."),
        "without_caps": said["without_caps"],
        "beside": BESIDE_THE_BAND[lang],
    }
