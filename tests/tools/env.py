"""The environment of the commands that tests start: ours, whatever this shell holds."""

import ctypes
import os
import signal
import sys
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
    "ONLY_DATABASE_TESTS",
    "THROWAWAY_DATABASE",
    "PYTEST_ADDOPTS",
    "MAKEFLAGS",
    "MAKELEVEL",
)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without what is foreign to the tests, and with `extra`."""
    kept = {key: value for key, value in os.environ.items() if key not in FOREIGN_VARIABLES}
    return {**kept, "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}", **extra}


def die_with_parent() -> None:
    """For a child, before it starts: the kernel stops it if we are killed outright (Linux)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def exit_on_signals() -> None:
    """Turn the first SIGTERM or SIGHUP into an exit that cleans up, and ignore the next ones."""

    def leave(number: int, frame: object) -> None:
        for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, leave)
