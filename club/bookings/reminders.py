"""The day before: « à demain », once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from club.bookings import emails
from club.bookings.models import Booking
from club.telecentres.hours import instant, local_day

HOUR = 17  # local: early enough to take the road or to give the place back


def remind_tomorrow(now: datetime | None = None) -> int:
    """Remind of the bookings that begin before the end of tomorrow; how many. Safe to repeat.

    Those of the day itself are reached when the worker was away the day before. One that was moved
    is told of again.
    """
    moment = now or timezone.now()
    end = instant(local_day(moment) + timedelta(days=2), time())
    due = Booking.objects.filter(
        Q(user__isnull=False) | ~Q(guest_email=""),
        state=Booking.State.APPROVED,
        reminded_at=None,
        starts_at__gt=moment,
        starts_at__lt=end,
    )
    return sum(_remind(pk, moment) for pk in due.order_by("starts_at").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, moment: datetime) -> bool:
    """The mark is written with the mail, or neither; two workers cannot both write it."""
    mine = Booking.objects.filter(pk=pk, state=Booking.State.APPROVED, reminded_at=None)
    if not mine.update(reminded_at=moment):
        return False
    emails.reminder(Booking.objects.for_cards().get(pk=pk))
    return True
