"""The room of paired devices."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Paired devices and the code that pairs them."""

    name = "adempauze_web.devices"
    label = "devices"
