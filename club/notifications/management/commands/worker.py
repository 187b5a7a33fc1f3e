"""`manage.py worker`: sends the outbox and runs the periodic jobs, until told to stop."""

import os
import signal
import threading
import time
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from club.notifications.delivery import deliver_due
from club.notifications.heartbeat import BEAT_SECONDS, beat
from club.notifications.periodic import run_due_jobs

logger = structlog.get_logger(__name__)

PAUSE_SECONDS = 2
PAUSE_WITHOUT_DATABASE_SECONDS = 10


class Command(BaseCommand):
    """Any number may run at once, on any number of machines.

    SIGTERM and SIGINT end it after the mail at hand. A database or a mail server away is logged
    and waited for.
    """

    help = "Sends mails that wait and runs periodic jobs until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then stop")
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that started it goes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            beat()
            deliver_due()
            run_due_jobs()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parent = os.getppid()
        beaten_at = -float(BEAT_SECONDS)
        logger.info("worker_started")
        while not stop.is_set():
            if options["with_parent"] and os.getppid() != parent:
                break
            pause = PAUSE_SECONDS
            try:
                close_old_connections()
                if time.monotonic() - beaten_at >= BEAT_SECONDS:
                    beat()
                    beaten_at = time.monotonic()
                if deliver_due():
                    pause = 0
                run_due_jobs()
            except (DatabaseError, InterfaceError):
                logger.exception("worker_without_database")
                connections.close_all()
                pause = PAUSE_WITHOUT_DATABASE_SECONDS
            stop.wait(pause)
        logger.info("worker_stopped")
