"""Forgetting the guests: after a while, what stays of a visit is that a place was taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from club.bookings.models import Booking, ClosureRepair, Leave, WaitingEntry

# The time to invite them to join, and to answer for what happened during the visit.
GUESTS_KEPT = timedelta(days=180)


WAITING_KEPT = timedelta(days=30)  # after the time waited for
REPAIRS_KEPT = timedelta(days=180)


def forget_the_day(now: datetime | None = None) -> int:
    """Nightly: delete the entries of the waiting list whose time is past WAITING_KEPT ago, what
    closures did REPAIRS_KEPT ago, and absences that are over as long; how many rows.
    """
    moment = now or timezone.now()
    waited = WaitingEntry.objects.filter(ends_at__lt=moment - WAITING_KEPT)
    repaired = ClosureRepair.objects.filter(was_ends_at__lt=moment - REPAIRS_KEPT)
    leaves = Leave.objects.filter(last_on__lt=(moment - REPAIRS_KEPT).date())
    return sum(rows.delete()[0] for rows in (waited, repaired, leaves))


def forget_guests(now: datetime | None = None) -> int:
    """Nightly: blank the name, address, telephone and title of guests whose visit, held or not, is
    older than GUESTS_KEPT; how many.
    """
    over = (now or timezone.now()) - GUESTS_KEPT
    return (
        Booking.objects.filter(ends_at__lt=over)
        .exclude(guest_name="", guest_email="", guest_phone="")
        .update(guest_name="", guest_email="", guest_phone="", title="", shows_title=False)
    )
