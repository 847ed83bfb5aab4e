"""The room of training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """See the docstring of the package."""

    name = "adempauze_web.training"
    label = "training"
