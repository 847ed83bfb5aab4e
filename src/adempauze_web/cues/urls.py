"""Addresses of what is heard and felt."""

from django.urls import path

from adempauze_web.cues import views

urlpatterns = [
    path("settings/cues/", views.cues, name="cues"),
]
