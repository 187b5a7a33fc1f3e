"""The slots of a space: what one row of `SlotClaim` holds. Pure functions of hours and days.

A half-day is keyed at 8 h or 13 h local, a half-hour at its own beginning, a night at 16 h of its
evening. Keys are UTC instants, the same for every space of a granularity: two centres with other
hours share the key of one morning. All local reckoning is in Europe/Paris (PRODUCT C4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from club.telecentres.hours import SEARCH_DAYS, Interval, Schedule, instant, local_day
from club.telecentres.models import Space

NOON = time(13)  # the morning ends, the afternoon begins
MORNING_KEY, AFTERNOON_KEY = time(8), time(13)
NIGHT_BEGINS, NIGHT_ENDS = time(16), time(10)  # keys are given, then given back
SHORTEST_HALF_DAY = timedelta(minutes=90)
HALF_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Slot:
    """What can be booked at once: its key, and the stretch during which one may be there (UTC)."""

    key: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Hours:
    """The part of the day in which a space may be booked; None: as its centre."""

    opens: time | None = None
    closes: time | None = None

    def within(self, day: date, stretches: list[Interval]) -> list[Interval]:
        first = instant(day, self.opens) if self.opens else None
        last = instant(day, self.closes) if self.closes else None
        cut = [
            Interval(max(one.start, first or one.start), min(one.end, last or one.end))
            for one in stretches
        ]
        return [one for one in cut if one.start < one.end]


ALL_DAY = Hours()


def slots_between(
    granularity: str, schedule: Schedule, *, first: date, last: date, hours: Hours = ALL_DAY
) -> list[Slot]:
    """The slots of the local days from `first` to `last`, in order. A night belongs to its evening.

    The schedule must know these days, and for nights the one after.
    """
    return [
        slot
        for day in days_between(first, last)
        for slot in slots_of_day(granularity, schedule, day, hours=hours)
    ]


def slots_of_day(
    granularity: str, schedule: Schedule, day: date, *, hours: Hours = ALL_DAY
) -> list[Slot]:
    """The slots of one local day."""
    if granularity == Space.Granularity.NIGHT:
        return nights(schedule, day)
    open_at = hours.within(day, schedule.open_stretches(day))
    if granularity == Space.Granularity.HALF_DAY:
        return half_days(open_at, day)
    return half_hours(open_at)


def half_days(open_at: list[Interval], day: date) -> list[Slot]:
    """The morning and the afternoon, each when the doors are open at least 90 minutes in it.

    A slot runs from the first opening to the last closing of its half.
    """
    noon, midnight = instant(day, NOON), instant(day + DAY, time())
    found = []
    for clock, begins, ends in (
        (MORNING_KEY, instant(day, time()), noon),
        (AFTERNOON_KEY, noon, midnight),
    ):
        pieces = [
            (max(one.start, begins), min(one.end, ends))
            for one in open_at
            if one.start < ends and begins < one.end
        ]
        if sum((end - start for start, end in pieces), timedelta()) >= SHORTEST_HALF_DAY:
            found.append(Slot(instant(day, clock), pieces[0][0], pieces[-1][1]))
    return found


def half_hours(open_at: list[Interval]) -> list[Slot]:
    """The half-hours of the clock that hold wholly in an open stretch.

    Stepped in UTC, from which Paris differs by whole hours: the hour that comes twice in October
    gives four of them, the one skipped in March none.
    """
    found = []
    for one in open_at:
        begins = _on_the_half_hour(one.start)
        while begins + HALF_HOUR <= one.end:
            found.append(Slot(begins, begins, begins + HALF_HOUR))
            begins += HALF_HOUR
    return found


def nights(schedule: Schedule, day: date) -> list[Slot]:
    """The night that begins that evening, unless a closure covers it wholly.

    A lodging keeps no opening hours.
    """
    begins, ends = instant(day, NIGHT_BEGINS), instant(day + DAY, NIGHT_ENDS)
    return [] if schedule.is_shut_by_closure(begins, ends) else [Slot(begins, begins, ends)]


def this_half_day(schedule: Schedule, moment: datetime, *, hours: Hours = ALL_DAY) -> Slot | None:
    """« Cette demi-journée »: the one that runs, or the next open one. None within 120 days."""
    first = local_day(moment)
    for day in days_between(first, first + SEARCH_DAYS * DAY):
        for slot in slots_of_day(Space.Granularity.HALF_DAY, schedule, day, hours=hours):
            if slot.ends_at > moment:
                return slot
    return None


def follow_each_other(granularity: str, slots: Sequence[Slot]) -> bool:
    """Whether nothing is missing between the first and the last; of half-days, always true."""
    if granularity == Space.Granularity.HALF_DAY:
        return True
    if granularity == Space.Granularity.NIGHT:
        return (local_day(slots[-1].key) - local_day(slots[0].key)).days + 1 == len(slots)
    return all(one.ends_at == two.starts_at for one, two in pairwise(slots))


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def is_morning(slot: Slot) -> bool:
    """Of a half-day: whether it is the morning."""
    return slot.key == instant(local_day(slot.key), MORNING_KEY)


def _on_the_half_hour(moment: datetime) -> datetime:
    """This instant, or the next half-hour of the clock."""
    floor = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return floor if floor == moment else floor + HALF_HOUR
