"""The mail to someone identified: what we know of them, from where, and two links."""

from __future__ import annotations

from club.members.models import Invitation
from club.notifications.compose import compose
from club.notifications.links import make_link

JOIN = "invitation-join"
REFUSE = "invitation-refuse"


def write_invitation(invitation: Invitation) -> None:
    """To someone without an account: GDPR, article 14, says what they have to be told.

    The mail program's own « unsubscribe » button erases them at once (RFC 8058).
    """
    refuse = make_link(REFUSE, invitation.token)
    compose(
        invitation.email,
        template="members/email/invited",
        context={
            "invitation": invitation,
            "join_url": make_link(JOIN, invitation.token),
            "refuse_url": refuse,
            "facts": _facts(invitation),
        },
        headers={
            "List-Unsubscribe": f"<{refuse}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()


def _facts(invitation: Invitation) -> list[tuple[str, str]]:
    """All that the row holds, by its name in French."""
    told = (
        ("Nom", invitation.name),
        ("Adresse électronique", invitation.email),
        ("Activité", invitation.activity),
        ("Entreprise", invitation.company),
        ("SIRET", invitation.siret),
        ("Commune", invitation.commune.name if invitation.commune else ""),
        ("Télécentre le plus proche", invitation.telecentre.name if invitation.telecentre else ""),
    )
    return [(label, value) for label, value in told if value]
