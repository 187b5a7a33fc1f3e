"""Suspending accounts, ending sessions, deleting what was never confirmed."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from club.users.models import User

UNCONFIRMED_DAYS = 7


@transaction.atomic
def suspend_account(user: User) -> None:
    """Close an account: its sessions end at their next request, and no one logs in to it.

    What belongs to the account stays. Doing it again changes nothing.
    """
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    for session in UserSession.objects.filter(user=user):
        session.end()


def restore_account(user: User) -> None:
    """Open a suspended account again; its sessions stay ended."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


def end_session(user: User, pk: int) -> bool:
    """End one session of this account. False when it is not theirs, or has ended already."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        return False
    session.end()
    return True


def end_other_sessions(user: User, *, but: str) -> int:
    """End every session of this account except the one of key `but`; how many."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for session in others:
        session.end()
    return len(others)


def delete_unconfirmed_accounts() -> int:
    """Delete accounts of UNCONFIRMED_DAYS days or more whose address was never confirmed; how many.

    Those the team opened stay: they hold a role, were once entered, or await their first log-in.
    """
    limit = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    signed_up = User.objects.filter(
        date_joined__lt=limit,
        last_login=None,
        emailaddress__verified=False,
        groups=None,
        is_staff=False,
    ).exclude(emailaddress__verified=True)
    deleted = 0
    for user in signed_up.distinct():
        try:
            user.delete()
        except ProtectedError:  # something of theirs must stay: then so does the account
            continue
        deleted += 1
    return deleted


def purge_sessions() -> None:
    """Delete the sessions that have expired, and what the list of devices kept of them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    living = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=living).delete()
