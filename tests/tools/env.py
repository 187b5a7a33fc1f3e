"""The environment of the commands that tests start: ours, whatever this shell holds."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What this shell may hold for `make run` must not reach the tests.
FOREIGN_VARIABLES = (
    "DATABASE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "IS_DEMONSTRATION",
    "STAFF_TWO_FACTOR_REQUIRED",
    "TRUSTED_PROXY_COUNT",
    "DEMO_PASSWORD",
    "VAR_DIR",
    "LOG_LEVEL",
    "LOG_JSON",
    "PYTEST_ADDOPTS",
    "MAKEFLAGS",
    "MAKELEVEL",
)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without what is foreign to the tests, and with `extra`."""
    kept = {key: value for key, value in os.environ.items() if key not in FOREIGN_VARIABLES}
    return {**kept, "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}", **extra}
