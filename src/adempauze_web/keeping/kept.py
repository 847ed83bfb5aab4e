"""What there is to keep: every model whose rows are somebody's, and mean something on another machine."""

from django.apps import apps
from django.db import models

from adempauze_web.accounts.models import Person


def kept_models() -> list[type[models.Model]]:
    """Return every model that a backup holds, people first; what is bound to this machine stays on it."""
    ours = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("adempauze_web.")
        for model in app.get_models()
        if not getattr(model, "IS_OF_THIS_MACHINE", False)
    ]
    return [Person, *(model for model in ours if model is not Person)]
