"""Reads of this app, in the words of the trade."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

if TYPE_CHECKING:
    from club.users.models import User

FRESH_FOR = timedelta(days=365)  # without a confirmation, a profile then leaves the directory
CONFIRM_EVERY = timedelta(days=182)  # how often a member is asked whether the profile still holds


class SkillQuerySet(QuerySet[Any]):
    def approved(self) -> SkillQuerySet:
        """Those of the controlled list."""
        return self.filter(state="approved")

    def suggested(self) -> SkillQuerySet:
        """Those that wait for a decision, oldest first."""
        return self.filter(state="suggested").order_by("created_at", "pk")


class MemberQuerySet(QuerySet[Any]):
    def active(self, today: date | None = None) -> MemberQuerySet:
        """Those whose membership runs on this day, whether the nightly job has passed or not."""
        day = today or timezone.localdate()
        return self.filter(state="active", starts_on__lte=day, ends_on__gte=day)

    def applications(self) -> MemberQuerySet:
        """Those that wait for a decision."""
        return self.filter(state="application")

    def fresh(self, now: datetime | None = None) -> MemberQuerySet:
        """Those whose profile was confirmed less than twelve months ago."""
        return self.filter(last_confirmed_at__gt=(now or timezone.now()) - FRESH_FOR)

    def in_directory(self) -> MemberQuerySet:
        """What active members find in « /club/annuaire/ »."""
        return self.active().fresh().filter(user__is_active=True)

    def in_public_catalogue(self) -> MemberQuerySet:
        """What anyone finds in « /annuaire/ »: those who opted in."""
        return self.in_directory().filter(is_in_public_catalogue=True)

    def for_cards(self) -> MemberQuerySet:
        """With all that a card or a profile shows, in three queries."""
        return self.select_related(
            "user", "commune", "home_telecentre", "organisation"
        ).prefetch_related("tagged_skills__tag")


class DocumentVersionQuerySet(QuerySet[Any]):
    def current(self, today: date | None = None) -> DocumentVersionQuerySet:
        """The version in force of each kind."""
        published = self.filter(published_on__lte=today or timezone.localdate())
        newest = (
            published.filter(kind=OuterRef("kind"))
            .order_by()
            .values("kind")
            .annotate(newest=Max("version"))
            .values("newest")
        )
        return published.filter(version=Subquery(newest))


class ConversationQuerySet(QuerySet[Any]):
    def of(self, user: User) -> ConversationQuerySet:
        """The threads of an account, the last written first."""
        return self.filter(Q(opened_by=user) | Q(other=user)).order_by("-last_message_at", "-pk")

    def unread_by(self, user: User) -> ConversationQuerySet:
        """Those that hold something this account has not read."""
        last = F("last_message_at")
        opened = Q(opened_by_read_at=None) | Q(opened_by_read_at__lt=last)
        received = Q(other_read_at=None) | Q(other_read_at__lt=last)
        return self.filter(Q(opened_by=user) & opened | Q(other=user) & received)
