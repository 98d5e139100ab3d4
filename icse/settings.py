"""Settings: everything that differs between places comes from the environment.

================== ==================================================================================================
variable           meaning (default: this checkout's embedded servers, see ``icse.embedded.places``)
================== ==================================================================================================
DATABASE_URL       PostgreSQL 16 or later; without a user name the login is ``icse_<ICSE_LOGIN>``
ICSE_LOGIN         web, worker or owner: which login this process uses
BROKER_URL         Valkey or Redis (also the cache), or any broker that Celery knows
MEDIA_STORAGE      ``file:///folder``
ICSE_INDEX_FOLDER  the workers' own folder for the near-duplicate index (default: ``index`` beside the media)
ICSE_QUEUE         the queue's name, where several installations share a broker (default ``icse``)
ICSE_SECRET_KEY    Django's secret key
ICSE_FACT_KEY      64 hex digits: signs who is asking, towards the database
ICSE_HOSTS         comma-separated names that this service answers to
ICSE_INSECURE_HTTP 1 to serve without TLS; for one machine and its own browser only
ICSE_DECODER_REQUIRE
                   layers of confinement without which no decoder starts, comma-separated (``manage.py decoder``)
ICSE_PROPOSER      a class that proposes links, such as ``somewhere.classifier.Proposer`` (``docs/matching.md``)
ICSE_TRANSLATOR    a class that translates posts, such as ``somewhere.engine.Translator`` (``docs/translation.md``);
                   empty for none
ICSE_MAIL_URL      ``smtps://user:password@host``, ``smtp://`` (STARTTLS; ``?tls=no`` without), ``file:///folder`` or
                   ``console:``; without it no mail is sent (``docs/operations.md``)
ICSE_MAIL_FROM     the address that mails come from
ICSE_ADDRESS       where officers reach this service, for the links in mails (default: the first of ICSE_HOSTS)
ICSE_DEMO          1 in the demo: sign-in lines are offered, insecure HTTP on loopback is allowed
================== ==================================================================================================
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from icse.embedded import places

BASE_DIR = Path(__file__).resolve().parent.parent
_environment = {**places.environment(), **os.environ}

LOGIN = os.environ.get("ICSE_LOGIN", "web")
DEMO = os.environ.get("ICSE_DEMO") == "1"
INSECURE_HTTP = DEMO or os.environ.get("ICSE_INSECURE_HTTP") == "1"

SECRET_KEY = _environment.get("ICSE_SECRET_KEY", "")
FACT_KEY = _environment.get("ICSE_FACT_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ICSE_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "guardian",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "icse.core",
    "accounts",
    "series",
    "forum",
    "icse.coordination",
    "icse.demo",
]

MIDDLEWARE = [
    "icse.core.connections.GiveBack",
    "django.middleware.security.SecurityMiddleware",
    "icse.core.headers.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "icse.core.typed.TypedText",
    "accounts.middleware.OfficerDoor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "icse.urls"
ASGI_APPLICATION = "icse.asgi.application"
AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "accounts.sign_in.OfficerBackend"]
PASSWORD_HASHERS = ["accounts.passwords.OfficerHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
GUARDIAN_RAISE_403 = False
ANONYMOUS_USER_NAME = None
LOGIN_URL = "sign-in"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "icse" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["icse.core.parts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.signed_in_officer",
            ],
        },
    }
]

FORM_RENDERER = "icse.core.selects.Renderer"


#: Pages ask short questions: to compile one takes longer than to answer it.
_PATIENCE = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off"


def _database(url: str, login: str) -> dict[str, object]:
    """Turn ``postgresql://[user[:password]@][host][:port]/name[?host=/socket/folder]`` into Django's settings."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or f"icse_{login}"),
        "PASSWORD": unquote(parts.password or os.environ.get("ICSE_DATABASE_PASSWORD", "")),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        # A worker keeps its own (CELERY_DB_REUSE_MAX): what a new one has to learn takes longer than a file.
        "CONN_MAX_AGE": None if login == "worker" else 0,
        # After the database was started again no page and no task finds a dead one.
        "CONN_HEALTH_CHECKS": login in ("web", "worker"),
        "OPTIONS": _of_the_web(query) if login == "web" else query,
    }


def _of_the_web(query: dict[str, str]) -> dict[str, object]:
    """Pool the web's connections, and let the database end what no page may wait for."""
    pool = {"min_size": 1, "max_size": 16, "timeout": 20}
    return {**query, "pool": pool, "options": f"{query.get('options', '')} {_PATIENCE}".strip()}


