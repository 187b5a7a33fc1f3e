"""What is free where one asks, nearest first; and when nothing is, what is free next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from club.bookings.addresses import booking_url, steps_url, waiting_url
from club.bookings.availability import Cell, CentreGrid, Row, Status, availability
from club.bookings.models import BookingRules
from club.bookings.slot_wording import AFTERNOON, MORNING, WHOLE_DAY, told
from club.bookings.slots import (
    AFTERNOON_KEY,
    HALF_HOUR,
    MORNING_KEY,
    NIGHT_BEGINS,
    follow_each_other,
)
from club.bookings.wording import french_ranges
from club.telecentres.hours import DayHours, instant
from club.telecentres.models import Space, Telecentre

# How far the next time is looked for when nothing is free; housings are held for weeks.
LOOKS_AHEAD, LOOKS_AHEAD_FOR_NIGHTS = timedelta(days=14), timedelta(days=41)
HOW_MANY = 3
FULL = "complet"
PARTS = {
    MORNING: (MORNING_KEY,),
    AFTERNOON: (AFTERNOON_KEY,),
    WHOLE_DAY: (MORNING_KEY, AFTERNOON_KEY),
}


@dataclass(frozen=True)
class Wish:
    """What is asked for; of the three ways to say when, that of the kind counts.

    `part`: of the day, one of PARTS. `minutes`: by road from the origin, at most.
    """

    kind: Space.Kind
    day: date
    part: str = MORNING
    opens: time = time(9)
    closes: time = time(11)
    nights: int = 1
    origin: Telecentre | None = None
    minutes: int | None = None
    equipment: tuple[str, ...] = ()

    @property
    def granularity(self) -> Space.Granularity:
        return Space.USUAL_GRANULARITY[self.kind]

    @property
    def keys(self) -> list[datetime]:
        """The keys of the slots asked for, in order."""
        if self.granularity == Space.Granularity.HALF_DAY:
            return [instant(self.day, clock) for clock in PARTS[self.part]]
        if self.granularity == Space.Granularity.NIGHT:
            days = [self.day + timedelta(days=night) for night in range(self.nights)]
            return [instant(day, NIGHT_BEGINS) for day in days]
        start, end = instant(self.day, self.opens), instant(self.day, self.closes)
        return [start + HALF_HOUR * place for place in range((end - start) // HALF_HOUR)]

    @property
    def last_day(self) -> date:
        """To which one must look, so as to find what is free next too."""
        if self.granularity != Space.Granularity.NIGHT:
            return self.day + LOOKS_AHEAD
        return self.day + max(timedelta(days=self.nights), LOOKS_AHEAD_FOR_NIGHTS)


@dataclass(frozen=True)
class Offer:
    """Something free, that one may book; `minutes` by road, None without an origin."""

    space: Space
    cells: tuple[Cell, ...]
    minutes: int | None

    @property
    def starts_at(self) -> datetime:
        return self.cells[0].slot.starts_at

    @property
    def when(self) -> str:
        return told(self.space.granularity, [cell.slot for cell in self.cells])

    @property
    def url(self) -> str:
        return steps_url(self.space, self.starts_at, self.cells[-1].slot.ends_at)


@dataclass(frozen=True)
class Mine:
    """What the reader holds at that time already."""

    space: Space
    when: str
    url: str


@dataclass(frozen=True)
class CentreFound:
    """One centre at the time asked for; without an offer, `why` says what it is."""

    telecentre: Telecentre
    minutes: int | None
    hours: DayHours
    offers: tuple[Offer, ...]
    why: str = ""
    wait_url: str = ""  # where one asks to be told when a place comes free

    @property
    def opening(self) -> str:
        """« de 9 h à 12 h et de 14 h à 18 h »."""
        return french_ranges(self.hours)


@dataclass(frozen=True)
class Found:
    centres: tuple[CentreFound, ...]  # with an offer, the nearest first
    others: tuple[CentreFound, ...]  # near enough, but without
    farther: tuple[Offer, ...]  # at the same time, beyond the minutes asked for
    later: tuple[Offer, ...]
    mine: tuple[Mine, ...]

    @property
    def best(self) -> Offer | None:
        return self.centres[0].offers[0] if self.centres else None

    @property
    def count(self) -> int:
        return sum(len(one.offers) for one in self.centres)


def find(wish: Wish, *, reader: Any) -> Found:
    """Eleven queries at most. Spaces kept for the animateurs are not offered."""
    grids = availability(
        first=wish.day,
        last=wish.last_day,
        kinds=[wish.kind],
        equipment=wish.equipment,
        reader=reader,
        near=wish.origin,
    )
    keys = wish.keys
    near = [one for one in grids if _is_near(one, wish)]
    told_of = [_centre(one, wish, keys) for one in near]
    centres = tuple(one for one in told_of if one.offers)
    return Found(
        centres=centres,
        others=tuple(one for one in told_of if not one.offers),
        farther=() if centres else _farther(grids, wish, keys),
        later=() if centres else _later(near or grids, keys),
        mine=tuple(_mine(grids, keys)),
    )


def _is_near(grid: CentreGrid, wish: Wish) -> bool:
    return wish.minutes is None or grid.minutes is None or grid.minutes <= wish.minutes


def _centre(grid: CentreGrid, wish: Wish, keys: Sequence[datetime]) -> CentreFound:
    offers = tuple(_offers(grid, keys))
    hours = grid.schedule.hours_for(wish.day)
    why = "" if offers else _why(grid, keys)
    wait = _wait_url(grid, keys) if why == FULL else ""
    return CentreFound(grid.telecentre, grid.minutes, hours, offers, why, wait)


def _wait_url(grid: CentreGrid, keys: Sequence[datetime]) -> str:
    for row in grid.rows:
        cells = _cells_at(row, keys)
        if cells and _may_be(row, len(cells)):
            return waiting_url(row.space, cells[0].slot.starts_at, cells[-1].slot.ends_at)
    return ""


def _offers(grid: CentreGrid, keys: Sequence[datetime]) -> Iterator[Offer]:
    for row in grid.rows:
        cells = _cells_at(row, keys)
        if cells and _may_be(row, len(cells)) and all(cell.is_free for cell in cells):
            yield Offer(row.space, tuple(cells), grid.minutes)


def _cells_at(row: Row, keys: Sequence[datetime]) -> list[Cell]:
    """Those of these keys; nothing when one is missing: closed then."""
    by_key = {cell.slot.key: cell for cell in row.cells}
    return [by_key[key] for key in keys] if all(key in by_key for key in keys) else []


def _may_be(row: Row, length: int) -> bool:
    rules = row.rules
    return rules.who != BookingRules.Who.STAFF and rules.min_slots <= length <= rules.max_slots


def _why(grid: CentreGrid, keys: Sequence[datetime]) -> str:
    statuses = {cell.status for row in grid.rows for cell in _cells_at(row, keys)}
    if not statuses:
        return "fermé"
    if statuses & {Status.TAKEN, Status.MINE}:
        return FULL
    if Status.TOO_LATE in statuses:
        return "trop tard pour réserver"
    if Status.TOO_EARLY in statuses:
        return "pas encore ouvert à la réservation"
    if Status.PAST in statuses:
        return "déjà passé"
    return "sur demande, ou pas pour cette durée"


def _farther(
    grids: Sequence[CentreGrid], wish: Wish, keys: Sequence[datetime]
) -> tuple[Offer, ...]:
    beyond = [next(_offers(one, keys), None) for one in grids if not _is_near(one, wish)]
    return tuple(offer for offer in beyond if offer)[:HOW_MANY]


def _later(grids: Sequence[CentreGrid], keys: Sequence[datetime]) -> tuple[Offer, ...]:
    """The next time of the same length: the soonest of each centre, by day and then nearest."""
    soonest = [
        min(found, key=lambda offer: offer.starts_at)
        for one in grids
        if (found := [offer for row in one.rows if (offer := _next(one, row, keys))])
    ]
    soonest.sort(key=lambda offer: (offer.cells[0].day, offer.minutes or 0, offer.starts_at))
    return tuple(soonest[:HOW_MANY])


def _next(grid: CentreGrid, row: Row, keys: Sequence[datetime]) -> Offer | None:
    if not _may_be(row, len(keys)):
        return None
    cells = [cell for cell in row.cells if cell.slot.key > keys[0]]
    in_a_day = row.space.granularity != Space.Granularity.NIGHT
    for place in range(len(cells) - len(keys) + 1):
        run = cells[place : place + len(keys)]
        if (
            all(cell.is_free for cell in run)
            and not (in_a_day and run[0].day != run[-1].day)
            and follow_each_other(row.space.granularity, [cell.slot for cell in run])
        ):
            return Offer(row.space, tuple(run), grid.minutes)
    return None


def _mine(grids: Sequence[CentreGrid], keys: Sequence[datetime]) -> Iterator[Mine]:
    """Once a booking."""
    asked, seen = set(keys), set()
    for row in (row for one in grids for row in one.rows):
        for cell in row.cells:
            if cell.status == Status.MINE and cell.slot.key in asked:
                if cell.reference not in seen:
                    when = told(row.space.granularity, [cell.slot])
                    yield Mine(row.space, when, booking_url(cell.reference))
                seen.add(cell.reference)
