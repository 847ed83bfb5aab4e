"""What there is to keep: every model whose rows are somebody's."""

from django.apps import apps
from django.db import models

from adempauze_web.accounts.models import Person


def kept_models() -> list[type[models.Model]]:
    """Return every model whose rows are somebody's, people first."""
    ours = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("adempauze_web.")
        for model in app.get_models()
    ]
    return [Person, *(model for model in ours if model is not Person)]
