"""The room of pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """See the docstring of the package."""

    name = "adempauze_web.pages"
    label = "pages"
