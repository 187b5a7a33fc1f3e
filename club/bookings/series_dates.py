"""Which dates of a series can be booked, why the others cannot: read at once, then in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils import timezone

from club.bookings.claims import Request, check_rules
from club.bookings.day_refusals import PatternRefused
from club.bookings.models import Booking, BookingRules, Leave, Series, SeriesDate
from club.bookings.perms import check_may_book, may_run
from club.bookings.planning import Planning, hours_of
from club.bookings.refusals import (
    BookingRefused,
    MembershipEndsBefore,
    NotBookable,
    SpaceRetired,
    TooEarly,
    TooLate,
)
from club.bookings.slots import Slot, follow_each_other, is_morning, slots_of_day
from club.telecentres.hours import Schedule, instant, local_day, public_holiday
from club.telecentres.models import Space
from club.users.models import User

Part, Skipped = Series.Part, SeriesDate.Skipped


@dataclass(frozen=True)
class When:
    """The part of each day: a half-day, the day, or `opens`–`closes` (local) of a room."""

    part: str = Part.DAY
    opens: time | None = None
    closes: time | None = None

    @classmethod
    def of(cls, series: Series) -> Self:
        return cls(series.part, series.opens, series.closes)

    def check(self, space: Space) -> None:
        """Raises PatternRefused when the space does not go by such parts; no series of nights."""
        by_hours = self.part == Part.HOURS
        told = self.opens is not None and self.closes is not None and self.opens < self.closes
        if self.part not in Part.values or by_hours != told:
            raise PatternRefused
        if not by_hours and (self.opens or self.closes):
            raise PatternRefused
        wanted = Space.Granularity.HALF_HOUR if by_hours else Space.Granularity.HALF_DAY
        if space.granularity != wanted:
            raise PatternRefused


@dataclass(frozen=True)
class Proposed:
    """One day of a series: what would be booked, or why not (`skipped`, a SeriesDate.Skipped)."""

    day: date
    request: Request | None = None
    skipped: str = ""
    note: str = ""

    @property
    def is_bookable(self) -> bool:
        return self.request is not None and not self.skipped

    @property
    def why_skipped(self) -> str:
        return SeriesDate(day=self.day, skipped=self.skipped, note=self.note).why_skipped


@dataclass
class Reader:
    """What must be known of a space and of a person to propose dates."""

    space: Space
    user: User
    by: User
    plan: Planning
    leaves: list[tuple[date, date]]
    busy: list[Booking]
    now: datetime

    @classmethod
    def load(cls, space: Space, *, user: User, by: User, first: date, last: date) -> Self:
        """Nine queries, however many days. Raises SpaceRetired."""
        found = Space.objects.select_related("telecentre").get(pk=space.pk)
        if not (found.is_active and found.telecentre.is_active):
            raise SpaceRetired
        start, end = instant(first, time()), instant(last + timedelta(days=1), time())
        busy = Booking.objects.standing().of(user).filter(space__kind=found.kind)
        return cls(
            found,
            user,
            by,
            Planning.load([found], first=first, last=last),
            list(
                Leave.objects.filter(user=user, last_on__gte=first, first_on__lte=last).values_list(
                    "first_on", "last_on"
                )
            ),
            list(busy.between(start, end)),
            timezone.now(),
        )

    @property
    def rules(self) -> BookingRules:
        return self.plan.rules[self.space.pk]

    @property
    def schedule(self) -> Schedule:
        return self.plan.schedules[self.space.telecentre_id]

    def propose(
        self, days: Iterable[date], when: When, *, mine: Iterable[Booking] = ()
    ) -> list[Proposed]:
        """One line a day. `mine`: bookings that do not stand in the way (those being changed)."""
        but = {one.pk for one in mine}
        last_allowed = self._last_allowed()
        runs = may_run(self.by, self.space.telecentre)
        return [self._one(day, when, but, last_allowed, runs=runs) for day in days]

    def _last_allowed(self) -> date | None:
        """The last day of the person's membership, None without limit. Raises NotAllowed."""
        if self.user != self.by:
            return None
        try:
            check_may_book(self.user, self.rules, starts_at=instant(date(9000, 1, 1), time()))
        except MembershipEndsBefore as ends:
            return ends.ends_on
        return None

    def _one(
        self, day: date, when: When, but: set[int], last_allowed: date | None, *, runs: bool
    ) -> Proposed:
        if any(first <= day <= last for first, last in self.leaves):
            return Proposed(day, skipped=Skipped.LEAVE)
        if holiday := public_holiday(day):
            return Proposed(day, skipped=Skipped.HOLIDAY, note=holiday)
        try:
            request = request_on(self.plan, self.space, day, when)
        except NotBookable:
            return self._closed(day)
        if request.slots[0].ends_at <= self.now:
            return Proposed(day, request, Skipped.PAST)
        if last_allowed and day > last_allowed:
            return Proposed(day, request, Skipped.MEMBERSHIP)
        if not runs:
            try:
                check_rules(request)
            except TooEarly:
                return Proposed(day, request, Skipped.LATER)
            except (TooLate, BookingRefused) as refusal:
                return Proposed(day, request, Skipped.RULES, str(refusal))
        return self._free(day, request, but, runs=runs)

    def _closed(self, day: date) -> Proposed:
        start, end = instant(day, time()), instant(day + timedelta(days=1), time())
        for closure in self.schedule.closures:
            if closure.starts_at < end and start < closure.ends_at:
                return Proposed(day, skipped=Skipped.CLOSURE, note=closure.reason)
        return Proposed(day, skipped=Skipped.CLOSED, note=self.schedule.hours_for(day).note)

    def _free(self, day: date, request: Request, but: set[int], *, runs: bool) -> Proposed:
        overlapping = [
            one
            for one in self.busy
            if one.pk not in but
            and one.starts_at < request.ends_at
            and request.starts_at < one.ends_at
        ]
        if not runs and len(overlapping) >= self.rules.max_at_once:
            return Proposed(day, request, Skipped.ELSEWHERE)
        own = any(one.pk in but and one.space_id == self.space.pk for one in self.busy)
        if not own and not self.plan.is_free(self.space, request.keys):
            return Proposed(day, request, Skipped.TAKEN)
        return Proposed(day, request)


def request_on(plan: Planning, space: Space, day: date, when: When) -> Request:
    """The slots of one day for that part of it; of a day with a single half, that half.

    Raises NotBookable.
    """
    slots = slots_of_day(
        space.granularity,
        plan.schedules[space.telecentre_id],
        day,
        hours=hours_of(plan.rules[space.pk]),
    )
    wanted = [slot for slot in slots if _is_wanted(slot, day, when)]
    if not wanted:
        raise NotBookable
    if when.opens and when.closes:
        if wanted[0].starts_at != instant(day, when.opens):
            raise NotBookable
        if wanted[-1].ends_at != instant(day, when.closes):
            raise NotBookable
        if not follow_each_other(space.granularity, wanted):
            raise NotBookable
    return Request(space, plan.rules[space.pk], tuple(wanted))


def _is_wanted(slot: Slot, day: date, when: When) -> bool:
    if when.opens and when.closes:
        opens, closes = instant(day, when.opens), instant(day, when.closes)
        return opens <= slot.starts_at and slot.ends_at <= closes
    if when.part == Part.DAY:
        return True
    return is_morning(slot) == (when.part == Part.MORNING)


def today() -> date:
    return local_day(timezone.now())
