"""Addresses of the app on a phone. A worker looks after what lies below it, so it stands at the root."""

from django.urls import path

from adempauze_web.offline import views

urlpatterns = [
    path("app.webmanifest", views.manifest, name="manifest"),
    path("worker.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("offline/kept.json", views.kept, name="kept"),
]
