"""The same availability as a list, day after day: nothing in it is less than in the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from club.bookings.availability import Row
from club.bookings.boxes import Box
from club.bookings.grid_tables import Tables
from club.bookings.slot_wording import PLURALS, day_name, told_alone
from club.bookings.slots import Slot, follow_each_other
from club.bookings.wording import french_ranges
from club.telecentres.hours import DayHours, local_day
from club.telecentres.models import Space


@dataclass(frozen=True)
class Item:
    """A space that day; `summary` says the free stretches of one that has many slots."""

    space: Space
    boxes: tuple[Box, ...]
    summary: str = ""


@dataclass(frozen=True)
class Kind:
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class DayList:
    day: date
    name: str
    hours: DayHours
    kinds: tuple[Kind, ...]
    is_today: bool

    @property
    def opening(self) -> str:
        return french_ranges(self.hours)


def day_lists(tables: Tables) -> list[DayList]:
    """The days of the period; one on which nothing can be booked has no kind."""
    found = []
    for day in tables.period.days:
        kinds = tuple(
            Kind(PLURALS[Space.Kind(kind)], tuple(items))
            for kind, rows in groupby(tables.rows, key=lambda row: row.space.kind)
            if (items := [item for row in rows if (item := _item(tables, row, day))])
        )
        hours = tables.schedule.hours_for(day)
        found.append(DayList(day, day_name(day), hours, kinds, day == tables.period.today))
    return found


def _item(tables: Tables, row: Row, day: date) -> Item | None:
    boxes = {slot: box for slot, box in tables.boxes(row).items() if local_day(slot.key) == day}
    if not boxes:
        return None
    if row.space.granularity != Space.Granularity.HALF_HOUR:
        return Item(row.space, tuple(boxes.values()))
    return Item(row.space, tuple(boxes.values()), _stretches(row, boxes))


def _stretches(row: Row, boxes: dict[Slot, Box]) -> str:
    """« libre de 9 h à 11 h et de 14 h à 18 h », « complet »."""
    runs: list[list[Slot]] = []
    for slot, box in boxes.items():
        if box.css != "free":
            continue
        if runs and follow_each_other(row.space.granularity, [runs[-1][-1], slot]):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return _listed([told_alone(row.space.granularity, run) for run in runs], boxes)


def _listed(told: Sequence[str], boxes: dict[Slot, Box]) -> str:
    if told:
        return "libre " + " et ".join(part for part in (", ".join(told[:-1]), told[-1]) if part)
    states = {box.css for box in boxes.values()}
    return "complet" if states & {"taken", "mine"} else next(iter(boxes.values())).state
