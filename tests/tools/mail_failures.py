"""Five mail failures against a real server and a real worker: pages stay quick, no mail is lost.

    python -m tests.tools.mail_failures

In each, on SQLite and on PostgreSQL, a hundred people ask for a new password while the mail server
misbehaves; the worker is killed (-9) in the middle, and the one that follows too. Then the server
accepts, another worker starts, and each row of the outbox must have arrived: as many Message-IDs as
rows. The control sends from the request itself: with a silent server it must be slow, or nothing
was proven.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

import psycopg

from tests.club.notifications.smtp import SmtpServer, smtp_server
from tests.tools.env import ROOT, die_with_parent, exit_on_signals
from tests.tools.postgres import throwaway_postgres
from tests.tools.server import Server, demo_server

FORM = "/compte/mot-de-passe/oublie/"
REQUESTS = 100
CONTROL_REQUESTS = 5
LONGEST_P95 = 0.5  # seconds
DELIVERY_SECONDS = 60
FAILURES = ("refused", "silent", "slow", "4xx", "5xx")
MODES = {"silent": "silent", "slow": "slow", "4xx": "later", "5xx": "never"}
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.tools.mail_settings", "IS_DEMONSTRATION": "false"}
# As after the longest delay: due now, and taken by nobody, since the worker was killed.
MAKE_DUE = (
    "UPDATE notifications_outboxmail SET due_at = created_at, leased_until = NULL "
    "WHERE state = 'waiting'"
)
COUNT = (
    "SELECT count(*), count(CASE WHEN state = 'sent' THEN 1 END), "
    "count(CASE WHEN attempts > 0 THEN 1 END) FROM notifications_outboxmail"
)


@dataclass(frozen=True)
class Result:
    failure: str
    seconds: list[float]  # one a request, sorted
    rows: int
    sent: int
    arrived: int  # distinct Message-IDs
    copies: int  # mails accepted, those sent twice included

    def p(self, percent: int) -> float:
        return self.seconds[max(0, -(-len(self.seconds) * percent // 100) - 1)]


class Visitor:
    """Someone who opens the form once and sends it many times."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}{FORM}"
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar, Stay())
        page = self.browser.open(self.url, timeout=30).read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if found is None:
            raise RuntimeError(f"{self.url} has no form:\n{page[:2000]}")
        self.token = found[1]

    def ask(self, address: str) -> tuple[int, float]:
        """Status and seconds of one sending."""
        form = {"email": address, "csrfmiddlewaretoken": self.token}
        before = time.perf_counter()
        try:
            status = self.browser.open(
                self.url, urllib.parse.urlencode(form).encode(), timeout=60
            ).status
        except urllib.error.HTTPError as error:
            status = error.code
        return status, time.perf_counter() - before


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is the answer: it is not followed."""

    def redirect_request(self, *args: Any) -> None:
        return None


@contextmanager
def worker(server: Server, port: int) -> Iterator[None]:
    """`manage.py worker`, sending to `port`; killed (-9) at the end."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env={**server.env, "EMAIL_URL": f"smtp://127.0.0.1:{port}"},
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def execute(server: Server, query: str) -> list[Any]:
    """Run one query on the server's database; its rows."""
    url = server.env.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as postgres:
            cursor = postgres.execute(query.encode())
            return cursor.fetchall() if cursor.description else []
    file = f"{server.env['VAR_DIR']}/site.sqlite3"
    with closing(sqlite3.connect(file, timeout=20)) as sqlite, sqlite:
        return sqlite.execute(query).fetchall()


def counts(server: Server) -> tuple[int, int, int]:
    """Rows of the outbox, sent ones, tried ones."""
    [(rows, sent, tried)] = execute(server, COUNT)
    return rows, sent, tried


