"""Answering a request. The slots are held since it was made: no two can be approved for one."""

from __future__ import annotations

from django.db import transaction

from club.bookings import emails
from club.bookings.claims import lock, record, release
from club.bookings.models import Booking, BookingEvent
from club.bookings.perms import check_may_run
from club.bookings.refusals import NotPending, ReasonMissing
from club.users.models import User

State = Booking.State


@transaction.atomic
def approve(booking: Booking, *, by: User) -> Booking:
    """Confirm a request. Approving twice approves once. Raises NotForOthers, NotPending."""
    locked = lock(booking)
    check_may_run(by, locked.space.telecentre)
    if locked.state == State.APPROVED:
        return locked
    if locked.state != State.PENDING:
        raise NotPending
    locked.state = State.APPROVED
    locked.sequence += 1
    locked.save()
    record(locked, BookingEvent.Kind.APPROVED, by=by)
    emails.confirmed(locked)
    return locked


@transaction.atomic
def refuse(booking: Booking, *, by: User, reason: str) -> Booking:
    """Say no, and why (200 characters are kept); the slots are free again.

    No reason is asked nor kept for a telemedicine point. Refusing twice refuses once.
    Raises NotForOthers, NotPending, ReasonMissing.
    """
    locked = lock(booking)
    check_may_run(by, locked.space.telecentre)
    if locked.state == State.REFUSED:
        return locked
    if locked.state != State.PENDING:
        raise NotPending
    told = "" if locked.is_confidential else reason.strip()
    if not (told or locked.is_confidential):
        raise ReasonMissing
    release(locked)
    locked.state = State.REFUSED
    locked.sequence += 1
    locked.save()
    record(locked, BookingEvent.Kind.REFUSED, by=by, reason=told)
    emails.refused(locked, reason=told)
    return locked
