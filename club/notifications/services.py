"""Writing mails into the outbox, sending one again, forgetting the old ones."""

from __future__ import annotations

from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from club.notifications.models import OutboxMail

KEEP_LOG_DAYS = 90


def write_mail(message: EmailMessage) -> OutboxMail | None:
    """Store a mail to be sent by the worker, with a Message-ID that stays through all attempts.

    Returns None when it has no recipient. Raises BadHeaderError (a ValueError) when a header
    holds a line break: nothing is stored then.
    """
    recipients = message.recipients()
    if not recipients:
        return None
    message_id = message.extra_headers.setdefault(
        "Message-ID", make_msgid(domain=urlsplit(settings.BASE_URL).hostname)
    )
    return OutboxMail.objects.create(
        message_id=message_id,
        sender=message.from_email,
        recipients="\n".join(recipients),
        subject=message.subject[:255],
        content=message.message().as_bytes(),
        due_at=timezone.now(),
    )


def send_to(
    address: str,
    *,
    template: str,
    context: dict[str, object],
    reply_to: str = "",
) -> None:
    """Write a mail from `<template>_subject.txt` and `<template>_body.txt` to one address.

    `reply_to` is a header value (« Name <address> »). The row is in the caller's transaction.
    Raises BadHeaderError when a header holds a line break.
    """
    context = {"base_url": settings.BASE_URL, **context}
    EmailMessage(
        subject=render_to_string(f"{template}_subject.txt", context).strip(),
        body=render_to_string(f"{template}_body.txt", context),
        to=[address],
        reply_to=[reply_to] if reply_to else None,
    ).send()


@transaction.atomic
def resend(mail: OutboxMail) -> bool:
    """Try an abandoned mail again, from now on. False when it waits or has left already."""
    now = timezone.now()
    dead = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.DEAD)
    return bool(
        dead.update(
            state=OutboxMail.State.WAITING,
            due_at=now,
            attempts=0,
            leased_until=None,
            finished_at=None,
        )
    )


def purge_log() -> int:
    """Delete mails that ended KEEP_LOG_DAYS days ago or more; how many."""
    limit = timezone.now() - timedelta(days=KEEP_LOG_DAYS)
    ended = OutboxMail.objects.exclude(state=OutboxMail.State.WAITING)
    return ended.filter(finished_at__lt=limit).delete()[0]
