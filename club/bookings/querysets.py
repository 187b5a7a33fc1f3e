"""Reads of bookings, in the words of the trade."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from club.telecentres.models import Telecentre
    from club.users.models import User


# No rule allows more, and no service writes more: what overlaps a time began that long before it.
LONGEST = timedelta(days=190)


class BookingQuerySet(QuerySet[Any]):
    def standing(self) -> BookingQuerySet:
        """Those that hold their slots."""
        return self.filter(state__in=("held", "pending", "approved"))

    def of(self, user: User) -> BookingQuerySet:
        """Those that are for this account."""
        return self.filter(user=user)

    def at(self, telecentre: Telecentre) -> BookingQuerySet:
        return self.filter(space__telecentre=telecentre)

    def upcoming(self, now: datetime | None = None) -> BookingQuerySet:
        """Standing and not over, the next first."""
        over = now or timezone.now()
        return self.standing().filter(ends_at__gt=over).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> BookingQuerySet:
        """Those that took place, the last first."""
        over = now or timezone.now()
        return self.filter(state="approved", ends_at__lte=over).order_by("-starts_at", "-pk")

    def to_decide(self, now: datetime | None = None) -> BookingQuerySet:
        """Those that wait for an answer, the most urgent first."""
        over = now or timezone.now()
        return self.filter(state="pending", ends_at__gt=over).order_by("starts_at", "pk")

    def between(self, start: datetime, end: datetime) -> BookingQuerySet:
        """Those that overlap a stretch of time, in order."""
        overlapping = self.filter(starts_at__lt=end, ends_at__gt=start)
        # Or the whole history would be read, from an index on where they begin.
        return overlapping.filter(starts_at__gt=start - LONGEST).order_by("starts_at", "pk")

    def for_cards(self) -> BookingQuerySet:
        """With the space, its centre and the person, in one query."""
        return self.select_related("space__telecentre__commune", "user")
