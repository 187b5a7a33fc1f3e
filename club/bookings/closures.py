"""Closing a centre, and repairing what it undoes: places given back, people told once, a place
elsewhere in one click.

Closing frees the slots at once, in its own transaction; people are told by a job within a minute.
The same job looks again at every closure that is not over: a booking committed at the very instant
of the closing is repaired too, and an end moved later in the back office has its effect.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from club.bookings import day_emails, emails
from club.bookings.claims import (
    check_not_elsewhere,
    claim_again,
    lock,
    lock_person,
    read_request,
    record,
    release_closed,
)
from club.bookings.closure_effects import Loss, alternatives_for, losses
from club.bookings.day_refusals import ClosureOver, ClosureRefused, NoAlternative, OtherTaken
from club.bookings.models import Booking, BookingEvent, ClosureRepair, SeriesDate
from club.bookings.perms import check_may_book, check_may_run, may_change
from club.bookings.refusals import AlreadyOver, NoLongerStands, NotAllowed, SpaceTaken
from club.notifications.timing import after_quiet_hours
from club.telecentres import registry, services
from club.telecentres.freshness import renew_version
from club.telecentres.models import Closure, Telecentre
from club.users.models import User, single_line

State, Outcome = Booking.State, ClosureRepair.Outcome


def close_centre(
    telecentre: Telecentre,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: User,
    message: str = "",
) -> Closure:
    """Close a centre between two instants; see `registry.affected_by_closure` for a preview.

    Its bookings are displaced or cut; its page tells of it until the end, by itself. The same span
    and reason again closes once; over another closure, nobody is told twice of one booking. Raises
    NotForOthers, ClosureOver, ClosureRefused.
    """
    check_may_run(by, telecentre)
    if ends_at <= timezone.now():
        raise ClosureOver
    try:
        single_line(reason)
        return services.close(
            telecentre,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
            message=message.strip(),
            by=by,
        )
    except ValidationError as error:
        raise ClosureRefused(" ".join(error.messages)) from error


@transaction.atomic
def reopen(closure: Closure, *, by: User) -> None:
    """End a closure now, or forget one that has not begun.

    No booking comes back by itself: whoever lost one is told, and may take it back while it is
    free. Raises NotForOthers, ClosureOver (over, or lifted already).
    """
    check_may_run(by, closure.telecentre)
    now = timezone.now()
    standing = Closure.objects.select_for_update(of=("self",)).select_related("telecentre")
    locked = standing.filter(pk=closure.pk, ends_at__gt=now).first()
    if locked is None:
        raise ClosureOver
    locked.repairs.filter(was_ends_at__gt=now, reopened_at=None).update(reopened_at=now)
    if locked.starts_at < now:
        locked.ends_at = now
        locked.save(update_fields=("ends_at",))
    else:
        locked.delete()
    renew_version()
    registry.run("reopened", locked.telecentre, closure=locked)


@transaction.atomic
def follow_closing(telecentre: Telecentre, *, closure: Closure) -> None:
    """What « closed » does here: registered with `registry`."""
    repair(closure)
    renew_version()


@transaction.atomic
def repair(closure: Closure) -> int:
    """Give back what a closure takes, and note who must be told; how many bookings.

    Safe to repeat: what was repaired has nothing more to lose. The queries do not grow with the
    bookings.
    """
    found = {one.booking.pk: one for one in losses(closure.telecentre, closure)}
    if not found:
        return 0
    rows = Booking.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=found)
    standing = {one.pk: one for one in rows.order_by("pk")}
    # What changed since it was read is found again by the job.
    told = [one for pk, one in found.items() if _is_same(one.booking, standing[pk])]
    others = alternatives_for(told)
    repairs: list[ClosureRepair] = []
    events: list[BookingEvent] = []
    for one in told:
        booking, other = one.booking, others.get(one.booking.pk)
        repairs.append(
            ClosureRepair(
                closure=closure,
                booking=booking,
                reason=closure.reason,
                outcome=Outcome.SHORTENED if one.is_cut else Outcome.CANCELLED,
                was_state=booking.state,
                was_space=booking.space,
                was_starts_at=booking.starts_at,
                was_ends_at=booking.ends_at,
                other_space=other.space if other else None,
                other_starts_at=other.starts_at if other else None,
                other_ends_at=other.ends_at if other else None,
            )
        )
        events.append(_event(one, closure))
        _change(one)
    release_closed(
        [one.booking for one in told if not one.is_cut],
        [claim for one in told if one.is_cut for claim in one.lost],
    )
    fields = ("state", "held_until", "starts_at", "ends_at", "sequence", "changed_at")
    Booking.objects.bulk_update([one.booking for one in told], fields, batch_size=100)
    BookingEvent.objects.bulk_create(events)
    ClosureRepair.objects.bulk_create(
        repairs,
        update_conflicts=True,
        unique_fields=("closure", "booking"),
        update_fields=("outcome", "told_at", "other_space", "other_starts_at", "other_ends_at"),
    )
    of_series = SeriesDate.objects.filter(
        booking__in=[one.booking for one in told if not one.is_cut]
    )
    of_series.update(skipped=SeriesDate.Skipped.CLOSURE, note=closure.reason)
    return len(told)


def repair_and_tell(now: datetime | None = None) -> int:
    """Each minute: repair what closures left, and tell whoever is not told yet; how many mails.

    One mail a person and a closure, in one transaction with the mark. Safe to repeat.
    """
    moment = now or timezone.now()
    for closure in Closure.objects.filter(ends_at__gt=moment).select_related("telecentre"):
        repair(closure)
    return sum(
        _tell(group, mark, moment)
        for mark in ("told_at", "reopening_told_at")
        for group in _untold(mark, moment)
    )


@transaction.atomic
def move_to_alternative(repair: ClosureRepair, *, by: User | None = None) -> Booking:
    """Take the place that was proposed. `by`: None from the link of the mail.

    Moving twice moves once. Raises NoAlternative, OtherTaken, NoLongerStands, NotAllowed, or
    another BookingRefused.
    """
    locked, booking = _lock(repair, by)
    if booking.is_standing and locked.outcome in (Outcome.MOVED, Outcome.TAKEN_BACK):
        return booking
    if booking.state != State.CANCELLED or locked.outcome != Outcome.CANCELLED:
        raise NoLongerStands
    if not (locked.other_space and locked.other_starts_at and locked.other_ends_at):
        raise NoAlternative
    request = read_request(locked.other_space, locked.other_starts_at, locked.other_ends_at)
    if booking.user:
        check_may_book(booking.user, request.rules, starts_at=request.starts_at)
        check_not_elsewhere(booking.user, request)
    try:
        claim_again(booking, request)
    except SpaceTaken as taken:
        raise OtherTaken(taken.alternative) from taken
    waits = request.rules.needs_approval
    was: dict[str, Any] = {"was_space": locked.was_space, "was_starts_at": locked.was_starts_at}
    booking.space = request.space
    booking.starts_at, booking.ends_at = request.starts_at, request.ends_at
    booking.state = State.PENDING if waits else State.APPROVED
    booking.sequence += 1
    booking.reminded_at = None
    booking.save()
    record(booking, BookingEvent.Kind.MOVED, by=by, **was)
    locked.outcome = Outcome.MOVED
    locked.save(update_fields=("outcome",))
    if waits:
        emails.asked(booking)
    else:
        emails.moved(booking)
    return booking


@transaction.atomic
def take_back(repair: ClosureRepair, *, by: User | None = None) -> Booking:
    """Once the centre reopens: the place as it was before, if it is still free.

    Taking back twice takes once. Raises NoLongerStands, SpaceTaken, AlreadyOver, NotBookable…
    """
    locked, booking = _lock(repair, by)
    if locked.outcome == Outcome.TAKEN_BACK:
        return booking
    lost_it = locked.outcome == Outcome.CANCELLED and booking.state == State.CANCELLED
    if locked.reopened_at is None or not (lost_it or booking.is_standing):
        raise NoLongerStands
    if locked.was_ends_at <= timezone.now():
        raise AlreadyOver
    request = read_request(locked.was_space, locked.was_starts_at, locked.was_ends_at)
    if booking.user:
        check_not_elsewhere(booking.user, request, but=booking)
    claim_again(booking, request)
    booking.space = request.space
    booking.starts_at, booking.ends_at = request.starts_at, request.ends_at
    was_pending = locked.was_state == State.PENDING
    booking.state, booking.held_until = (State.PENDING if was_pending else State.APPROVED), None
    booking.sequence += 1
    booking.save()
    record(booking, BookingEvent.Kind.CONFIRMED, by=by)
    locked.outcome = Outcome.TAKEN_BACK
    locked.save(update_fields=("outcome",))
    emails.confirmed(booking)
    return booking


def may_be_moved(repair: ClosureRepair, booking: Booking, now: datetime) -> bool:
    """Whether `move_to_alternative` has something to do, the place proposed being still free."""
    is_lost = repair.outcome == Outcome.CANCELLED and booking.state == State.CANCELLED
    return is_lost and bool(
        repair.other_space and repair.other_starts_at and repair.other_starts_at > now
    )


def may_be_taken_back(repair: ClosureRepair, booking: Booking, now: datetime) -> bool:
    """Whether `take_back` has something to do, the place being still free."""
    is_lost = repair.outcome == Outcome.CANCELLED and booking.state == State.CANCELLED
    is_open = repair.reopened_at is not None and repair.was_ends_at > now
    is_settled = repair.outcome == Outcome.TAKEN_BACK
    return is_open and not is_settled and (is_lost or booking.is_standing)


def _is_same(read: Booking, now: Booking) -> bool:
    return now.is_standing and (read.space_id, read.sequence, read.state) == (
        now.space_id,
        now.sequence,
        now.state,
    )


def _event(one: Loss, closure: Closure) -> BookingEvent:
    booking, kinds = one.booking, BookingEvent.Kind
    was: dict[str, Any] = (
        {"was_space": booking.space, "was_starts_at": booking.starts_at} if one.is_cut else {}
    )
    return BookingEvent(
        booking=booking,
        kind=kinds.MOVED if one.is_cut else kinds.CANCELLED,
        actor=closure.created_by,
        reason="" if booking.is_confidential else closure.reason,
        **was,
    )


def _change(one: Loss) -> None:
    booking = one.booking
    if one.is_cut:
        booking.starts_at, booking.ends_at = one.left[0].starts_at, one.left[-1].ends_at
    else:
        booking.state, booking.held_until = State.CANCELLED, None
    booking.sequence += 1
    booking.changed_at = timezone.now()


def _untold(mark: str, moment: datetime) -> list[list[ClosureRepair]]:
    """By closure and person, the rows that still have to be told.

    Quiet hours hold back what accounts are told; guests are told after them.
    """
    rows = ClosureRepair.objects.filter(**{mark: None})
    if after_quiet_hours(moment) != moment:
        rows = rows.filter(booking__user__isnull=False)
    if mark == "reopening_told_at":
        rows = rows.filter(reopened_at__isnull=False).exclude(outcome=Outcome.TAKEN_BACK)
    groups: dict[tuple[object, ...], list[ClosureRepair]] = defaultdict(list)
    for one in rows.select_related(
        "booking__user",
        "booking__space__telecentre__commune",
        "was_space__telecentre",
        "other_space__telecentre",
    ):
        person = one.booking.user_id or one.booking.guest_email or f"#{one.booking_id}"
        groups[(one.closure_id, one.reason, person)].append(one)
    return list(groups.values())


@transaction.atomic
def _tell(group: list[ClosureRepair], mark: str, moment: datetime) -> bool:
    mine = ClosureRepair.objects.filter(pk__in=[one.pk for one in group], **{mark: None})
    if mine.update(**{mark: moment}) != len(group):
        transaction.set_rollback(True)  # another worker has some: the next minute will tell
        return False
    if mark == "told_at":
        day_emails.closed(group)
    else:
        day_emails.reopened(group)
    return True


def _lock(repair: ClosureRepair, by: User | None) -> tuple[ClosureRepair, Booking]:
    if repair.booking.user:
        lock_person(repair.booking.user)
    booking = lock(repair.booking)
    if by is not None and not may_change(by, booking):
        raise NotAllowed
    rows = ClosureRepair.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("was_space__telecentre", "other_space__telecentre")
    return locked.get(pk=repair.pk), booking
