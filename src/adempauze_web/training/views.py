"""Pages of training: parse, call one service or selector, choose a page."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.accounts.selectors import sharing_access
from adempauze_web.accounts.services import person_change
from adempauze_web.care.selectors import asks_show
from adempauze_web.config.headers import with_microphone
from adempauze_web.config.ranges import file_response
from adempauze_web.errors import TrackError
from adempauze_web.training import selectors, services, showing, tracks
from adempauze_web.training.begun import Begun, begun_elsewhere, begun_here
from adempauze_web.training.forms import BirthYearForm, FeltForm
from adempauze_web.training.screening import asking

PER_PAGE = 20
_SOUNDS = {"flac": "audio/flac", "mp3": "audio/mpeg"}


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Show today's session, or what this is and how to begin."""
    now = timezone.now()
    context = {
        "today": selectors.today_show(request.user, now),
        "asks": asks_show(request.user, selectors.standing_get(request.user, now), now),
        "tab": "today",
    }
    return render(request, "training/home.html", context)


@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Go on to the player, to the questions that are still open, or to why there is no session."""
    now = timezone.now()
    if selectors.screening_is_open(request.user, now):
        return redirect("screening")
    if (held := begun_elsewhere(request, request.user, now)) is not None:
        return _elsewhere(request, held)
    issued = services.sheet_issue(person=request.user, now=now)
    if issued is None:
        return redirect("refused")
    return redirect("play", issued.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: PersonRequest) -> HttpResponse:
    """Ask one question a screen; keep only the outcome."""
    asks_year = request.user.birth_year is None
    year_form = BirthYearForm(request.POST if "birth_year" in request.POST else None)
    if asks_year and year_form.is_valid():
        person_change(person=request.user, birth_year=year_form.cleaned_data["birth_year"])
        return redirect("screening")
    before = selectors.screening_latest(request.user)
    now_asking = asking({} if asks_year else request.POST.dict(), before)
    if now_asking.question is None:
        services.screening_record(person=request.user, answers=now_asking.answers, now=timezone.now())
        return redirect("refused")
    offset = 1 if asks_year else 0
    context = {
        "asking": now_asking,
        "year_form": year_form if asks_year else None,
        "step": now_asking.number,
        "steps": now_asking.of + offset,
        "bars": range(now_asking.of + offset),
    }
    return render(request, "training/screening.html", context, status=422 if year_form.errors else 200)


@require_safe
def refused(request: PersonRequest) -> HttpResponse:
    """Show why there is no session today; where there is one, show today."""
    reasons = selectors.refusal_show(selectors.session_cleared(request.user, timezone.now()))
    if not reasons:
        return redirect("home")
    context = {
        "reasons": reasons,
        "asks_again": any(reason.asks_again for reason in reasons),
        "is_for_others": any(reason.is_for_others for reason in reasons),
        "today": timezone.localdate(),
        "tab": "today",
    }
    return render(request, "training/refused.html", context)


@require_safe
@ensure_csrf_cookie
@with_microphone
def play(request: PersonRequest, sheet_id: str) -> HttpResponse:
    """Open the player on a sheet that stands; one that was played leads to what came of it."""
    issued = selectors.sheet_access(request.user, sheet_id)
    if (log := selectors.session_of_sheet(issued)) is not None:
        return redirect("session", log.log_id)
    if not issued.demonstration:
        if (held := begun_elsewhere(request, request.user, timezone.now())) is not None:
            return _elsewhere(request, held)
        now_standing = services.sheet_renew(issued=issued, now=timezone.now())
        if now_standing is None:
            return redirect("refused")
        if now_standing != issued:
            return redirect("play", now_standing.pk)
    shown = selectors.player_show(issued) | {"track": tracks.player_show(issued, timezone.now())}
    return render(request, "training/player.html", shown)


def _elsewhere(request: PersonRequest, held: Begun) -> HttpResponse:
    return render(request, "training/elsewhere.html", {"held": held}, status=409)


@require_POST
def begun(request: PersonRequest, sheet_id: str) -> HttpResponse:
    """Note that this browser began a session; the other of two runners may be whose it is."""
    (issued,) = selectors.turns_access(request.user, (sheet_id,))
    services.sheet_begin(issued=issued, now=timezone.now())
    return begun_here(HttpResponse(status=204), issued, is_secure=request.is_secure())


@require_POST
def pocket(request: PersonRequest, sheet_id: str) -> HttpResponse:
    """Go on to a session for a pocket, in which no saturation is read, in the place of one in which it is."""
    selectors.sheet_access(request.user, sheet_id)
    issued = services.sheet_issue_for_pocket(person=request.user, now=timezone.now())
    return redirect("refused") if issued is None else redirect("play", issued.pk)


@require_safe
def track(request: PersonRequest, sheet_id: str, suffix: tracks.Suffix) -> HttpResponse:
    """Give a cleared session as one sound file, or the part of it that is asked for."""
    issued = selectors.sheet_access(request.user, sheet_id)
    now = timezone.now()
    try:
        file = tracks.track_file(issued, suffix=suffix, lowered="lower" in request.GET, now=now)
    except TrackError as error:
        return render(request, "training/no_track.html", {"sentence": str(error)}, status=410)
    response = file_response(request, file.path, content_type=_SOUNDS[suffix])
    left_s = max(0, round((file.expires_at - now).total_seconds()))
    response.headers["Cache-Control"] = f"private, max-age={left_s}"
    kind = "attachment" if suffix == "mp3" else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file.name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def turns(request: PersonRequest, key: UUID) -> HttpResponse:
    """Let two who share a machine take turns: first the one who trains now, then the other."""
    other = sharing_access(request.user, key)
    if other == request.user:
        return redirect("who")
    now = timezone.now()
    two = [selectors.turn_show(person, now) for person in (request.user, other)]
    is_open = all(one.is_open for one in two)
    if request.method == "POST" and is_open:
        sheets = [services.sheet_issue(person=one.person, now=now) for one in two]
        return redirect("play_turns", *(sheet.pk for sheet in sheets if sheet is not None))
    context = {"two": two, "is_open": is_open, "tab": "today"}
    return render(request, "training/turns.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@ensure_csrf_cookie
def play_turns(request: PersonRequest, first_id: str, second_id: str) -> HttpResponse:
    """Open the player on two sheets, one after the other; once both were played, show who trains here."""
    first, second = selectors.turns_access(request.user, (first_id, second_id))
    if selectors.session_of_sheet(second) is not None:
        return redirect("who")
    now = timezone.now()
    unplayed = [sheet for sheet in (first, second) if selectors.session_of_sheet(sheet) is None]
    if any(services.sheet_renew(issued=sheet, now=now) is None for sheet in unplayed):
        return redirect("who")
    shown = selectors.turns_show(first, second) | {"track": None}
    return render(request, "training/player.html", shown)


@require_safe
@ensure_csrf_cookie
@with_microphone
def demonstration(request: PersonRequest, name: str) -> HttpResponse:
    """Open the player on the whole form of a protocol, to watch on a driven clock."""
    issued = services.demonstration_issue(person=request.user, protocol=name, now=timezone.now())
    shown = selectors.player_show(issued) | {"track": None}
    return render(request, "training/player.html", shown)


@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    """Show the sessions so far, a page at a time, and all of them as one range."""
    done = [showing.played(log) for log in selectors.sessions_done(request.user)]
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": showing.listed(list(page)),
        "picture": showing.history_shown(done),
        "counted": ngettext("%(count)s session", "%(count)s sessions", len(done)) % {"count": len(done)},
        "year": timezone.localdate().year,
        "tab": "sessions",
    }
    return render(request, "training/sessions.html", context)


@require_safe
def session(request: PersonRequest, log_id: UUID) -> HttpResponse:
    """Show what a session was."""
    log = selectors.session_access(request.user, log_id)
    form = FeltForm(initial={"felt": log.felt, "note": log.note})
    context = {
        "shown": selectors.session_show(log),
        "form": form,
        "tab": "sessions",
        "saved": "saved" in request.GET,
    }
    return render(request, "training/session.html", context)


@require_POST
def session_felt(request: PersonRequest, log_id: UUID) -> HttpResponse:
    """Note how a session felt."""
    log = selectors.session_access(request.user, log_id)
    form = FeltForm(request.POST)
    if form.is_valid():
        services.session_feel(log=log, **form.cleaned_data)
        return redirect(f"{log.get_absolute_url()}?saved#felt")
    context = {"shown": selectors.session_show(log), "form": form, "tab": "sessions"}
    return render(request, "training/session.html", context, status=422)


@require_safe
def session_picture(request: PersonRequest, log_id: UUID) -> HttpResponse:
    """Give the picture to share: mountains, no readings."""
    log = selectors.session_access(request.user, log_id)
    picture = showing.picture_to_share(showing.played(log))
    name = f"adempauze-{log.opened_at:%Y-%m-%d}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)


@require_safe
def session_log(request: PersonRequest, log_id: UUID) -> HttpResponse:
    """Give the log with its sheet, as ``adempauze replay`` and ``analyse`` read it."""
    log = selectors.session_access(request.user, log_id)
    headers = {"Content-Disposition": f'attachment; filename="{log.log_id}.json"'}
    return HttpResponse(selectors.session_file(log), content_type="application/json", headers=headers)
