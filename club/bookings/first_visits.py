"""« Venir une première fois »: a stranger asks for a half-day, and confirms it from their mail.

A desk is kept for them two hours meanwhile, as for the waiting list. One address holds one desk at
a time, and a centre keeps a few only, so that nobody empties it with invented addresses.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from club.bookings import emails
from club.bookings.claims import (
    check_rules,
    check_times,
    claim_again,
    known_form,
    lock,
    read_request,
    record,
    release,
    request_in,
    write,
)
from club.bookings.models import Booking, BookingEvent, BookingRules
from club.bookings.planning import plan_around
from club.bookings.refusals import (
    AlreadyAsked,
    AlreadyOver,
    BookingRefused,
    GuestUnnamed,
    NoLongerStands,
    NotBookable,
    SpaceTaken,
    TooManyToConfirm,
)
from club.bookings.services import guest_fields
from club.telecentres.models import Space, Telecentre

State = Booking.State
HELD_FOR = timedelta(hours=2)
MOST_TO_CONFIRM = 5  # first visits of one centre that wait for their confirmation
MOST_ASKED = 3  # mails that one address gets in a day, whoever asks for them


@transaction.atomic
def ask_first_visit(
    telecentre: Telecentre,
    *,
    starts_at: datetime,
    ends_at: datetime,
    name: str,
    email: str,
    form_token: str,
    phone: str = "",
) -> Booking:
    """Keep any free desk of a centre for a half-day, and write to the guest, who must confirm.

    Free of charge, for people without an account. Raises GuestUnnamed, TooManyToConfirm, SpaceTaken
    (with alternatives), or another BookingRefused; AlreadyAsked only where a place would have been
    kept, so that no refusal tells whether the address is known.
    """
    guest = guest_fields(name, email, phone)
    if not guest["guest_email"]:
        raise GuestUnnamed
    # The first visits of one centre are written one after the other.
    centre = Telecentre.objects.select_for_update(no_key=True).get(pk=telecentre.pk)
    known = known_form(form_token, by=None, guest_email=guest["guest_email"])
    if known is not None:
        return known
    waiting = Booking.objects.filter(state=State.HELD, kind=Booking.Kind.FIRST_VISIT)
    if waiting.at(centre).count() >= MOST_TO_CONFIRM:
        raise TooManyToConfirm
    booking = Booking(
        kind=Booking.Kind.FIRST_VISIT,
        state=State.HELD,
        held_until=timezone.now() + HELD_FOR,
        form_token=form_token,
        **guest,
    )
    try:
        booking, is_new = _take_any_desk(booking, centre, starts_at, ends_at)
    except IntegrityError as error:  # the address has a visit to confirm, here or elsewhere
        raise AlreadyAsked from error
    if is_new:
        _check_mails(booking.guest_email)
        emails.first_visit_to_confirm(booking)
    return booking


@transaction.atomic
def confirm_first_visit(booking: Booking) -> Booking:
    """What the link of the mail does. Confirming twice confirms once.

    After the two hours, the same desk is taken again if it is free. Raises NoLongerStands,
    AlreadyOver, SpaceTaken.
    """
    locked = lock(booking)
    if locked.state == State.APPROVED:
        return locked
    if locked.state not in (State.HELD, State.LAPSED):
        raise NoLongerStands
    if locked.ends_at <= timezone.now():
        raise AlreadyOver
    if locked.state == State.LAPSED:
        claim_again(locked, read_request(locked.space, locked.starts_at, locked.ends_at))
    locked.state, locked.held_until = State.APPROVED, None
    locked.sequence += 1
    locked.save()
    record(locked, BookingEvent.Kind.CONFIRMED)
    emails.first_visit_confirmed(locked)
    return locked


def release_lapsed(now: datetime | None = None) -> int:
    """Give back the places that were kept and not confirmed in time; how many. Safe to repeat.

    Those that the waiting list offers are its own affair (`waiting_offers.pass_on`).
    """
    moment = now or timezone.now()
    due = Booking.objects.filter(state=State.HELD, held_until__lte=moment, waiting_entry=None)
    return sum(_lapse(booking, moment) for booking in due.order_by("pk"))


@transaction.atomic
def _lapse(booking: Booking, moment: datetime) -> bool:
    locked = lock(booking)
    if locked.held_until is None or locked.held_until > moment:
        return False
    release(locked)
    locked.state, locked.held_until = State.LAPSED, None
    locked.sequence += 1
    locked.save()
    record(locked, BookingEvent.Kind.LAPSED)
    return True


def _check_mails(email: str) -> None:
    """Raises AlreadyAsked, with this visit among those counted."""
    asked = Booking.objects.filter(
        kind=Booking.Kind.FIRST_VISIT,
        guest_email=email,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    if asked.count() > MOST_ASKED:
        raise AlreadyAsked


def _take_any_desk(
    booking: Booking, centre: Telecentre, starts_at: datetime, ends_at: datetime
) -> tuple[Booking, bool]:
    """The first desk that nobody holds, those that look free being tried first.

    Raises what the last one said, SpaceTaken rather than the others.
    """
    check_times(starts_at, ends_at)
    desks = list(
        Space.objects.active()
        .filter(telecentre=centre, kind=Space.Kind.DESK)
        .select_related("telecentre")
        .order_by("name", "pk")
    )
    plan = plan_around(desks, starts_at, ends_at)
    requests = []
    refusal: BookingRefused = NotBookable()
    for desk in desks:
        try:
            request = request_in(plan, desk, starts_at, ends_at)
            check_rules(request)
        except BookingRefused as refused:
            refusal = refused
        else:
            if request.rules.who != BookingRules.Who.STAFF:
                requests.append(request)
    for request in sorted(requests, key=lambda one: not plan.is_free(one.space, one.keys)):
        try:
            return write(booking, request, by=None)
        except SpaceTaken as taken:
            refusal = taken
    raise refusal
