"""One machine, embedded database: what `make run` serves. Never exposed to the internet."""

from config.secrets import local_secret

from .base import *  # noqa: F403
from .base import VAR, env

SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(VAR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
IS_DEMONSTRATION = env.bool("IS_DEMONSTRATION", default=True)
STAFF_TWO_FACTOR_REQUIRED = False
# Browsers take http://localhost for a safe origin; the library that checks passkeys does not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
