"""Offering the places of the waiting list, and passing on those without an answer.

A place given back is offered in the very transaction that gives it back, so that nobody slips in
between. That transaction passes over entries and persons that another one holds (it never waits
for a lock), and holds only slots that it has just given back itself (no other can hold them): it
cannot stand in a ring. What it passed over, and every other case (an approval refused, hours that
changed, a worker that was away), is found again each minute by `pass_on`, in the lock order of
`services.book`: person, entry, slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from club.bookings import day_emails
from club.bookings.claims import (
    Request,
    check_not_elsewhere,
    check_rules,
    lock,
    record,
    release,
    write,
)
from club.bookings.models import Booking, BookingEvent, WaitingEntry
from club.bookings.models.feeds import draw_token
from club.bookings.perms import check_may_book
from club.bookings.planning import plan_around
from club.bookings.refusals import BookingRefused
from club.bookings.waiting_places import Nearness, requests_for, spaces_for
from club.bookings.waiting_times import LEAST_NOTICE, can_be_offered, offer_until
from club.notifications.timing import after_quiet_hours
from club.telecentres.models import Space
from club.users.models import User

State, Kind = Booking.State, BookingEvent.Kind
Wait = WaitingEntry.State


def offer_given_back(space_id: int, keys: Sequence[datetime]) -> None:
    """Offer slots of one space that this transaction has just given back (see `claims`).

    One query when nobody waits for them.
    """
    waiting = WaitingEntry.objects.filter(
        state=Wait.WAITING,
        kind__in=Space.objects.filter(pk=space_id).values("kind"),
        first_key__gte=min(keys),
        last_key__lte=max(keys),
    )
    entries = list(waiting.order_by("pk"))
    if not entries:
        return
    space = Space.objects.select_related("telecentre").get(pk=space_id)
    plan = plan_around([space], min(keys), max(keys))
    near, free = Nearness.load(), set(keys)
    for entry in entries:
        for request in requests_for(entry, plan, [space], near):
            if free.issuperset(request.keys) and _offer_if_unlocked(entry, request):
                free.difference_update(request.keys)


def pass_on(now: datetime | None = None) -> int:
    """Each minute: let the offers without an answer lapse, and offer what is free; how many offers.

    Safe to repeat, and to run on several workers at once.
    """
    moment = now or timezone.now()
    for entry in WaitingEntry.objects.filter(
        state=Wait.OFFERED, booking__state=State.HELD, booking__held_until__lte=moment
    ).order_by("pk"):
        _lapse(entry, moment)
    _settle(moment)
    offered = 0
    waiting = WaitingEntry.objects.filter(state=Wait.WAITING).order_by("pk")
    groups: dict[tuple[str, str, datetime, datetime], list[WaitingEntry]] = {}
    for entry in waiting.select_related("telecentre"):
        key = (entry.kind, entry.granularity, entry.first_key, entry.last_key)
        groups.setdefault(key, []).append(entry)
    near = Nearness.load() if groups else None
    for entries in groups.values():
        if near:
            offered += _offer_what_is_free(entries, near)
    _tell_guests(moment)
    return offered


def lock_entry(entry: WaitingEntry) -> WaitingEntry:
    """The entry as it stands, for this transaction only; its person first."""
    if entry.user_id:
        User.objects.select_for_update(no_key=True).get(pk=entry.user_id)
    rows = WaitingEntry.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user", "telecentre", "booking").get(pk=entry.pk)


def _offer_if_unlocked(entry: WaitingEntry, request: Request) -> bool:
    """Offer within someone else's transaction: nobody is waited for."""
    rows = WaitingEntry.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    locked = rows.filter(pk=entry.pk, state=Wait.WAITING).first()
    if locked is None:
        return False
    if locked.user_id:
        persons = User.objects.select_for_update(no_key=True, skip_locked=True)
        if not persons.filter(pk=locked.user_id).exists():
            return False
    return _offer(locked, request)


@transaction.atomic
def _offer_in_turn(entry: WaitingEntry, request: Request) -> bool:
    locked = lock_entry(entry)
    return locked.state == Wait.WAITING and _offer(locked, request)


