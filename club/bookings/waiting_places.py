"""Which spaces would do for someone who waits, and how near they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from club.bookings.claims import Request
from club.bookings.models import BookingRules, WaitingEntry
from club.bookings.planning import Planning
from club.bookings.refusals import NotBookable
from club.bookings.slots import Slot, follow_each_other
from club.telecentres.distance import RoadTimes
from club.telecentres.models import Space, Telecentre


class Nearness:
    """Which centres each entry waits in. Two queries at `load`."""

    def __init__(self, centres: Iterable[Telecentre], road_times: RoadTimes) -> None:
        self.centres = {one.pk: one for one in centres}
        self.road_times = road_times

    @classmethod
    def load(cls) -> Self:
        return cls(Telecentre.objects.filter(is_active=True), RoadTimes.load())

    def minutes(self, entry: WaitingEntry, telecentre_id: int) -> int | None:
        """By road from the centre of the entry; None when it does not wait there."""
        if telecentre_id == entry.telecentre_id:
            return 0
        here, there = self.centres.get(entry.telecentre_id), self.centres.get(telecentre_id)
        if entry.within_minutes is None or here is None or there is None:
            return None
        minutes = self.road_times.between(here, there)
        return minutes if minutes <= entry.within_minutes else None

    def centres_of(self, entry: WaitingEntry) -> set[int]:
        return {pk for pk in self.centres if self.minutes(entry, pk) is not None}


def spaces_for(kind: str) -> list[Space]:
    """Those of a kind in service, with their centres. One query."""
    wanted = Space.objects.active().filter(kind=kind)
    return list(wanted.select_related("telecentre__commune").order_by("name", "pk"))


def first_here(spaces: Iterable[Space], telecentre: Telecentre) -> Space:
    """The first of one centre. Raises NotBookable."""
    for space in spaces:
        if space.telecentre_id == telecentre.pk:
            return space
    raise NotBookable


def requests_for(
    entry: WaitingEntry, plan: Planning, spaces: Iterable[Space], near: Nearness
) -> list[Request]:
    """What would do for this entry, the nearest first, held or not."""
    found: list[tuple[int, Request]] = []
    for space in spaces:
        minutes = near.minutes(entry, space.telecentre_id)
        is_open = plan.rules[space.pk].who != BookingRules.Who.STAFF
        if minutes is None or not is_open or space.granularity != entry.granularity:
            continue
        slots = _slots_of(entry, plan, space)
        if slots:
            found.append((minutes, Request(space, plan.rules[space.pk], tuple(slots))))
    return [request for _, request in sorted(found, key=lambda pair: pair[0])]


def _slots_of(entry: WaitingEntry, plan: Planning, space: Space) -> list[Slot]:
    slots = [one for one in plan.slots(space) if entry.first_key <= one.key <= entry.last_key]
    if len(slots) != entry.slot_count or not follow_each_other(space.granularity, slots):
        return []
    return slots
