"""One settings file. Everything that differs between installations is an environment variable, read strictly: a bad value stops the start by name.

SECRET_KEY      needed; without it the file DATA_DIR/secret_key, which ``manage.py up`` makes
DATA_DIR        everything Heshi writes (default: var/)
DATABASE_URL    default: SQLite in DATA_DIR
REDIS_URL       the broker; default: the embedded Valkey of ``manage.py up``
ALLOWED_HOSTS   default: 127.0.0.1, localhost
HTTPS           true behind a proxy that speaks TLS: secure cookies, HSTS
DEBUG           false by default
PROXIES         how many proxies hand requests on (default: 0), whose X-Forwarded-For names the client
LOG_FORMAT      text (default) or json; LOG_LEVEL INFO by default
METRICS_TOKEN   what /metrics asks of a scraper; without it only this machine may read them
DOCUMENT_LIMIT  bytes of text a document may have (default: 1 MB)
IMPORT_LIMIT    bytes a file to import may have (default: 200 MB)
API_PER_MINUTE  requests that one person's programs may make in a minute (default: 1200)
EXPORT_DAYS     how long the file of a large export is kept (default: 7)
"""

import os
from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from annotate import logs
from annotate.broker import socket_path

env = environ.Env()


def expected(name: str, what: str) -> ImproperlyConfigured:
    """Without the value: it may hold a password."""
    return ImproperlyConfigured(f"{name}: expected {what}")


def whole_number(name: str, default: int) -> int:
    """No smaller than 1, unless the default is."""
    said, least = env.str(name, default="") or str(default), min(1, default)
    if not said.isdecimal() or int(said) < least:
        raise expected(name, f"a whole number from {least}")
    return int(said)


def yes_or_no(name: str) -> bool:
    said = env.str(name, default="").lower()
    if said not in ("", "true", "false", "1", "0", "yes", "no", "on", "off"):
        raise expected(name, "true or false")
    return said in ("true", "1", "yes", "on")


def one_of(name: str, *known: str) -> str:
    """The first where nothing is said."""
    said = env.str(name, default="") or known[0]
    if said not in known:
        raise expected(name, " or ".join(known))
    return said


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
os.environ.setdefault("HESHI_CACHE_DIR", str(DATA_DIR / "cache"))  # for the extractor, which knows no settings


def secret_key() -> str:
    """The environment's, else the file that ``manage.py up`` made. No default: a known key forges sessions."""
    key = env.str("SECRET_KEY", default="")
    file = DATA_DIR / "secret_key"
    if not key and file.is_file():
        key = file.read_text("utf-8").strip()
    if len(key) < 32:
        raise ImproperlyConfigured(
            f"SECRET_KEY: expected at least 32 characters in the environment or in {file} (`make up` makes that file)"
        )
    return key


def database() -> dict[str, object]:
    """SQLite with a write-ahead log and immediate transactions, so that web and worker wait for each other instead of failing."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'heshi.sqlite3'}"
    if url.partition("://")[0] not in ("sqlite", "postgres", "postgresql"):
        raise expected("DATABASE_URL", "postgres://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH")
    config: dict[str, object] = environ.Env.db_url_config(url)
    config["CONN_MAX_AGE"] = 60  # a new connection costs as much as the queries of a page
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        # Compiling a query takes seconds of a processor, and starting helpers for it milliseconds; ours run for less, whatever the planner fears.
        plainly = "-c jit=off -c max_parallel_workers_per_gather=0"
        options: dict[str, str] = dict(config.get("OPTIONS") or {})  # type: ignore[call-overload]
        config["OPTIONS"] = options | {"options": f"{options.get('options', '')} {plainly}".strip()}
    return config


def redis_url() -> str:
    """The given broker's, else the socket of the one that ``manage.py up`` starts."""
    url = env.str("REDIS_URL", default="") or f"redis+socket://{socket_path(DATA_DIR)}"
    if url.partition("://")[0] not in ("redis", "rediss", "redis+socket"):
        raise expected("REDIS_URL", "redis://HOST:PORT/NUMBER, rediss://... or redis+socket:///PATH")
    return url


def allowed_hosts() -> list[str]:
    hosts: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
    if "*" in hosts and not DEBUG:
        raise ImproperlyConfigured("ALLOWED_HOSTS: expected the names of this installation, not *")
    return hosts


DEBUG = yes_or_no("DEBUG")
HTTPS = yes_or_no("HTTPS")
PROXIES = whole_number("PROXIES", 0)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = allowed_hosts()
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": database()}
REDIS_URL = redis_url()

DOCUMENT_LIMIT = whole_number("DOCUMENT_LIMIT", 1_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * DOCUMENT_LIMIT + 1_000_000
IMPORT_LIMIT = whole_number("IMPORT_LIMIT", 200_000_000)
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
LEASE = timedelta(minutes=whole_number("LEASE_MINUTES", 30))
LINK_LIFETIME = timedelta(days=whole_number("LINK_DAYS", 7))
EXPORT_LIFETIME = timedelta(days=whole_number("EXPORT_DAYS", 7))
EXTRACTION_ATTEMPTS = 3
EXTRACTION_TIME_LIMIT = whole_number("EXTRACTION_SECONDS", 60)
EXTRACTION_STALE = timedelta(seconds=2 * EXTRACTION_TIME_LIMIT)

INSTALLED_APPS = [
    "annotate",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "annotate.logs.LogRequests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotate.pages.middleware.AnswerErrors",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "annotate.urls"
WSGI_APPLICATION = "annotate.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotate.pages.context.everywhere",
            ]
        },
    }
]

AUTH_USER_MODEL = "annotate.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "annotate.proxies.client_address"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "annotate" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["annotate.formats"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True  # no collectstatic in the start path
MEDIA_ROOT = DATA_DIR / "files"

SESSION_ENGINE = "annotate.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes come without TLS, from inside
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["annotate.api.tokens.TokenAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "annotate.api.pagination.Cursor",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["annotate.api.throttles.OfUser", "annotate.api.throttles.OfAnybody"],
    "DEFAULT_THROTTLE_RATES": {"user": f"{whole_number('API_PER_MINUTE', 1200)}/min", "anon": "60/min"},
    "NUM_PROXIES": PROXIES,
    "EXCEPTION_HANDLER": "annotate.api.errors.answer",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Heshi",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_TIME_LIMIT = EXTRACTION_TIME_LIMIT + 10
CELERY_TASK_SOFT_TIME_LIMIT = EXTRACTION_TIME_LIMIT
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {  # the time-out must exceed the longest task; the other two make a lost task come back within seconds of it
    "visibility_timeout": EXTRACTION_TIME_LIMIT + 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "priority",  # people before jobs before bulk
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "max_retries": 1,  # a person's upload does not wait for a broker that is away: the sweep finds what it was not told
    "interval_start": 0,
}
CELERY_TASK_DEFAULT_QUEUE = "people"
CELERY_TASK_ROUTES = {"annotate.tasks.extract_in_bulk": {"queue": "bulk"}, "annotate.tasks.work_on_job": {"queue": "jobs"}}
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "annotate.tasks.sweep", "schedule": schedule(run_every=timedelta(seconds=15))}}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = logs.configuration(one_of("LOG_FORMAT", "text", "json"), env.str("LOG_LEVEL", default="") or "INFO")
