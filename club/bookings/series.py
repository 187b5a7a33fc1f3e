"""Series: booked in one go, then changed or cancelled by date, by what follows, or whole.

Each function is one transaction; a refusal is an exception whose `message` is in French. A date
that cannot be booked does not stop the others: it stays listed with the reason, and can be added
again. Dates beyond the horizon of the space are booked when it reaches them (`book_awaited`).
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from club.bookings import day_emails
from club.bookings.claims import (
    MAX_TOKEN,
    Request,
    check_not_elsewhere,
    check_rules,
    lock_person,
    write,
)
from club.bookings.day_refusals import NoDate, NotInSeries, TooManyDates
from club.bookings.models import Booking, Series, SeriesDate
from club.bookings.models.feeds import draw_token
from club.bookings.perms import check_may_book, check_may_run, may_run
from club.bookings.planning import Planning
from club.bookings.recurrence import Pattern, digits, pattern_of
from club.bookings.refusals import (
    AlreadyElsewhere,
    BookingRefused,
    FormReused,
    InThePast,
    NotAllowed,
    SpaceTaken,
)
from club.bookings.series_dates import Proposed, Reader, When, request_on, today
from club.bookings.services import titles_of
from club.telecentres.models import Space
from club.users.models import User

State, Skipped = Booking.State, SeriesDate.Skipped
MOST_DATES = 160  # three days a week for a year


def preview_series(
    space: Space, *, pattern: Pattern, when: When, by: User, user: User | None = None
) -> list[Proposed]:
    """What `book_series` would do, day by day; nothing is written. Raises as it does."""
    person = user or by
    if person != by:
        check_may_run(by, space.telecentre)
    days = _days_of(pattern, when, space)
    reader = Reader.load(space, user=person, by=by, first=days[0], last=days[-1])
    return reader.propose(days, when)


@transaction.atomic
def book_series(
    space: Space,
    *,
    pattern: Pattern,
    when: When,
    by: User,
    form_token: str,
    user: User | None = None,
    title: str = "",
    shows_title: bool = False,
) -> Series:
    """Book every date of a pattern that can be; the others are listed with the reason.

    For oneself, or for the account `user` by an animateur. One mail tells all the dates. The same
    form again gives the same series. Raises PatternRefused, TooManyDates (over MOST_DATES), NoDate
    (none can be booked now or later), NotForOthers, NotAllowed, TitleRefused, FormReused.
    """
    person = user or by
    if person != by:
        check_may_run(by, space.telecentre)
    lock_person(person)
    known = known_series(form_token, by)
    if known is not None:
        return known
    days = _days_of(pattern, when, space)
    reader = Reader.load(space, user=person, by=by, first=days[0], last=days[-1])
    proposed = reader.propose(days, when)
    if not any(one.is_bookable or one.skipped == Skipped.LATER for one in proposed):
        raise NoDate
    series = Series(
        space=reader.space,
        user=person,
        booked_by=by,
        rhythm=pattern.rhythm,
        every=pattern.every,
        weekdays=digits(pattern.weekdays),
        anchor_on=pattern.counted_from,
        first_on=pattern.first_on,
        last_on=pattern.last_on,
        part=when.part,
        opens=when.opens,
        closes=when.closes,
        form_token=form_token,
        **titles_of(reader.space, title, shows_title),
    )
    save_new(series)
    dates = [_write_date(series, one, by=by) for one in proposed]
    SeriesDate.objects.bulk_create(dates)
    day_emails.series_booked(series, dates)
    return series


@transaction.atomic
def extend_series(series: Series, *, last_on: date, by: User) -> list[SeriesDate]:
    """Go on until a later day; the dates added, booked or not. To the same day again adds none.

    Raises NotAllowed, TooManyDates, PatternRefused (beyond 800 days).
    """
    locked = lock_series(series, by)
    known = set(locked.dates.values_list("day", flat=True))
    pattern = pattern_of(locked, last_on=max(last_on, locked.last_on))
    pattern.check()
    after = max(known, default=locked.last_on)
    days = [day for day in pattern.days() if day > after]
    if len(known) + len(days) > MOST_DATES:
        raise TooManyDates(MOST_DATES)
    if not days:
        return []
    reader = Reader.load(locked.space, user=locked.user, by=by, first=days[0], last=days[-1])
    proposed = reader.propose(days, When.of(locked))
    dates = [_write_date(locked, one, by=by) for one in proposed]
    SeriesDate.objects.bulk_create(dates)
    locked.last_on = pattern.last_on
    locked.save()
    day_emails.series_booked(locked, dates)
    return dates


@transaction.atomic
def add_date(series: Series, day: date, *, by: User) -> SeriesDate:
    """Book a date that was passed over or removed, a holiday too when the centre is open then.

    Booked already, nothing changes. Raises NotInSeries, NotAllowed, SpaceTaken, NotBookable…
    """
    locked = lock_series(series, by)
    line = locked.dates.select_related("booking").filter(day=day).first()
    if line is None:
        raise NotInSeries
    if line.is_booked:
        return line
    plan = Planning.load([locked.space], first=day, last=day, with_claims=False)
    request = request_on(plan, locked.space, day, When.of(locked))
    if request.ends_at <= timezone.now():
        raise InThePast
    if not may_run(by, locked.space.telecentre):
        check_may_book(locked.user, request.rules, starts_at=request.starts_at)
        check_rules(request)
        check_not_elsewhere(locked.user, request)
    line.booking = _book(locked, request, by=by)
    line.skipped, line.note = "", ""
    line.save()
    day_emails.series_booked(locked, [line])
    return line


def book_awaited(now: datetime | None = None) -> int:
    """Nightly: book the dates that the horizon of their space has reached; how many.

    Whoever loses a date meanwhile is told, once a series. Safe to repeat.
    """
    awaited = SeriesDate.objects.filter(skipped=Skipped.LATER)
    found = Series.objects.filter(pk__in=awaited.values("series")).order_by("pk")
    return sum(_book_awaited(series) for series in found)


@transaction.atomic
def _book_awaited(series: Series) -> int:
    lock_person(series.user)
    lines = {one.day: one for one in series.dates.filter(skipped=Skipped.LATER)}
    if not lines:
        return 0
    try:
        reader = Reader.load(
            series.space, user=series.user, by=series.user, first=min(lines), last=max(lines)
        )
        proposed = reader.propose(sorted(lines), When.of(series))
    except BookingRefused as refusal:
        proposed = [Proposed(day, skipped=Skipped.RULES, note=str(refusal)) for day in lines]
    missed: list[SeriesDate] = []
    booked = 0
    for one in proposed:
        if one.skipped == Skipped.LATER:
            continue
        line, written = lines[one.day], _write_date(series, one, by=series.user)
        line.booking, line.skipped, line.note = written.booking, written.skipped, written.note
        line.save()
        booked += line.booking is not None
        if line.skipped not in ("", Skipped.HOLIDAY, Skipped.LEAVE):
            missed.append(line)
    day_emails.series_missed(series, missed)
    return booked


def _days_of(pattern: Pattern, when: When, space: Space) -> list[date]:
    pattern.check()
    when.check(space)
    days = list(islice(pattern.days(), MOST_DATES + 1))
    if len(days) > MOST_DATES:
        raise TooManyDates(MOST_DATES)
    if not days or days[-1] < today():
        raise NoDate
    return days


def known_series(form_token: str, by: User) -> Series | None:
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    series = Series.objects.filter(form_token=form_token).first()
    if series is not None and series.booked_by_id != by.pk:
        raise FormReused
    return series


def save_new(series: Series) -> None:
    try:
        with transaction.atomic():
            series.save(force_insert=True)
    except IntegrityError as error:  # the same token, for someone else, at this very moment
        raise FormReused from error


def lock_series(series: Series, by: User) -> Series:
    """Its person first, as every booking of theirs. Raises NotAllowed."""
    lock_person(series.user)
    rows = Series.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("space__telecentre__commune", "user").get(pk=series.pk)
    if locked.user_id != by.pk and not may_run(by, locked.space.telecentre):
        raise NotAllowed
    return locked


def _write_date(series: Series, one: Proposed, *, by: User) -> SeriesDate:
    """Not saved; its booking is, unless someone was faster."""
    line = SeriesDate(series=series, day=one.day, skipped=one.skipped, note=one.note[:200])
    if one.request is not None and one.is_bookable:
        try:
            line.booking = _book(series, one.request, by=by)
        except SpaceTaken:
            line.skipped = Skipped.TAKEN
        except AlreadyElsewhere:
            line.skipped = Skipped.ELSEWHERE
    return line


def _book(series: Series, request: Request, *, by: User) -> Booking:
    waits = request.rules.needs_approval and not may_run(by, request.space.telecentre)
    booking = Booking(
        user=series.user,
        booked_by=by,
        state=State.PENDING if waits else State.APPROVED,
        form_token=draw_token(),
        title=series.title,
        shows_title=series.shows_title,
    )
    return write(booking, request, by=by)[0]
