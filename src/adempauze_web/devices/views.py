"""The door for phones, pairing, and the devices that were paired."""

import segno
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.requests import PersonRequest
from adempauze_web.accounts.selectors import sharing_with
from adempauze_web.config.environment import ENVIRONMENT
from adempauze_web.devices import services
from adempauze_web.devices.authority import fingerprint, read_ca
from adempauze_web.devices.middleware import device_remember, host_of, is_this_machine
from adempauze_web.devices.selectors import devices_of


@login_not_required
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Show how a phone comes in: the certificate first, then the pairing code."""
    context = {"inside": f"https://{host_of(request)}:{ENVIRONMENT.tls_port}/", "is_open": settings.LAN}
    return render(request, "devices/door.html", context)


@login_not_required
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Give the certificate of this home's authority; never its key."""
    try:
        data = read_ca(ENVIRONMENT.home).public_bytes(Encoding.DER)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": 'attachment; filename="adempauze.crt"'}
    return HttpResponse(data, content_type="application/x-x509-ca-cert", headers=headers)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """Take the pairing code; the browser that gives the right one is the runner's from then on."""
    if not (settings.LAN and request.is_secure()):
        return redirect("phone")
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return render(request, "devices/pair.html")
    paired = services.device_pair(
        code=request.POST.get("code", "")[:40],
        address=request.META["REMOTE_ADDR"],
        user_agent=request.headers.get("User-Agent", ""),
        now=timezone.now(),
    )
    if isinstance(paired, services.Paired):
        response = redirect("home")
        device_remember(response, paired.secret)
        return response
    sentences = {
        "wrong": _("This is not the code, or it is no longer valid. Look at the machine for the newest one."),
        "too_many": _("Too many wrong codes. Make a new one on the machine."),
    }
    status = 429 if paired == "too_many" else 422
    return render(request, "devices/pair.html", {"why": sentences[paired]}, status=status)


@never_cache
@require_safe
def devices(request: PersonRequest) -> HttpResponse:
    """Show the devices that may act as the runner."""
    return _devices(request)


@never_cache
@require_POST
def code(request: PersonRequest) -> HttpResponse:
    """Make a pairing code and show it: at the machine itself only."""
    if not (settings.LAN and is_this_machine(request)):
        return redirect("devices")
    return _devices(request, services.code_new(person=_owner(request), now=timezone.now()))


@require_POST
def revoke(request: PersonRequest) -> HttpResponse:
    """Let a device in no more."""
    number = request.POST.get("device", "")
    if number.isdecimal():
        services.device_revoke(person=_owner(request), device_id=int(number[:18]))
    return redirect("devices")


def _owner(request: PersonRequest) -> Person:
    """Return whose the devices are: at home the first runner's, whoever of them trains now."""
    return sharing_with(request.user).first() or request.user


def _devices(request: PersonRequest, code: str = "") -> HttpResponse:
    context = {
        "tab": "profile",
        "devices": devices_of(_owner(request)),
        "is_open": settings.LAN,
        "minutes": services.CODE_MINUTES,
        "code": services.as_shown(code) if code else "",
    }
    if settings.LAN and is_this_machine(request):
        address = f"http://{ENVIRONMENT.hosts[0]}:{ENVIRONMENT.port}/"
        drawn = segno.make(address, micro=False).svg_inline(scale=5, border=4, light="#fff", dark="#000")
        context |= {
            "address": address,
            "code_picture": mark_safe(drawn),  # noqa: S308 - drawn here, from our own address
            "fingerprint": fingerprint(read_ca(ENVIRONMENT.home)),
        }
    return render(request, "devices/devices.html", context)
