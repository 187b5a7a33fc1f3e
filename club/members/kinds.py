"""The kinds of notifications of the club, and who may choose how often each comes by mail."""

from __future__ import annotations

from club.notifications.kinds import register_kind
from club.telecentres.perms import works_for_network
from club.users.models import User

MEMBERSHIP, RENEWAL = "members.membership", "members.renewal"
PROFILE = "members.profile"
DECISIONS, REPORTS = "members.decisions", "members.reports"
DOCUMENTS = "members.documents"


def reads_reports(user: User) -> bool:
    """Whether this account reads the messages that were reported: moderators, managers."""
    return user.has_perm("members.view_messagereport")


def register_kinds() -> None:
    """Declare them. What concerns the membership itself is mail of the account: always sent."""
    membership, staff = "Votre adhésion", "Animation du club"
    register_kind(
        MEMBERSHIP,
        label="Réponses et décisions sur votre adhésion",
        group=membership,
        is_urgent=True,
    )
    register_kind(RENEWAL, label="Rappels avant la fin", group=membership, is_urgent=True)
    register_kind(PROFILE, label="Fraîcheur de votre profil", group=membership)
    register_kind(DECISIONS, label="Candidatures et départs", group=staff, is_for=works_for_network)
    register_kind(REPORTS, label="Messages signalés", group=staff, is_for=reads_reports)
