"""Addresses of the pages about the person."""

from django.urls import path

from adempauze_web.accounts import views

urlpatterns = [
    path("language/", views.language, name="set_language"),
    path("profile/", views.profile, name="profile"),
    path("who/", views.who, name="who"),
    path("who/<uuid:key>/", views.who_choose, name="who_choose"),
    path("settings/", views.preferences, name="settings"),
    path("data/export/", views.export, name="data_export"),
    path("data/delete/", views.delete, name="data_delete"),
]
