"""Addresses of the API."""

from django.urls import path

from adempauze_web.api import views

urlpatterns = [
    path("sessions/", views.sessions, name="api_sessions"),
    path("replay", views.replay, name="api_replay"),
]