def measure(server: Server, smtp: SmtpServer, failure: str) -> Result:
    smtp.mode, smtp.delay, smtp.received = MODES.get(failure, "accept"), 0.3, []
    rows_before, sent_before, _ = counts(server)
    visitor = Visitor(server.url)
    seconds = []
    for half in ("a", "b"):
        tried_before = counts(server)[2]
        # Port 1: nobody listens there.
        with worker(server, 1 if failure == "refused" else smtp.port):
            for number in range(REQUESTS // 2):
                status, taken = visitor.ask(f"personne-{failure}-{half}{number}@essai.example")
                if status != 302:
                    raise RuntimeError(f"{failure}: the form answered {status}")
                seconds.append(taken)
                if number == 0:
                    wait_for_a_try(server, tried_before)
    smtp.mode = "accept"
    execute(server, MAKE_DUE)
    with worker(server, smtp.port):
        deadline = time.monotonic() + DELIVERY_SECONDS
        while len(arrived(smtp)) < REQUESTS and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1)  # the last note of the worker, and what it would send too much
    rows, sent, _ = counts(server)
    copies = len(smtp.received)
    return Result(
        failure,
        sorted(seconds),
        rows - rows_before,
        sent - sent_before,
        len(arrived(smtp)),
        copies,
    )


def arrived(smtp: SmtpServer) -> set[str]:
    return {str(message["Message-ID"]) for _, message in smtp.received}


def wait_for_a_try(server: Server, tried_before: int) -> None:
    """Until the worker met the failure: what is asked before it runs would prove nothing."""
    deadline = time.monotonic() + DELIVERY_SECONDS
    while counts(server)[2] <= tried_before:
        if time.monotonic() > deadline:
            raise RuntimeError("The worker tried nothing.")
        time.sleep(0.2)


def control() -> list[float]:
    """Seconds of the same requests, sorted, when the page itself speaks to a silent server."""
    with smtp_server() as smtp:
        smtp.mode = "silent"
        extra = {
            **SETTINGS,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
            "MAIL_FROM_THE_REQUEST": "true",
        }
        with demo_server(workers=1, **extra) as server:
            visitor = Visitor(server.url)
            return sorted(
                visitor.ask(f"personne-{number}@essai.example")[1]
                for number in range(CONTROL_REQUESTS)
            )


def find_on(engine: str, extra: dict[str, str]) -> list[tuple[str, str]]:
    """The problems on one database; a line for each failure."""
    problems = []
    with smtp_server() as smtp, demo_server(workers=1, **SETTINGS, **extra) as server:
        for failure in FAILURES:
            result = measure(server, smtp, failure)
            where = f"{engine}, {failure}"
            print(
                f"  {where:<21}{result.p(50):7.3f}{result.p(95):7.3f}{result.p(100):7.3f}"
                f"{result.rows:7}{result.sent:7}{result.arrived:7}{result.copies:8}",
                flush=True,
            )
            if result.p(95) > LONGEST_P95:
                problems.append((where, f"p95 {result.p(95):.3f} s > {LONGEST_P95} s"))
            if not result.rows == result.sent == result.arrived == REQUESTS:
                problems.append((where, "rows, sent and distinct Message-IDs differ"))
    return problems


def find_problems() -> list[tuple[str, str]]:
    """(where, what) of each promise that is not kept; prints the table."""
    print("  failure                  p50    p95    max   rows   sent    ids  copies", flush=True)
    problems = find_on("SQLite", {})
    with throwaway_postgres() as url:
        problems += find_on("PostgreSQL", {"DATABASE_URL": url})
    direct = control()
    print(f"  {'control':<21}{direct[len(direct) // 2]:7.3f}{direct[-1]:7.3f}{direct[-1]:7.3f}")
    if direct[-1] <= LONGEST_P95:
        problems.append(("control", "is as quick as the outbox: the measure measures nothing"))
    return problems


if __name__ == "__main__":
    exit_on_signals()
    found = find_problems()
    for where, what in found:
        print(f"  {where}: {what}")
    sys.exit(1 if found else 0)
