"""The waiting list: whoever asked first is offered the place that comes free, and it is held.

An offer stands two hours. Quiet hours (21 h to 7 h) do not count, and nothing is offered when less
than two hours would be left before the beginning. See `waiting_offers` for how places pass on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from club.bookings import day_emails, emails
from club.bookings.claims import MAX_TOKEN, check_times, lock, lock_person, record
from club.bookings.day_refusals import (
    AlreadyWaiting,
    NothingOffered,
    OfferExpired,
    PlaceAccepted,
    PlacesLeft,
    TooLateToWait,
    WaitingRefused,
)
from club.bookings.models import Booking, BookingEvent, BookingRules, WaitingEntry
from club.bookings.perms import check_may_book, check_may_run, may_run
from club.bookings.planning import Planning, plan_around, rules_of
from club.bookings.refusals import FormReused, NotAllowed, NotBookable
from club.bookings.services import guest_fields
from club.bookings.waiting_offers import close_entry, lock_entry
from club.bookings.waiting_places import Nearness, first_here, requests_for, spaces_for
from club.bookings.waiting_times import LEAST_NOTICE
from club.telecentres.models import Space, Telecentre
from club.users.models import User

State, Kind = Booking.State, BookingEvent.Kind
Wait = WaitingEntry.State
FARTHEST_MINUTES = 180


@transaction.atomic
def join_waiting_list(
    telecentre: Telecentre,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    form_token: str,
    user: User | None = None,
    within_minutes: int | None = None,
    by: User | None = None,
    guest_name: str = "",
    guest_email: str = "",
) -> WaitingEntry:
    """Wait for a space of a kind (Space.Kind), from the beginning of a slot to the end of one.

    `within_minutes`: any centre as near by road too; None: this centre only. For an account
    (`user`), or for a guest, written down by an animateur (`by`). The same form again gives the
    same entry. Raises WaitingRefused, NotBookable, TooLateToWait, PlacesLeft, AlreadyWaiting,
    NotAllowed, NotForOthers, GuestUnnamed, FormReused.
    """
    guest = _guest(telecentre, user, by, guest_name, guest_email)
    if within_minutes is not None and not 1 <= within_minutes <= FARTHEST_MINUTES:
        raise WaitingRefused
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    asker = user or by
    if asker is None:
        raise NotAllowed
    lock_person(asker)
    known = WaitingEntry.objects.filter(form_token=form_token).first()
    if known is not None:
        if (known.user_id, known.guest_email) != (user and user.pk, guest.get("guest_email", "")):
            raise FormReused
        return known
    check_times(starts_at, ends_at)
    if starts_at < timezone.now() + LEAST_NOTICE:
        raise TooLateToWait
    entry = WaitingEntry(
        user=user,
        telecentre=telecentre,
        kind=kind,
        within_minutes=within_minutes,
        starts_at=starts_at,
        ends_at=ends_at,
        form_token=form_token,
        **guest,
    )
    spaces = spaces_for(kind)
    plan = plan_around(spaces, starts_at, ends_at)
    _read_keys(entry, plan, spaces)
    if user:
        check_may_book(user, plan.rules[first_here(spaces, telecentre).pk], starts_at=starts_at)
    near = Nearness.load()
    if any(plan.is_free(one.space, one.keys) for one in requests_for(entry, plan, spaces, near)):
        raise PlacesLeft
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyWaiting from error
    day_emails.waiting_joined(entry, rank=rank_of(entry))
    return entry


@transaction.atomic
def accept_offer(entry: WaitingEntry, *, by: User | None = None) -> Booking:
    """Take the place that is held. `by`: None from the link of the mail.

    Accepting twice accepts once. Where the space wants an approval, the booking waits for it.
    Raises OfferExpired, NothingOffered, NotAllowed.
    """
    locked = lock_entry(entry)
    _check_own(locked, by)
    if locked.booking is None or locked.state in (Wait.WAITING, Wait.LEFT):
        raise NothingOffered
    booking = lock(locked.booking)
    if locked.state == Wait.ACCEPTED and booking.is_standing:
        return booking
    if locked.state != Wait.OFFERED:
        raise OfferExpired
    if booking.state != State.HELD or booking.held_until is None:
        raise NothingOffered
    if booking.held_until <= timezone.now():
        raise OfferExpired
    waits = rules_of([booking.space])[booking.space_id].needs_approval
    booking.state, booking.held_until = (State.PENDING if waits else State.APPROVED), None
    booking.sequence += 1
    booking.save()
    record(booking, Kind.CONFIRMED, by=by or booking.user)
    locked.state = Wait.ACCEPTED
    locked.save()
    if waits:
        emails.asked(booking)
    else:
        emails.confirmed(booking)
    return booking


@transaction.atomic
def leave_waiting_list(entry: WaitingEntry, *, by: User | None = None) -> WaitingEntry:
    """Wait no more; a place that was offered passes on. `by`: None from the link of a mail.

    Leaving twice leaves once. Raises PlaceAccepted, NotAllowed.
    """
    locked = lock_entry(entry)
    _check_own(locked, by)
    if locked.state == Wait.ACCEPTED:
        raise PlaceAccepted
    if locked.is_open:
        close_entry(locked, Wait.LEFT, State.CANCELLED, Kind.CANCELLED, by=by)
    return locked


def rank_of(entry: WaitingEntry) -> int:
    """1 for whoever comes next: how many wait before for what this one waits for. Three queries."""
    return ranks_of([entry])[0]


def ranks_of(entries: Sequence[WaitingEntry]) -> list[int]:
    """Of each, as `rank_of`. Three queries for any number of them, none for none."""
    if not entries:
        return []
    near = Nearness.load()
    before = list(
        WaitingEntry.objects.filter(
            state=Wait.WAITING,
            kind__in={one.kind for one in entries},
            first_key__lte=max(one.last_key for one in entries),
            last_key__gte=min(one.first_key for one in entries),
            pk__lt=max(one.pk for one in entries),
        )
    )
    return [1 + sum(_is_before(one, entry, near) for one in before) for entry in entries]


def _is_before(other: WaitingEntry, entry: WaitingEntry, near: Nearness) -> bool:
    """Whether another may be given what this one waits for, and asked first."""
    return (
        other.pk < entry.pk
        and other.kind == entry.kind
        and other.first_key <= entry.last_key
        and other.last_key >= entry.first_key
        and not near.centres_of(entry).isdisjoint(near.centres_of(other))
    )


def _guest(
    telecentre: Telecentre, user: User | None, by: User | None, name: str, email: str
) -> dict[str, str]:
    if user:
        if by is not None and by != user:
            check_may_run(by, telecentre)
        return {}
    if by is None:
        raise NotAllowed
    check_may_run(by, telecentre)
    guest = guest_fields(name, email, "")
    return {"guest_name": guest["guest_name"], "guest_email": guest["guest_email"]}


def _read_keys(entry: WaitingEntry, plan: Planning, spaces: Sequence[Space]) -> None:
    """The keys of the stretch asked for, as a space of this centre has them. Raises NotBookable."""
    for space in spaces:
        if space.telecentre_id != entry.telecentre_id:
            continue
        if plan.rules[space.pk].who == BookingRules.Who.STAFF:
            continue
        found = [
            slot
            for slot in plan.slots(space)
            if entry.starts_at <= slot.starts_at and slot.ends_at <= entry.ends_at
        ]
        if found and (found[0].starts_at, found[-1].ends_at) == (entry.starts_at, entry.ends_at):
            entry.granularity = space.granularity
            entry.first_key, entry.last_key = found[0].key, found[-1].key
            entry.slot_count = len(found)
            return
    raise NotBookable


def _check_own(entry: WaitingEntry, by: User | None) -> None:
    if by is not None and entry.user_id != by.pk and not may_run(by, entry.telecentre):
        raise NotAllowed


def waiting_entries(user: User) -> list[tuple[WaitingEntry, int]]:
    """What this person waits for or is offered, each with its rank (0 for an offer).

    Four queries at most.
    """
    mine = WaitingEntry.objects.filter(user=user, state__in=WaitingEntry.OPEN)
    rows = mine.select_related("telecentre", "booking__space__telecentre").order_by("starts_at")
    found = list(rows)
    waiting = [one for one in found if one.state == Wait.WAITING]
    ranks = {one.pk: rank for one, rank in zip(waiting, ranks_of(waiting), strict=True)}
    return [(one, ranks.get(one.pk, 0)) for one in found]


def waiting_at(telecentre: Telecentre) -> list[WaitingEntry]:
    """Who waits in a centre, for its animateurs: in order."""
    found = WaitingEntry.objects.filter(telecentre=telecentre, state__in=WaitingEntry.OPEN)
    return list(found.select_related("user", "booking").order_by("first_key", "pk"))
