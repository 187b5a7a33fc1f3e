"""The day after a first visit: « et si vous adhériez ? », once to each address."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from club.bookings import emails
from club.bookings.models import Booking
from club.bookings.retention import GUESTS_KEPT
from club.telecentres.hours import instant, local_day
from club.users.models import User

HOUR = 10  # local: the visit is still fresh, the day has begun


def invite_visitors(now: datetime | None = None) -> int:
    """Daily: write to the guests whose first visit took place before today; how many.

    Safe to repeat. Who has an account already, or was invited after another visit, is not written
    to; nor is anyone once their address is to be forgotten.
    """
    moment = now or timezone.now()
    due = _due().filter(
        ends_at__lt=instant(local_day(moment), time()), ends_at__gte=moment - GUESTS_KEPT
    )
    return sum(_invite(pk, moment) for pk in due.order_by("ends_at").values_list("pk", flat=True))


def _due() -> QuerySet[Booking]:
    visits = Booking.objects.filter(kind=Booking.Kind.FIRST_VISIT, state=Booking.State.APPROVED)
    invited = Booking.objects.filter(guest_email=OuterRef("guest_email"), invited_at__isnull=False)
    account = User.objects.filter(email__iexact=OuterRef("guest_email"))
    return visits.filter(~Exists(invited), ~Exists(account), invited_at=None).exclude(
        guest_email=""
    )


@transaction.atomic
def _invite(pk: int, moment: datetime) -> bool:
    """The mark is written with the mail, or neither; two workers cannot both write it."""
    if not _due().filter(pk=pk).update(invited_at=moment):
        return False
    emails.invitation(Booking.objects.for_cards().get(pk=pk))
    return True
