"""Desks that have a holder: held for them every open day, but for the days they give back.

A day is a booking like another, made as it comes in sight (`hold_assigned_days`), without a mail:
what the grid, the sheet of the day and closures know of bookings holds for these too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from club.bookings import day_emails
from club.bookings.claims import MAX_TOKEN, lock_person, record, release, write
from club.bookings.day_refusals import DatesOutOfOrder, DeskAssigned, NotADesk
from club.bookings.models import AssignedDay, AssignedDesk, Booking, BookingEvent, FreedDays
from club.bookings.models.feeds import draw_token
from club.bookings.perms import check_may_run, may_run
from club.bookings.planning import Planning
from club.bookings.recurrence import LONGEST
from club.bookings.refusals import FormReused, NotAllowed, NotBookable, SpaceRetired, SpaceTaken
from club.bookings.series_dates import When, request_on, today
from club.bookings.slots import days_between
from club.telecentres.models import Space
from club.users.models import User

State = Booking.State
IN_SIGHT = timedelta(days=60)  # how far ahead days are held: the usual horizon of a desk


@transaction.atomic
def assign_desk(
    space: Space,
    *,
    user: User,
    first_on: date,
    by: User,
    form_token: str,
    last_on: date | None = None,
) -> AssignedDesk:
    """Keep a desk or an office for one person, from a day on; its days in sight are held at once.

    Days that someone else has already stay theirs (`missed_days`). The same form again gives the
    same assignment. Raises NotForOthers, NotADesk, SpaceRetired, DatesOutOfOrder, DeskAssigned,
    FormReused.
    """
    check_may_run(by, space.telecentre)
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    lock_person(user)
    known = AssignedDesk.objects.filter(form_token=form_token).first()
    if known is not None:
        if known.assigned_by_id != by.pk:
            raise FormReused
        return known
    if space.kind not in Space.POSITION_KINDS or space.granularity != Space.Granularity.HALF_DAY:
        raise NotADesk
    if not (space.is_active and space.telecentre.is_active):
        raise SpaceRetired
    if last_on is not None and last_on < max(first_on, today()):
        raise DatesOutOfOrder
    # Two assignments of one desk are written one after the other.
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    others = AssignedDesk.objects.filter(space=space)
    others = others.filter(Q(last_on=None) | Q(last_on__gte=first_on))
    if (others.filter(first_on__lte=last_on) if last_on else others).exists():
        raise DeskAssigned
    assignment = AssignedDesk(
        space=space,
        user=user,
        assigned_by=by,
        first_on=first_on,
        last_on=last_on,
        form_token=form_token,
    )
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as error:
        raise DeskAssigned from error
    _hold(assignment)
    day_emails.desk_assigned(assignment)
    return assignment


@transaction.atomic
def end_assignment(assignment: AssignedDesk, *, last_on: date, by: User) -> AssignedDesk:
    """The desk is theirs until that day; what was held beyond is given back. Raises NotForOthers,
    DatesOutOfOrder.
    """
    check_may_run(by, assignment.space.telecentre)
    locked = _lock(assignment, by)
    if last_on < locked.first_on:
        raise DatesOutOfOrder
    locked.last_on = last_on
    locked.save(update_fields=("last_on",))
    _give_back(locked, by=by, after=last_on)
    return locked


@transaction.atomic
def free_days(
    assignment: AssignedDesk, *, first_on: date, last_on: date, by: User, form_token: str
) -> FreedDays:
    """Give back one day, or several in a row: anyone may book the desk then.

    By its holder or an animateur. The same form again frees once. Raises NotAllowed,
    DatesOutOfOrder, FormReused.
    """
    locked = _lock(assignment, by)
    if last_on < max(first_on, today()) or last_on - first_on > LONGEST:
        raise DatesOutOfOrder
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    known = FreedDays.objects.filter(form_token=form_token).first()
    if known is not None:
        if known.assignment_id != locked.pk:
            raise FormReused
        return known
    freed = FreedDays.objects.create(
        assignment=locked, first_on=first_on, last_on=last_on, form_token=form_token
    )
    _give_back(locked, by=by, between=(first_on, last_on))
    return freed


@transaction.atomic
def take_back_days(freed: FreedDays, *, by: User) -> list[date]:
    """Hold the days again; those that someone has taken meanwhile. Raises NotAllowed."""
    locked = _lock(freed.assignment, by)
    FreedDays.objects.filter(pk=freed.pk).delete()
    _hold(locked)
    return [day for day in missed_days(locked) if freed.first_on <= day <= freed.last_on]


@transaction.atomic
def free_weekdays(assignment: AssignedDesk, weekdays: Collection[int], *, by: User) -> AssignedDesk:
    """Give the desk back on these days of every week (0 for Monday); the others are theirs again.

    Raises NotAllowed, NotBookable (no such day).
    """
    if any(day not in range(7) for day in weekdays):
        raise NotBookable
    locked = _lock(assignment, by)
    locked.free_weekdays = "".join(str(day) for day in sorted(set(weekdays)))
    locked.save(update_fields=("free_weekdays",))
    _give_back(locked, by=by, weekdays=weekdays)
    _hold(locked)
    return locked


def missed_days(assignment: AssignedDesk) -> list[date]:
    """The open days in sight on which the desk is not held for its holder, though not freed."""
    days = _wanted_days(assignment)
    if not days:
        return []
    held = _held(assignment)
    plan = Planning.load([assignment.space], first=days[0], last=days[-1], with_claims=False)
    return [day for day in days if day not in held and _is_open(plan, assignment.space, day)]


def hold_assigned_days(now: datetime | None = None) -> int:
    """Nightly: hold the days that came in sight, or came free; how many. Safe to repeat."""
    day = timezone.localdate(now) if now else today()
    standing = AssignedDesk.objects.filter(Q(last_on=None) | Q(last_on__gte=day))
    return sum(_hold_locked(one) for one in standing.order_by("pk"))


@transaction.atomic
def _hold_locked(assignment: AssignedDesk) -> int:
    lock_person(assignment.user)
    return _hold(assignment)


def _hold(assignment: AssignedDesk) -> int:
    """Needs the lock of the holder."""
    space = Space.objects.select_related("telecentre").get(pk=assignment.space_id)
    usable = space.is_active and space.telecentre.is_active and assignment.user.is_active
    days = _wanted_days(assignment) if usable else []
    if not days:
        return 0
    held = _held(assignment)
    plan = Planning.load([space], first=days[0], last=days[-1])
    made = 0
    for day in days:
        if day in held:
            continue
        try:
            request = request_on(plan, space, day, When())
            if request.ends_at <= timezone.now() or not plan.is_free(space, request.keys):
                continue
            booking = Booking(
                user=assignment.user,
                booked_by=assignment.assigned_by,
                form_token=draw_token(),
                # Nobody is reminded each day of the desk that is theirs.
                reminded_at=timezone.now(),
            )
            booking, _ = write(booking, request, by=assignment.assigned_by)
        except (NotBookable, SpaceTaken):
            continue
        AssignedDay.objects.update_or_create(
            assignment=assignment, day=day, defaults={"booking": booking}
        )
        made += 1
    return made


def _wanted_days(assignment: AssignedDesk) -> list[date]:
    """In sight, within the assignment, not freed; closed days too."""
    first = max(assignment.first_on, today())
    last = min(assignment.last_on or today() + IN_SIGHT, today() + IN_SIGHT)
    freed = list(assignment.freed.values_list("first_on", "last_on"))
    return [
        day
        for day in days_between(first, last)
        if str(day.weekday()) not in assignment.free_weekdays
        and not any(start <= day <= end for start, end in freed)
    ]


def _held(assignment: AssignedDesk) -> set[date]:
    found = assignment.days.filter(booking__state__in=Booking.STANDING)
    return set(found.values_list("day", flat=True))


def _is_open(plan: Planning, space: Space, day: date) -> bool:
    try:
        return request_on(plan, space, day, When()).ends_at > timezone.now()
    except NotBookable:
        return False


def _give_back(
    assignment: AssignedDesk,
    *,
    by: User,
    after: date | None = None,
    between: tuple[date, date] | None = None,
    weekdays: Iterable[int] = (),
) -> None:
    lines = assignment.days.filter(day__gte=today()).select_related("booking")
    if after:
        lines = lines.filter(day__gt=after)
    if between:
        lines = lines.filter(day__range=between)
    wanted = set(weekdays)
    pks = [one.booking_id for one in lines if not wanted or one.day.weekday() in wanted]
    if not (after or between or wanted):
        return
    rows = Booking.objects.select_for_update(of=("self",), no_key=True).standing()
    for booking in rows.filter(pk__in=pks, ends_at__gt=timezone.now()).order_by("pk"):
        booking.state = State.CANCELLED
        booking.sequence += 1
        booking.save()
        record(booking, BookingEvent.Kind.CANCELLED, by=by)
        release(booking)


def _lock(assignment: AssignedDesk, by: User) -> AssignedDesk:
    lock_person(assignment.user)
    rows = AssignedDesk.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("space__telecentre__commune", "user").get(pk=assignment.pk)
    if locked.user_id != by.pk and not may_run(by, locked.space.telecentre):
        raise NotAllowed
    return locked
