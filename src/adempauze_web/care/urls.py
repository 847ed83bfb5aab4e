"""Addresses of what comes around a session."""

from django.urls import path

from adempauze_web.care import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("purpose/", views.purpose, name="purpose"),
    path("buddy/", views.buddy, name="buddy"),
    path("quiz/", views.quiz, name="quiz"),
    path("register/", views.felt_register, name="register"),
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/lift/", views.lift, name="lift"),
    path("agreements/level/", views.level, name="level"),
    path("health-changed/", views.health_change, name="health_changed"),
    path("sessions/<uuid:log_id>/check-in/<slug:when>/", views.check_in, name="check_in"),
]
