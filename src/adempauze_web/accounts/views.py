"""The pages about the person: profile and settings."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adempauze_web.accounts import services
from adempauze_web.accounts.forms import ProfileForm, SettingsForm
from adempauze_web.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Show or change who the runner is."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.person_change(person=request.user, **form.cleaned_data)
        return redirect("profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form, "tab": "profile"}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """Show or change how the site looks and sounds."""
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.person_change(person=request.user, **form.cleaned_data)
        return redirect("settings")
    status = 422 if form.errors else 200
    context = {"form": form, "tab": "profile", "languages": settings.LANGUAGES}
    return render(request, "accounts/settings.html", context, status=status)
