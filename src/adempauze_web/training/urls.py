"""Addresses of training."""

from django.urls import path

from adempauze_web.training import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sessions/", views.sessions, name="sessions"),
]
