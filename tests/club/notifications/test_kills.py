"""Workers as processes of their own, killed or stopped in the middle of their work."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from club.notifications import background
from club.notifications.delivery import LEASE, deliver_due
from club.notifications.heartbeat import LATE, Pulse
from club.notifications.models import OutboxMail
from tests.club.notifications import jobs
from tests.club.notifications.factories import make_mail
from tests.pages.writings import real_database
from tests.tools.env import ROOT, die_with_parent, environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]
PATIENCE = 60  # seconds, on a busy machine


@contextmanager
def worker(folder: Path, smtp_port: int = 1):
    """`manage.py worker` on the database of this test; killed at the end."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        login = ":".join(quote(str(database[key])) for key in ("USER", "PASSWORD") if database[key])
        url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    env = environment(
        DJANGO_SETTINGS_MODULE="config.settings.development",
        DATABASE_URL=url,
        VAR_DIR=str(folder),
        EMAIL_URL=f"smtp://127.0.0.1:{smtp_port}",
    )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env=env,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < deadline, "The worker did not begin."
        time.sleep(0.05)


def later(delay: timedelta):
    return time_machine.travel(timezone.now() + delay + timedelta(seconds=5), tick=True)


@pytest.mark.parametrize(("mode", "times"), [("held", 1), ("mute", 2)])
def test_a_sender_killed_in_the_middle_loses_no_mail(smtp, tmp_path, mode, times):
    smtp.mode = mode
    with real_database(tmp_path) as run:
        [row] = run(lambda _: make_mail(), 1)
        with worker(tmp_path, smtp.port) as process:
            assert smtp.has_mail.wait(PATIENCE)
            process.kill()
            process.wait()
        smtp.mode = "accept"

        [during] = run(lambda _: deliver_due(), 1)
        with later(LEASE):
            [after] = run(lambda _: deliver_due(), 1)
            [again] = run(lambda _: deliver_due(), 1)
        [state] = run(lambda _: OutboxMail.objects.get().state, 1)

    assert (during, after, again, state) == (0, 1, 0, OutboxMail.State.SENT)
    assert [message["Message-ID"] for _, message in smtp.received] == [row.message_id] * times


def test_a_task_whose_worker_is_killed_runs_again_on_another(tmp_path):
    log = tmp_path / "log"
    with real_database(tmp_path) as run:
        run(lambda _: jobs.hang_the_first_time.enqueue(str(log)), 1)
        with worker(tmp_path) as process:
            wait_for(log)
            process.kill()
            process.wait()

        [at_once] = run(lambda _: background.reap(), 1)
        with later(LATE):
            [reaped] = run(lambda _: background.reap(), 1)
        with later(LATE + timedelta(minutes=1)):
            run(lambda _: background.run_ready(Pulse()), 1)
        [row] = run(lambda _: DBTaskResult.objects.get(), 1)

    assert (at_once, reaped) == (0, 1)
    assert (row.status, len(row.worker_ids)) == ("SUCCESSFUL", 2)
    assert log.read_text() == "start\nstart\n"


def test_a_worker_told_to_stop_finishes_its_task(tmp_path):
    log = tmp_path / "log"
    with real_database(tmp_path) as run:
        run(lambda _: jobs.take_a_while.enqueue(str(log)), 1)
        run(lambda _: jobs.take_a_while.enqueue(str(log)), 1)
        with worker(tmp_path) as process:
            wait_for(log)
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
        [states] = run(lambda _: sorted(row.status for row in DBTaskResult.objects.all()), 1)

    assert (code, states) == (0, ["READY", "SUCCESSFUL"])
    assert log.read_text() == "start\nend\n"


def take_without_lock(name: str) -> DBTaskResult | None:
    """What two workers must not do: look, then take."""
    row = DBTaskResult.objects.ready().first()
    time.sleep(0.05)
    if row is not None:
        row.claim(name)
    return row


@pytest.mark.parametrize("has_lock", [True, False])
def test_with_many_workers_no_task_runs_twice(tmp_path, monkeypatch, has_lock):
    """The control, without the lock, shows that the race is there to be lost."""
    if not has_lock:
        monkeypatch.setattr(background, "take_next", take_without_lock)
    log = tmp_path / "log"
    words = [str(number) for number in range(24)]
    with real_database(tmp_path) as run:
        run(lambda _: [jobs.note.enqueue(str(log), word) for word in words], 1)

        run(lambda _: background.run_ready(Pulse(), limit=100), 8)

    noted = log.read_text().split()
    assert sorted(set(noted)) == sorted(words)
    assert (len(noted) == len(words)) == has_lock
