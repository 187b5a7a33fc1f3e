"""Choosing a slot for someone else: what is free of a centre on one day, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from club.bookings.availability import Cell, Row, Status, availability
from club.bookings.slots import Slot, follow_each_other, is_morning
from club.telecentres.french import french_date, french_time, french_weekday
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space, Telecentre
from club.users.models import User

# The rules of a space do not bind its animateurs: only its hours, and who is there already.
OPEN = (Status.FREE, Status.TOO_LATE, Status.TOO_EARLY)
# How far an end is proposed after the day of the beginning.
DAYS_ON = {
    Space.Granularity.HALF_DAY: 13,
    Space.Granularity.HALF_HOUR: 0,
    Space.Granularity.NIGHT: 40,
}


@dataclass(frozen=True)
class Piece:
    """A stretch of the day of one space: a slot that one may take, or who is there."""

    starts_at: datetime
    ends_at: datetime
    is_open: bool
    label: str  # « matin », « 9 h 30 »; of what is taken: by whom
    reference: str = ""

    @property
    def stamp(self) -> str:
        return stamp(self.starts_at)


@dataclass(frozen=True)
class Line:
    space: Space
    pieces: tuple[Piece, ...]

    @property
    def is_by_half_hour(self) -> bool:
        return self.space.granularity == Space.Granularity.HALF_HOUR


def stamp(moment: datetime) -> str:
    """An instant for an address: « 2026-12-01T08:00Z »."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def day_of(telecentre: Telecentre, day: date, *, reader: User) -> list[Line]:
    """Each space with what is free and what is taken of it that day, past slots left out."""
    return [
        Line(row.space, tuple(_pieces(row)))
        for grid in availability([telecentre], first=day, last=day, reader=reader)
        for row in grid.rows
    ]


def ends_after(space: Space, starts_at: datetime, *, reader: User) -> list[Slot]:
    """The slots, one after the other, that may be taken from this instant on without a gap."""
    day = local_day(starts_at)
    last = day + timedelta(days=DAYS_ON[Space.Granularity(space.granularity)])
    grids = availability([space.telecentre], first=day, last=last, spaces=[space.pk], reader=reader)
    run: list[Slot] = []
    for cell in (cell for grid in grids for row in grid.rows for cell in row.cells):
        if not run and cell.slot.starts_at != starts_at:
            continue
        if cell.status not in OPEN or not follow_each_other(
            space.granularity, [*run[-1:], cell.slot]
        ):
            break
        run.append(cell.slot)
    return run


def end_label(space: Space, starts_at: datetime, ends_at: datetime) -> str:
    """« 12 h 30 », « 11 h (1 h 30) », « mercredi 2 décembre 2026, 10 h »."""
    start, end = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    clock = french_time(end.time())
    if start.date() != end.date():
        return f"{french_weekday(end)} {french_date(end)}, {clock}"
    if space.granularity != Space.Granularity.HALF_HOUR:
        return clock
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    length = f"{hours}\u00a0h {rest or ''}".strip() if hours else f"{rest}\u00a0min"
    return f"{clock} ({length})"


def _pieces(row: Row) -> Iterable[Piece]:
    """Slots that may be taken, one by one; those of one booking together."""
    taken: list[Cell] = []
    for cell in row.cells:
        if taken and (cell.status in OPEN or cell.label != taken[-1].label):
            yield _taken(taken)
            taken = []
        if cell.status in OPEN:
            yield Piece(cell.slot.starts_at, cell.slot.ends_at, True, _name(row.space, cell.slot))
        elif cell.status != Status.PAST:
            taken.append(cell)
    if taken:
        yield _taken(taken)


def _taken(cells: list[Cell]) -> Piece:
    first, last = cells[0], cells[-1]
    return Piece(first.slot.starts_at, last.slot.ends_at, False, first.label, first.reference)


def _name(space: Space, slot: Slot) -> str:
    if space.granularity == Space.Granularity.HALF_DAY:
        return "matin" if is_morning(slot) else "après-midi"
    if space.granularity == Space.Granularity.NIGHT:
        return "la nuit"
    return french_time(slot.starts_at.astimezone(PARIS).time())
