"""The addresses of the site. The language is not in them: it comes from the browser, or from the switch."""

from django.urls import include, path

urlpatterns = [
    path("", include("adempauze_web.pages.urls")),
    path("", include("adempauze_web.offline.urls")),
    path("", include("adempauze_web.accounts.urls")),
    path("", include("adempauze_web.training.urls")),
    path("", include("adempauze_web.care.urls")),
    path("", include("adempauze_web.recordings.urls")),
    path("", include("adempauze_web.devices.urls")),
    path("", include("adempauze_web.cues.urls")),
    path("api/", include("adempauze_web.api.urls")),
]

handler400 = "adempauze_web.pages.views.bad_request"
handler404 = "adempauze_web.pages.views.not_found"
handler500 = "adempauze_web.pages.views.server_error"
