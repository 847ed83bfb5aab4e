"""Addresses of recordings."""

from django.urls import path

from adempauze_web.recordings import views

urlpatterns = [
    path("recordings/", views.recordings, name="recordings"),
    path("recordings/<uuid:recording_id>/", views.recording, name="recording"),
    path("recordings/<uuid:recording_id>/trace.json", views.trace, name="recording_trace"),
    path("recordings/<uuid:recording_id>/shift/", views.shift, name="recording_shift"),
    path("recordings/<uuid:recording_id>/original", views.original, name="recording_original"),
    path("recordings/<uuid:recording_id>/delete/", views.delete, name="recording_delete"),
]
