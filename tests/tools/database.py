"""The test database of a run with several processes: the first migrates it, the others copy it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from tests.tools.postgres import THROWAWAY

TEMPLATE = "migrated"
# Then each migrates for itself: the first one did not come to its end.
LONGEST_WAIT_SECONDS = 120


class SharedDatabase:
    """The turn of this process; `is_copy` says whether its database was made from another's.

    `folder` is common to the processes of one run and to them only; None when there is one process.
    """

    def __init__(self, folder: Path | None) -> None:
        self.is_copy = False
        self._folder = folder if folder and can_copy() else None
        self._lock: int | None = None
        if self._folder:
            self._lock = wait_for_turn(self._folder)
            if (self._folder / TEMPLATE).exists():
                self.is_copy = True
                self._alive = copy_template(self._folder)
                self._leave()

    def share(self) -> None:
        """Once our database is there: give it to the processes that wait, if it is the first."""
        if self._folder and self._lock is not None and not self.is_copy:
            save_template(self._folder)
        self._leave()

    def _leave(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def wait_for_turn(folder: Path) -> int | None:
    lock = os.open(folder / f"{TEMPLATE}.lock", os.O_CREAT | os.O_RDWR)
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return lock
    os.close(lock)
    return None


def creation() -> Any:
    """What Django makes test databases with; the two methods used here have no public name."""
    return connection.creation


def can_copy() -> bool:
    """An SQLite in memory, or a PostgreSQL in which a copy left behind harms nobody."""
    if connection.vendor == "sqlite":
        return "mode=memory" in creation()._get_test_db_name()
    return connection.vendor == "postgresql" and bool(os.environ.get(THROWAWAY))


def copy_template(folder: Path) -> sqlite3.Connection | None:
    """Make this process's test database, before Django looks for it.

    For SQLite returns a connection to keep: a database in memory lives as long as one is open.
    """
    name = creation()._get_test_db_name()
    if connection.vendor == "sqlite":
        ours = sqlite3.connect(name, uri=True)
        with closing(sqlite3.connect(folder / TEMPLATE)) as template:
            template.backup(ours)
        return ours
    with creation()._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    return None


def save_template(folder: Path) -> None:
    """Keep the database just migrated. Its name appears once it is whole."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / f"{TEMPLATE}.part")) as template:
            connection.connection.backup(template)
        (folder / f"{TEMPLATE}.part").rename(folder / TEMPLATE)
        return
    name = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies no database in use
    with creation()._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{name}"')
    (folder / TEMPLATE).touch()