DATABASES = {"default": _database(_environment["DATABASE_URL"], LOGIN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = _environment["BROKER_URL"]


def _cache(broker: str) -> dict[str, object]:
    """Keep the cache (sign-in attempts, throttles) beside the queue, or in memory where there is no Valkey."""
    if broker.startswith(("redis", "rediss")):
        location = broker.replace("redis+socket://", "unix://", 1)
        return {"BACKEND": "icse.core.steadycache.SteadyCache", "LOCATION": location, "KEY_PREFIX": "icse"}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


CACHES = {"default": _cache(BROKER_URL)}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": "/nonexistent"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_FOLDER = Path(unquote(urlsplit(_environment["MEDIA_STORAGE"]).path))
#: Not among the media: the web process writes there, and it must not say what resembles what.
INDEX_FOLDER = Path(os.environ.get("ICSE_INDEX_FOLDER") or MEDIA_FOLDER.parent / "index")

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = os.environ.get("ICSE_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

#: A picture's upload limit, and what a whole request may carry (the body is refused before it is read further).
MAX_FILE_BYTES = int(os.environ.get("ICSE_MAX_FILE_BYTES", str(64 * 1024 * 1024)))
MAX_REQUEST_BYTES = int(os.environ.get("ICSE_MAX_REQUEST_BYTES", str(512 * 1024 * 1024)))
#: A list of hashes from the page; longer ones are imported by the operator (`manage.py import_hashes`).
MAX_LIST_BYTES = int(os.environ.get("ICSE_MAX_LIST_BYTES", str(64 * 1024 * 1024)))
#: What is sent in pieces: how large one file may be, how long an unfinished one is kept, what stays free on the disk.
MAX_TRANSFER_BYTES = int(os.environ.get("ICSE_MAX_TRANSFER_BYTES", str(20 * 1024**3)))
TRANSFER_DAYS = int(os.environ.get("ICSE_TRANSFER_DAYS", "7"))
KEEP_FREE_BYTES = int(os.environ.get("ICSE_KEEP_FREE_BYTES", str(1024**3)))
#: What one country may hold: its contents, each once, what it has not finished sending, and archives to be expanded.
COUNTRY_BYTES = int(os.environ.get("ICSE_COUNTRY_BYTES", str(10 * 1024**4)))
#: What one archive may hold, archives in it included: members, and bytes once unpacked.
MAX_ARCHIVE_ENTRIES = int(os.environ.get("ICSE_MAX_ARCHIVE_ENTRIES", "10000"))
MAX_ARCHIVE_BYTES = int(os.environ.get("ICSE_MAX_ARCHIVE_BYTES", str(40 * 1024**3)))
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_HANDLERS = ["series.uploads.HashingUploadHandler"]

#: The program that reads metadata, by name or path; empty: only what this project itself reads.
EXIFTOOL = os.environ.get("ICSE_EXIFTOOL", "exiftool")

#: How long a worker may hold an item without a heartbeat, and after how many lost attempts the item is refused. An
#: attempt is lost with its worker too, so not few: workers are killed for reasons of their own.
INGEST_LEASE_SECONDS = int(os.environ.get("ICSE_INGEST_LEASE_SECONDS", "60"))
INGEST_MAX_ATTEMPTS = 5

#: So many files and hashes may be looked up in a day (of UTC).
LOOKUPS_OF_AN_OFFICER = int(os.environ.get("ICSE_LOOKUPS_OF_AN_OFFICER", "5000"))
LOOKUPS_OF_A_COUNTRY = int(os.environ.get("ICSE_LOOKUPS_OF_A_COUNTRY", "50000"))
#: Of so many of its uploads a day a country hears that they match what it may not see; of the others on the next days.
BLIND_HITS_A_DAY = int(os.environ.get("ICSE_BLIND_HITS_A_DAY", "200"))
#: So many different files of one officer in a day that match one hidden file are recorded as probing.
BLIND_PROBING = int(os.environ.get("ICSE_BLIND_PROBING", "10"))
#: A content that matches more unrelated series than this, of those that its country sees, is set aside for review.
MOST_UNRELATED_SERIES = int(os.environ.get("ICSE_MOST_UNRELATED_SERIES", "20"))

#: A referral that is not acknowledged in so many hours is told to supervisors, and after as many again to its owner.
REFERRAL_HOURS = int(os.environ.get("ICSE_REFERRAL_HOURS", "24"))
#: "Ongoing abuse suspected" that no unit has answered is told again after so many minutes, and so often.
ALERT_MINUTES = int(os.environ.get("ICSE_ALERT_MINUTES", "30"))
ALERT_ESCALATIONS = int(os.environ.get("ICSE_ALERT_ESCALATIONS", "8"))

DECODER_REQUIRE = tuple(filter(None, os.environ.get("ICSE_DECODER_REQUIRE", "").replace(" ", "").split(",")))

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("ICSE_QUEUE", "icse")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 5}
CELERY_TIMEZONE = "UTC"
#: After so many tasks a worker's connection to the database is closed, and with it what its process remembers.
CELERY_DB_REUSE_MAX = 1000
CELERY_BEAT_SCHEDULE = {
    "sweep-ingest": {"task": "series.tasks.sweep", "schedule": float(os.environ.get("ICSE_SWEEP_SECONDS", "15"))},
    "sweep-uploads": {
        "task": "series.tasks.sweep_uploads",
        "schedule": float(os.environ.get("ICSE_SWEEP_SECONDS", "15")),
    },
    "refresh-index": {"task": "series.tasks.refresh_index", "schedule": 10.0},
    "sweep-lookups": {"task": "series.tasks.sweep_lookups", "schedule": 30.0},
    "sweep-hash-lists": {"task": "series.tasks.sweep_hash_lists", "schedule": 30.0},
    "set-aside": {"task": "series.tasks.set_aside_floods", "schedule": 60.0},
    "propose-links": {"task": "series.tasks.propose_links", "schedule": 5.0},
    "sweep-crops": {"task": "forum.tasks.sweep_crops", "schedule": 60.0},
    "sweep-translations": {"task": "forum.tasks.sweep_translations", "schedule": 60.0},
    "sweep-deleted": {"task": "forum.tasks.sweep_deleted", "schedule": 60.0},
    "sweep-referrals": {"task": "series.tasks.sweep_referrals", "schedule": 60.0},
    "sweep-leads": {"task": "series.tasks.sweep_leads", "schedule": 300.0},
    "escalate-alerts": {"task": "series.tasks.escalate_alerts", "schedule": 60.0},
    "sweep-orphan-crops": {"task": "forum.tasks.remove_orphan_crops", "schedule": 24 * 3600.0},
    "sweep-orphans": {"task": "series.tasks.remove_orphans", "schedule": 24 * 3600.0},
    "publish-figures": {"task": "icse.coordination.tasks.publish_figures", "schedule": 3600.0},
    "merge-tallies": {"task": "icse.coordination.tasks.merge_tallies", "schedule": 3600.0},
    "forget-old-interest": {"task": "forum.tasks.forget_old_interest", "schedule": 24 * 3600.0},
    "sweep-news": {"task": "forum.tasks.sweep_news", "schedule": 15.0},
    "send-digests": {"task": "forum.tasks.send_digests", "schedule": 300.0},
    "forget-old-notifications": {"task": "forum.tasks.forget_old_notifications", "schedule": 24 * 3600.0},
    "forget-old-events": {"task": "icse.core.tasks.forget_old_events", "schedule": 3600.0},
}

#: What takes from officers who leave (``icse.core.leaving``).
LEAVING = ("series.leaving.return_work",)

#: What the history of a series is told from: kinds (``series.queries.history.KINDS``) and sources.
HISTORY = (
    ("files", "series.queries.history.file_acts"),
    ("links", "series.queries.history.linked_acts"),
    ("people", "series.queries.history.people_acts"),
    ("permissions", "series.queries.history.permission_acts"),
    ("work", "series.queries.history.work_acts"),
    ("requests", "forum.history.request_acts"),
)

#: A proposer from outside, beside those of ``series.proposing.registry``: a class by its dotted name.
OUTSIDE_PROPOSER = os.environ.get("ICSE_PROPOSER", "")
#: What translates posts: a class by its dotted name. The one that is shipped knows Portuguese and English.
TRANSLATOR = os.environ.get("ICSE_TRANSLATOR", "forum.words.portuguese.OfflinePortuguese")

EVENT_RETENTION_DAYS = 30
#: After so many days nobody is told any more that somebody has opened something.
INTEREST_RETENTION_DAYS = 90

#: What an officer was told longer ago is forgotten, read or not.
NOTIFICATION_RETENTION_DAYS = 180

#: Where officers reach this service, for the links in mails.
ADDRESS = os.environ.get("ICSE_ADDRESS") or f"{'http' if INSECURE_HTTP else 'https'}://{ALLOWED_HOSTS[0]}/"


def _mail(url: str) -> dict[str, object]:
    """Turn ``smtp[s]://[user:password@]host[:port]``, ``console:`` or ``file:///folder`` into Django's settings."""
    parts = urlsplit(url)
    backend = "django.core.mail.backends.{}.EmailBackend"
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": backend.format("filebased"), "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": backend.format("smtp"),
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            # Without TLS only where the address says so, as to a relay on the same machine.
            "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.query != "tls=no",
        }
    return {"EMAIL_BACKEND": backend.format("console" if parts.scheme == "console" else "dummy")}


#: Mail counts what there is to read (``forum.digests``); without a server there is none.
MAIL_URL = os.environ.get("ICSE_MAIL_URL", "")
MAIL_IS_SET_UP = bool(MAIL_URL)
DEFAULT_FROM_EMAIL = os.environ.get("ICSE_MAIL_FROM", "icse@localhost")
_MAIL = _mail(MAIL_URL)
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _MAIL.get("EMAIL_FILE_PATH")
EMAIL_HOST, EMAIL_PORT = _MAIL.get("EMAIL_HOST", "localhost"), _MAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_USER", ""), _MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_SSL", False), _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20

#: guardian keeps the grants; who is asking is answered by the database, so its backend has nothing to do.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True

SESSION_ENGINE = "icse.core.sessions"
#: Messages quote what was typed: not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("ICSE_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "email"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.OfficerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "icse",
    "DESCRIPTION": "The same reads and writes as the pages, for programs that act for one officer.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],
    "SERVE_INCLUDE_SCHEMA": False,
}

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.JSONRenderer(),
    ]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_content": {"()": "icse.core.logs.WithoutContent"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "without_content"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "ERROR", "propagate": True}},
}
