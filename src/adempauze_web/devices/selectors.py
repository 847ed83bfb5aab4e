"""Reading about paired devices."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import QuerySet

from adempauze_web.accounts.models import Person
from adempauze_web.devices.models import PairedDevice

UNSEEN_DAYS = 180  # (our proposal) a device that stays away this long must pair again


def secret_digest(secret: str) -> str:
    """Return what is kept of a device's secret; it is long and random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device_get(*, secret: str, now: datetime) -> PairedDevice | None:
    """Return the device that holds *secret*, or None where it was revoked, stayed away or never was."""
    return (
        PairedDevice.objects.select_related("owner")
        .filter(secret_digest=secret_digest(secret), seen_at__gt=now - timedelta(days=UNSEEN_DAYS))
        .first()
    )


def devices_of(person: Person) -> QuerySet[PairedDevice]:
    """Return the devices of *person*, the one seen last first."""
    return PairedDevice.objects.filter(owner=person).order_by("-seen_at", "pk")
