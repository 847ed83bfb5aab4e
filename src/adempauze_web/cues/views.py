"""Pages about what is heard and felt: parse, call one service or selector, choose a page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.cues import selectors, services
from adempauze_web.cues.forms import CueRulesForm


@require_http_methods(["GET", "HEAD", "POST"])
def cues(request: PersonRequest) -> HttpResponse:
    """Show or change which cues are heard and felt."""
    form = CueRulesForm(request.POST or None, instance=selectors.cue_rules_get(request.user))
    if request.method == "POST" and form.is_valid():
        services.cue_rules_change(person=request.user, **form.cleaned_data)
        return redirect("cues")
    status = 422 if form.errors else 200
    return render(request, "cues/cues.html", {"form": form, "tab": "profile"}, status=status)
