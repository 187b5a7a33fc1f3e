"""What the two links of an invitation do: join, or refuse and be erased."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from club.members.invitation_mail import JOIN, REFUSE
from club.members.invitations import (
    ANSWER_WITHIN,
    InvitationOver,
    find_invitation,
    refuse_invitation,
)
from club.members.models import Invitation
from club.members.perms import MEMBERSHIP_PAGE
from club.notifications.links import ActionRefused, Description, Onward, register_action

OVER = "Cette invitation n’est plus valable\u202f: nous ne gardons plus rien à votre sujet."
ACCEPTED = (
    "Vous avez déjà rejoint le club. Pour le quitter ou faire effacer vos données, connectez-vous "
    "à votre espace."
)
ERASED = "Tout ce que nous savions de vous est effacé, et nous ne vous écrirons plus."


def register_links() -> None:
    """Declare both links."""
    register_action(JOIN, describe=_describe_join, act=_join, max_age=ANSWER_WITHIN)
    register_action(
        REFUSE, describe=_describe_refuse, act=_refuse, max_age=ANSWER_WITHIN, is_once=True
    )


def _invitation(token: Any) -> Invitation:
    found = find_invitation(token)
    if found is None:
        raise ActionRefused(OVER)
    return found


def _has_joined(token: Any) -> bool:
    return _invitation(token).state == Invitation.State.ACCEPTED


def _describe_join(token: Any) -> Description:
    if _has_joined(token):
        return Description(
            "Vous avez déjà répondu à cette invitation",
            "Votre demande est enregistrée\u202f: connectez-vous pour voir où elle en est.",
            "Voir ma demande",
        )
    return Description(
        "Rejoindre le club des actifs mobiles du Cantal",
        "Créez votre compte en quelques minutes\u202f: votre candidature sera déjà remplie avec ce "
        "que nous savons de vous, et vous pourrez tout y corriger.",
        "Commencer",
    )


def _join(token: Any) -> Onward:
    if _has_joined(token):
        return Onward(MEMBERSHIP_PAGE)
    return Onward(reverse("independents:join", args=[token]))


def _describe_refuse(token: Any) -> Description:
    if _has_joined(token):
        raise ActionRefused(ACCEPTED)
    return Description(
        "Refuser et être effacé",
        "Nous effaçons aussitôt tout ce que nous savons de vous, et nous ne vous écrirons plus. Il "
        "ne reste qu’une empreinte illisible de votre adresse, pour ne pas vous inviter à nouveau.",
        "Effacer mes données",
    )


def _refuse(token: Any) -> str:
    try:
        refuse_invitation(_invitation(token))
    except InvitationOver:
        raise ActionRefused(ACCEPTED) from None
    return ERASED
