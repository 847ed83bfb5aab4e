"""Addresses of the door and of the devices."""

from django.urls import path

from adempauze_web.devices import views

urlpatterns = [
    path("phone/", views.door, name="phone"),
    path("phone/adempauze.crt", views.certificate, name="phone_certificate"),
    path("pair/", views.pair, name="pair"),
    path("devices/", views.devices, name="devices"),
    path("devices/code/", views.code, name="device_code"),
    path("devices/revoke/", views.revoke, name="device_revoke"),
]
