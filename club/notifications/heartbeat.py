"""Whether a worker lives: each writes a sign of life; `/readyz` and the reaper read them."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from types import TracebackType

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from club.notifications.models import WorkerHeartbeat

logger = structlog.get_logger(__name__)

BEAT_SECONDS = 15
LATE = timedelta(seconds=90)
FORGET = timedelta(days=1)
LONGEST_STEP_SECONDS = 30 * 60


def draw_name() -> str:
    """« host:pid:token »: the token, because a container gives the same pid to every start."""
    return f"{socket.gethostname()[:90]}:{os.getpid()}:{secrets.token_hex(4)}"


def beat(name: str) -> None:
    """Write a sign of life of the worker `name`, and forget workers gone for a day."""
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGET).delete()


def is_worker_alive() -> bool:
    """Whether some worker gave a sign of life in the last 90 seconds. One query."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - LATE).exists()


def living_workers() -> set[str]:
    """The names of those that gave one. One query."""
    seen = WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - LATE)
    return set(seen.values_list("name", flat=True))


class Pulse:
    """Signs of life of this process, from a thread: a long task does not make it look dead.

    The work calls `mark()` at each step. Past LONGEST_STEP_SECONDS without one, the step is taken
    to hang: the signs stop, and what was at hand goes to another worker.
    """

    def __init__(self) -> None:
        self.name = draw_name()
        self._marked_at = time.monotonic()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._keep_on, name="pulse", daemon=True)

    def __enter__(self) -> Pulse:
        beat(self.name)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def leave(self) -> None:
        """Say that this process ends: it is no longer counted as alive."""
        self._stop()
        WorkerHeartbeat.objects.filter(name=self.name).delete()

    def _stop(self) -> None:
        self._end.set()
        self._thread.join()

    def mark(self) -> None:
        self._marked_at = time.monotonic()

    def sign(self) -> None:
        """One sign of life, unless the step at hand seems to hang."""
        if time.monotonic() - self._marked_at > LONGEST_STEP_SECONDS:
            logger.error("worker_hangs", worker=self.name)
        else:
            beat(self.name)

    def _keep_on(self) -> None:
        while not self._end.wait(BEAT_SECONDS):
            try:
                self.sign()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("no_sign_of_life", worker=self.name, error=str(error))
            finally:
                # Nothing is kept between two signs: the database may go away meanwhile.
                with suppress(DatabaseError, InterfaceError):
                    connection.close()
