"""Who may book which space, and who may change which booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from club.bookings.models import Booking, BookingRules
from club.bookings.refusals import MembershipEndsBefore, MembersOnly, NotAllowed, NotForOthers
from club.members.models import Member
from club.members.perms import may_decide_for
from club.telecentres.hours import local_day
from club.telecentres.models import Telecentre
from club.telecentres.perms import only_of
from club.users.models import User

Who = BookingRules.Who


def may_run(user: Any, telecentre: Telecentre) -> bool:
    """Whether this account decides on the bookings of a centre: its animateurs, the managers."""
    return user.is_authenticated and user.is_active and may_decide_for(user, telecentre)


def may_change(user: Any, booking: Booking) -> bool:
    """Whether this account may see, move and cancel a booking: its person, the animateurs."""
    if not user.is_authenticated:
        return False
    return booking.user_id == user.pk or may_run(user, booking.space.telecentre)


def bookings_run_by(user: User) -> QuerySet[Booking]:
    """The bookings of the centres this account looks after."""
    return only_of(user, Booking.objects.all(), "space__telecentre")


def check_may_run(user: User, telecentre: Telecentre) -> None:
    """Raises NotForOthers."""
    if not may_run(user, telecentre):
        raise NotForOthers


def check_may_book(user: User, rules: BookingRules, *, starts_at: datetime) -> None:
    """Whether the rules let this account book for itself, then. Raises NotAllowed or one of its
    kinds; the animateurs of the centre may always.
    """
    if not user.is_active:
        raise NotAllowed
    if rules.who == Who.ACCOUNTS or may_decide_for(user, rules.space.telecentre):
        return
    if rules.who == Who.STAFF:
        raise NotAllowed
    member = Member.objects.active(timezone.localdate()).filter(user=user).first()
    if member is None:
        raise MembersOnly
    if member.ends_on < local_day(starts_at):
        raise MembershipEndsBefore(member.ends_on)
