"""Eight processes, twenty rounds: the last place is given once. `make race` runs many more."""

import re
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.tools.env import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, ROUNDS = 8, 20


def database_url(folder) -> str:
    """The tests' PostgreSQL; their SQLite lives in memory, where no other process reaches it."""
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        return f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    connection.ensure_connection()
    with sqlite3.connect(folder / "race.sqlite3") as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    return f"sqlite:///{folder / 'race.sqlite3'}"


def test_many_processes_never_share_a_place_and_leave_none_empty(tmp_path):
    numbers = ["--processes", str(PROCESSES), "--rounds", str(ROUNDS)]

    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.race", "--here", *numbers],
        cwd=ROOT,
        env=environment(
            DATABASE_URL=database_url(tmp_path), DJANGO_SETTINGS_MODULE="config.settings.test"
        ),
        capture_output=True,
        text=True,
    )

    real, *controls = [line for line in done.stdout.splitlines() if "overbooked=" in line]
    assert "overbooked=0 underfilled=0 errors=0 locked=0" in real, done.stdout + done.stderr
    assert re.search(r"constraint dropped: overbooked=[1-9]", controls[0])
    assert done.returncode == 0, done.stdout + done.stderr
