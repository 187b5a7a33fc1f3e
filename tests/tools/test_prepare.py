"""What `make run` says when the machine is not as it should be."""

import os
import socket
import sqlite3
import subprocess
import sys

import pytest

from tests.tools.env import ROOT, environment
from tests.tools.postgres import free_port

PREPARE = [sys.executable, ROOT / "deploy" / "prepare.py"]
RUN = [ROOT / "deploy" / "bootstrap.sh", "run"]


def run(command, **variables):
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**variables), capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def prepare(database):
    settings = {"DJANGO_SETTINGS_MODULE": "tests.e2e.settings", "VAR_DIR": str(database.parent)}
    return run(PREPARE, DATABASE_URL=f"sqlite:///{database}", **settings)


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    database = tmp_path / "site.sqlite3"
    database.write_text("Bonjour, ceci est une lettre.\n" * 100)

    code, said = prepare(database)

    assert code == 1
    assert "is not a readable SQLite database" in said
    assert f"mv {database} {database}.old" in said
    assert database.read_text().startswith("Bonjour")


def test_the_database_of_something_else_is_left_alone(tmp_path):
    database = tmp_path / "site.sqlite3"
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    other.close()

    code, said = prepare(database)

    assert code == 1
    assert "holds something else than this site" in said
    with sqlite3.connect(database) as other:
        tables = other.execute("SELECT name FROM sqlite_master").fetchall()
    other.close()
    assert tables == [("invoices",)]


def test_the_database_of_a_newer_version_is_left_alone(tmp_path):
    database = tmp_path / "site.sqlite3"
    with sqlite3.connect(database) as newer:
        newer.execute("CREATE TABLE django_migrations (id INTEGER, app, name, applied datetime)")
        rows = [(1, "users", "0001_initial"), (2, "users", "9999_later")]
        newer.executemany("INSERT INTO django_migrations VALUES (?, ?, ?, '2026-11-02')", rows)
    newer.close()

    code, said = prepare(database)

    assert code == 1
    assert "made by a newer version of this site" in said
    assert "users.9999_later" in said


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path):
    code, said = run(
        PREPARE,
        DJANGO_SETTINGS_MODULE="tests.e2e.settings",
        VAR_DIR=str(tmp_path),
        DATABASE_URL=f"postgres://user:secret@127.0.0.1:{free_port()}/site",
    )

    assert code == 1
    assert "does not answer" in said
    assert "secret" not in said
    assert "Traceback" not in said


def test_a_taken_port_is_said_before_anything_is_done():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said = run(RUN, PORT=str(port))

    assert code == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in said
    assert f"make run PORT={port + 1}" in said
    assert "Packages" not in said


@pytest.mark.parametrize("port", ["0", "65536", "quatre-vingts", "-1"])
def test_a_port_that_is_none_is_refused(port):
    code, said = run(RUN, PORT=port)

    assert code == 1
    assert f"PORT={port} is not a port" in said


def test_a_python_that_cannot_be_run_is_refused():
    code, said = run(RUN, PYTHON="/nowhere/python3")

    assert code == 1
    assert "PYTHON=/nowhere/python3 is not a Python 3.11 or later" in said


def test_without_any_python_we_say_what_to_install(tmp_path):
    for name in ("dirname", "cat"):
        os.symlink(f"/usr/bin/{name}", tmp_path / name)
    script = tmp_path / "project" / "deploy" / "bootstrap.sh"
    script.parent.mkdir(parents=True)
    script.write_text((ROOT / "deploy" / "bootstrap.sh").read_text())

    code, said = run(["/bin/sh", script, "run"], PATH=str(tmp_path))

    assert code == 1
    assert "needs Python 3.11 or later" in said
    assert "apt-get install python3 python3-venv" in said
