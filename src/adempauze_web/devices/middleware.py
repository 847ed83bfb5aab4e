"""Who comes in from the network at home: nothing by plain http but the door, by https who is paired."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from adempauze_web.accounts.selectors import home_person_chosen
from adempauze_web.devices.network import is_loopback
from adempauze_web.devices.selectors import UNSEEN_DAYS, device_get
from adempauze_web.devices.services import device_see

Answering = Callable[[HttpRequest], HttpResponse]

COOKIE = "__Host-adempauze-device"  # the prefix has browsers refuse it from plain http and other hosts
DOOR = "/phone/"
CERTIFICATE = "/phone/adempauze.crt"
AT_THE_DOOR = frozenset({DOOR, CERTIFICATE, "/language/", "/healthz"})


def is_this_machine(request: HttpRequest) -> bool:
    """Whether somebody at the machine itself is asking.

    While phones may come in, only plain http to a loopback name counts: over https everybody is a device.
    """
    if not is_loopback(request.META.get("REMOTE_ADDR", "")):
        return False
    return not settings.LAN or (not request.is_secure() and is_loopback(host_of(request)))


def host_of(request: HttpRequest) -> str:
    """Return the host that was asked for, without its port."""
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host


class Door:
    """Send whoever comes by plain http to the page that leads to https; over https, keep cookies on it."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or point to the door."""
        if not settings.LAN or is_this_machine(request):
            return self.get_response(request)
        if not request.is_secure() and request.path not in AT_THE_DOOR:
            return redirect(DOOR)
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


class PairedDevice:
    """Sign in a paired device as its owner, or as the runner at home whom its browser has chosen."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the owner of the device, where its secret is one we gave."""
        secret = request.COOKIES.get(COOKIE, "")
        if not (settings.LAN and request.is_secure() and secret) or request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        device = device_get(secret=secret, now=now)
        if device is None:
            return self.get_response(request)
        is_at_home = device.owner.email is None
        request.user = (home_person_chosen(request) if is_at_home else None) or device.owner
        is_news = device_see(device=device, now=now)
        response = self.get_response(request)
        if is_news:
            device_remember(response, secret)
        return response


def device_remember(response: HttpResponse, secret: str) -> None:
    """Have the browser keep the secret of its device."""
    response.set_cookie(
        COOKIE, secret, max_age=UNSEEN_DAYS * 24 * 3600, secure=True, httponly=True, samesite="Lax"
    )
