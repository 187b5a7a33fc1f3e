"""Several web nodes behind HTTPS. Refuses to start without its secrets."""

import os

from django.core.exceptions import ImproperlyConfigured

# Before the base settings, which would read an empty one and complain of its form.
for name in ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"):
    if not os.environ.get(name):
        raise ImproperlyConfigured(f"{name} must be set in the environment (see docs/deploy.md).")

from .base import *  # noqa: E402, F403
from .base import ALLOWED_HOSTS, DEBUG, SECRET_KEY, STAFF_TWO_FACTOR_REQUIRED  # noqa: E402

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must hold at least 50 characters.")
if DEBUG or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("DEBUG and ALLOWED_HOSTS=* are refused in production.")
if not STAFF_TWO_FACTOR_REQUIRED:
    raise ImproperlyConfigured("Two-factor authentication for staff cannot be off in production.")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
