"""`make test`: every check of the project, one after the other, then a summary.

A step that fails does not stop the others; the exit code says whether all passed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools.chromium import find_chromium
from tests.tools.env import ROOT, environment, exit_on_signals
from tests.tools.selection import ONLY_DATABASE_TESTS

PYTHON = sys.executable
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-to-run-the-checks-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "ALLOWED_HOSTS": "www.example.org",
    "BASE_URL": "https://www.example.org",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


@dataclass
class Step:
    """One command of the suite, and what its environment has on top of the usual one."""

    name: str
    command: list[str]
    extra: dict[str, str] = field(default_factory=dict)


def module(*words: str) -> list[str]:
    return [PYTHON, "-m", *words]


def manage(*words: str) -> list[str]:
    return [PYTHON, "manage.py", *words]


LINT = [
    Step("ruff check", module("ruff", "check", ".")),
    Step("ruff format", module("ruff", "format", "--check", ".")),
    Step("djlint", module("djlint", "templates", "--lint", "--quiet")),
    Step("import contracts", [str(Path(PYTHON).with_name("lint-imports"))]),
    Step("mypy", module("mypy")),
    Step(
        "migrations in step with the models",
        manage("makemigrations", "--check", "--dry-run"),
        {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
    ),
    Step(
        "production settings, check --deploy",
        manage("check", "--deploy", "--fail-level", "WARNING", "--tag", "security"),
        PRODUCTION,
    ),
]
# By groups: tests/conftest.py says which tests go to the same process.
PYTEST = [*module("pytest"), "-n", "2", "--dist", "loadgroup", "-q"]
TESTS = [
    Step("tests on SQLite", [*PYTEST, "-m", "not e2e"]),
    Step(
        "tests on PostgreSQL, of what needs a database",
        [*module("tests.tools.postgres"), "--", *PYTEST, "-m", "not e2e"],
        {ONLY_DATABASE_TESTS: "1"},
    ),
]
# Two processes, each with its own server and demo network: a browser mostly waits.
BROWSER = Step("tests against the real server, in Chromium", [*PYTEST, "-m", "e2e", "tests/e2e"])


def run(step: Step) -> int:
    print(f"\n=== {step.name} " + "=" * max(3, 90 - len(step.name)), flush=True)
    child = subprocess.Popen(step.command, cwd=ROOT, env=environment(**step.extra))
    try:
        return child.wait()
    except BaseException:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            child.wait()
        raise


def has_chromium() -> bool:
    """Chromium, installed with apt when we are root on a system that has it."""
    if find_chromium():
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("\n=== Chromium is missing: installing it with apt-get (as root)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    if subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL).returncode:
        subprocess.run(["apt-get", "update", "-qq"], env=quiet)
        subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL)
    return find_chromium() is not None


def main(arguments: list[str]) -> int:
    exit_on_signals()
    only_lint = arguments == ["lint"]
    steps = LINT if only_lint else [*LINT, *TESTS, BROWSER]
    with_browser = only_lint or has_chromium()
    results: list[tuple[str, int, float]] = []
    for step in steps:
        before = time.monotonic()
        results.append((step.name, run(step), time.monotonic() - before))

    print("\n=== Summary " + "=" * 82)
    for name, code, seconds in results:
        print(f"  {'ok    ' if code == 0 else 'FAILED'}  {seconds:6.1f} s  {name}")
    if not with_browser:
        print(
            "\n  !!! THE BROWSER TESTS DID NOT RUN: there is no Chromium on this machine.\n"
            "  !!! Install it (Debian: sudo apt-get install chromium), then `make test` again."
        )
    failed = [name for name, code, _ in results if code]
    total = sum(seconds for _, _, seconds in results)
    print(f"\n  {'FAILED: ' + ', '.join(failed) if failed else 'All passed'} ({total:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
