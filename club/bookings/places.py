"""« 3 places libres sur 6 ce matin »: the places left, as public pages tell them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from club.bookings.availability import FreePlaces
from club.bookings.models import BookingRules, SlotClaim
from club.bookings.planning import hours_of, span_of
from club.bookings.slots import Hours, Slot, is_morning, slots_between, this_half_day
from club.telecentres.french import french_day, french_weekday
from club.telecentres.hours import SEARCH_DAYS, Schedule, local_day
from club.telecentres.models import Space
from club.telecentres.network import PlacesLeft

POSITIONS = (Space.Kind.DESK, Space.Kind.OFFICE)
DAYS_TOLD = timedelta(days=14)
WEEK = 7  # from that many days on, the name of a day says no longer which one


def places_ahead(
    spaces: Iterable[Space], schedule: Schedule, *, now: datetime | None = None
) -> list[FreePlaces]:
    """The positions of one centre in « cette demi-journée », then in those of the next two weeks.

    `spaces`: those in service of one centre, their rules read with them (`booking_rules`).
    `schedule`: good for months ahead, as that of `schedules_around`. Empty when nothing opens.
    One query.
    """
    moment = now or timezone.now()
    alike: dict[Hours, list[int]] = {}  # the spaces that keep the same hours: reckoned once
    for space in spaces:
        if space.kind in POSITIONS:
            rules = getattr(space, "booking_rules", None) or BookingRules.usual_for(space)
            if rules.who != BookingRules.Who.STAFF:
                alike.setdefault(hours_of(rules), []).append(space.pk)
    found = [this_half_day(schedule, moment, hours=hours) for hours in alike]
    begins = [slot for slot in found if slot is not None]
    if not begins:
        return []
    first = local_day(min(begins).key)
    last = min(first + DAYS_TOLD, local_day(moment) + timedelta(days=SEARCH_DAYS))
    by_key: dict[datetime, dict[int, Slot]] = {}
    for hours, keys in alike.items():
        for slot in slots_between(
            Space.Granularity.HALF_DAY, schedule, first=first, last=last, hours=hours
        ):
            if slot.ends_at > moment:
                by_key.setdefault(slot.key, {}).update(dict.fromkeys(keys, slot))
    positions = [pk for keys in alike.values() for pk in keys]
    claims = SlotClaim.objects.filter(space__in=positions, starts_at__range=span_of(first, last))
    taken = set(claims.values_list("starts_at", "space_id"))
    return [
        FreePlaces(min(slots.values()), sum((key, pk) not in taken for pk in slots), len(slots))
        for key, slots in sorted(by_key.items())
    ]


def half_day_name(slot: Slot, *, now: datetime | None = None) -> str:
    """« ce matin », « cet après-midi », « demain matin », « jeudi matin », « le lundi 14
    décembre au matin ».
    """
    day, today = local_day(slot.key), local_day(now or timezone.now())
    half = "matin" if is_morning(slot) else "après-midi"
    days = (day - today).days
    if days == 0:
        return "ce matin" if is_morning(slot) else "cet après-midi"
    if days == 1:
        return f"demain {half}"
    if days < WEEK:
        return f"{french_weekday(day)} {half}"
    return f"le {french_weekday(day)} {french_day(day)} {'au ' * is_morning(slot)}{half}"


def count_label(places: FreePlaces) -> str:
    """« 3 places libres sur 6 », « 1 place libre sur 6 », « complet »."""
    if not places.free:
        return "complet"
    plural = "s" if places.free > 1 else ""
    return f"{places.free}\u00a0place{plural} libre{plural} sur\u00a0{places.total}"


def told(places: FreePlaces, *, now: datetime | None = None) -> PlacesLeft | None:
    """What public pages show; None when nothing opens or nothing may be booked."""
    if places.slot is None or not places.total:
        return None
    when = half_day_name(places.slot, now=now)
    return PlacesLeft(places.free, places.total, when, f"{count_label(places)} {when}")
