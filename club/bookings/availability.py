"""What is free, where and when: the grid of days and weeks, and the places left right now.

A fixed number of queries whatever the number of centres, spaces and days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone

from club.bookings.models import Booking, BookingRules, SlotClaim
from club.bookings.planning import Planning, hours_of, rules_of
from club.bookings.slots import Hours, Slot, this_half_day
from club.bookings.wording import full_label, public_label
from club.telecentres.distance import RoadTimes
from club.telecentres.hours import Schedule, local_day, schedules_around
from club.telecentres.models import Space, Telecentre
from club.telecentres.perms import telecentres_of

LONGEST_SPAN = timedelta(days=42)


class Status(StrEnum):
    """Of a slot, for one reader."""

    FREE = "free"
    TAKEN = "taken"
    MINE = "mine"
    PAST = "past"
    TOO_LATE = "too_late"  # within the notice of the space
    TOO_EARLY = "too_early"  # beyond its horizon


@dataclass(frozen=True)
class Cell:
    """One slot of one space, as one reader may see it."""

    slot: Slot
    status: Status
    label: str = ""  # of what is held: « occupé », its title, or who comes for the animateurs
    reference: str = ""  # of a booking the reader may open

    @property
    def day(self) -> date:
        return local_day(self.slot.key)

    @property
    def is_free(self) -> bool:
        return self.status == Status.FREE


@dataclass(frozen=True)
class Row:
    """A space over the days asked for: only the slots in which it could be booked."""

    space: Space
    rules: BookingRules
    cells: tuple[Cell, ...]

    def on(self, day: date) -> list[Cell]:
        return [cell for cell in self.cells if cell.day == day]

    @property
    def free_count(self) -> int:
        return sum(cell.is_free for cell in self.cells)


@dataclass(frozen=True)
class CentreGrid:
    """The spaces of one centre, by kind and name; `minutes` by road from the origin, if any."""

    telecentre: Telecentre
    schedule: Schedule
    rows: tuple[Row, ...]
    minutes: int | None = None

    @property
    def free_count(self) -> int:
        return sum(row.free_count for row in self.rows)


def availability(
    telecentres: Iterable[Telecentre] | None = None,
    *,
    first: date,
    last: date,
    kinds: Collection[str] = (),
    equipment: Collection[str] = (),
    reader: Any = None,
    near: Telecentre | None = None,
    spaces: Collection[int] = (),
    now: datetime | None = None,
) -> list[CentreGrid]:
    """The slots of the local days from `first` to `last` (42 days at most), centre by centre.

    `telecentres`: those to show, None for all in service. `kinds`: values of Space.Kind.
    `equipment`: slugs that the space or its centre must have, all of them. `spaces`: keys, to show
    these only. `reader`: the account that looks, who sees their own bookings, and who comes in the
    centres they run. `near`: nearest first from there, in minutes; else by name. Nine queries at
    most, two more for a reader.
    """
    last = min(last, first + LONGEST_SPAN - timedelta(days=1))
    moment = now or timezone.now()
    found = _spaces(telecentres, kinds, equipment, spaces)
    plan = Planning.load(found, first=first, last=last, with_claims=False)
    held = _held(found, plan)
    runs = _run_by(reader)
    rows: dict[Telecentre, list[Row]] = defaultdict(list)
    for space in found:
        cells = tuple(
            _cell(space, plan.rules[space.pk], slot, held, reader, runs, moment)
            for slot in plan.slots(space)
        )
        rows[space.telecentre].append(Row(space, plan.rules[space.pk], cells))
    road_times = RoadTimes.load() if near else None
    grids = [
        CentreGrid(
            centre,
            plan.schedules[centre.pk],
            tuple(lines),
            road_times.between(near, centre) if road_times and near else None,
        )
        for centre, lines in rows.items()
    ]
    return sorted(grids, key=lambda grid: (grid.minutes or 0, grid.telecentre.short_name))


def _run_by(reader: Any) -> set[int]:
    """The keys of the centres this account looks after. Two queries for someone logged in."""
    if reader is None or not reader.is_authenticated:
        return set()
    return set(telecentres_of(reader).values_list("pk", flat=True))


def _spaces(
    telecentres: Iterable[Telecentre] | None,
    kinds: Collection[str],
    equipment: Collection[str],
    keys: Collection[int],
) -> list[Space]:
    """In the order of the catalogue; three queries."""
    wanted = Space.objects.active()
    if telecentres is not None:
        wanted = wanted.filter(telecentre__in=[centre.pk for centre in telecentres])
    if kinds:
        wanted = wanted.filter(kind__in=kinds)
    if keys:
        wanted = wanted.filter(pk__in=keys)
    order = {str(kind): rank for rank, kind in enumerate(Space.Kind)}
    found = sorted(
        wanted.select_related("telecentre__commune").prefetch_related(
            "equipment", "telecentre__equipment"
        ),
        key=lambda space: (space.telecentre_id, order[space.kind], space.name),
    )
    asked = set(equipment)
    return [space for space in found if asked <= _slugs(space)]


def _slugs(space: Space) -> set[str]:
    shared = space.telecentre.equipment.all()
    return {item.slug for item in (*space.equipment.all(), *shared)}


Held = dict[tuple[int, datetime], Booking]


def _held(spaces: Iterable[Space], plan: Planning) -> Held:
    """The booking that holds each slot. One query."""
    rows = SlotClaim.objects.filter(
        space__in=[space.pk for space in spaces], starts_at__range=plan.keys_span()
    ).select_related("booking__user")
    return {(row.space_id, row.starts_at): row.booking for row in rows}


def _cell(
    space: Space,
    rules: BookingRules,
    slot: Slot,
    held: Held,
    reader: Any,
    runs: Collection[int],
    now: datetime,
) -> Cell:
    booking = held.get((space.pk, slot.key))
    if booking is not None:
        is_mine = reader is not None and booking.user_id == reader.pk
        sees = is_mine or space.telecentre_id in runs
        return Cell(
            slot,
            Status.MINE if is_mine else Status.TAKEN,
            full_label(booking) if sees else public_label(booking),
            booking.reference if sees else "",
        )
    return Cell(slot, _status(rules, slot, now))


def _status(rules: BookingRules, slot: Slot, now: datetime) -> Status:
    if slot.ends_at <= now:
        return Status.PAST
    if rules.notice_minutes and slot.starts_at < now + rules.notice:
        return Status.TOO_LATE
    if local_day(slot.starts_at) > local_day(now) + timedelta(days=rules.horizon_days):
        return Status.TOO_EARLY
    return Status.FREE


@dataclass(frozen=True)
class FreePlaces:
    """The positions of a centre in « cette demi-journée »: the one that runs, or the next open."""

    slot: Slot | None = None  # None: nothing opens for months
    free: int = 0
    total: int = 0


Position = tuple[Space, BookingRules]


def positions_of(telecentres: Iterable[int] | None = None) -> list[Position]:
    """The desks and closed offices that people book themselves, with their rules, in these centres
    (keys; all if None). Two queries.
    """
    spaces = Space.objects.positions().order_by("pk")
    if telecentres is not None:
        spaces = spaces.filter(telecentre__in=list(telecentres))
    found = list(spaces)
    rules = rules_of(found)
    return [
        (space, rules[space.pk]) for space in found if rules[space.pk].who != BookingRules.Who.STAFF
    ]


def free_places_now(
    telecentres: Iterable[Telecentre],
    *,
    now: datetime | None = None,
    schedules: Mapping[int, Schedule] | None = None,
    positions: Sequence[Position] | None = None,
) -> dict[int, FreePlaces]:
    """The places left in each centre, by its key: what the public pages show (PRODUCT C2).

    `schedules`: those of `schedules_around`, `positions`: those of `positions_of`, of these
    centres at least, when they were read already. One query; three more without schedules, two
    more without positions.
    """
    moment = now or timezone.now()
    centres = {centre.pk: centre for centre in telecentres}
    known = schedules if schedules is not None else schedules_around(centres.values(), moment)
    wanted = [
        (space, rules)
        for space, rules in (positions_of(centres) if positions is None else positions)
        if space.telecentre_id in centres
    ]
    slots: dict[int, dict[int, Slot]] = {pk: {} for pk in centres}
    reckoned: dict[tuple[int, Hours], Slot | None] = {}  # most spaces of a centre keep its hours
    for space, rules in wanted:
        place = (space.telecentre_id, hours_of(rules))
        if place not in reckoned:
            reckoned[place] = this_half_day(known[place[0]], moment, hours=place[1])
        slot = reckoned[place]
        if slot:
            slots[space.telecentre_id][space.pk] = slot
    keys = {slot.key for by_space in slots.values() for slot in by_space.values()}
    spaces = [space.pk for space, _rules in wanted]
    rows = SlotClaim.objects.filter(space__in=spaces, starts_at__in=keys)
    taken = set(rows.values_list("space_id", "starts_at"))
    return {pk: _left(by_space, taken) for pk, by_space in slots.items()}


def _left(slots: Mapping[int, Slot], taken: Collection[tuple[int, datetime]]) -> FreePlaces:
    """Some desks may open later than others: the soonest half-day is the one told."""
    if not slots:
        return FreePlaces()
    soonest = min(slots.values())
    spaces = [pk for pk, slot in slots.items() if slot.key == soonest.key]
    free = sum((pk, soonest.key) not in taken for pk in spaces)
    return FreePlaces(soonest, free, len(spaces))
