"""Forgetting the guests: after a while, what stays of a visit is that a place was taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from club.bookings.models import Booking

# The time to invite them to join, and to answer for what happened during the visit.
GUESTS_KEPT = timedelta(days=180)


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
