"""Pages about what is heard and felt: parse, call one service or selector, choose a page."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze.errors import AdempauzeError
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.config.headers import with_microphone
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


@require_safe
@ensure_csrf_cookie
@with_microphone
def voices(request: PersonRequest) -> HttpResponse:
    """Show every phrase, to be recorded in a voice of one's own."""
    context = {"voices": selectors.voices_show(request.user), "tab": "profile"}
    return render(request, "cues/voices.html", context)


@require_POST
def voice_record(request: PersonRequest, lang: str, phrase: str) -> HttpResponse:
    """Take a recording, the sound itself as the body, and answer with the address of its clip."""
    if not selectors.phrase_known(lang, phrase):
        raise Http404
    try:
        kept = services.voice_record(
            person=request.user, lang=lang, phrase=phrase, data=request.body, now=timezone.now()
        )
    except AdempauzeError as error:
        return JsonResponse({"code": error.code, "message": str(error)}, status=422)
    return JsonResponse({"url": kept.get_absolute_url()}, status=201)


@require_POST
def voice_remove(request: PersonRequest, lang: str, phrase: str) -> HttpResponse:
    """Remove a recording; the built clip is heard again."""
    services.voice_remove(voice=selectors.voice_access(request.user, lang, phrase))
    return HttpResponse(status=204)


@require_safe
def voice_clip(request: PersonRequest, lang: str, phrase: str, mark: str) -> HttpResponse:
    """Give a clip to its owner. Its address changes with every recording, so it is kept for long."""
    voice = selectors.voice_access(request.user, lang, phrase)
    if not voice.digest.startswith(mark):
        raise Http404
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return HttpResponse(bytes(voice.raw), content_type="audio/mpeg", headers=headers)
