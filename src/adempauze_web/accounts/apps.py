"""The room of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their settings."""

    name = "adempauze_web.accounts"
    label = "accounts"
