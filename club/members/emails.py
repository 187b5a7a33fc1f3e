"""What the club tells people, one function each: texts in `templates/members/email/`.

Whoever has an account is told through `notify`; its own mail frames the title and the text. The
subject of a notification names the row that it tells of.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse

from club.members import kinds
from club.members.models import Member, MessageReport
from club.notifications.links import make_link
from club.notifications.services import notify
from club.telecentres.models import Telecentre
from club.users.models import User
from club.users.roles import MANAGERS, MODERATORS

CLUB, MEMBERSHIP, PROFILE = "/club/", "/club/adhesion/", "/club/profil/"
REPORTS = "/gestion/messages-signales/"
CONFIRM_PROFILE = "members.confirm-profile"  # the link of these mails; see `profile_links`


def deciders(telecentre: Telecentre, *, besides: User | None = None) -> list[User]:
    """Who decides on the members of a centre: its animateurs, else the network's managers.

    `besides`: the person decided upon, who never decides on themself.
    """
    animateurs = User.objects.filter(managed_telecentres__telecentre=telecentre, is_active=True)
    found = [user for user in animateurs.order_by("pk") if user != besides]
    return found or [user for user in managers() if user != besides]


def managers() -> list[User]:
    """The accounts of the network's managers."""
    return list(User.objects.filter(groups__name=MANAGERS, is_active=True).order_by("pk"))


def moderators(*, besides: User) -> list[User]:
    """Who reads reported messages: moderators and managers, but for `besides`, who wrote it."""
    readers = User.objects.filter(groups__name__in=(MODERATORS, MANAGERS), is_active=True)
    return list(readers.exclude(pk=besides.pk).distinct().order_by("pk"))


def key_of(row: Member | MessageReport) -> str:
    """The subject of what tells of this row."""
    return f"{row._meta.model_name}:{row.pk}"


def application_received(member: Member) -> None:
    _tell_member(member, "application_received")


def application_to_decide(member: Member, *, message: str) -> None:
    _tell_deciders(member, "application_to_decide", message=message)


def question_asked(member: Member, *, text: str) -> None:
    _tell_member(member, "question_asked", text=text)


def question_answered(member: Member, *, text: str) -> None:
    _tell_deciders(member, "question_answered", text=text)


def approved(member: Member) -> None:
    _tell_member(member, "approved", url=PROFILE)


def refused(member: Member, *, reason: str) -> None:
    _tell_member(member, "refused", reason=reason)


def suspended(member: Member, *, reason: str) -> None:
    _tell_member(member, "suspended", reason=reason)


def suspension_lifted(member: Member) -> None:
    _tell_member(member, "suspension_lifted", url=CLUB)


def resigned(member: Member, *, reason: str, was_applying: bool) -> None:
    _tell_member(member, "resigned", was_applying=was_applying)
    _tell_deciders(member, "member_resigned", reason=reason, was_applying=was_applying)


def renewed(member: Member) -> None:
    _tell_member(member, "renewed", url=CLUB)


def renewal_reminder(member: Member, *, ends_on: date, days: int) -> None:
    _tell_member(member, "renewal_reminder", kind=kinds.RENEWAL, ends_on=ends_on, days=days)


def expired(member: Member) -> None:
    _tell_member(member, "expired", kind=kinds.RENEWAL)


def confirmation_asked(member: Member) -> None:
    _tell_member(member, "confirmation_asked", kind=kinds.PROFILE, url=_confirm_path(member))


def profile_hidden(member: Member) -> None:
    _tell_member(member, "profile_hidden", kind=kinds.PROFILE, url=_confirm_path(member))


def _confirm_path(member: Member) -> str:
    """The signed link that confirms, as a path: what a notification leads to."""
    return urlsplit(make_link(CONFIRM_PROFILE, member.pk)).path


def message_reported(report: MessageReport) -> None:
    for user in moderators(besides=report.message.author):
        _tell(
            user,
            "message_reported",
            kind=kinds.REPORTS,
            url=REPORTS,
            subject=(key_of(report), ""),
            reporter=str(report.reporter),
            reason=report.reason,
        )


def _tell_member(
    member: Member,
    what: str,
    *,
    kind: str = kinds.MEMBERSHIP,
    url: str = MEMBERSHIP,
    **context: object,
) -> None:
    _tell(
        member.user,
        what,
        kind=kind,
        url=url,
        subject=(key_of(member), ""),
        member=member,
        **context,
    )


def _tell_deciders(member: Member, what: str, **context: object) -> None:
    url = reverse("adherents_modeladmin_inspect", args=[member.pk])
    for user in deciders(member.home_telecentre, besides=member.user):
        _tell(
            user,
            what,
            kind=kinds.DECISIONS,
            url=url,
            subject=(key_of(member), str(member)),
            member=member,
            **context,
        )


def _tell(
    user: User, what: str, *, kind: str, url: str, subject: tuple[str, str], **context: object
) -> None:
    notify(
        user,
        kind,
        title=render_to_string(f"members/email/{what}_subject.txt", context),
        text=render_to_string(f"members/email/{what}_text.txt", context).strip(),
        url=url,
        subject=subject,
    )
