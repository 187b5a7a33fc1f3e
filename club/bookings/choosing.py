"""Choosing where and when among what is free: what the steps of a booking propose, and whether
what was chosen would be granted. Nothing is held here: the services alone say who was first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from club.bookings.alternatives import Alternative, find_alternatives
from club.bookings.changes import check_may_move_to, check_stands
from club.bookings.claims import Request, check_rules, check_times, request_in
from club.bookings.models import Booking, BookingRules, SlotClaim
from club.bookings.planning import Planning, plan_around, rules_of
from club.bookings.refusals import (
    BookingRefused,
    InThePast,
    NotBookable,
    SpaceRetired,
    SpaceTaken,
)
from club.bookings.services import check_for_oneself
from club.bookings.slots import DAY, HALF_HOUR, Slot, days_between, follow_each_other
from club.telecentres.hours import DayHours, local_day
from club.telecentres.models import Space, Telecentre
from club.users.models import User

Granularity = Space.Granularity
# The days shown at once.
DAYS_SHOWN = {Granularity.HALF_DAY: 7, Granularity.HALF_HOUR: 7, Granularity.NIGHT: 28}
# How many days an end is looked for after the beginning, at most.
FARTHEST_END = 190


class NothingChanges(BookingRefused):
    message = "C’est déjà le lieu et le moment de cette réservation."


@dataclass(frozen=True)
class Grant:
    """What would be granted, and the hours of the centre on the day it begins."""

    request: Request
    hours: DayHours


@dataclass(frozen=True)
class Start:
    """A slot of the days shown, and whether a booking may begin there."""

    slot: Slot
    is_free: bool


@dataclass(frozen=True)
class DayStarts:
    day: date
    starts: tuple[Start, ...]

    @property
    def free_count(self) -> int:
        return sum(one.is_free for one in self.starts)


@dataclass(frozen=True)
class Starts:
    """Some days of one space; `previous` and `following`: where to look before and after."""

    days: tuple[DayStarts, ...]
    last: date  # as far as one may book
    previous: date | None
    following: date | None

    @property
    def free_count(self) -> int:
        return sum(one.free_count for one in self.days)


def spaces_for(*, is_member: bool) -> list[tuple[Telecentre, list[Space]]]:
    """The spaces that a member, or any account, may book itself, centre by centre. Two queries."""
    order = {str(kind): rank for rank, kind in enumerate(Space.Kind)}
    found = sorted(
        Space.objects.active().select_related("telecentre"),
        key=lambda one: (one.telecentre.short_name, one.telecentre_id, order[one.kind], one.name),
    )
    rules = rules_of(found)
    who = {BookingRules.Who.ACCOUNTS}
    if is_member:
        who.add(BookingRules.Who.MEMBERS)
    open_to = [space for space in found if rules[space.pk].who in who]
    return [
        (spaces[0].telecentre, spaces)
        for spaces in (list(some) for _pk, some in groupby(open_to, lambda one: one.telecentre_id))
    ]


def starts_of(
    space: Space, rules: BookingRules, day: date | None = None, *, but: Booking | None = None
) -> Starts:
    """The slots of the days around `day` (today without one) that are not over.

    Days go by sevens from today, by twenty-eight for nights. `but`: a booking whose own slots count
    as free. Five queries.
    """
    today, now = timezone.localdate(), timezone.now()
    length = DAYS_SHOWN[Granularity(space.granularity)]
    last = today + timedelta(days=rules.horizon_days)
    wanted = min(max(day or today, today), last)
    first = today + timedelta(days=(wanted - today).days // length * length)
    end = first + timedelta(days=length - 1)
    # Beyond the days shown, to know whether a booking of the shortest length may begin there.
    slots, free = _read(space, first, end + _days_of(space, rules.min_slots), but)
    found = []
    for shown in days_between(first, min(end, last)):
        starts = tuple(
            Start(slot, _may_begin(space, rules, slots[index:], free))
            for index, slot in enumerate(slots)
            if local_day(slot.key) == shown and slot.ends_at > now
        )
        found.append(DayStarts(shown, starts))
    before, after = first - timedelta(days=length), first + timedelta(days=length)
    return Starts(
        tuple(found), last, before if before >= today else None, after if after <= last else None
    )


def ends_from(
    space: Space, rules: BookingRules, starts_at: datetime, *, but: Booking | None = None
) -> list[Slot]:
    """The slots at whose end a booking that begins then may end, the shortest first.

    Five queries. Raises why it cannot begin then: InThePast, NotBookable, SpaceTaken,
    TooLate, TooEarly, TooShort.
    """
    now = timezone.now()
    if starts_at <= now - DAY:
        raise InThePast
    check_times(starts_at, max(starts_at, now) + HALF_HOUR)
    first = local_day(starts_at)
    slots, free = _read(space, first, first + _days_of(space, rules.max_slots), but)
    slots = [slot for slot in slots if slot.starts_at >= starts_at]
    if not slots or slots[0].starts_at != starts_at:
        raise NotBookable
    if slots[0].ends_at <= now:
        raise InThePast
    run = _run(space, slots, free, rules.max_slots)
    if not run:
        raise Request(space, rules, tuple(slots[:1])).taken()
    check_rules(Request(space, rules, tuple(run[: rules.min_slots])))
    return run[rules.min_slots - 1 :]


def check_new(user: User, space: Space, *, starts_at: datetime, ends_at: datetime) -> Grant:
    """Whether `services.book` would grant this now. Raises as it does."""
    plan, request = _request(space, starts_at, ends_at)
    check_for_oneself(user, request)
    return _grant(plan, request)


def check_move(
    booking: Booking, space: Space, *, starts_at: datetime, ends_at: datetime, by: User
) -> Grant:
    """Whether `changes.move` would grant this now. Raises as it does, and NothingChanges."""
    check_stands(booking)
    if (space.pk, starts_at, ends_at) == (booking.space_id, booking.starts_at, booking.ends_at):
        raise NothingChanges
    plan, request = _request(space, starts_at, ends_at)
    check_may_move_to(booking, request, by=by)
    _leave_out(booking, space, plan)
    return _grant(plan, request)


def check_in_service(space: Space) -> None:
    """Raises SpaceRetired."""
    if not (space.is_active and space.telecentre.is_active):
        raise SpaceRetired


def alternatives_to(
    refusal: BookingRefused, space: Space, starts_at: datetime, ends_at: datetime
) -> list[Alternative]:
    """What to propose after this refusal; nothing when another place would not help."""
    if isinstance(refusal, SpaceTaken):
        return refusal.alternatives
    if isinstance(refusal, SpaceRetired) and ends_at > starts_at:
        return find_alternatives(space, starts_at, ends_at)
    return []


def _read(
    space: Space, first: date, last: date, but: Booking | None
) -> tuple[list[Slot], set[datetime]]:
    """The slots of these days and the keys nobody (else) holds."""
    plan = Planning.load([space], first=first, last=last)
    if but is not None:
        _leave_out(but, space, plan)
    slots = plan.slots(space)
    return slots, {one.key for one in slots if plan.is_free(space, [one.key])}


def _days_of(space: Space, count: int) -> timedelta:
    """Enough days after the first for so many slots in a row, some days being closed."""
    is_one_day = space.granularity == Granularity.HALF_HOUR or count == 1
    return timedelta() if is_one_day else min(count, FARTHEST_END) * DAY


def _run(space: Space, slots: Sequence[Slot], free: set[datetime], longest: int) -> list[Slot]:
    """The first slots that are free and follow each other, `longest` at most."""
    run: list[Slot] = []
    for slot in slots[:longest]:
        if slot.key not in free or not follow_each_other(space.granularity, [*run[-1:], slot]):
            break
        run.append(slot)
    return run


def _may_begin(
    space: Space, rules: BookingRules, slots: Sequence[Slot], free: set[datetime]
) -> bool:
    run = _run(space, slots, free, rules.min_slots)
    if len(run) < rules.min_slots:
        return False
    try:
        check_rules(Request(space, rules, tuple(run)))
    except BookingRefused:
        return False
    return True


def _leave_out(booking: Booking, space: Space, plan: Planning) -> None:
    """What a booking holds itself is free for it."""
    own = SlotClaim.objects.filter(booking=booking, space=space)
    plan.taken[space.pk] -= set(own.values_list("starts_at", flat=True))


def _request(space: Space, starts_at: datetime, ends_at: datetime) -> tuple[Planning, Request]:
    check_times(starts_at, ends_at)
    plan = plan_around([space], starts_at, ends_at)
    return plan, request_in(plan, space, starts_at, ends_at)


def _grant(plan: Planning, request: Request) -> Grant:
    if not plan.is_free(request.space, request.keys):
        raise request.taken()
    schedule = plan.schedules[request.space.telecentre_id]
    return Grant(request, schedule.hours_for(local_day(request.starts_at)))
