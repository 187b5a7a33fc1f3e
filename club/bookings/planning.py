"""What must be known to tell which slots of some spaces are free: read at once, then in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from club.bookings.models import BookingRules, SlotClaim
from club.bookings.slots import DAY, Hours, Slot, slots_between
from club.telecentres.hours import Schedule, instant, local_day, schedules
from club.telecentres.models import Space


def rules_of(spaces: Iterable[Space]) -> dict[int, BookingRules]:
    """The rules of each space by its key: its own, else those usual for its kind. One query."""
    wanted = {space.pk: space for space in spaces}
    found = {row.space_id: row for row in BookingRules.objects.filter(space__in=wanted)}
    for pk, row in found.items():
        row.space = wanted[pk]
    return {pk: found.get(pk) or BookingRules.usual_for(space) for pk, space in wanted.items()}


def hours_of(rules: BookingRules) -> Hours:
    return Hours(rules.opens, rules.closes)


@dataclass
class Planning:
    """The spaces' slots over a span of days, and which of them are held (if asked for)."""

    first: date
    last: date
    schedules: dict[int, Schedule]  # by centre
    rules: dict[int, BookingRules]  # by space
    taken: dict[int, set[datetime]]  # keys, by space

    @classmethod
    def load(
        cls, spaces: Sequence[Space], *, first: date, last: date, with_claims: bool = True
    ) -> Self:
        """Five queries for any number of spaces (their centres selected), four without claims."""
        centres = {space.telecentre_id: space.telecentre for space in spaces}
        taken: dict[int, set[datetime]] = defaultdict(set)
        plan = cls(
            first,
            last,
            # A night of the last day ends on the next.
            schedules(centres.values(), first=first, last=last + DAY),
            rules_of(spaces),
            taken,
        )
        if with_claims:
            start, end = plan.keys_span()
            rows = SlotClaim.objects.filter(
                space__in=[space.pk for space in spaces], starts_at__range=(start, end)
            )
            for pk, key in rows.values_list("space_id", "starts_at"):
                taken[pk].add(key)
        return plan

    def keys_span(self) -> tuple[datetime, datetime]:
        """Instants that hold the keys of every slot of the span, and few others."""
        return span_of(self.first, self.last)

    def slots(self, space: Space) -> list[Slot]:
        """Every slot of the span."""
        return slots_between(
            space.granularity,
            self.schedules[space.telecentre_id],
            first=self.first,
            last=self.last,
            hours=hours_of(self.rules[space.pk]),
        )

    def is_free(self, space: Space, keys: Iterable[datetime]) -> bool:
        return self.taken[space.pk].isdisjoint(keys)


def span_of(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first local day to the end of the last."""
    return instant(first, time()), instant(last + DAY, time()) - timedelta(microseconds=1)


def plan_around(
    spaces: Sequence[Space], start: datetime, end: datetime, **kwargs: bool
) -> Planning:
    """The planning of the local days that a stretch of time touches."""
    return Planning.load(spaces, first=local_day(start), last=local_day(end), **kwargs)
