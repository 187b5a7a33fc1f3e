"""What is free instead: the same time nearby, else the next time here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.utils import timezone

from club.bookings.models import BookingRules
from club.bookings.planning import Planning
from club.bookings.slots import Slot, follow_each_other
from club.telecentres.distance import RoadTimes
from club.telecentres.hours import local_day
from club.telecentres.models import Space

HOW_MANY = 3
DAYS_AHEAD = timedelta(days=14)  # how far the next time here is looked for


@dataclass(frozen=True)
class Alternative:
    """A free space; `minutes` by road from the centre that was asked for, 0 in that centre."""

    space: Space
    starts_at: datetime
    ends_at: datetime
    minutes: int
    is_same_time: bool
    missing: tuple[str, ...] = ()  # the equipment of the space asked for that this one lacks


def find_alternatives(
    space: Space, starts_at: datetime, ends_at: datetime, *, count: int = HOW_MANY
) -> list[Alternative]:
    """Free spaces of the same kind instead of this one, best first.

    Those with the same equipment come before the others; then the same time, this centre first and
    the nearest by road after it; last, the next free time of the same length in this centre. Ten
    queries. Only spaces that people book themselves are proposed.
    """
    choice = Choice.load(space, first=local_day(starts_at), last=local_day(ends_at))
    keys = _keys_between(choice.plan, space, choice.spaces, starts_at, ends_at)
    return choice.instead_of(space, keys)[:count]


@dataclass
class Choice:
    """The spaces of one kind over some days: read at once, asked any number of times."""

    spaces: list[Space]
    plan: Planning
    road_times: RoadTimes
    now: datetime
    slots: dict[int, dict[datetime, Slot]]  # by space, then by key

    @classmethod
    def load(cls, space: Space, *, first: date, last: date) -> Self:
        """Those of the kind of a space; nine queries."""
        spaces = list(
            Space.objects.active()
            .filter(kind=space.kind, granularity=space.granularity)
            .select_related("telecentre__commune")
            .prefetch_related("equipment", "telecentre__equipment")
        )
        plan = Planning.load(spaces, first=first, last=last + DAYS_AHEAD)
        slots = {one.pk: {slot.key: slot for slot in plan.slots(one)} for one in spaces}
        return cls(spaces, plan, RoadTimes.load(), timezone.now(), slots)

    def instead_of(self, space: Space, keys: Sequence[datetime]) -> list[Alternative]:
        """What is free instead of the slots of these keys in this space, best first."""
        wanted_equipment = {item.name for item in space.equipment.all()}
        here = next((one for one in self.spaces if one.telecentre_id == space.telecentre_id), None)
        origin = here.telecentre if here else space.telecentre
        found: list[Alternative] = []
        for one in self.spaces:
            if self.plan.rules[one.pk].who == BookingRules.Who.STAFF:
                continue
            missing = tuple(sorted(wanted_equipment - equipment_names(one)))
            is_here = one.telecentre_id == space.telecentre_id
            same = _same_keys(self.slots[one.pk], keys)
            if same and same[-1].ends_at > self.now and self.plan.is_free(one, keys):
                minutes = 0 if is_here else self.road_times.between(origin, one.telecentre)
                found.append(_alternative(one, same, minutes, missing, is_same_time=True))
            if keys and is_here:
                later = self._next_run(one, len(keys), after=min(keys))
                if later:
                    found.append(_alternative(one, later, 0, missing, is_same_time=False))
        return sorted(found, key=_rank)

    def keep(self, one: Alternative) -> None:
        """Propose it to nobody else."""
        kept = [
            key
            for key, slot in self.slots[one.space.pk].items()
            if one.starts_at <= slot.starts_at and slot.ends_at <= one.ends_at
        ]
        self.plan.taken[one.space.pk].update(kept)

    def _next_run(self, space: Space, length: int, *, after: datetime) -> list[Slot]:
        """The first free slots, as many and in a row, that begin after this key."""
        slots = [
            slot
            for slot in self.slots[space.pk].values()
            if slot.key > after and slot.ends_at > self.now
        ]
        for index in range(len(slots) - length + 1):
            run = slots[index : index + length]
            if follow_each_other(space.granularity, run) and self.plan.is_free(
                space, [slot.key for slot in run]
            ):
                return run
        return []


def equipment_names(space: Space) -> set[str]:
    """What one finds there: the equipment of the space and what its centre shares."""
    shared = space.telecentre.equipment.all()
    return {item.name for item in (*space.equipment.all(), *shared)}


def _keys_between(
    plan: Planning,
    space: Space,
    spaces: Sequence[Space],
    starts_at: datetime,
    ends_at: datetime,
) -> list[datetime]:
    """The keys that the stretch asked for stands for; read on another space of the centre when
    this one is no longer in service.
    """
    mine = [one for one in spaces if one.pk == space.pk]
    others = [one for one in spaces if one.telecentre_id == space.telecentre_id]
    for one in [*mine, *others][:1]:
        return [
            slot.key
            for slot in plan.slots(one)
            if starts_at < slot.ends_at and slot.starts_at < ends_at
        ]
    return []


def _same_keys(slots: Mapping[datetime, Slot], keys: Sequence[datetime]) -> list[Slot]:
    """The slots of these keys, or nothing when one is missing (closed there)."""
    return [slots[key] for key in keys] if keys and all(key in slots for key in keys) else []


def _alternative(
    space: Space, slots: Sequence[Slot], minutes: int, missing: tuple[str, ...], **facts: bool
) -> Alternative:
    return Alternative(
        space, slots[0].starts_at, slots[-1].ends_at, minutes, missing=missing, **facts
    )


def _rank(one: Alternative) -> tuple[int, bool, int, datetime, str]:
    return (len(one.missing), not one.is_same_time, one.minutes, one.starts_at, one.space.name)