def _offer(entry: WaitingEntry, request: Request) -> bool:
    """Hold the place for them and say so; False when they cannot have it now."""
    now = timezone.now()
    if not can_be_offered(now, request.starts_at):
        return False
    booking = Booking(
        user=entry.user,
        booked_by=entry.user,
        guest_name=entry.guest_name,
        guest_email=entry.guest_email,
        state=State.HELD,
        held_until=offer_until(now, request.starts_at),
        form_token=draw_token(),
    )
    try:
        if entry.user:
            check_may_book(entry.user, request.rules, starts_at=request.starts_at)
            check_rules(request)
            check_not_elsewhere(entry.user, request)
        booking, _ = write(booking, request, by=entry.user)
    except BookingRefused:
        return False
    entry.state, entry.booking = Wait.OFFERED, booking
    # Quiet hours hold back what accounts are told; for guests the job of the minute does.
    is_told = entry.user is not None or after_quiet_hours(now) == now
    entry.told_at = now if is_told else None
    entry.save()
    if is_told:
        day_emails.place_offered(entry, booking)
    return True


def _offer_what_is_free(entries: Sequence[WaitingEntry], near: Nearness) -> int:
    """Entries that wait for the same time, in their order."""
    first = entries[0]
    spaces = spaces_for(first.kind)
    plan = plan_around(spaces, first.first_key, first.last_key)
    offered = 0
    for entry in entries:
        for request in requests_for(entry, plan, spaces, near):
            if plan.is_free(request.space, request.keys) and _offer_in_turn(entry, request):
                plan.taken[request.space.pk].update(request.keys)
                offered += 1
                break
    return offered


@transaction.atomic
def _lapse(entry: WaitingEntry, moment: datetime) -> None:
    locked = lock_entry(entry)
    booking = locked.booking
    if locked.state != Wait.OFFERED or booking is None:
        return
    held = lock(booking)
    if held.state == State.HELD and held.held_until and held.held_until <= moment:
        close_entry(locked, Wait.PASSED, State.LAPSED, Kind.LAPSED)


def close_entry(
    entry: WaitingEntry, state: str, booking_state: str, kind: str, *, by: User | None = None
) -> None:
    """The entry first: what is given back must not be offered to it again."""
    was_offered, entry.state = entry.state == Wait.OFFERED, state
    entry.save()
    if not was_offered or entry.booking is None:
        return
    booking = lock(entry.booking)
    if booking.state != State.HELD:
        return
    booking.state, booking.held_until = booking_state, None
    booking.sequence += 1
    booking.save()
    record(booking, kind, by=by)
    release(booking)


def _settle(moment: datetime) -> None:
    """Offers whose booking was cancelled, moved or approved from elsewhere; times that came."""
    offered = WaitingEntry.objects.filter(state=Wait.OFFERED)
    kept = Booking.objects.filter(state__in=(State.APPROVED, State.PENDING))
    gone = Booking.objects.exclude(state__in=Booking.STANDING)
    offered.filter(booking__in=kept).update(state=Wait.ACCEPTED)
    offered.filter(booking__in=gone).update(state=Wait.LEFT)
    late = WaitingEntry.objects.filter(state=Wait.WAITING, starts_at__lt=moment + LEAST_NOTICE)
    late.update(state=Wait.OVER)


def _tell_guests(moment: datetime) -> None:
    if after_quiet_hours(moment) != moment:
        return
    untold = WaitingEntry.objects.filter(state=Wait.OFFERED, told_at=None)
    for entry in untold.order_by("pk"):
        _tell_guest(entry, moment)


@transaction.atomic
def _tell_guest(entry: WaitingEntry, moment: datetime) -> None:
    """The mark is written with the mail, or neither."""
    mine = WaitingEntry.objects.filter(pk=entry.pk, state=Wait.OFFERED, told_at=None)
    if mine.update(told_at=moment):
        booking = Booking.objects.for_cards().get(waiting_entry=entry)
        day_emails.place_offered(entry, booking)
