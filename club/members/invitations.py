"""Inviting the independents that the network identified; who refuses is erased."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from club.members.import_files import forget_files
from club.members.invitation_mail import write_invitation
from club.members.models import Invitation
from club.members.models.invitations import TOLD_FIELDS
from club.notifications.services import erase_mails_to
from club.users.models import User

State = Invitation.State
ASK_WITHIN = timedelta(days=30)  # GDPR, article 14: whoever is on a list is told within a month
ANSWER_WITHIN = timedelta(days=180)  # then silence is a refusal


class InvitationOver(Exception):
    message = "Cette invitation n’est plus valable."


def email_hash(email: str) -> str:
    """What stays of an address after a refusal: it cannot be read back without our secret key."""
    told = email.strip().lower().encode()
    return hmac.new(f"invitations {settings.SECRET_KEY}".encode(), told, "sha256").hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link; None when it is unknown or over."""
    return Invitation.objects.filter(token=token).first() if token else None


@transaction.atomic
def invite(invitation: Invitation) -> bool:
    """Write to someone identified. False when they were invited already, or have answered."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.state != State.IDENTIFIED:
        return False
    locked.state, locked.token = State.INVITED, secrets.token_urlsafe(32)
    locked.invited_at = timezone.now()
    locked.save(update_fields=("state", "token", "invited_at"))
    write_invitation(locked)
    return True


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> dict[str, Any]:
    """Tie an invitation to an account; what the application form is filled with at first.

    Accepting again with the same account gives the same. Raises InvitationOver.
    """
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("commune", "telecentre")
        .get(pk=invitation.pk)
    )
    if locked.state == State.INVITED:
        locked.state, locked.user, locked.answered_at = State.ACCEPTED, user, timezone.now()
        locked.save(update_fields=("state", "user", "answered_at"))
    elif locked.state != State.ACCEPTED or locked.user_id != user.pk:
        raise InvitationOver
    return application_facts(locked)


def application_facts(invitation: Invitation) -> dict[str, Any]:
    """What an invitation tells of someone, by the names of the application form."""
    return {
        "activity": invitation.activity,
        "company": invitation.company,
        "siret": invitation.siret,
        "commune": invitation.commune,
        "home_telecentre": invitation.telecentre,
    }


@transaction.atomic
def refuse_invitation(invitation: Invitation) -> None:
    """Erase someone who does not wish to be known; a keyed hash keeps them from being asked again.

    Refusing twice refuses once. Raises InvitationOver once accepted: the account erases itself.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.state == State.ACCEPTED:
        raise InvitationOver
    if locked.state in (State.IDENTIFIED, State.INVITED):
        _erase(locked, State.REFUSED)
        forget_files()


@transaction.atomic
def delete_invitation(invitation: Invitation) -> bool:
    """Take someone off the list, with the mails written to them. False for who refused or never
    answered: nothing but the keyed hash is left of them, which keeps them from being asked again.
    """
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if locked is None:
        return True
    if locked.state in (State.REFUSED, State.FORGOTTEN):
        return False
    erase_mails_to([locked.email])
    locked.delete()
    return True


def _erase(invitation: Invitation, state: str) -> None:
    erase_mails_to([invitation.email])
    for field in (*TOLD_FIELDS, "source"):
        setattr(invitation, field, "")
    invitation.commune = invitation.telecentre = invitation.token = None
    invitation.state, invitation.answered_at = state, timezone.now()
    invitation.save()


@transaction.atomic
def purge_invitations(now: datetime | None = None) -> int:
    """Nightly: delete those never invited within a month, erase those silent for six; how many."""
    moment = now or timezone.now()
    never = Invitation.objects.filter(
        state=State.IDENTIFIED, created_at__lt=moment - ASK_WITHIN
    ).delete()[0]
    silent = Invitation.objects.select_for_update().filter(
        state=State.INVITED, invited_at__lt=moment - ANSWER_WITHIN
    )
    count = 0
    for invitation in silent:
        _erase(invitation, State.FORGOTTEN)
        count += 1
    return never + count
