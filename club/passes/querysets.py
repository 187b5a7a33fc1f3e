"""Reads of passes and of their ledger, in the words of the trade."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from club.users.models import User


class InForceQuerySet(QuerySet[Any]):
    """Prices and entitlements: what is true from a day to another."""

    def on(self, day: date) -> InForceQuerySet:
        """Those in force that day: one at most for one thing."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            starts_on__lte=day,
        )

    def overlapping(self, starts_on: date, ends_on: date | None) -> InForceQuerySet:
        """Those in force on any day of a stretch; without an end, of all that follows."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
        return found.filter(starts_on__lte=ends_on) if ends_on else found


class PassQuerySet(QuerySet[Any]):
    def running(self, first: date, last: date | None = None) -> PassQuerySet:
        """Those that run on a day, or on any day from the first to the last."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last or first
        )

    def usable_by(self, user: User, day: date) -> PassQuerySet:
        """The person's own and those of their teams, running that day."""
        holds = Q(holders__user=user, holders__starts_on__lte=day) & (
            Q(holders__ends_on__isnull=True) | Q(holders__ends_on__gte=day)
        )
        return self.running(day).filter(Q(user=user) | holds).distinct()

    def of(self, user: User) -> PassQuerySet:
        """All that were ever theirs or of a team of theirs."""
        return self.filter(Q(user=user) | Q(holders__user=user)).distinct()


class GrantQuerySet(QuerySet[Any]):
    def usable(self, day: date) -> GrantQuerySet:
        """Those with units to use that day, the soonest to expire first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, left__gt=0).order_by(
            "ends_on", "pk"
        )

    def over(self, today: date) -> GrantQuerySet:
        """Those whose units are past and were not taken away yet."""
        return self.filter(ends_on__lt=today, left__gt=0)


class EntryQuerySet(QuerySet[Any]):
    def uses(self) -> EntryQuerySet:
        """What was used, and what was given back of it."""
        return self.filter(kind__in=("debit", "refund"))

    def between(self, first: date, last: date) -> EntryQuerySet:
        return self.filter(on__range=(first, last))

    def for_lines(self) -> EntryQuerySet:
        """With what a line of a statement says, in one query."""
        return self.select_related("of_pass__plan", "of_pass__organisation", "telecentre", "grant")
