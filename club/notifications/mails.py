"""The mails of notifications: one for one thing told, or a digest of several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from club.notifications.compose import compose
from club.notifications.kinds import find_kind, kind_of
from club.notifications.links import make_link
from club.notifications.models import Frequency, Notification
from club.notifications.subjects import tells
from club.notifications.unsubscribe import STOP_DIGESTS, STOP_KIND
from club.users.models import User

USUAL = "notifications/email/notification"
DIGEST = "notifications/email/digest"
LONGEST_DIGEST = 60  # lines; mail programs hide the end of a longer mail
NEVER_ANSWERED = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no « I am away » to this


def address_by_user(user_ids: Collection[int]) -> dict[int, str]:
    """Where each account may be written to, by its key: none for one that is closed or whose
    address was never verified. One query.
    """
    verified = EmailAddress.objects.filter(
        user__in=user_ids, verified=True, user__is_active=True
    ).values_list("user_id", "email", "user__email")
    return {pk: current for pk, email, current in verified if email.lower() == current.lower()}


def _unsubscribe(link: str) -> dict[str, str]:
    """RFC 8058: a mail program's own button, which sends a POST without asking anything."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _frame(unsubscribe_url: str) -> dict[str, Any]:
    return {
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": f"{settings.BASE_URL}{reverse('notifications:preferences')}",
    }


def mail_of(notification: Notification, user: User, address: str) -> EmailMultiAlternatives:
    """The mail of one notification, in its own template if it has one."""
    kind = kind_of(notification.kind)
    stop = "" if kind.is_urgent else make_link(STOP_KIND, [user.pk, kind.key])
    message = compose(
        address,
        template=notification.template or USUAL,
        context={
            **notification.context,
            "notification": notification,
            "user": user,
            "kind": kind,
            "target_url": f"{settings.BASE_URL}{notification.url}",
            **_frame(stop),
        },
        headers=NEVER_ANSWERED | (_unsubscribe(stop) if stop else {}),
        attachments=notification.context.get("attachments", ()),
    )
    return _telling(message, [notification])


def digest_of(
    notifications: Sequence[Notification], user: User, address: str
) -> EmailMultiAlternatives:
    """One mail with all of these, which are of one person and one frequency."""
    stop = make_link(STOP_DIGESTS, user.pk)
    count = len(notifications)
    is_weekly = notifications[0].frequency == Frequency.WEEKLY
    message = compose(
        address,
        template=DIGEST,
        context={
            "user": user,
            "count": count,
            "is_weekly": is_weekly,
            "groups": _grouped(notifications[:LONGEST_DIGEST]),
            "left_out": max(0, count - LONGEST_DIGEST),
            "centre_url": f"{settings.BASE_URL}{reverse('notifications:list')}",
            **_frame(stop),
        },
        headers=NEVER_ANSWERED | _unsubscribe(stop),
    )
    return _telling(message, notifications)


def _telling(
    message: EmailMultiAlternatives, notifications: Sequence[Notification]
) -> EmailMultiAlternatives:
    """The same, with what it tells of for its row of the outbox (see `erase_told_about`)."""
    message.tells = tells(notifications)  # type: ignore[attr-defined]
    return message


def _grouped(notifications: Sequence[Notification]) -> list[dict[str, Any]]:
    """By the heading of their kind, then by what they are about, in the order they came."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for one in notifications:
        kind = find_kind(one.kind)
        subjects = groups.setdefault(kind.group if kind else "", {})
        # Without a subject, a notification stands alone.
        key = one.subject_key or f"#{one.pk}"
        subject = subjects.setdefault(key, {"label": one.subject_label, "lines": []})
        subject["lines"].append(one)
    return [
        {"label": label, "subjects": list(subjects.values())}
        for label, subjects in sorted(groups.items())
    ]
