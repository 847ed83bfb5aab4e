"""The pages about the person: profile and settings."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from adempauze_web.accounts import services
from adempauze_web.accounts.forms import ProfileForm, RunnerForm, SettingsForm
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.accounts.selectors import CHOSEN, sharing_access, sharing_with
from adempauze_web.keeping.own_data import data_delete, data_export


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language of this browser, and remember it for the person."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        services.person_change(person=request.user, language=chosen)
    return set_language(request)


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
def who(request: PersonRequest) -> HttpResponse:
    """Show who trains at this machine, or add somebody."""
    people = sharing_with(request.user)
    if not settings.HOME_MODE or request.user.email is not None:
        raise Http404
    form = RunnerForm(
        request.POST or None, names=[one.name for one in people], asks_own_name=not request.user.name
    )
    if request.method == "POST" and form.is_valid():
        if "own_name" in form.cleaned_data:
            services.person_change(person=request.user, name=form.cleaned_data["own_name"])
        services.home_person_add(beside=request.user, name=form.cleaned_data["name"])
        return redirect("who")
    context = {"people": people, "form": form, "tab": "profile"}
    return render(request, "accounts/who.html", context, status=422 if form.errors else 200)


@require_POST
def who_choose(request: PersonRequest, key: UUID) -> HttpResponse:
    """Go on as another runner at this machine, in this browser."""
    request.session[CHOSEN] = str(sharing_access(request.user, key).key)
    return redirect("home")


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


@require_safe
def export(request: PersonRequest) -> HttpResponse:
    """Give the person everything that is kept of them, in one file."""
    name = f"adempauze-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data_export(person=request.user), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest) -> HttpResponse:
    """Ask once, then delete everything that is kept of the person."""
    if request.method == "POST" and "sure" in request.POST:
        data_delete(person=request.user)
        return redirect("home")
    return render(request, "accounts/delete.html", {"tab": "profile"})
