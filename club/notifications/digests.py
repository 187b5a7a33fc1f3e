"""Writing the mails that are due: those that quiet hours held back, and the digests.

Each batch is one transaction: persons are locked, their mails are written into the outbox and
their notifications are marked. Killed in the middle, nothing is written and nothing is marked. A
person who is with another worker is passed over, so that no one gets two digests; on SQLite the
transaction itself keeps the others away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from club.notifications.kinds import find_kind
from club.notifications.mails import address_by_user, digest_of, mail_of
from club.notifications.models import Frequency, Notification
from club.users.models import User

logger = structlog.get_logger(__name__)

BATCH = 50  # persons: on SQLite other writers wait while their mails are drawn
RETRY = timedelta(hours=1)


def write_due_mails() -> int:
    """Write every mail that is due; how many. The queries of a batch do not grow with it."""
    now = timezone.now()
    last, written = 0, 0
    while True:
        due = Notification.objects.due(now).filter(user_id__gt=last)
        persons = list(due.order_by("user_id").values_list("user_id", flat=True).distinct()[:BATCH])
        if persons:
            written += _write_batch(persons, now)
        if len(persons) < BATCH:
            return written
        last = persons[-1]


def _lock(persons: list[int]) -> dict[int, User]:
    """Those of them that no other worker has, by key, until the transaction ends."""
    free = User.objects.filter(pk__in=persons).order_by("pk")
    return {user.pk: user for user in free.select_for_update(skip_locked=True, no_key=True)}


@transaction.atomic
def _write_batch(persons: list[int], now: datetime) -> int:
    users = _lock(persons)
    # Read after the lock: what another worker has just written is no longer due.
    due = list(
        Notification.objects.due(now).filter(user__in=list(users)).order_by("created_at", "pk")
    )
    addresses = address_by_user(list(users))
    messages: list[EmailMultiAlternatives] = []
    mailed: list[int] = []
    wanted, failed = _still_wanted([one for one in due if one.user_id in addresses])
    for user_id, group in _one_mail_each(wanted):
        user, pks = users[user_id], [one.pk for one in group]
        try:
            if group[0].frequency == Frequency.AT_ONCE:
                message = mail_of(group[0], user, addresses[user_id])
            else:
                message = digest_of(group, user, addresses[user_id])
        except Exception:  # whatever it is, the mail of one must not stop those of the others
            logger.exception("notification_not_mailed", notifications=pks)
            failed += pks
        else:
            messages.append(message)
            mailed += pks
    kept = {*mailed, *failed}
    dropped = [one.pk for one in due if one.pk not in kept]
    Notification.objects.filter(pk__in=mailed).update(due_at=None, mailed_at=now)
    Notification.objects.filter(pk__in=dropped).update(due_at=None)
    Notification.objects.filter(pk__in=failed).update(due_at=now + RETRY)
    if messages:
        get_connection().send_messages(messages)
    return len(messages)


def _still_wanted(due: list[Notification]) -> tuple[list[Notification], list[int]]:
    """Without those that were read meanwhile, nor those that no longer concern their reader; and
    the keys of those whose app could not tell.

    Urgent mails are promised: they leave even when the thing was seen on the site.
    """
    by_kind: dict[str, list[Notification]] = defaultdict(list)
    for one in due:
        by_kind[one.kind].append(one)
    wanted: set[int] = set()
    failed: list[int] = []
    for key, notifications in by_kind.items():
        kind = find_kind(key)
        if kind is None:
            continue
        asked = [one for one in notifications if kind.is_urgent or one.read_at is None]
        if kind.still_concerns is None or not asked:
            wanted |= {one.pk for one in asked}
            continue
        try:
            with transaction.atomic():
                wanted |= {one.pk for one in kind.still_concerns(asked)}
        except Exception:  # as below: the error of one app must not stop the mails of the others
            logger.exception("notification_filter_failed", kind=key)
            failed += [one.pk for one in asked]
    return [one for one in due if one.pk in wanted], failed


def _one_mail_each(wanted: list[Notification]) -> Iterator[tuple[int, list[Notification]]]:
    """What goes together: each urgent thing alone, everything of one digest in one mail."""
    digests: dict[tuple[int, str], list[Notification]] = defaultdict(list)
    for one in wanted:
        if one.frequency == Frequency.AT_ONCE:
            yield one.user_id, [one]
        else:
            digests[one.user_id, one.frequency].append(one)
    for (user_id, _frequency), group in digests.items():
        yield user_id, group
