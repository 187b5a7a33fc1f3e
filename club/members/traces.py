"""What others were told about someone: erased with them."""

from __future__ import annotations

from django.db.models import Q

from club.members import message_news
from club.members.emails import key_of
from club.members.models import Member, MessageReport
from club.notifications.subjects import erase_told_about
from club.users.models import User


def forget(user: User) -> None:
    """Erase, at everyone's, what quotes the messages of this person, their application, what they
    reported, and what was reported of them.
    """
    reports = MessageReport.objects.filter(Q(reporter=user) | Q(message__author=user))
    members = Member.objects.filter(user=user)
    rows: list[Member | MessageReport] = [*reports, *members]
    erase_told_about([*message_news.subjects_of(user), *map(key_of, rows)])
