"""Pages of recordings: parse, call one service or selector, choose a page."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze.errors import AdempauzeError, SeveralRecordingsError, UnsupportedFormatError
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.recordings import selectors, services
from adempauze_web.recordings.forms import RecordingForm, ShiftForm
from adempauze_web.recordings.models import RecordingFile
from adempauze_web.training.selectors import session_access, standing_get


@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: PersonRequest) -> HttpResponse:
    """Show the recordings, and take another."""
    if request.method != "POST":
        return _recordings_page(request, RecordingForm(initial={"session": request.GET.get("session")}))
    form = RecordingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _recordings_page(request, form, status=422)
    file, session_id = form.cleaned_data["file"], form.cleaned_data["session"]
    session = session_access(request.user, session_id) if session_id else None
    data, now = file.read(), timezone.now()
    try:
        kept, is_new = services.recording_receive(
            person=request.user, name=file.name, data=data, session=session, now=now
        )
    except SeveralRecordingsError:
        taken = services.recordings_receive(person=request.user, data=data, session=session, now=now)
        return _recordings_page(request, form, taken=taken)
    except AdempauzeError as error:
        return _recordings_page(request, form, status=422, refused=error)
    return redirect(kept.get_absolute_url() + ("" if is_new else "?known"))


def _recordings_page(
    request: PersonRequest,
    form: RecordingForm,
    *,
    status: int = 200,
    refused: AdempauzeError | None = None,
    taken: services.Taken | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "refused": selectors.said(str(refused)) if refused else None,
        "is_other_kind": isinstance(refused, UnsupportedFormatError),
        "taken": taken,
        "not_read": [(name, selectors.said(str(error))) for name, error in taken.refused] if taken else [],
        "kept": selectors.recordings_all(request.user),
        "tab": "sessions",
    }
    return render(request, "recordings/recordings.html", context, status=status)


@require_safe
def recording(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Show a recording: its picture, its holds, its quality, and what was left out."""
    kept = selectors.recording_access(request.user, recording_id)
    not_placed, beside = kept.result.get("not_placed"), kept.result["dose_beside"]
    context = {
        "kept": kept,
        "result": kept.result,
        "band": _band(request, kept),
        "kind": selectors.kind_of(kept),
        "left_out": selectors.left_out(kept),
        "not_placed": selectors.said(not_placed) if not_placed else None,
        "dose_beside": selectors.said(beside) if beside else None,
        "facts": selectors.facts_of(kept),
        "holds": selectors.holds_of(kept),
        "doubts": selectors.doubts_of(kept),
        "form": ShiftForm(initial={"offset_s": round(kept.offset_s or 0)}) if kept.session else None,
        "known": "known" in request.GET,
        "tab": "sessions",
    }
    return render(request, "recordings/recording.html", context)


@require_safe
def trace(request: PersonRequest, recording_id: UUID) -> HttpResponse:
    """Give the points of the picture, and the band behind them."""
    kept = selectors.recording_access(request.user, recording_id)
    band = _band(request, kept)
    return JsonResponse(kept.trace | {"band": [band.low_pct, band.high_pct] if band else None})


def _band(request: PersonRequest, kept: RecordingFile) -> selectors.BandShown | None:
    return selectors.band_of(kept, standing_get(request.user, timezone.now()).level)


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
