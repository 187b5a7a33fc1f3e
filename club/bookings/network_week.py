"""The centres over a week: how many places are free in each half-day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from club.bookings.availability import CentreGrid, Row, availability
from club.bookings.models import BookingRules
from club.bookings.periods import WEEK_END
from club.bookings.slot_wording import told
from club.bookings.slots import AFTERNOON_KEY, MORNING_KEY, Slot
from club.telecentres.french import NO_BREAK
from club.telecentres.hours import instant
from club.telecentres.models import Space, Telecentre

FEW = 2
PARTS = (MORNING_KEY, AFTERNOON_KEY)


@dataclass(frozen=True)
class HalfDay:
    """The positions of one centre; `css` goes with the words, never instead of them."""

    when: str
    free: int = 0
    total: int = 0
    is_over: bool = False

    @property
    def css(self) -> str:
        if self.is_over or not self.total:
            return "closed"
        if not self.free:
            return "full"
        return "few" if self.free <= FEW else "many"

    @property
    def state(self) -> str:
        if not self.total:
            return "fermé"
        if self.is_over:
            return "passé"
        if not self.free:
            return "complet"
        unit = "libres" if self.free > 1 else "libre"
        return f"{self.free}{NO_BREAK}{unit} sur{NO_BREAK}{self.total}"


@dataclass(frozen=True)
class Day:
    day: date
    halves: tuple[HalfDay, HalfDay]


@dataclass(frozen=True)
class CentreWeek:
    telecentre: Telecentre
    minutes: int | None
    days: tuple[Day, ...]


def network_week(days: list[date], *, near: Telecentre | None, reader: Any) -> list[CentreWeek]:
    """The desks and closed offices that people book themselves. Twelve queries at most.

    Every centre with the same days: the working ones, and those of the week-end that are open.
    """
    grids = availability(
        first=days[0], last=days[-1], kinds=Space.POSITION_KINDS, reader=reader, near=near
    )
    weeks = [_week(grid, days) for grid in grids]
    kept = [
        place
        for place, day in enumerate(days)
        if day.weekday() < WEEK_END
        or any(half.total for week in weeks for half in week.days[place].halves)
    ]
    return [replace(week, days=tuple(week.days[place] for place in kept)) for week in weeks]


def _week(grid: CentreGrid, days: list[date]) -> CentreWeek:
    total: Counter[datetime] = Counter()
    free: Counter[datetime] = Counter()
    coming: set[datetime] = set()
    now = timezone.now()
    for row in grid.rows:
        if not _is_counted(row):
            continue
        for cell in row.cells:
            total[cell.slot.key] += 1
            free[cell.slot.key] += cell.is_free
            if cell.slot.ends_at > now:
                coming.add(cell.slot.key)

    def half(key: datetime) -> HalfDay:
        when = told(Space.Granularity.HALF_DAY, [Slot(key, key, key)])
        return HalfDay(when, free[key], total[key], key not in coming and total[key] > 0)

    told_days = tuple(
        Day(day, (half(instant(day, PARTS[0])), half(instant(day, PARTS[1])))) for day in days
    )
    return CentreWeek(grid.telecentre, grid.minutes, told_days)


def _is_counted(row: Row) -> bool:
    by_half_days = row.space.granularity == Space.Granularity.HALF_DAY
    return by_half_days and row.rules.who != BookingRules.Who.STAFF
