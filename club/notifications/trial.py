"""Trying the mails: one mail to an address, and what is known of the way it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Count, Min
from django.template.loader import render_to_string

from club.notifications.heartbeat import is_worker_alive
from club.notifications.models import OutboxMail
from club.notifications.services import write_mail

PREFIX = "<essai."
SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@dataclass(frozen=True)
class Transport:
    """Where the worker hands the mails over; never a password."""

    is_smtp: bool
    host: str = ""
    port: int = 0
    security: str = ""  # in French
    has_login: bool = False
    folder: str = ""  # where mails are written instead, on a machine without a mail server


@dataclass(frozen=True)
class Queue:
    """What waits, and whether somebody takes care of it."""

    has_worker: bool
    waiting_count: int
    oldest_at: datetime | None


def write_trial(address: str, *, token: str) -> OutboxMail:
    """Write a trial mail to `address`; once for a token, whatever is asked.

    `token`: what the form was shown with, 16 to 64 letters, digits, « - » and « _ ». The Message-ID
    is made of it, and the outbox holds each of them once. Raises ValueError for another token.
    """
    if not is_token(token):
        raise ValueError("This is no token of a form.")
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    message_id = f"{PREFIX}{token}@{host}>"
    context = {"base_url": settings.BASE_URL}
    message = EmailMessage(
        subject=render_to_string("notifications/email/trial_subject.txt", context).strip(),
        body=render_to_string("notifications/email/trial_body.txt", context),
        to=[address],
        headers={"Message-ID": message_id},
    )
    try:
        with transaction.atomic():
            row = write_mail(message)
    except IntegrityError:
        row = OutboxMail.objects.get(message_id=message_id)
    assert row is not None, "An address was given."  # noqa: S101
    return row


def is_token(text: str) -> bool:
    """Whether it may be part of a Message-ID: nothing that ends it or adds a header."""
    is_short = 16 <= len(text) <= 64
    return is_short and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def transport() -> Transport:
    """How this site sends, from its settings."""
    if settings.OUTBOX_TRANSPORT != SMTP:
        is_files = settings.OUTBOX_TRANSPORT == FILES
        return Transport(is_smtp=False, folder=str(settings.EMAIL_FILE_PATH) if is_files else "")
    security = "aucun (liaison en clair)"
    if settings.EMAIL_USE_SSL:
        security = "TLS dès la connexion"
    elif settings.EMAIL_USE_TLS:
        security = "TLS, par STARTTLS"
    return Transport(
        is_smtp=True,
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        security=security,
        has_login=bool(settings.EMAIL_HOST_USER),
    )


def queue() -> Queue:
    """Two queries, whatever the length."""
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    return Queue(is_worker_alive(), found["count"], found["oldest"])
