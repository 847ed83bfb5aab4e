"""Addresses of training."""

from django.urls import path

from adempauze_web.training import views

urlpatterns = [
    path("", views.home, name="home"),
    path("begin/", views.begin, name="begin"),
    path("screening/", views.screening, name="screening"),
    path("refused/", views.refused, name="refused"),
    path("play/<str:sheet_id>/", views.play, name="play"),
    path("play/<str:sheet_id>/begun/", views.begun, name="begun"),
    path("play/<str:sheet_id>/pocket/", views.pocket, name="pocket"),
    path("play/<str:sheet_id>/track.flac", views.track, {"suffix": "flac"}, name="track"),
    path("play/<str:sheet_id>/track.mp3", views.track, {"suffix": "mp3"}, name="track_file"),
    path("turns/<uuid:key>/", views.turns, name="turns"),
    path("turns/<str:first_id>/<str:second_id>/", views.play_turns, name="play_turns"),
    path("demonstration/<slug:name>/", views.demonstration, name="demonstration"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<uuid:log_id>/", views.session, name="session"),
    path("sessions/<uuid:log_id>/felt/", views.session_felt, name="session_felt"),
    path("sessions/<uuid:log_id>/picture.svg", views.session_picture, name="session_picture"),
    path("sessions/<uuid:log_id>/log.json", views.session_log, name="session_log"),
]
