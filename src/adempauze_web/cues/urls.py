"""Addresses of what is heard and felt."""

from django.urls import path

from adempauze_web.cues import views

urlpatterns = [
    path("settings/cues/", views.cues, name="cues"),
    path("settings/voices/", views.voices, name="voices"),
    path("voices/<slug:lang>/<slug:phrase>/", views.voice_record, name="voice_record"),
    path("voices/<slug:lang>/<slug:phrase>/remove/", views.voice_remove, name="voice_remove"),
    path("voices/<slug:lang>/<slug:phrase>/<slug:mark>.mp3", views.voice_clip, name="voice_clip"),
]
