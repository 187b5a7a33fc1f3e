"""Changing series: cancelling or moving their dates, and the days on which someone is away.

Conventions of `series`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from club.bookings import day_emails
from club.bookings.claims import (
    MAX_TOKEN,
    Request,
    claim_too,
    give_back_others,
    lock_person,
    record,
    release,
)
from club.bookings.day_refusals import DatesOutOfOrder
from club.bookings.models import Booking, BookingEvent, Leave, Series, SeriesDate
from club.bookings.perms import may_run
from club.bookings.recurrence import LONGEST
from club.bookings.refusals import FormReused, NotAllowed, SpaceTaken
from club.bookings.series import known_series, lock_series, save_new
from club.bookings.series_dates import Proposed, Reader, When, today
from club.telecentres.models import Space
from club.users.models import User

State, Skipped = Booking.State, SeriesDate.Skipped


@transaction.atomic
def cancel_dates(
    series: Series, *, by: User, from_day: date | None = None, only: date | None = None
) -> int:
    """Cancel one date (`only`), those from a day on, or all that are to come; how many bookings.

    One mail tells them. They can be added again. Cancelling twice cancels once. Raises NotAllowed.
    """
    locked = lock_series(series, by)
    lines = locked.dates.filter(day__gte=from_day or today())
    if only:
        lines = locked.dates.filter(day=only)
    cancelled = _cancel_lines(list(lines), Skipped.REMOVED, by=by)
    day_emails.series_cancelled(locked, cancelled)
    return len(cancelled)


@transaction.atomic
def change_dates(
    series: Series,
    *,
    by: User,
    form_token: str,
    when: When | None = None,
    space: Space | None = None,
    from_day: date | None = None,
) -> tuple[Series, list[Proposed]]:
    """Give the dates to come, or those from a day on, another part of the day or another space.

    From a day on, these become a series of their own. One date alone is moved by `changes.move`.
    Returns the series changed and the dates that could not follow, each with the reason: they stay
    as they were. The same form again changes nothing. Raises NotAllowed, PatternRefused,
    SpaceRetired.
    """
    locked = lock_series(series, by)
    known = known_series(form_token, by)
    if known is not None:
        return known, []
    wanted, where = when or When.of(locked), space or locked.space
    wanted.check(where)
    first = from_day or today()
    days = list(locked.dates.filter(day__gte=first).values_list("day", flat=True))
    if not days:
        return locked, []
    if from_day and locked.dates.filter(day__lt=from_day).exists():
        locked = _split(locked, from_day, form_token, by=by)
    reader = Reader.load(where, user=locked.user, by=by, first=days[0], last=days[-1])
    moved, kept = _move_lines(locked, reader, wanted, first, by=by)
    locked.space = reader.space
    locked.part, locked.opens, locked.closes = wanted.part, wanted.opens, wanted.closes
    locked.save()
    day_emails.series_changed(locked, moved, kept)
    return locked, kept


@transaction.atomic
def declare_leave(user: User, *, first_on: date, last_on: date, form_token: str) -> Leave:
    """Note days of absence: the series of this person give them back, and pass over them.

    The same form again gives the same leave. Raises DatesOutOfOrder, FormReused.
    """
    if last_on < first_on or last_on - first_on > LONGEST:
        raise DatesOutOfOrder
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    lock_person(user)
    known = Leave.objects.filter(form_token=form_token).first()
    if known is not None:
        if known.user_id != user.pk:
            raise FormReused
        return known
    leave = Leave.objects.create(
        user=user, first_on=first_on, last_on=last_on, form_token=form_token
    )
    for series in Series.objects.filter(user=user).select_related("space__telecentre", "user"):
        lines = list(series.dates.filter(day__range=(max(first_on, today()), last_on)))
        day_emails.series_cancelled(series, _cancel_lines(lines, Skipped.LEAVE, by=user))
    return leave


@transaction.atomic
def withdraw_leave(leave: Leave, *, by: User) -> None:
    """Forget an absence. Its dates stay listed, and can be added again. Raises NotAllowed."""
    if leave.user_id != by.pk:
        raise NotAllowed
    Leave.objects.filter(pk=leave.pk).delete()


def _cancel_lines(lines: Sequence[SeriesDate], why: str, *, by: User) -> list[Booking]:
    """Give back the bookings of these dates that are to come."""
    upcoming = Booking.objects.standing().filter(
        pk__in=[one.booking_id for one in lines if one.booking_id], ends_at__gt=timezone.now()
    )
    rows = upcoming.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {one.pk: one for one in rows.select_related("space__telecentre__commune", "user")}
    for booking in found.values():
        booking.state, booking.held_until = State.CANCELLED, None
        booking.sequence += 1
        booking.save()
        record(booking, BookingEvent.Kind.CANCELLED, by=by)
        release(booking)
    for line in lines:
        if line.booking_id in found or line.skipped == Skipped.LATER:
            line.skipped, line.note = why, ""
            line.save()
    return sorted(found.values(), key=lambda one: one.starts_at)


def _split(series: Series, from_day: date, form_token: str, *, by: User) -> Series:
    """A series of its own for the dates from a day on."""
    following = Series.objects.get(pk=series.pk)
    following.pk, following._state.adding = None, True
    following.first_on, following.form_token = from_day, form_token
    following.booked_by = by  # whose form it is
    save_new(following)
    series.dates.filter(day__gte=from_day).update(series=following)
    series.last_on = from_day - timedelta(days=1)
    series.save()
    return Series.objects.select_related("space__telecentre__commune", "user").get(pk=following.pk)


def _move_lines(
    series: Series, reader: Reader, when: When, first: date, *, by: User
) -> tuple[list[Booking], list[Proposed]]:
    """Hold all that is new, then give back all that was: two such changes never wait in a ring."""
    lines = series.dates.filter(day__gte=first, booking__ends_at__gt=reader.now)
    wanted = Booking.objects.standing().filter(pk__in=lines.values("booking"))
    rows = wanted.select_for_update(of=("self",), no_key=True).order_by("pk")
    by_day = {one.series_date.day: one for one in rows.select_related("space", "series_date")}
    mine = list(by_day.values())
    done: list[tuple[Booking, Request]] = []
    kept: list[Proposed] = []
    for one in reader.propose(sorted(by_day), when, mine=mine):
        if one.request is None or not one.is_bookable:
            kept.append(one)
            continue
        if _is_there(by_day[one.day], one.request):
            continue
        try:
            claim_too(by_day[one.day], one.request)
        except SpaceTaken:
            kept.append(Proposed(one.day, one.request, Skipped.TAKEN))
        else:
            done.append((by_day[one.day], one.request))
    return [_settle(booking, request, by) for booking, request in done], kept


def _is_there(booking: Booking, request: Request) -> bool:
    """Whether nothing would move."""
    asked = (request.space.pk, request.starts_at, request.ends_at)
    return (booking.space_id, booking.starts_at, booking.ends_at) == asked


def _settle(booking: Booking, request: Request, by: User) -> Booking:
    was: dict[str, Any] = {"was_space": booking.space, "was_starts_at": booking.starts_at}
    give_back_others(booking, request)
    waits = request.rules.needs_approval and not may_run(by, request.space.telecentre)
    booking.space = request.space
    booking.starts_at, booking.ends_at = request.starts_at, request.ends_at
    booking.state, booking.held_until = (State.PENDING if waits else State.APPROVED), None
    booking.sequence += 1
    booking.reminded_at = None
    booking.is_confidential = request.space.kind == Space.Kind.TELEMEDICINE
    if booking.is_confidential:
        booking.title, booking.shows_title = "", False
    booking.save()
    record(booking, BookingEvent.Kind.MOVED, by=by, **was)
    return booking
