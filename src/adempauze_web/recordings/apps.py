"""The room of recordings."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    """See the docstring of the package."""

    name = "adempauze_web.recordings"
    label = "recordings"
