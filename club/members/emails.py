"""The mails of the club, one function each: texts in `templates/members/email/`."""

from __future__ import annotations

from datetime import date

from club.members.models import Member, MessageReport
from club.notifications.services import send_to
from club.telecentres.models import Telecentre
from club.users.models import User
from club.users.roles import MANAGERS


def deciders(telecentre: Telecentre) -> list[User]:
    """Who decides on the members of a centre: its animateurs, else the network's managers."""
    animateurs = User.objects.filter(managed_telecentres__telecentre=telecentre, is_active=True)
    return list(animateurs.order_by("pk")) or managers()


def managers() -> list[User]:
    """The accounts of the network's managers."""
    return list(User.objects.filter(groups__name=MANAGERS, is_active=True).order_by("pk"))


def application_received(member: Member) -> None:
    _tell(member.user, "application_received", member=member)


def application_to_decide(member: Member, *, message: str) -> None:
    for user in deciders(member.home_telecentre):
        _tell(user, "application_to_decide", member=member, message=message)


def question_asked(member: Member, *, text: str) -> None:
    _tell(member.user, "question_asked", member=member, text=text)


def question_answered(member: Member, *, text: str) -> None:
    for user in deciders(member.home_telecentre):
        _tell(user, "question_answered", member=member, text=text)


def approved(member: Member) -> None:
    _tell(member.user, "approved", member=member)


def refused(member: Member, *, reason: str) -> None:
    _tell(member.user, "refused", member=member, reason=reason)


def suspended(member: Member, *, reason: str) -> None:
    _tell(member.user, "suspended", member=member, reason=reason)


def suspension_lifted(member: Member) -> None:
    _tell(member.user, "suspension_lifted", member=member)


def resigned(member: Member) -> None:
    _tell(member.user, "resigned", member=member)
    for user in deciders(member.home_telecentre):
        _tell(user, "member_resigned", member=member)


def renewed(member: Member) -> None:
    _tell(member.user, "renewed", member=member)


def renewal_reminder(member: Member, *, ends_on: date, days: int) -> None:
    _tell(member.user, "renewal_reminder", member=member, ends_on=ends_on, days=days)


def expired(member: Member) -> None:
    _tell(member.user, "expired", member=member)


def confirmation_asked(member: Member) -> None:
    _tell(member.user, "confirmation_asked", member=member)


def profile_hidden(member: Member) -> None:
    _tell(member.user, "profile_hidden", member=member)


def message_reported(report: MessageReport) -> None:
    for user in managers():
        _tell(user, "message_reported", reporter=str(report.reporter), reason=report.reason)


def _tell(user: User, what: str, **context: object) -> None:
    send_to(user.email, template=f"members/email/{what}", context={"name": str(user), **context})
