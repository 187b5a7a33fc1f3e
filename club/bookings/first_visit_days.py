"""When one may come to a centre for a first time: the half-days of the two weeks to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from club.bookings.availability import CentreGrid, Status, availability
from club.bookings.models import BookingRules
from club.bookings.slots import Slot, is_morning
from club.bookings.wording import french_span
from club.telecentres.french import french_day, french_time, french_weekday
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space, Telecentre

DAYS_AHEAD = timedelta(days=14)
SHORTEST_VISIT = timedelta(hours=1)  # what is left of a half-day that has begun
ELSEWHERE = 3


@dataclass(frozen=True)
class HalfDay:
    """A half-day in which the centre has desks for visitors, free or not."""

    slot: Slot
    free: int

    @property
    def value(self) -> str:
        """As forms and addresses name it: « 2026-12-08-matin »."""
        return half_day_value(self.slot)

    @property
    def is_morning(self) -> bool:
        return is_morning(self.slot)

    @property
    def hours(self) -> str:
        """« de 9 h à 12 h 30 »."""
        opens, closes = (
            french_time(moment.astimezone(PARIS).time())
            for moment in (self.slot.starts_at, self.slot.ends_at)
        )
        return f"de {opens} à {closes}"


@dataclass(frozen=True)
class Day:
    """The half-days of one day that may be chosen."""

    label: str  # « aujourd’hui, mardi 8 décembre »
    half_days: tuple[HalfDay, ...]


@dataclass(frozen=True)
class Elsewhere:
    """A centre nearby where a desk is free; `half_day`: its first one."""

    telecentre: Telecentre
    minutes: int
    half_day: HalfDay

    @property
    def when(self) -> str:
        """« mardi 8 décembre 2026, de 9 h à 12 h 30 »."""
        return french_span(self.half_day.slot.starts_at, self.half_day.slot.ends_at)


def half_day_value(slot: Slot) -> str:
    return f"{local_day(slot.key).isoformat()}-{'matin' if is_morning(slot) else 'apres-midi'}"


def visit_half_days(telecentre: Telecentre, *, now: datetime | None = None) -> list[HalfDay]:
    """Those of the two weeks to come, in order, the full ones too. Eight queries."""
    moment = now or timezone.now()
    first = local_day(moment)
    grids = availability(
        [telecentre], first=first, last=first + DAYS_AHEAD, kinds=[Space.Kind.DESK], now=moment
    )
    return [one for grid in grids for one in _half_days(grid, moment)]


def by_day(half_days: Iterable[HalfDay], *, now: datetime | None = None) -> list[Day]:
    """Those with a free desk, day by day."""
    today = local_day(now or timezone.now())
    days = []
    free = [one for one in half_days if one.free]
    for day, same in groupby(free, key=lambda one: local_day(one.slot.key)):
        name = f"{french_weekday(day)} {french_day(day)}"
        prefix = {0: "aujourd’hui, ", 1: "demain, "}.get((day - today).days, "")
        days.append(Day(prefix + name, tuple(same)))
    return days


def visits_elsewhere(telecentre: Telecentre, *, now: datetime | None = None) -> list[Elsewhere]:
    """The nearest other centres with a free desk in the two weeks to come, three at most.

    For a centre that has none. Ten queries.
    """
    moment = now or timezone.now()
    first = local_day(moment)
    grids = availability(
        first=first,
        last=first + DAYS_AHEAD,
        kinds=[Space.Kind.DESK],
        near=telecentre,
        now=moment,
    )
    found = []
    for grid in grids:
        free = [one for one in _half_days(grid, moment) if one.free]
        if free and grid.telecentre.pk != telecentre.pk:
            found.append(Elsewhere(grid.telecentre, grid.minutes or 0, free[0]))
    return found[:ELSEWHERE]


def _half_days(grid: CentreGrid, moment: datetime) -> list[HalfDay]:
    free: dict[datetime, list[Slot]] = {}
    for row in grid.rows:
        if row.rules.who == BookingRules.Who.STAFF:
            continue
        for cell in row.cells:
            ends_too_soon = cell.slot.ends_at < moment + SHORTEST_VISIT
            if ends_too_soon or cell.status not in (Status.FREE, Status.TAKEN):
                continue
            slots = free.setdefault(cell.slot.key, [])
            if cell.is_free:
                slots.append(cell.slot)
    slots_of = {cell.slot.key: cell.slot for row in grid.rows for cell in row.cells}
    return [
        HalfDay(min(slots) if slots else slots_of[key], len(slots))
        for key, slots in sorted(free.items())
    ]
