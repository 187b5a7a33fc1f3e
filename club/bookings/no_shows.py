"""« Vous venez ? »: asked half an hour after the beginning of whoever was not seen.

Nothing is given back but by the person: « Je libère » gives the rest of the half-day back,
« J’arrive » keeps it. Who says nothing is noted as absent once the half-day is over, for the
statistics only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from club.bookings import day_emails, emails
from club.bookings.check_in import half_day_at, half_days_of
from club.bookings.claims import give_back, lock, lock_person, record, release
from club.bookings.day_refusals import AlreadyPresent, HalfDayGone
from club.bookings.models import Attendance, Booking, BookingEvent, Half, SlotClaim
from club.bookings.planning import Planning, plan_around
from club.bookings.refusals import NoLongerStands
from club.bookings.slots import NOON
from club.notifications.timing import after_quiet_hours
from club.telecentres.hours import instant
from club.telecentres.models import Space

State, Method = Attendance.State, Attendance.Method
PATIENCE = timedelta(minutes=30)
DAYS_BEHIND = 7  # how far back what nobody noted is looked for, after a stop of the worker


def ask_who_comes(now: datetime | None = None) -> int:
    """Each minute: write to whoever began half an hour ago and was not seen; how many.

    Once a half-day. Not between 21 h and 7 h, not for lodgings nor for desks that have a holder.
    Safe to repeat.
    """
    moment = now or timezone.now()
    if after_quiet_hours(moment) != moment:
        return 0
    day, half = half_day_at(moment)
    waited_for = list(_of_half_day(day, half))
    if not waited_for:
        return 0
    plan = plan_around([one.space for one in waited_for], moment, moment, with_claims=False)
    asked = 0
    for booking in waited_for:
        begins, ends = _within(plan, booking, day, half)
        if begins + PATIENCE <= moment < ends:
            asked += _ask(booking, day, half, moment)
    return asked


@transaction.atomic
def say_coming(line: Attendance) -> Attendance:
    """« J’arrive », from the link of the mail. Raises NoLongerStands (given back)."""
    locked = _lock(line)
    if locked.state == State.RELEASED:
        raise NoLongerStands
    if locked.state in (State.ASKED, State.ABSENT):
        _set(locked, State.COMING)
    return locked


@transaction.atomic
def release_place(line: Attendance) -> Attendance:
    """« Je libère »: the slots of that half-day are free again, at once; the rest of the booking
    stays. Twice is once. Raises AlreadyPresent, HalfDayGone, NoLongerStands.
    """
    if line.booking.user:
        lock_person(line.booking.user)
    booking = lock(line.booking)
    locked = _lock(line)
    if locked.state == State.RELEASED:
        return locked
    if locked.state == State.PRESENT:
        raise AlreadyPresent
    if not booking.is_standing:
        raise NoLongerStands
    start, _ = _span(locked.day, locked.half)
    plan = plan_around([booking.space], start, start, with_claims=False)
    if _within(plan, booking, locked.day, locked.half)[1] <= timezone.now():
        raise HalfDayGone
    _set(locked, State.RELEASED)
    _give_back_half(booking, locked.day, locked.half)
    return locked


def note_absences(now: datetime | None = None) -> int:
    """Each hour: note who did not come to the half-days that are over, and who said they would as
    come; how many lines. Safe to repeat.
    """
    moment = now or timezone.now()
    last_day, running = half_day_at(moment)
    settled = Attendance.objects.filter(_before(last_day, running))
    count = settled.filter(state=State.ASKED).update(state=State.ABSENT, method=Method.JOB)
    count += settled.filter(state=State.COMING).update(state=State.PRESENT, method=Method.LINK)
    for offset in range(DAYS_BEHIND + 1):
        day = last_day - timedelta(days=offset)
        for half in Half.values:
            if day == last_day and (half == running or half == Half.AFTERNOON):
                continue
            rows = [
                Attendance(
                    booking=booking,
                    day=day,
                    half=half,
                    state=State.ABSENT,
                    method=Method.JOB,
                    at=moment,
                )
                for booking in _of_half_day(day, half, unreachable=True)
            ]
            count += len(Attendance.objects.bulk_create(rows, ignore_conflicts=True))
    return count


def _before(day: date, half: str) -> Q:
    earlier = Q(day__lt=day)
    return earlier | Q(day=day, half=Half.MORNING) if half == Half.AFTERNOON else earlier


def _span(day: date, half: str) -> tuple[datetime, datetime]:
    noon = instant(day, NOON)
    if half == Half.MORNING:
        return instant(day, time()), noon
    return noon, instant(day + timedelta(days=1), time())


def _of_half_day(day: date, half: str, *, unreachable: bool = False) -> Iterator[Booking]:
    """The bookings that hold a slot of it, of which nothing is noted. Two queries."""
    start, end = _span(day, half)
    held = SlotClaim.objects.filter(booking=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    noted = Attendance.objects.filter(booking=OuterRef("pk"), day=day, half=half)
    found = (
        Booking.objects.for_cards()
        .filter(Exists(held), ~Exists(noted), state=Booking.State.APPROVED)
        .exclude(kind__in=(Booking.Kind.EVENT, Booking.Kind.MAINTENANCE))
        .exclude(space__granularity=Space.Granularity.NIGHT)
        .prefetch_related("claims")
        .order_by("pk")
    )
    if not unreachable:
        found = found.filter(Q(user__isnull=False) | ~Q(guest_email=""), assigned_day=None)
    return iter(found)


def _within(plan: Planning, booking: Booking, day: date, half: str) -> tuple[datetime, datetime]:
    """From when to when a booking goes in one of its half-days: its slots there, or when hours
    changed since, the half-day itself.
    """
    start, end = _span(day, half)
    keys = {claim.starts_at for claim in booking.claims.all() if start <= claim.starts_at < end}
    found = [slot for slot in plan.slots(booking.space) if slot.key in keys]
    if found:
        return max(booking.starts_at, found[0].starts_at), found[-1].ends_at
    return max(start, booking.starts_at), min(end, booking.ends_at)


@transaction.atomic
def _ask(booking: Booking, day: date, half: str, moment: datetime) -> bool:
    """The line is written with the mail, or neither; two workers cannot both write it."""
    line = Attendance(
        booking=booking, day=day, half=half, state=State.ASKED, method=Method.JOB, at=moment
    )
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        return False
    day_emails.are_you_coming(line)
    return True


def _lock(line: Attendance) -> Attendance:
    rows = Attendance.objects.select_for_update(of=("self",))
    return rows.select_related("booking").get(pk=line.pk)


def _set(line: Attendance, state: str) -> None:
    line.state, line.method, line.at = state, Method.LINK, timezone.now()
    line.save()


def _give_back_half(booking: Booking, day: date, half: str) -> None:
    if half_days_of(booking) == [(day, half)]:
        booking.state = Booking.State.CANCELLED
        booking.sequence += 1
        booking.save()
        record(booking, BookingEvent.Kind.CANCELLED, by=booking.user)
        release(booking)
        emails.cancelled(booking)
        return
    start, end = _span(day, half)
    given = booking.claims.filter(starts_at__gte=start, starts_at__lt=end)
    keys = list(given.values_list("starts_at", flat=True))
    left = booking.claims.exclude(starts_at__in=keys).values_list("starts_at", flat=True)
    plan = plan_around([booking.space], booking.starts_at, booking.ends_at, with_claims=False)
    slots = [slot for slot in plan.slots(booking.space) if slot.key in set(left)]
    if slots:
        booking.starts_at, booking.ends_at = slots[0].starts_at, slots[-1].ends_at
        booking.sequence += 1
        booking.save()
    give_back(booking, keys)
