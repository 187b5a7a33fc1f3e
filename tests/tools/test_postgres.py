"""The throw-away PostgreSQL leaves nothing behind."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.tools.env import ROOT, environment
from tests.tools.postgres import throwaway_postgres, wheel_folders


def folder_of(url):
    with psycopg.connect(url) as connection:
        return Path(connection.execute("SHOW data_directory").fetchone()[0]).parent


@pytest.mark.parametrize("source", ["system", "wheel"])
def test_server_answers_and_is_gone_afterwards(monkeypatch, source):
    monkeypatch.setenv("TEST_POSTGRES", source)
    with throwaway_postgres() as url:
        with psycopg.connect(url) as connection:
            folded = connection.execute("SELECT lower('ÉŒÇ')").fetchone()[0]
        folder = folder_of(url)

    assert folded == "éœç"
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def break_while_it_runs(folders):
    with throwaway_postgres() as url:
        folders.append(folder_of(url))
        raise ZeroDivisionError


def test_server_is_gone_after_an_error():
    folders: list[Path] = []
    with pytest.raises(ZeroDivisionError):
        break_while_it_runs(folders)

    assert not folders[0].exists()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_server_is_gone_after_a_signal(signum):
    show = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    command = [sys.executable, "-m", "tests.tools.postgres", "--", sys.executable, "-c", show]
    tool = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with tool.stdout:
        folder = folder_of(tool.stdout.readline().strip())
        tool.send_signal(signum)
        code = tool.wait(30)

    assert code == 128 + signum
    assert not folder.exists()


def test_server_stops_when_the_tool_is_killed_outright():
    show = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(5)"
    command = [sys.executable, "-m", "tests.tools.postgres", "--", sys.executable, "-c", show]
    tool = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    with tool.stdout:
        url = tool.stdout.readline().strip()
        folder = folder_of(url)
        tool.kill()
        tool.wait(30)

    assert is_gone_within(10, url)
    shutil.rmtree(folder, ignore_errors=True)  # it may still be writing its last words


def is_gone_within(seconds, url):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.1)
    return False


def test_exit_code_is_the_one_of_the_command():
    command = [sys.executable, "-m", "tests.tools.postgres", "--", "sh", "-c", "exit 7"]

    assert subprocess.run(command, cwd=ROOT, env=environment()).returncode == 7


def test_the_wheel_is_here():
    assert wheel_folders()
