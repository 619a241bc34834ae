"""Settings of the site. Every environment name is described in docs/configuration.md; a test compares the two."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alongside.config.env import env_address, env_bool, env_int, env_list, env_secret, env_text

PROJECT = Path(__file__).resolve().parent.parent
DATA = Path(env_text("ALONGSIDE_DATA") or Path.cwd() / "data")

# --- What kind of site this is -------------------------------------------------------------------------------------

DEMO = env_bool("ALONGSIDE_DEMO")
PRODUCTION = env_bool("ALONGSIDE_PRODUCTION")
DEBUG = env_bool("ALONGSIDE_DEBUG")
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("A production site can be neither a demo nor in debug mode.")


def _secret_key() -> str:
    """The key from the environment; on a laptop, one made once and kept beside the database."""
    if key := env_secret("SECRET_KEY"):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("A production site needs SECRET_KEY (or SECRET_KEY_FILE).")
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()
# Keys of before: what they signed is still believed while people come over to the new one.
SECRET_KEY_FALLBACKS = env_secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SITE_URL = env_text("SITE_URL", "http://localhost:8000").rstrip("/")
QUICK_EXIT_URL = env_text("QUICK_EXIT_URL", "https://www.bbc.co.uk/weather")

# --- Rooms ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    # Before allauth, whose pages it shows in our own templates.
    "alongside.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "alongside.common",
    "alongside.jobs",
    "alongside.audit",
    "alongside.notify",
    "alongside.programmes",
    "alongside.safeguarding",
    "alongside.enrolment",
    "alongside.joining",
    "alongside.training",
    "alongside.matching",
    "alongside.measures",
    "alongside.support_sessions",
    "alongside.conversations",
    "alongside.evaluation",
    "alongside.data_rights",
    "alongside.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alongside.common.http.CompressedPages",
    "alongside.common.http.SensitivePages",
    "alongside.common.http.TroubleInPlainWords",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "alongside.common.http.CleanWords",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "alongside.people.http.SessionsEnd",
    "alongside.people.http.OwnLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alongside.programmes.http.SecondLockForStaff",
    "alongside.programmes.http.DefinitionsAsAgreed",
]

ROOT_URLCONF = "alongside.config.urls"
FORM_RENDERER = "alongside.common.forms.FormRenderer"
WSGI_APPLICATION = "alongside.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alongside.common.context.site",
                "alongside.web.context.navigation",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------------------------------


def _database() -> dict[str, object]:
    """PostgreSQL where DATABASE_URL says so, otherwise SQLite in the data folder."""
    url = env_secret("DATABASE_URL")
    if not url:
        if PRODUCTION:
            raise ImproperlyConfigured("A production site needs DATABASE_URL (postgres://…).")
        DATA.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "alongside.sqlite3",
            "CONN_MAX_AGE": 60,
            # Readers never wait for the writer (WAL), and a transaction takes the write lock when it begins, so that
            # a read-then-write never fails half-way with "database is locked". What was acknowledged outlives a power
            # cut (FULL): with NORMAL the last transactions of a WAL do not.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# In several processes the limits on sign-in must be counted in one place.
if env_text("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env_text("REDIS_URL"),
    }

TASKS = {"default": {"BACKEND": "alongside.jobs.actions.queue.WakingBackend", "QUEUES": []}}
# One process does everything on a laptop; a grown site runs `alongside work` beside it and says no here.
EMBEDDED_WORKER = env_bool("EMBEDDED_WORKER", default=True)

# --- People --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:landing"
ACCOUNT_ADAPTER = "alongside.people.http.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Joining has no account yet, and the same limits on what a stranger may try.
ACCOUNT_RATE_LIMITS = {
    "join_begin": "20/m/ip",
    "join_code": "10/m/ip",
    "join_send": "20/m/ip,3/m/key",
    "join_word": "20/m/ip,5/m/key",
}
ACCOUNT_FORMS = {
    "login": "alongside.people.forms.SignInForm",
    "reauthenticate": "alongside.people.forms.ReauthenticateForm",
    "reset_password": "alongside.people.forms.ResetPasswordForm",
    "reset_password_from_key": "alongside.people.forms.NewPasswordFromLinkForm",
    "change_password": "alongside.people.forms.ChangePasswordForm",
    "set_password": "alongside.people.forms.SetPasswordForm",
}
MFA_ADAPTER = "alongside.people.http.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Alongside"
MFA_TOTP_TOLERANCE = 1  # one code (30 seconds) early or late: telephones' clocks differ
MFA_FORMS = {
    "authenticate": "alongside.people.forms.CodeForm",
    "reauthenticate": "alongside.people.forms.CodeAgainForm",
    "activate_totp": "alongside.people.forms.FirstCodeForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 12  # half a day: shared computers in clinics and day centres
SESSION_IDLE_AGE = 60 * 60 * 2  # nobody touched it for so long: somebody else may sit there
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "alongside.people.http.SealedMessages"

# --- Post ----------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "Alongside <alongside@localhost>")
# The domain of a service that sends a letter to <number>@<domain> on as a text message: a second way to call somebody.
TEXT_GATEWAY = env_text("TEXT_GATEWAY")
# The address of a service that sends texts and is asked over HTTP: it goes by no mail server, and comes first.
TEXT_GATEWAY_URL = env_address("TEXT_GATEWAY_URL")
TEXT_GATEWAY_KEY = env_secret("TEXT_GATEWAY_KEY")
if not EMAIL_HOST:
    # Without a mail server, letters are written to a folder, where a person trying the software can open them.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "outbox"

# --- Words, times, files -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh")), ("ur", _("Urdu")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PROJECT / "locale"]
FORMAT_MODULE_PATH = "alongside.common.core.formats"
USE_TZ = True
TIME_ZONE = env_text("TIME_ZONE", "Europe/London")
STATIC_URL = "static/"
# Elsewhere styles and scripts are served from where they are, and nothing is collected.
STATIC_ROOT = Path(env_text("STATIC_ROOT") or Path.cwd() / "static-collected") if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Safety of pages -----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is a data: image
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "alongside.common.views.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # To be on the browsers' own list binds a whole domain for years: its owner's decision, not ours.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "alongside.config.logs.PlainLines",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # Who signed in is written down whatever the level.
    "loggers": {"alongside.security": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "WARNING")},
}
