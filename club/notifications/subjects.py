"""Erasing what people were told of a subject: on the site, in the mails that wait, in the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from club.notifications.models import Notification, OutboxMail

BATCH = 100  # subjects looked for at once


def tells(notifications: Iterable[Notification]) -> str:
    """What a mail tells of, as its row of the outbox keeps it."""
    return "".join(f"{one.pk} {one.subject_key}\n" for one in notifications)


@transaction.atomic
def erase_told_about(subject_keys: Collection[str]) -> None:
    """Delete every notification about these subjects, whoever read it, and every mail that told it.

    What else a digest told that had not left is owed again.
    """
    keys = sorted(set(subject_keys) - {""})
    for start in range(0, len(keys), BATCH):
        _erase(keys[start : start + BATCH])


def _erase(keys: list[str]) -> None:
    Notification.objects.filter(subject_key__in=keys).delete()
    near = Q()
    for key in keys:
        near |= Q(tells__contains=f" {key}\n")
    mails = OutboxMail.objects.filter(near)
    unsent = mails.exclude(state=OutboxMail.State.SENT).values_list("tells", flat=True)
    others = {int(line.partition(" ")[0]) for told in unsent for line in told.splitlines()}
    mails.delete()
    Notification.objects.filter(pk__in=others).update(mailed_at=None, due_at=timezone.now())
