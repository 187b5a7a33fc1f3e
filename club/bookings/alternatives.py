"""What is free instead: the same time nearby, else the next time here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    now = timezone.now()
    asked, last = local_day(starts_at), local_day(ends_at)
    spaces = list(
        Space.objects.active()
        .filter(kind=space.kind, granularity=space.granularity)
        .select_related("telecentre__commune")
        .prefetch_related("equipment", "telecentre__equipment")
    )
    wanted_equipment = {item.name for item in space.equipment.all()}
    plan = Planning.load(spaces, first=asked, last=last + DAYS_AHEAD)
    bookable = [one for one in spaces if plan.rules[one.pk].who != BookingRules.Who.STAFF]
    here = next((one for one in spaces if one.telecentre_id == space.telecentre_id), None)
    origin = here.telecentre if here else space.telecentre
    road_times = RoadTimes.load()
    found: list[Alternative] = []
    keys = _keys_between(plan, space, spaces, starts_at, ends_at)
    for one in bookable:
        minutes = (
            0
            if one.telecentre_id == space.telecentre_id
            else road_times.between(origin, one.telecentre)
        )
        missing = tuple(sorted(wanted_equipment - equipment_names(one)))
        same = _same_keys(plan.slots(one), keys)
        if same and same[-1].ends_at > now and plan.is_free(one, keys):
            found.append(_alternative(one, same, minutes, missing, is_same_time=True))
    for one in bookable:
        if keys and one.telecentre_id == space.telecentre_id:
            missing = tuple(sorted(wanted_equipment - equipment_names(one)))
            later = _next_run(plan, one, len(keys), after=min(keys), now=now)
            if later:
                found.append(_alternative(one, later, 0, missing, is_same_time=False))
    return sorted(found, key=_rank)[:count]


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


def _same_keys(slots: Iterable[Slot], keys: Sequence[datetime]) -> list[Slot]:
    """The slots of these keys, or nothing when one is missing (closed there)."""
    by_key = {slot.key: slot for slot in slots}
    return [by_key[key] for key in keys] if keys and all(key in by_key for key in keys) else []


def _next_run(
    plan: Planning, space: Space, length: int, *, after: datetime, now: datetime
) -> list[Slot]:
    """The first free slots, as many and in a row, that begin after this key."""
    slots = [slot for slot in plan.slots(space) if slot.key > after and slot.ends_at > now]
    for index in range(len(slots) - length + 1):
        run = slots[index : index + length]
        if follow_each_other(space.granularity, run) and plan.is_free(
            space, [slot.key for slot in run]
        ):
            return run
    return []


def _alternative(
    space: Space, slots: Sequence[Slot], minutes: int, missing: tuple[str, ...], **facts: bool
) -> Alternative:
    return Alternative(
        space, slots[0].starts_at, slots[-1].ends_at, minutes, missing=missing, **facts
    )


def _rank(one: Alternative) -> tuple[int, bool, int, datetime, str]:
    return (len(one.missing), not one.is_same_time, one.minutes, one.starts_at, one.space.name)
