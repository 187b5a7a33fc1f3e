"""Sending what waits in the outbox: what a worker does, safe with any number of workers.

A mail is taken by a conditional update that leases it; a worker killed in the middle loses its
lease and another takes the mail. Killed between the server's « accepted » and our note of it, the
mail goes twice under the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.utils import timezone

from club.notifications.failures import told
from club.notifications.models import OutboxMail

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=30)
GIVE_UP_ATTEMPTS = 150  # three days at the longest delay


class StoredPart(Message):
    """A message that is written as it was stored, not composed again."""

    raw = b""

    def as_bytes(self, unixfrom: bool = False, policy: Any = None, linesep: str = "\n") -> bytes:
        return self.raw.replace(b"\n", linesep.encode())


class StoredMail(EmailMessage):
    """A row of the outbox, as Django's mail backends take it."""

    def __init__(self, row: OutboxMail) -> None:
        super().__init__(subject=row.subject, from_email=row.sender, to=row.recipients.split("\n"))
        self.raw = bytes(row.content)

    def message(self, *, policy: Any = None) -> Any:
        part = message_from_bytes(self.raw, _class=StoredPart)
        part.raw = self.raw
        return part


def delay_after(attempts: int) -> timedelta:
    """How long to wait after that many failures: 1, 2, 4, 8… minutes, half an hour at most."""
    return min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)


def _due(now: datetime) -> Any:
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return OutboxMail.objects.filter(free, state=OutboxMail.State.WAITING, due_at__lte=now)


def _take(pk: int) -> OutboxMail | None:
    """Lease one mail; None when another worker has it."""
    now = timezone.now()
    lease = now + LEASE
    if not _due(now).filter(pk=pk).update(leased_until=lease, attempts=F("attempts") + 1):
        return None
    return OutboxMail.objects.filter(pk=pk).first()  # None: erased at this instant


def _note_sent(row: OutboxMail) -> None:
    unsent = OutboxMail.objects.filter(pk=row.pk).exclude(state=OutboxMail.State.SENT)
    unsent.update(
        state=OutboxMail.State.SENT,
        content=b"",
        leased_until=None,
        last_error="",
        finished_at=timezone.now(),
    )


def _note_failure(row: OutboxMail, error: Exception) -> None:
    now = timezone.now()
    line = told(error)
    is_over = row.attempts >= GIVE_UP_ATTEMPTS
    mine = OutboxMail.objects.filter(
        pk=row.pk, leased_until=row.leased_until, state=OutboxMail.State.WAITING
    )
    mine.update(
        state=OutboxMail.State.DEAD if is_over else OutboxMail.State.WAITING,
        due_at=now + delay_after(row.attempts),
        leased_until=None,
        last_error=line,
        finished_at=now if is_over else None,
    )
    logger.warning("mail_not_sent", mail=row.pk, attempts=row.attempts, error=line, dead=is_over)


def deliver_due(limit: int = 20, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, oldest first, `limit` mails at most; how many left.

    `is_stopping` is asked between two mails. A server that cannot be reached ends the pass after
    one failure: the other mails stay due and keep their attempts.
    """
    pks = list(_due(timezone.now()).order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    if not pks:
        return 0
    sent = 0
    server: Any = None
    try:
        for pk in pks:
            if is_stopping():
                break
            row = _take(pk)
            if row is None:
                continue
            try:
                if server is None:
                    server = get_connection(settings.OUTBOX_TRANSPORT)
                    server.open()
            except OSError as error:
                _note_failure(row, error)
                break
            try:
                server.send_messages([StoredMail(row)])
            except Exception as error:  # whatever it is, this mail must not stop the others
                _note_failure(row, error)
                with suppress(Exception):
                    server.close()
                server = None
            else:
                _note_sent(row)
                sent += 1
    finally:
        if server is not None:
            with suppress(Exception):
                server.close()
    return sent
