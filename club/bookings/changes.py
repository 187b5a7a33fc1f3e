"""Moving and cancelling a booking. One transaction each; see `services` for the conventions."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from club.bookings import emails
from club.bookings.claims import (
    Request,
    check_not_elsewhere,
    check_rules,
    claim_again,
    lock,
    lock_person,
    read_request,
    record,
    release,
)
from club.bookings.models import Booking, BookingEvent, BookingRules
from club.bookings.perms import check_may_book, may_change, may_run
from club.bookings.refusals import AlreadyOver, FormReused, NoLongerStands, NotAllowed
from club.telecentres.models import Space
from club.users.models import User

State = Booking.State
Kind = BookingEvent.Kind


@transaction.atomic
def move(
    booking: Booking,
    *,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    form_token: str,
    reason: str = "",
) -> Booking:
    """Give a booking another space or another time; what it held is free again.

    It keeps its number, and stays as it was when it is refused. Moved to a space that wants an
    approval, it waits for it. The same form again changes nothing. Raises NotAllowed,
    NoLongerStands, AlreadyOver, SpaceTaken (with alternatives) or another BookingRefused.
    """
    if booking.user:
        lock_person(booking.user)
    locked = lock(booking)
    if not may_change(by, locked):
        raise NotAllowed
    done = BookingEvent.objects.filter(form_token=form_token).first()
    if done is not None:
        if done.booking_id != locked.pk:
            raise FormReused
        return locked
    check_stands(locked)
    request = read_request(space, starts_at, ends_at)
    runs = check_may_move_to(locked, request, by=by)
    was = {"was_space": locked.space, "was_starts_at": locked.starts_at}
    claim_again(locked, request)
    locked.space = request.space
    locked.starts_at, locked.ends_at = request.starts_at, request.ends_at
    locked.is_confidential = request.space.kind == Space.Kind.TELEMEDICINE
    if locked.is_confidential:
        locked.title, locked.shows_title, reason = "", False, ""
    waits = request.rules.needs_approval and not runs
    locked.state, locked.held_until = (State.PENDING if waits else State.APPROVED), None
    locked.sequence += 1
    locked.reminded_at = None
    locked.save()
    try:
        with transaction.atomic():
            record(locked, Kind.MOVED, by=by, reason=reason, form_token=form_token, **was)
    except IntegrityError as error:  # the same token, for another booking, at this very moment
        raise FormReused from error
    if waits:
        emails.asked(locked)
    else:
        emails.moved(locked, reason=reason)
    return locked


@transaction.atomic
def cancel(booking: Booking, *, by: User | None, reason: str = "") -> Booking:
    """Give the place back. `by`: None from a link of a mail, which is itself the right to do so.

    Cancelling twice cancels once. Raises NotAllowed, NoLongerStands (refused, lapsed),
    AlreadyOver.
    """
    locked = lock(booking)
    if by is not None and not may_change(by, locked):
        raise NotAllowed
    if locked.state == State.CANCELLED:
        return locked
    check_stands(locked)
    release(locked)
    locked.state, locked.held_until = State.CANCELLED, None
    locked.sequence += 1
    locked.save()
    told = "" if locked.is_confidential else reason.strip()
    record(locked, Kind.CANCELLED, by=by, reason=told)
    emails.cancelled(locked, reason=told)
    return locked


def check_may_move_to(booking: Booking, request: Request, *, by: User) -> bool:
    """Whether this account may move a booking there, but for who was first.

    Returns whether it runs the centre, which frees it of the rules. Raises a BookingRefused.
    """
    if may_run(by, request.space.telecentre):
        return True
    # By its person, or by the animateur of the centre it leaves: its person's rights count.
    if booking.user:
        check_may_book(booking.user, request.rules, starts_at=request.starts_at)
        check_not_elsewhere(booking.user, request, but=booking)
    elif request.rules.who == BookingRules.Who.STAFF:
        raise NotAllowed
    check_rules(request)
    return False


def check_stands(booking: Booking) -> None:
    """Raises NoLongerStands, AlreadyOver."""
    if not booking.is_standing:
        raise NoLongerStands
    if booking.ends_at <= timezone.now():
        raise AlreadyOver
