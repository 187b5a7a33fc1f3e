"""Reads, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

if TYPE_CHECKING:
    from club.users.models import User


class CommuneQuerySet(QuerySet[Any]):
    def of_the_cantal(self) -> CommuneQuerySet:
        return self.filter(departement="15")


class TelecentreQuerySet(QuerySet[Any]):
    def active(self) -> TelecentreQuerySet:
        return self.filter(is_active=True)

    def managed_by(self, user: User) -> TelecentreQuerySet:
        """Those this account animates."""
        return self.filter(managers__user=user)

    def with_positions(self) -> TelecentreQuerySet:
        """Each with `positions_count`: its active desks and closed offices."""
        return self.annotate(
            positions_count=Count(
                "spaces",
                filter=Q(spaces__is_active=True, spaces__kind__in=("DESK", "OFFICE")),
                distinct=True,
            )
        )


class SpaceQuerySet(QuerySet[Any]):
    def active(self) -> SpaceQuerySet:
        return self.filter(is_active=True, telecentre__is_active=True)

    def positions(self) -> SpaceQuerySet:
        """Active desks and closed offices: what the network counts as work positions."""
        return self.active().filter(kind__in=("DESK", "OFFICE"))
