"""The life of the bookings: who came in the year behind, series, waiting lists, a desk that has its
holder. Drawn from the bookings already loaded, always the same for them; rows are made in bulk.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from club.bookings.assigned_desks import hold_assigned_days
from club.bookings.check_in import half_day_at
from club.bookings.models import (
    AssignedDesk,
    Attendance,
    Booking,
    DeskCode,
    Series,
    SeriesDate,
    SlotClaim,
    WaitingEntry,
)
from club.members.models import Member
from club.telecentres.hours import local_day, public_holiday
from club.telecentres.models import Space
from club.users.models import User
from demo.load.bookings import DAYS_AHEAD

TOKEN = "demo-day-"  # noqa: S105
# Newcomers fail to come more often than members, who come as a rule.
MISSED = {Booking.Kind.FIRST_VISIT: 0.22, Booking.Kind.NORMAL: 0.06}
SERIES, WAITING = 8, 6
State, Method, Skipped = Attendance.State, Attendance.Method, SeriesDate.Skipped
METHODS = (Method.QR,) * 5 + (Method.CODE,) * 2 + (Method.SHEET,) * 3


def load_days(today: date) -> None:
    """Load them once; what was loaded another day stays as it is."""
    if DeskCode.objects.exists():
        return
    draw = random.Random("qui vient, qui attend")  # noqa: S311
    now = timezone.now()
    positions = Space.objects.positions().order_by("pk")
    DeskCode.objects.bulk_create(DeskCode(space=space) for space in positions)
    _load_attendance(draw, now)
    _load_series(today, now)
    _load_waiting(now)
    _load_desk(today)


def _load_attendance(draw: random.Random, now: datetime) -> None:
    """One line for each half-day that is over; a few did not come."""
    claims = (
        SlotClaim.objects.filter(booking__state=Booking.State.APPROVED, booking__ends_at__lt=now)
        .exclude(booking__kind__in=(Booking.Kind.EVENT, Booking.Kind.MAINTENANCE))
        .exclude(space__granularity=Space.Granularity.NIGHT)
        .order_by("booking", "starts_at")
    )
    halves: dict[tuple[int, date, str], tuple[str, datetime]] = {}
    for pk, kind, key in claims.values_list("booking_id", "booking__kind", "starts_at"):
        day, half = half_day_at(key)
        halves.setdefault((pk, day, half), (kind, key))
    Attendance.objects.bulk_create(
        (_line(draw, *line, *told) for line, told in halves.items()), batch_size=5000
    )


def _line(
    draw: random.Random, booking_id: int, day: date, half: str, kind: str, key: datetime
) -> Attendance:
    is_missed = draw.random() < MISSED.get(Booking.Kind(kind), 0.06)
    is_first = kind == Booking.Kind.FIRST_VISIT
    method = Method.SHEET if is_first else draw.choice(METHODS)
    return Attendance(
        booking_id=booking_id,
        day=day,
        half=half,
        state=State.ABSENT if is_missed else State.PRESENT,
        method=Method.JOB if is_missed else method,
        at=key + timedelta(minutes=60 + draw.randrange(50)),
    )


def _load_series(today: date, now: datetime) -> None:
    """The habits of a few members, as series: the bookings they already have, week by week."""
    upcoming = Booking.objects.filter(
        state=Booking.State.APPROVED,
        kind=Booking.Kind.NORMAL,
        starts_at__gt=now,
        user__isnull=False,
        space__granularity=Space.Granularity.HALF_DAY,
    ).select_related("user", "space")
    habits: dict[tuple[int, int, int], list[Booking]] = defaultdict(list)
    for booking in upcoming.order_by("starts_at", "pk"):
        day = local_day(booking.starts_at)
        habits[(booking.user_id or 0, booking.space_id, day.weekday())].append(booking)
    seen: Counter[int] = Counter()
    chosen = sorted(habits.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    dates: list[SeriesDate] = []
    for (user_id, space_id, weekday), bookings in chosen:
        if seen[user_id] or len(seen) == SERIES:
            continue
        seen[user_id] += 1
        first, last = local_day(bookings[0].starts_at), today + timedelta(days=DAYS_AHEAD)
        series = Series.objects.create(
            space_id=space_id,
            user_id=user_id,
            booked_by_id=user_id,
            weekdays=str(weekday),
            anchor_on=first,
            first_on=first,
            last_on=max(first, last),
            part=_part_of(bookings[0]),
            form_token=f"{TOKEN}series-{user_id}",
        )
        dates += _dates_of(series, bookings)
    SeriesDate.objects.bulk_create(dates)


def _part_of(booking: Booking) -> str:
    halves = {half_day_at(claim.starts_at)[1] for claim in booking.claims.all()}
    return halves.pop() if len(halves) == 1 else Series.Part.DAY


def _dates_of(series: Series, bookings: Iterable[Booking]) -> list[SeriesDate]:
    booked = {local_day(one.starts_at): one for one in bookings}
    found, day = [], series.first_on
    while day <= series.last_on:
        holiday = public_holiday(day)
        skipped = Skipped.HOLIDAY if holiday else Skipped.TAKEN
        if day in booked:
            skipped, holiday = "", ""
        found.append(
            SeriesDate(
                series=series, day=day, booking=booked.get(day), skipped=skipped, note=holiday
            )
        )
        day += timedelta(days=7)
    return found


def _load_waiting(now: datetime) -> None:
    """Others who would have the meeting room at a time when someone has it."""
    meetings = (
        Booking.objects.filter(
            state=Booking.State.APPROVED,
            space__kind=Space.Kind.MEETING_ROOM,
            starts_at__gt=now + timedelta(days=1),
            user__isnull=False,
        )
        .select_related("space")
        .prefetch_related("claims")
        .order_by("starts_at", "pk")
    )
    rooms = Counter(Space.objects.active().values_list("telecentre_id", "kind"))
    member = User.objects.get(email="membre@demo.example")
    others = [one.user_id for one in meetings if one.user_id != member.pk]
    entries: list[WaitingEntry] = []
    centres: set[int] = set()
    for booking in meetings:
        where = booking.space.telecentre_id
        if where in centres or booking.user_id == member.pk:
            continue
        if rooms[(where, booking.space.kind)] > 1:
            continue
        if len(centres) == WAITING:
            break
        centres.add(where)
        keys = sorted(claim.starts_at for claim in booking.claims.all())
        waits = next((pk for pk in others if pk != booking.user_id), member.pk)
        entries.append(
            WaitingEntry(
                # The account of the demonstration waits behind someone, in the first of them.
                user_id=waits,
                telecentre_id=where,
                kind=booking.space.kind,
                granularity=booking.space.granularity,
                starts_at=booking.starts_at,
                ends_at=booking.ends_at,
                first_key=keys[0],
                last_key=keys[-1],
                slot_count=len(keys),
                form_token=f"{TOKEN}waiting-{len(entries)}",
            )
        )
        if len(centres) == 1:
            last = entries[-1]
            mine = {
                field.attname: getattr(last, field.attname)
                for field in WaitingEntry._meta.concrete_fields
                if not field.primary_key
            }
            mine |= {"user_id": member.pk, "form_token": f"{TOKEN}waiting-membre"}
            entries.append(WaitingEntry(**mine))
    WaitingEntry.objects.bulk_create(entries)


def _load_desk(today: date) -> None:
    """An office of Murat has its holder, who gives it back on Wednesdays."""
    offices = Space.objects.positions().filter(kind=Space.Kind.OFFICE)
    office = offices.filter(telecentre__slug="murat").order_by("pk").first()
    # Someone who has no office elsewhere at the same time.
    away = Booking.objects.upcoming().filter(space__in=offices, user__isnull=False)
    members = Member.objects.active(today).exclude(user__in=away.order_by().values("user"))
    holder = User.objects.filter(member__in=members).order_by("pk").first()
    if office is None or holder is None:
        return
    AssignedDesk.objects.create(
        space=office,
        user=holder,
        first_on=today,
        last_on=today + timedelta(days=DAYS_AHEAD),
        free_weekdays="2",
        form_token=f"{TOKEN}desk",
    )
    hold_assigned_days()
