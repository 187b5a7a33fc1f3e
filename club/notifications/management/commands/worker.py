"""`manage.py worker`: the outbox, background tasks and periodic jobs, until told to stop."""

import os
import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from club.notifications.background import run_ready
from club.notifications.delivery import deliver_due
from club.notifications.heartbeat import Pulse
from club.notifications.periodic import run_due_jobs

logger = structlog.get_logger(__name__)

PAUSE_SECONDS = 2
PAUSE_WITHOUT_DATABASE_SECONDS = 10


class Command(BaseCommand):
    """Any number may run at once, on any number of machines.

    SIGTERM and SIGINT end it after the mail or the task at hand. A database or a mail server away
    is logged and waited for.
    """

    help = "Sends mails that wait, runs background tasks and periodic jobs, until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then stop")
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that started it goes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["once"]:
            with Pulse() as pulse:
                self._one_pass(pulse, stop)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        parent = os.getppid()
        while not stop.is_set():
            try:
                with Pulse() as pulse:
                    logger.info("worker_started", worker=pulse.name)
                    while not stop.is_set():
                        if options["with_parent"] and os.getppid() != parent:
                            stop.set()
                            break
                        close_old_connections()
                        is_busy = self._one_pass(pulse, stop)
                        stop.wait(0 if is_busy else PAUSE_SECONDS)
                    pulse.leave()
            except (DatabaseError, InterfaceError):
                # Under a new name afterwards: what was at hand is taken for lost, and reaped.
                logger.exception("worker_without_database")
                connections.close_all()
                stop.wait(PAUSE_WITHOUT_DATABASE_SECONDS)
        logger.info("worker_stopped")

    def _one_pass(self, pulse: Pulse, stop: threading.Event) -> bool:
        """Whether there was something to do, hence perhaps more."""
        pulse.mark()
        sent = deliver_due(is_stopping=stop.is_set)
        pulse.mark()
        run = run_ready(pulse, is_stopping=stop.is_set)
        run_due_jobs()
        return bool(sent or run)
