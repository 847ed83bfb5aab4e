"""The room of cues."""

from django.apps import AppConfig


class CuesConfig(AppConfig):
    """See the docstring of the package."""

    name = "adempauze_web.cues"
    label = "cues"
