"""Everything the site needs; values that differ between machines come from the environment.

Each variable read here is described in docs/deploy.md.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config.logs import logging_config

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()

# Where everything generated goes: database, media, collected static files, mail written to files.
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# Former keys, still believed while links and secrets signed with them live.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Proxies in front of us whose X-Forwarded-For we believe (0: none). Read by allauth's rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# True on the demonstration network only: `load_demo` refuses to run elsewhere.
IS_DEMONSTRATION = env.bool("IS_DEMONSTRATION", default=False)
# Two-factor authentication for staff. Production refuses to start with it off.
STAFF_TWO_FACTOR_REQUIRED = env.bool("STAFF_TWO_FACTOR_REQUIRED", default=True)

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "club.users.apps.UsersConfig",
    "club.notifications.apps.NotificationsConfig",
    "club.telecentres.apps.TelecentresConfig",
    "club.members.apps.MembersConfig",
    "club.passes.apps.PassesConfig",
    "club.bookings.apps.BookingsConfig",
    "club.dashboard.apps.DashboardConfig",
    "pages.apps.PagesConfig",
    "search.apps.SearchConfig",
    "demo.apps.DemoConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "config.apps.AccountsAppConfig",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.page_cache.PageCacheMiddleware",
    # Before anything that may answer by itself, so that every answer carries their headers.
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RefuseBrokenTextMiddleware",
    # Outside the session, whose saving also takes its time.
    "club.users.middleware.EvenAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.PrivateResponsesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.BackOfficeMiddleware",
    "club.users.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context_processors.chrome",
                "club.dashboard.context_processors.club_menu",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache, tasks -------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'site.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In the default (deferred) mode SQLite refuses most concurrent writers; IMMEDIATE queues them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# machina ships no `default_auto_field` and would write migrations into site-packages with
# BigAutoField: each of our apps sets its own instead.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

# The cache is shared by all processes (login limits live in it): a database table by default.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://site_cache")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "config.caches.SteadyRedisCache"
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}

# Tasks are rows written in the caller's transaction; `manage.py worker` runs them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Accounts ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:home"
ACCOUNT_ADAPTER = "club.users.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "club.users.forms.LoginForm",
    "signup": "club.users.forms.SignupForm",
    "add_email": "club.users.forms.NewAddressForm",
    "reset_password": "club.users.forms.ResetPasswordForm",
    "reset_password_from_key": "club.users.forms.NewPasswordForm",
    "change_password": "club.users.forms.ChangePasswordForm",
    "set_password": "club.users.forms.SetPasswordForm",
    "confirm_email_verification_code": "club.users.forms.AddressCodeForm",
    "reauthenticate": "club.users.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[CyberCantal] "
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: ten a minute from one address, five in a quarter of an hour for one account.
    "login_failed": "10/m/ip,5/900s/key",
    # The same, for a browser that this account has logged in from before.
    "login_failed_known": "5/900s/key",
    # Every attempt, right or wrong: a whole training room arrives behind one address.
    "login": "100/m/ip",
    "reset_password": "20/m/ip,5/h/key",
    "signup": "20/m/ip",
    "confirm_email": "4/900s/key",
    "change_password": "5/900s/user",
    "reauthenticate": "10/900s/user",
    # Ours, the public forms: the people of one télécentre share one address.
    "comment": "6/m/ip,30/h/ip",
    "comment_report": "6/m/ip,30/h/ip",
    "contact": "6/m/ip,30/h/ip",
}
# Log-in, sign-up, reset answer at a multiple of this many seconds: nobody can time what they did.
ACCOUNT_ANSWER_STEP = env.float("ACCOUNT_ANSWER_STEP", default=0.25)
MFA_ADAPTER = "club.users.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CyberCantal Télécentres"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute wrong is not a wrong code
MFA_FORMS = {
    "authenticate": "club.users.second_factor_forms.AuthenticateForm",
    "reauthenticate": "club.users.second_factor_forms.ReauthenticateForm",
    "activate_totp": "club.users.second_factor_forms.ActivateTOTPForm",
    "login_webauthn": "club.users.second_factor_forms.LoginPasskeyForm",
    "authenticate_webauthn": "club.users.second_factor_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "club.users.second_factor_forms.ReauthenticatePasskeyForm",
    "add_webauthn": "club.users.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "club.users.second_factor_forms.RenamePasskeyForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BASE_URL.startswith("https") else "http"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a long StreamField posts many fields

# --- Mail -------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 10  # seconds
# Every mail becomes a row of the outbox; the worker sends it through what EMAIL_URL names.
_mail = env.email_url("EMAIL_URL", default="filemail://")
OUTBOX_TRANSPORT = _mail.pop("EMAIL_BACKEND")
vars().update(_mail)
EMAIL_BACKEND = "club.notifications.backend.OutboxBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="CyberCantal Télécentres <ne-pas-repondre@demo.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Headers ----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself opens it for its previews
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}

# --- Logs -------------------------------------------------------------------------------------

LOGGING = logging_config(
    json_lines=env.bool("LOG_JSON", default=True), level=env.str("LOG_LEVEL", default="INFO")
)

# --- Wagtail ----------------------------------------------------------------------------------

WAGTAIL_ADMIN_PATH = "/gestion/"  # ours: the prefix under which the strict CSP is relaxed
WAGTAIL_SITE_NAME = "CyberCantal Télécentres"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Paris"]
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
        },
    }
}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "avif": "webp"}
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "csv", "txt", "ics"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.uploads.CheckedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pages.uploads.CheckedDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # never an automatic embed of a third party
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}
}
TAGGIT_CASE_INSENSITIVE = True
