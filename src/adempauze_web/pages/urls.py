"""Addresses of the pages that are the same for everybody."""

from django.urls import path

from adempauze_web.pages import expecting, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("protocols/<slug:name>/", views.protocol, name="protocol"),
    path("protocols/<slug:name>/expected/", expecting.expected, name="expected"),
    path("knowledge/", views.knowledge, name="knowledge"),
]
