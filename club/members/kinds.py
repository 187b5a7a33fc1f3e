"""The kinds of notifications of the club, and who may choose how often each comes by mail."""

from __future__ import annotations

from club.members.models import Member
from club.notifications.kinds import register_kind
from club.telecentres.perms import manages_network
from club.users.models import User

MEMBERSHIP, RENEWAL = "members.membership", "members.renewal"
PROFILE, MESSAGES = "members.profile", "members.messages"
DECISIONS, REPORTS = "members.decisions", "members.reports"
MEMBERSHIP_GROUP, STAFF_GROUP = "Votre adhésion", "Animation du club"


def _is_known(user: User) -> bool:
    return Member.objects.filter(user=user).exists()


def _decides(user: User) -> bool:
    return manages_network(user) or user.managed_telecentres.exists()


def register_kinds() -> None:
    """Declare them. What concerns the membership itself is mail of the account: always sent."""
    register_kind(
        MEMBERSHIP,
        label="Réponses et décisions sur votre adhésion",
        group=MEMBERSHIP_GROUP,
        is_urgent=True,
    )
    register_kind(RENEWAL, label="Rappels avant la fin", group=MEMBERSHIP_GROUP, is_urgent=True)
    register_kind(
        PROFILE, label="Fraîcheur de votre profil", group=MEMBERSHIP_GROUP, is_for=_is_known
    )
    register_kind(MESSAGES, label="Messages des adhérents", group="Messages", is_for=_is_known)
    register_kind(DECISIONS, label="Candidatures et départs", group=STAFF_GROUP, is_for=_decides)
    register_kind(REPORTS, label="Messages signalés", group=STAFF_GROUP, is_for=manages_network)
