"""From an invitation to an application: what is remembered of a visitor through sign-up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from club.members.invitations import (
    InvitationOver,
    accept_invitation,
    application_facts,
    email_hash,
    find_invitation,
)
from club.members.models import Invitation

SESSION_KEY = "invitation"


def remember_invitation(request: HttpRequest, token: str) -> bool:
    """Keep in the session that this visitor was invited; False when they are not any more."""
    invitation = find_invitation(token)
    if invitation is None or invitation.state != Invitation.State.INVITED:
        return False
    request.session[SESSION_KEY] = token
    return True


def prefill_for(request: HttpRequest) -> dict[str, Any]:
    """What the application form of this visitor is filled with at first; empty without an
    invitation. Nothing is written: `accept_for` does, once they apply.
    """
    invitation = _invitation_of(request)
    return application_facts(invitation) if invitation is not None else {}


def accept_for(request: HttpRequest) -> None:
    """Tie the invitation to the account that has just applied; without one, nothing happens."""
    invitation = _invitation_of(request)
    if invitation is None:
        return
    try:
        accept_invitation(invitation, user=request.user)  # type: ignore[arg-type]
    except InvitationOver:
        return  # refused or taken meanwhile: the application stands all the same
    finally:
        request.session.pop(SESSION_KEY, None)


def _invitation_of(request: HttpRequest) -> Invitation | None:
    """The one whose link they followed, else the one that was sent to the address of the account,
    which is verified."""
    known = Invitation.objects.select_related("commune", "telecentre")
    waiting = known.filter(state=Invitation.State.INVITED)
    token = request.session.get(SESSION_KEY)
    found: Invitation | None = waiting.filter(token=token).first() if token else None
    if found is None and request.user.is_authenticated:
        found = waiting.filter(email_hash=email_hash(request.user.email)).first()
        # Accepted already, by an account that never finished to apply.
        found = found or known.filter(user=request.user, state=Invitation.State.ACCEPTED).first()
    return found
