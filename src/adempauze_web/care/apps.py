"""The app."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """What comes around a session."""

    name = "adempauze_web.care"
