"""Production starts only when it is safe to."""

import json
import subprocess
import sys

import pytest

from tests.tools.env import ROOT, environment
from tests.tools.suite import PRODUCTION

READ = """
import json, sys
from config.settings import production
names = sys.argv[1:]
print(json.dumps({name: getattr(production, name) for name in names}))
"""


def start(*names: str, **changes: str | None) -> subprocess.CompletedProcess:
    """Read the production settings in a process of their own; None leaves a variable out."""
    variables = {key: value for key, value in (PRODUCTION | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", READ, *names],
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("unset", [None, ""])
@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"]
)
def test_production_refuses_to_start_without_a_secret(name, unset):
    started = start(**{name: unset})

    assert started.returncode == 1
    assert f"{name} must be set in the environment (see docs/deploy.md)." in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY must hold at least 50 characters."),
        ("DEBUG", "true", "DEBUG and ALLOWED_HOSTS=* are refused in production."),
        ("ALLOWED_HOSTS", "*", "DEBUG and ALLOWED_HOSTS=* are refused in production."),
        ("STAFF_TWO_FACTOR_REQUIRED", "false", "Two-factor authentication for staff cannot be off"),
    ],
)
def test_production_refuses_what_is_not_safe(name, value, reason):
    started = start(**{name: value})

    assert started.returncode == 1
    assert reason in started.stderr


def test_production_cookies_are_bound_to_https_and_to_this_host():
    names = (
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "DEBUG",
    )

    started = start(*names)

    assert started.returncode == 0, started.stderr
    assert list(json.loads(started.stdout).values()) == [
        "__Host-session",
        True,
        True,
        "Lax",
        "__Host-csrf",
        True,
        True,
        31_536_000,
        True,
        False,
    ]


def check_deploy(**changes: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment(**(PRODUCTION | changes)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_checks_of_a_deployment_are_silent():
    done = check_deploy()

    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


def test_the_checks_of_a_deployment_speak_when_something_is_wrong():
    """The negative control of the test above."""
    done = check_deploy(SECRET_KEY="x" * 60)

    assert done.returncode == 1
    assert "security.W009" in done.stderr
