"""JSON in, JSON out: session logs and scenarios."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from adempauze.errors import AdempauzeError
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.api.selectors import scenario_replay
from adempauze_web.errors import UploadError
from adempauze_web.training import services


@require_POST
def sessions(request: PersonRequest) -> HttpResponse:
    """Take a session log: 201 the first time, 200 with the same body every later time."""
    key = request.headers.get("Idempotency-Key", "")
    try:
        taken = services.session_upload(person=request.user, body=request.body, key=key, now=timezone.now())
    except UploadError as error:
        status = 409 if error.reason == "conflict" else 422
        return JsonResponse({"code": error.reason, "message": str(error)}, status=status)
    is_own = taken.log.owner_id == request.user.pk
    url = taken.log.get_absolute_url() if is_own else reverse("who")
    result = bytes(taken.log.result).decode()
    body = f'{{"id":"{taken.log.log_id}","result_url":"{url}","result":{result}}}'
    return HttpResponse(body, content_type="application/json", status=201 if taken.is_new else 200)


@csrf_exempt  # reads nothing and changes nothing of anybody's
@login_not_required
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Answer a scenario as ``adempauze replay --json`` does."""
    try:
        return HttpResponse(scenario_replay(request.body), content_type="application/json")
    except AdempauzeError as error:
        return JsonResponse({"code": error.code, "message": str(error)}, status=422)
