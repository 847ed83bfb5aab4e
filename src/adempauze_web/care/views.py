"""Pages around sessions: parse, call one service or selector, choose a page."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze.safety.care import buddy_card, intended_purpose
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.care import selectors, services
from adempauze_web.care.forms import CheckInForm, LevelForm, LiftForm, QuizForm
from adempauze_web.care.models import CheckIn, Helper
from adempauze_web.errors import AgreementError
from adempauze_web.pages.selectors import in_own_language
from adempauze_web.training.selectors import profile_get, screening_latest, session_access

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

_INCOMPLETE = _("Choose what is asked, coach or physician too, and write your name.")


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the whole rule book, made from the rules themselves."""
    return render(request, "care/rules.html", {"groups": selectors.rules_show(), "tab": "knowledge"})


@login_not_required
@require_safe
def purpose(request: HttpRequest) -> HttpResponse:
    """Show what this is for, and what it is not."""
    written = intended_purpose()
    context = {
        "title": in_own_language(written.title),
        "is": [in_own_language(text) for text in written.is_],
        "is_not": [in_own_language(text) for text in written.is_not],
        "tab": "knowledge",
    }
    return render(request, "care/purpose.html", context)


@login_not_required
@require_safe
def buddy(request: HttpRequest) -> HttpResponse:
    """Show the card for the other person: what to watch, what to do, whom to call."""
    card = buddy_card()
    context = {
        "title": in_own_language(card.title),
        "watch": [in_own_language(text) for text in card.watch],
        "do": [in_own_language(text) for text in card.do],
        "call": [in_own_language(text) for text in card.call],
    }
    return render(request, "care/buddy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: PersonRequest) -> HttpResponse:
    """Ask the ten questions, and explain each answer."""
    form = QuizForm(request.POST or None)
    if not form.is_bound:
        return render(request, "care/quiz.html", {"questions": selectors.quiz_show({})})
    said = {name: number for name, number in form.data.items() if name in form.fields and number.isdigit()}
    if not form.is_valid():
        questions = selectors.quiz_show({})
        context = {"questions": questions, "is_incomplete": True, "said": said}
        return render(request, "care/quiz.html", context, status=422)
    result = services.quiz_answer(person=request.user, answers=form.cleaned_data, now=timezone.now())
    context = {"questions": selectors.quiz_show(form.cleaned_data), "result": result}
    return render(request, "care/quiz.html", context)


@require_safe
def felt_register(request: PersonRequest) -> HttpResponse:
    """Show what was felt in and after all sessions, and whether it is time to look at it with somebody."""
    shown = selectors.register_show(profile_get(request.user).history)
    return render(request, "care/register.html", {"register": shown, "tab": "profile"})


@require_safe
def agreements(request: PersonRequest) -> HttpResponse:
    """Show what is locked, and who can lift it."""
    return _agreements(request)


@require_POST
def lift(request: PersonRequest) -> HttpResponse:
    """Take the word of a coach or physician that a rule is lifted."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _agreements(request, refusal=_INCOMPLETE)
    try:
        services.rule_lift(
            person=request.user,
            history=profile_get(request.user).history,
            fired=_fired(request),
            rule=form.cleaned_data["rule"],
            by=Helper(form.cleaned_data["by"]),
            who=form.cleaned_data["who"],
            now=timezone.now(),
        )
    except AgreementError as error:
        return _agreements(request, refusal=str(error))
    return redirect("agreements")


@require_POST
def level(request: PersonRequest) -> HttpResponse:
    """Take the word of a coach or physician that a runner trains at a level."""
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _agreements(request, refusal=_INCOMPLETE)
    services.level_agree(
        person=request.user,
        level=form.cleaned_data["level"],
        by=Helper(form.cleaned_data["by"]),
        who=form.cleaned_data["who"],
        now=timezone.now(),
    )
    return redirect("agreements")


@require_POST
def health_change(request: PersonRequest) -> HttpResponse:
    """Note that something in the runner's health has changed, and ask the questions again."""
    services.health_changed(person=request.user, now=timezone.now())
    return redirect("screening")


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: PersonRequest, log_id: UUID, when: str) -> HttpResponse:
    """Ask how it goes after a session."""
    log = session_access(request.user, log_id)
    if when not in CheckIn.When.values or log.demonstration:
        raise Http404
    form = CheckInForm(request.POST if request.method == "POST" else None)
    asks_more = request.GET.get("felt") == "something"
    if request.method == "POST" and form.is_valid():
        services.check_in_add(log=log, when=CheckIn.When(when), symptoms=form.symptoms, now=timezone.now())
        return redirect("refused" if form.symptoms else "home")  # what was felt may close something
    context = {"form": form, "log": log, "when": when, "asks_more": asks_more or form.is_bound}
    return render(request, "care/check_in.html", context, status=422 if form.errors else 200)


def _agreements(request: PersonRequest, *, refusal: "StrOrPromise" = "") -> HttpResponse:
    history = profile_get(request.user).history
    context = {
        "liftable": selectors.liftable(request.user, history, _fired(request), timezone.now()),
        "refusal": refusal,
        "given": selectors.agreements_given(request.user),
        "tab": "profile",
    }
    return render(request, "care/agreements.html", context, status=422 if refusal else 200)


def _fired(request: PersonRequest) -> tuple[str, ...]:
    screened = screening_latest(request.user)
    return screened.holding(timezone.localdate()) if screened else ()
