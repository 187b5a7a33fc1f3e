"""Writing mails into the outbox and telling people things: in the transaction of the caller."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator

from club.notifications.compose import compose, one_line
from club.notifications.kinds import Kind, kind_of
from club.notifications.mails import address_by_user, mail_of
from club.notifications.models import Notification, OutboxMail
from club.notifications.preferences import frequency_by_user
from club.users.models import User

KEEP_LOG_DAYS = 90
KEEP_READ_DAYS = 90
KEEP_UNREAD_DAYS = 180
LONGEST_LABEL = 200  # characters of a title or of a subject


def write_mail(message: EmailMessage) -> OutboxMail | None:
    """Store a mail to be sent by the worker, with a Message-ID that stays through all attempts.

    Returns None when it has no recipient. Raises BadHeaderError (a ValueError) when a header
    holds a line break: nothing is stored then.
    """
    row = _row_of(message)
    if row is not None:
        row.save()
    return row


def write_mails(messages: Sequence[EmailMessage]) -> int:
    """Store several in one insert; how many have a recipient. Raises as `write_mail`."""
    rows = [row for message in messages if (row := _row_of(message)) is not None]
    return len(OutboxMail.objects.bulk_create(rows))


def _row_of(message: EmailMessage) -> OutboxMail | None:
    recipients = message.recipients()
    if not recipients:
        return None
    message_id = message.extra_headers.setdefault(
        "Message-ID", make_msgid(domain=urlsplit(settings.BASE_URL).hostname)
    )
    return OutboxMail(
        message_id=message_id,
        sender=message.from_email,
        recipients="\n".join(recipients),
        subject=message.subject[:255],
        content=message.message().as_bytes(),
        tells=getattr(message, "tells", ""),
        due_at=timezone.now(),
    )


def send_to(
    address: str,
    *,
    template: str,
    context: dict[str, object],
    reply_to: str = "",
    attachments: Iterable[Sequence[str]] = (),
) -> None:
    """Write a mail to one address from `<template>_subject.txt`, `<template>_body.txt` and, where
    it exists, `<template>_body.html`.

    `reply_to` is a header value (« Name <address> »). `attachments`: text files, each a name, its
    content and its type. The row is in the caller's transaction.
    Raises BadHeaderError when it holds a line break; those of the subject become spaces.
    """
    compose(
        address, template=template, context=context, reply_to=reply_to, attachments=attachments
    ).send()


def notify(
    user: User,
    kind: str,
    *,
    title: str,
    url: str,
    text: str = "",
    subject: tuple[str, str] = ("", ""),
    once_key: str = "",
    template: str = "",
    context: Mapping[str, Any] | None = None,
) -> Notification | None:
    """Tell one person one thing, on the site and by mail as they prefer.

    `kind`: a registered key. `title`: one line. `url`: a path of this site. `subject`: key and
    label of what it is about; digests group by it. `once_key` names the event: the same one is told
    once, and None is returned the second time. `template` and `context` (JSON) write its own mail
    (see `send_to`; `notification`, `target_url`, `unsubscribe_url` and `preferences_url` are
    added), used when it goes alone; the files of `context["attachments"]`, as those of `send_to`,
    are joined to it.

    What is sent at once, outside quiet hours, is in the outbox when this returns; the rest is due
    later. All of it is in the caller's transaction. Raises LookupError for an unknown kind,
    ValueError for an address of another site.
    """
    known = kind_of(kind)
    told = _told(known, title, url, text, subject, once_key, template, context)
    frequency = frequency_by_user(known, [user])[user.pk]
    now = timezone.now()
    row = _addressed(told, user, known, frequency, now)
    is_now = row.due_at == now
    address = address_by_user([user.pk]).get(user.pk) if row.due_at else None
    if address is None:
        row.due_at = None
    elif is_now:
        row.due_at, row.mailed_at = None, now
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if row.mailed_at and address:
                mail_of(row, user, address).send()
    except IntegrityError:
        if not (once_key and Notification.objects.filter(user=user, once_key=once_key).exists()):
            raise
        return None
    return row


def notify_many(
    users: Iterable[User],
    kind: str,
    *,
    title: str,
    url: str,
    text: str = "",
    subject: tuple[str, str] = ("", ""),
    once_key: str = "",
    template: str = "",
    context: Mapping[str, Any] | None = None,
) -> None:
    """Tell the same thing to many people: one read and one insert, however many they are.

    As `notify`, but for the mails: none is written here. Those to be sent at once are written by
    the worker within a minute. Who was already told under this `once_key` is passed over.
    """
    known = kind_of(kind)
    told = _told(known, title, url, text, subject, once_key, template, context)
    persons = list({user.pk: user for user in users}.values())
    frequencies = frequency_by_user(known, persons)
    now = timezone.now()
    Notification.objects.bulk_create(
        [_addressed(told, user, known, frequencies[user.pk], now) for user in persons],
        ignore_conflicts=bool(once_key),
    )


def _told(
    kind: Kind,
    title: str,
    url: str,
    text: str,
    subject: tuple[str, str],
    once_key: str,
    template: str,
    context: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The fields that are the same for every reader."""
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError("A notification leads to a path of this site.")
    subject_key, subject_label = subject
    return {
        "kind": kind.key,
        "title": Truncator(one_line(title)).chars(LONGEST_LABEL),
        "url": url,
        "text": text,
        "subject_key": subject_key,
        "subject_label": Truncator(one_line(subject_label)).chars(LONGEST_LABEL),
        "once_key": once_key,
        "template": template,
        # Through JSON even when the mail is drawn at once: it reads the same whenever it is.
        "context": json.loads(json.dumps(context or {})),
    }


