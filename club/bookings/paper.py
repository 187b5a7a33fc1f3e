"""What is printed for a centre: the sheet of the day, the week of each space for its door, the
codes of its desks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings

from club.bookings.animation import DAY, DaySheet, Visit
from club.bookings.models import Booking, DeskCode, Half
from club.bookings.presences import Presence
from club.bookings.walk_ins import spaces_of
from club.bookings.wording import public_label
from club.telecentres.french import french_time
from club.telecentres.hours import PARIS, DayHours, instant, schedules
from club.telecentres.models import Space, Telecentre, TelecentreManager

ROWS = 28  # on one page of A4
LEAST_BLANK, MOST_BLANK = 3, 8


@dataclass(frozen=True)
class SheetRow:
    """One line of the sheet, with a box to tick for each half-day of it."""

    visit: Visit
    boxes: tuple[Presence | None, Presence | None]


@dataclass(frozen=True)
class DoorBooking:
    """What anyone may read on a door: from when to when, and no name."""

    when: str
    what: str


@dataclass(frozen=True)
class DoorDay:
    hours: DayHours
    bookings: tuple[DoorBooking, ...]

    @property
    def day(self) -> date:
        return self.hours.day


@dataclass(frozen=True)
class Door:
    space: Space
    days: tuple[DoorDay, ...]


@dataclass(frozen=True)
class Poster:
    """The code of one desk, to be stuck there."""

    space: Space
    code: DeskCode

    @property
    def address(self) -> str:
        """Where whoever scans it says that they are there."""
        return f"{settings.BASE_URL}/club/reservations/arrivee/{self.code.token}/"


def rows_of(sheet: DaySheet) -> list[SheetRow]:
    rows = []
    for visit in sheet.visits:
        by_half = {one.half: one for one in visit.presences}
        boxes = (by_half.get(Half.MORNING), by_half.get(Half.AFTERNOON))
        rows.append(SheetRow(visit, boxes))
    return rows


def blank_lines(sheet: DaySheet) -> range:
    """For those who come unannounced: as many as the page holds."""
    return range(max(LEAST_BLANK, min(MOST_BLANK, ROWS - len(sheet.visits))))


def animateurs_of(telecentre: Telecentre) -> list[tuple[str, str]]:
    """Their names and the telephone of each; the centre's when they gave none. One query."""
    rows = TelecentreManager.objects.filter(telecentre=telecentre, user__is_active=True)
    return [
        (str(row.user), row.public_phone or telecentre.phone)
        for row in rows.select_related("user").order_by("pk")
    ]


def doors_of(telecentre: Telecentre, monday: date) -> list[Door]:
    """The week of each space in service. Five queries for any number of them."""
    week = [monday + number * DAY for number in range(7)]
    hours = schedules([telecentre], first=week[0], last=week[-1])[telecentre.pk]
    begins, ends = instant(week[0], time()), instant(week[-1] + DAY, time())
    held: Any = Booking.objects.standing().at(telecentre)
    by_space: dict[int, list[Booking]] = defaultdict(list)
    for booking in held.between(begins, ends):
        by_space[booking.space_id].append(booking)
    return [
        Door(
            space,
            tuple(DoorDay(hours.hours_for(day), _of_day(by_space[space.pk], day)) for day in week),
        )
        for space in spaces_of(telecentre)
    ]


def posters_of(telecentre: Telecentre) -> tuple[list[Poster], list[Space]]:
    """What is stuck on each desk, and the spaces that have no code yet. Two queries."""
    spaces = list(spaces_of(telecentre))
    codes = {code.space_id: code for code in DeskCode.objects.filter(space__in=spaces)}
    ready = [Poster(space, codes[space.pk]) for space in spaces if space.pk in codes]
    return ready, [space for space in spaces if space.pk not in codes]


def _of_day(bookings: Sequence[Booking], day: date) -> tuple[DoorBooking, ...]:
    begins, ends = instant(day, time()), instant(day + DAY, time())
    return tuple(
        DoorBooking(_when(one, begins, ends), public_label(one))
        for one in bookings
        if one.starts_at < ends and one.ends_at > begins
    )


def _when(booking: Booking, begins: datetime, ends: datetime) -> str:
    start, end = (moment.astimezone(PARIS) for moment in (booking.starts_at, booking.ends_at))
    if booking.starts_at < begins and booking.ends_at > ends:
        return "toute la journée"
    if booking.starts_at < begins:
        return f"jusqu’à {french_time(end.time())}"
    if booking.ends_at > ends:
        return f"dès {french_time(start.time())}"
    return f"{french_time(start.time())} – {french_time(end.time())}"
