"""Django's settings. What a person can set stands in ``environment``; the rest is fixed here."""

from pathlib import Path

from csp.constants import NONE, SELF

from adempauze_web.config.bounds import LARGEST_BODY
from adempauze_web.config.database import database_settings
from adempauze_web.config.environment import ENVIRONMENT
from adempauze_web.config.home import read_secret_key

SITE = Path(__file__).resolve().parent.parent

SECRET_KEY = read_secret_key(ENVIRONMENT.home)
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
HOME_MODE = ENVIRONMENT.home_mode
LAN = ENVIRONMENT.lan

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_vite",
    "adempauze_web.accounts",
    "adempauze_web.training",
    "adempauze_web.care",
    "adempauze_web.recordings",
    "adempauze_web.devices",
    "adempauze_web.cues",
    "adempauze_web.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "adempauze_web.config.compression.CompressedText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "adempauze_web.config.headers.SecurityHeaders",
    "adempauze_web.devices.middleware.Door",
    "django.middleware.locale.LocaleMiddleware",
    "adempauze_web.config.bounds.BoundedBody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "adempauze_web.accounts.middleware.HomePerson",
    "adempauze_web.devices.middleware.PairedDevice",
    "adempauze_web.accounts.middleware.SaysWhose",
    "adempauze_web.accounts.middleware.Strangers",
    "adempauze_web.accounts.middleware.OwnClockAndLanguage",
    "adempauze_web.accounts.middleware.ClosedByDefault",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "adempauze_web.config.opened.OpenedForms",
]

ROOT_URLCONF = "adempauze_web.config.urls"
WSGI_APPLICATION = "adempauze_web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "adempauze_web.accounts.context.runner",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_settings(ENVIRONMENT.home, ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [SITE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_AGE = LANGUAGE_COOKIE_AGE  # who trains in this browser is not forgotten sooner
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE / "static"]
STORAGES = {"staticfiles": {"BACKEND": "adempauze_web.offline.shell.VersionedFiles"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/assets/.+-[\w-]{8}\.\w+$"
DJANGO_VITE = {
    "default": {"manifest_path": SITE / "static/built/manifest.json", "static_url_prefix": "built"}
}

# Nothing from elsewhere, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "adempauze_web.pages.views.form_too_old"
SESSION_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # a host name that is not ours is answered with 400; it is no fault of the site
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
