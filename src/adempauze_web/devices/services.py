"""Writing about paired devices: the code, the pairing, the end of it."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from adempauze_web.accounts.models import Person
from adempauze_web.accounts.selectors import HOME_PERSON
from adempauze_web.devices.models import PairedDevice, PairingCode
from adempauze_web.devices.selectors import UNSEEN_DAYS, secret_digest

# Twenty guesses meet eight digits once in five million codes; an owner errs once or twice. (Our proposals.)
CODE_DIGITS = 8
CODE_MINUTES = 15
GUESSES_BY_ADDRESS = 5
GUESSES_IN_ALL = 20
SEEN_AGAIN = timedelta(hours=12)  # a device's visit is written down no more often
_KINDS = {"iPhone": "iphone", "iPad": "ipad", "Android": "android"}

Refused = Literal["wrong", "too_many"]


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that was paired, and the secret that it alone keeps."""

    device: PairedDevice
    secret: str


def code_new(*, person: Person, now: datetime) -> str:
    """Return a fresh code for one device; an older one is void."""
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    expires_at = now + timedelta(minutes=CODE_MINUTES)
    PairingCode.objects.update_or_create(
        owner=person, defaults={"digest": _digest(code), "expires_at": expires_at, "wrong": {}}
    )
    return code


def as_shown(code: str) -> str:
    """Return a code as a person reads it aloud: in two halves."""
    return f"{code[: CODE_DIGITS // 2]} {code[CODE_DIGITS // 2 :]}"


@transaction.atomic
def device_pair(*, code: str, address: str, user_agent: str, now: datetime) -> Paired | Refused:
    """Pair the browser at *address* where *code* is the one that counts now; it then counts no more.

    Wrong guesses are counted by address and in all. Whoever guesses too often learns nothing more, even from
    the right code; the owner then makes a new one.
    """
    kept = PairingCode.objects.select_for_update().filter(owner_id=HOME_PERSON, expires_at__gt=now).first()
    if kept is None:
        return "wrong"
    guesses = kept.wrong.get(address, 0)
    if guesses >= GUESSES_BY_ADDRESS or sum(kept.wrong.values()) >= GUESSES_IN_ALL:
        return "too_many"
    if not constant_time_compare(_digest(re.sub(r"[\s-]", "", code)), kept.digest):
        kept.wrong[address] = guesses + 1
        kept.save(update_fields=["wrong"])
        return "wrong"
    kept.delete()
    PairedDevice.objects.filter(seen_at__lte=now - timedelta(days=UNSEEN_DAYS)).delete()
    secret = secrets.token_urlsafe(32)
    device = PairedDevice.objects.create(
        owner=kept.owner,
        secret_digest=secret_digest(secret),
        kind=next((kind for word, kind in _KINDS.items() if word in user_agent), PairedDevice.Kind.COMPUTER),
        paired_at=now,
        seen_at=now,
    )
    return Paired(device, secret)


def device_see(*, device: PairedDevice, now: datetime) -> bool:
    """Write down that *device* was here; return whether that was news."""
    if now - device.seen_at < SEEN_AGAIN:
        return False
    device.seen_at = now
    device.save(update_fields=["seen_at"])
    return True


def device_revoke(*, person: Person, device_id: int) -> None:
    """End what a device may do, from its next request on."""
    PairedDevice.objects.filter(owner=person, pk=device_id).delete()


def _digest(code: str) -> str:
    return salted_hmac("adempauze.devices.code", code, algorithm="sha256").hexdigest()
