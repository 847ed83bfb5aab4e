"""The addresses of the site. The language is not in them: it comes from the browser, or from the switch."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("adempauze_web.pages.urls")),
    path("", include("adempauze_web.accounts.urls")),
    path("", include("adempauze_web.training.urls")),
    path("api/", include("adempauze_web.api.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
]

handler400 = "adempauze_web.pages.views.bad_request"
handler404 = "adempauze_web.pages.views.not_found"
handler500 = "adempauze_web.pages.views.server_error"
