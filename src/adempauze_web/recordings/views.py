"""Pages of recordings: parse, call one service or selector, choose a page."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze.errors import AdempauzeError, UnsupportedFormatError
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.recordings import selectors, services
from adempauze_web.recordings.forms import RecordingForm, ShiftForm
from adempauze_web.training.selectors import session_access


@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: PersonRequest) -> HttpResponse:
    """Show the recordings, and take another."""
    initial = {"session": request.GET.get("session")}
    posted = request.method == "POST"
    form = RecordingForm(request.POST, request.FILES) if posted else RecordingForm(initial=initial)
    refused: AdempauzeError | None = None
    if posted and form.is_valid():
        file, session_id = form.cleaned_data["file"], form.cleaned_data["session"]
        try:
            kept, is_new = services.recording_receive(
                person=request.user,
                name=file.name,
                data=file.read(),
                session=session_access(request.user, session_id) if session_id else None,
                now=timezone.now(),
            )
        except AdempauzeError as error:
            refused = error
        else:
            return redirect(kept.get_absolute_url() + ("" if is_new else "?known"))
    context = {
        "form": form,
        "refused": refused,
        "is_other_kind": isinstance(refused, UnsupportedFormatError),
        "kept": selectors.recordings_all(request.user),
        "tab": "sessions",
    }
    status = 422 if refused or form.errors else 200
    return render(request, "recordings/recordings.html", context, status=status)


@require_safe
def recording(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Show a recording: its picture, its holds, its quality, and what was left out."""
    kept = selectors.recording_access(request.user, recording_id)
    context = {
        "kept": kept,
        "result": kept.result,
        "facts": selectors.facts_of(kept),
        "holds": selectors.holds_of(kept),
        "form": ShiftForm(initial={"offset_s": round(kept.offset_s or 0)}) if kept.session else None,
        "known": "known" in request.GET,
        "tab": "sessions",
    }
    return render(request, "recordings/recording.html", context)


@require_safe
def trace(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Give the points of the picture."""
    return JsonResponse(selectors.recording_access(request.user, recording_id).trace)


@require_POST
def shift(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Lay the recording on its session at another offset."""
    kept = selectors.recording_access(request.user, recording_id)
    form = ShiftForm(request.POST)
    if form.is_valid() and kept.session is not None:
        services.recording_shift(kept=kept, person=request.user, offset_s=form.cleaned_data["offset_s"])
    return redirect(kept.get_absolute_url())


@require_safe
def original(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Give the file back as it came."""
    kept = selectors.recording_access(request.user, recording_id)
    response = HttpResponse(bytes(kept.raw), content_type="application/octet-stream")
    name = "".join(
        letter for letter in kept.name if letter.isascii() and (letter.isalnum() or letter in "._- ")
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name or "recording"}"'
    return response


@require_POST
def delete(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Delete a recording and its file."""
    services.recording_delete(kept=selectors.recording_access(request.user, recording_id))
    return redirect("recordings")