def _addressed(
    told: Mapping[str, Any], user: User, kind: Kind, frequency: str, now: datetime
) -> Notification:
    return Notification(
        **told,
        user=user,
        frequency=frequency,
        created_at=now,
        due_at=kind.due_at(frequency, now) if user.is_active else None,
    )


def mark_read(notification: Notification) -> None:
    """Note that its reader opened it; the first time stays."""
    unread = Notification.objects.unread().filter(pk=notification.pk)
    unread.update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """Note everything as read; how many were not."""
    return Notification.objects.unread().filter(user=user).update(read_at=timezone.now())


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


def erase_mails_to(addresses: Iterable[str]) -> int:
    """Delete every mail to one of these addresses, whatever its state; how many.

    Whole addresses are compared, in any letter case, each recipient of a mail by itself. A mail
    that has other recipients too goes with the rest: its content names this one.
    """
    wanted = {address.strip().lower() for address in addresses} - {""}
    if not wanted:
        return 0
    near = Q()
    for address in wanted:
        near |= Q(recipients__icontains=address)
    found = [
        pk
        for pk, recipients in OutboxMail.objects.filter(near).values_list("pk", "recipients")
        if wanted & {parseaddr(line)[1].lower() for line in recipients.split("\n")}
    ]
    return OutboxMail.objects.filter(pk__in=found).delete()[0]


def purge_log() -> int:
    """Delete mails that ended KEEP_LOG_DAYS days ago or more; how many."""
    limit = timezone.now() - timedelta(days=KEEP_LOG_DAYS)
    ended = OutboxMail.objects.exclude(state=OutboxMail.State.WAITING)
    return ended.filter(finished_at__lt=limit).delete()[0]


def purge_notifications() -> int:
    """Delete those read KEEP_READ_DAYS days ago, and those left unread for KEEP_UNREAD_DAYS days;
    how many.
    """
    now = timezone.now()
    old = Q(read_at__lt=now - timedelta(days=KEEP_READ_DAYS)) | Q(
        read_at=None, created_at__lt=now - timedelta(days=KEEP_UNREAD_DAYS)
    )
    return Notification.objects.filter(old).delete()[0]
