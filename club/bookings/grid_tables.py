"""A centre's availability as tables: rows are spaces by kind, columns are slots.

Half-days, half-hours and nights are told apart: they have no column in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from club.bookings.availability import Row
from club.bookings.boxes import CLOSED, Box, boxes_of, joined
from club.bookings.periods import DAY, Period
from club.bookings.slot_wording import AFTERNOON, MORNING, PLURALS, day_name
from club.bookings.slots import AFTERNOON_KEY, MORNING_KEY, NIGHT_BEGINS, Slot
from club.telecentres.french import french_day, french_time, french_weekday
from club.telecentres.hours import PARIS, Schedule, instant, local_day
from club.telecentres.models import Space

WORKING_DAYS = 5


@dataclass(frozen=True)
class Head:
    """The head of one or several columns; `note` says why a day departs from the week."""

    label: str
    sub: str = ""
    note: str = ""
    span: int = 1
    url: str = ""
    is_today: bool = False


@dataclass(frozen=True)
class Line:
    space: Space
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Group:
    """The spaces of one kind."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class GridTable:
    slug: str
    title: str
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    columns: tuple[Head, ...] = ()  # a second row of heads, under the first
    is_fine: bool = False  # many narrow columns

    @property
    def width(self) -> int:
        return 1 + sum(head.span for head in self.heads)


@dataclass
class Tables:
    """What makes the tables of one centre over one period."""

    schedule: Schedule
    rows: Sequence[Row]
    period: Period
    may_always: bool = False
    links_days: bool = True  # whether the days of a week lead to the page of the day
    _boxes: dict[int, dict[Slot, Box]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._boxes[row.space.pk] = boxes_of(row, may_always=self.may_always)

    def all(self) -> list[GridTable]:
        """Those that have at least one space."""
        by_granularity = {
            granularity: [row for row in self.rows if row.space.granularity == granularity]
            for granularity in Space.Granularity
        }
        halves = by_granularity[Space.Granularity.HALF_DAY]
        hours = by_granularity[Space.Granularity.HALF_HOUR]
        nights = by_granularity[Space.Granularity.NIGHT]
        found = []
        if halves:
            found.append(self._half_days(halves))
        if hours:
            by_day = self.period.view == DAY
            found.append(self._half_hours(hours) if by_day else self._days_of_rooms(hours))
        if nights:
            found.append(self._nights(nights))
        return found

    def boxes(self, row: Row) -> dict[Slot, Box]:
        return self._boxes[row.space.pk]

    def _half_days(self, rows: Sequence[Row]) -> GridTable:
        days = self._days(rows)
        keys = [instant(day, clock) for day in days for clock in (MORNING_KEY, AFTERNOON_KEY)]
        return GridTable(
            "demi-journees",
            "Postes et bureaux, à la demi-journée",
            tuple(self._head(day, span=2) for day in days),
            _groups(rows, lambda row: self._by_key(row, keys)),
            tuple(Head(part.capitalize()) for _day in days for part in (MORNING, AFTERNOON)),
        )

    def _nights(self, rows: Sequence[Row]) -> GridTable:
        keys = [instant(day, NIGHT_BEGINS) for day in self.period.days]
        return GridTable(
            "nuits",
            "Logements, à la nuit",
            tuple(self._head(day) for day in self.period.days),
            _groups(rows, lambda row: self._by_key(row, keys)),
        )

    def _half_hours(self, rows: Sequence[Row]) -> GridTable:
        keys = sorted({slot.key for row in rows for slot in self.boxes(row)})

        def line(row: Row) -> tuple[Box, ...]:
            by_key = {slot.key: (slot, box) for slot, box in self.boxes(row).items()}
            told: list[tuple[Slot | None, Box]] = [by_key.get(key, (None, CLOSED)) for key in keys]
            return tuple(joined(told, row.space.granularity))

        heads = tuple(Head(french_time(key.astimezone(PARIS).time())) for key in keys)
        closed = (Head("Fermé ce jour-là"),)
        return GridTable(
            "salles",
            "Salles, par demi-heures",
            heads or closed,
            _groups(rows, line if keys else lambda _row: (CLOSED,)),
            is_fine=bool(keys),
        )

    def _days_of_rooms(self, rows: Sequence[Row]) -> GridTable:
        """A week of half-hours is too wide: each day says how many are free, and leads to them."""
        days = self._days(rows)
        return GridTable(
            "salles",
            "Salles, par demi-heures",
            tuple(self._head(day) for day in days),
            _groups(rows, lambda row: tuple(self._day_of_room(row, day) for day in days)),
        )

    def _day_of_room(self, row: Row, day: date) -> Box:
        boxes = [box for slot, box in self.boxes(row).items() if local_day(slot.key) == day]
        if not boxes:
            return CLOSED
        free = sum(box.css == "free" for box in boxes)
        mine = sum(box.css == "mine" for box in boxes)
        if not free and all(box.css in ("past", "too-late", "too-early") for box in boxes):
            return boxes[-1]
        state = f"{free} libre{'s' if free > 1 else ''}" if free else "complet"
        return Box(
            "some" if free else "taken",
            f"{state}, {mine} à moi" if mine else state,
            lead=f"{row.space.name}, {day_name(day)}",
            url=f"{self.period.address(day=day, view=DAY)}#salles",
        )

    def _by_key(self, row: Row, keys: Iterable[datetime]) -> tuple[Box, ...]:
        by_key = {slot.key: box for slot, box in self.boxes(row).items()}
        return tuple(by_key.get(key, CLOSED) for key in keys)

    def _days(self, rows: Sequence[Row]) -> list[date]:
        """The working days of the period, and those of its week-end that are open."""
        is_open = {cell.day for row in rows for cell in row.cells}
        return [
            day
            for day in self.period.days
            if self.period.view == DAY or day.weekday() < WORKING_DAYS or day in is_open
        ]

    def _head(self, day: date, *, span: int = 1) -> Head:
        """A day of the week leads to its page."""
        links = self.links_days and self.period.view != DAY
        return Head(
            french_weekday(day).capitalize(),
            french_day(day),
            self.schedule.hours_for(day).note,
            span,
            self.period.address(day=day, view=DAY) if links else "",
            day == self.period.today,
        )


def _groups(rows: Sequence[Row], line: Callable[[Row], tuple[Box, ...]]) -> tuple[Group, ...]:
    """Rows come in the order of the kinds."""
    return tuple(
        Group(PLURALS[Space.Kind(kind)], tuple(Line(row.space, line(row)) for row in found))
        for kind, found in groupby(rows, key=lambda row: row.space.kind)
    )
