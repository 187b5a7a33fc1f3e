"""Dates at which clocks and calendars are at their worst: summer time both ways, the leap day, the
end of the year, nights, Sundays and holidays. Each case is lived at its own date.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from club.bookings.assigned_desks import assign_desk, free_days
from club.bookings.check_in import check_in_at_desk, code_of_day, code_of_desk, half_day_at
from club.bookings.closures import close_centre, repair_and_tell
from club.bookings.models import Attendance, Series, SeriesDate
from club.bookings.no_shows import ask_who_comes, note_absences
from club.bookings.recurrence import Pattern
from club.bookings.series import book_awaited, book_series
from club.bookings.series_dates import When
from club.bookings.waiting_times import can_be_offered, offer_until
from club.telecentres.hours import PARIS, instant, local_day
from club.telecentres.models import OpeningHours, Space
from tests.club.bookings.factories import (
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    token,
)

Rhythm = Series.Rhythm


def day(text: str) -> date:
    return date.fromisoformat(text)


def local(text: str) -> datetime:
    """« 2027-03-28 09:00 » in the Cantal, as an instant."""
    told, clock = text.split()
    return instant(day(told), time.fromisoformat(clock)).astimezone(UTC)


def open_every_day(**fields):
    """From 9 h to 12 h 30 and from 13 h 30 to 18 h, Sundays too."""
    centre = make_centre(**fields)
    OpeningHours.objects.bulk_create(
        OpeningHours(telecentre=centre, weekday=weekday, opens=opens, closes=closes)
        for weekday in (5, 6)
        for opens, closes in ((time(9), time(12, 30)), (time(13, 30), time(18)))
    )
    return centre


def member():
    return make_booker(ends_on=date(2031, 12, 31))


def hours_of(series: Series) -> list[str]:
    """« 23/03 09:00 08 »: the local beginning and the UTC hour of each booking."""
    found = [one.booking for one in series.dates.all() if one.booking]
    return [
        f"{one.starts_at.astimezone(PARIS):%d/%m %H:%M} {one.starts_at.astimezone(UTC):%H}"
        for one in found
    ]


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        ("2026-12-07 08:30", "2026-12-08 09:00", "2026-12-07 10:30"),
        ("2026-12-07 19:00", "2026-12-08 09:00", "2026-12-07 21:00"),
        ("2026-12-07 19:30", "2026-12-08 09:00", "2026-12-08 07:30"),
        ("2026-12-07 20:59", "2026-12-08 09:00", "2026-12-08 08:59"),
        ("2026-12-07 21:00", "2026-12-08 13:30", "2026-12-08 09:00"),
        ("2026-12-08 03:00", "2026-12-08 13:30", "2026-12-08 09:00"),
        ("2026-12-07 20:50", "2026-12-08 08:30", "2026-12-08 08:30"),
        # Summer time begins, then ends: the clock of the night does not count.
        ("2027-03-27 20:00", "2027-03-29 09:00", "2027-03-28 08:00"),
        ("2027-10-30 20:00", "2027-11-02 09:00", "2027-10-31 08:00"),
        ("2026-12-31 20:30", "2027-01-04 09:00", "2027-01-01 08:30"),
        ("2028-02-28 20:15", "2028-03-01 09:00", "2028-02-29 08:15"),
    ],
)
def test_an_offer_ends_after_two_hours_of_day(now, starts, until):
    assert offer_until(local(now), local(starts)) == local(until)


@pytest.mark.parametrize(
    ("now", "starts", "is_offered"),
    [
        ("2026-12-07 08:30", "2026-12-07 10:30", True),
        ("2026-12-07 08:31", "2026-12-07 10:30", False),
        ("2026-12-07 23:00", "2026-12-08 09:00", True),
        ("2026-12-07 23:00", "2026-12-08 08:59", False),
        ("2026-12-08 06:59", "2026-12-08 09:00", True),
    ],
)
def test_nothing_is_offered_under_two_hours_of_its_beginning(now, starts, is_offered):
    assert can_be_offered(local(now), local(starts)) is is_offered


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "first", "expected"),
    [
        # Summer time begins on 28 March 2027, ends on 31 October.
        ("2027-03-15 08:00", "2027-03-23", ["23/03 09:00 08", "30/03 09:00 07", "06/04 09:00 07"]),
        ("2027-10-15 08:00", "2027-10-26", ["26/10 09:00 07", "02/11 09:00 08", "09/11 09:00 08"]),
        ("2028-03-15 08:00", "2028-03-21", ["21/03 09:00 08", "28/03 09:00 07", "04/04 09:00 07"]),
        ("2028-10-15 08:00", "2028-10-24", ["24/10 09:00 07", "31/10 09:00 08", "07/11 09:00 08"]),
        ("2026-12-15 08:00", "2026-12-22", ["22/12 09:00 08", "29/12 09:00 08", "05/01 09:00 08"]),
        ("2028-02-14 08:00", "2028-02-22", ["22/02 09:00 08", "29/02 09:00 08", "07/03 09:00 08"]),
        # The Sundays of the changes themselves.
        ("2027-03-15 08:00", "2027-03-21", ["21/03 09:00 08", "28/03 09:00 07", "04/04 09:00 07"]),
        ("2027-10-15 08:00", "2027-10-24", ["24/10 09:00 07", "31/10 09:00 08", "07/11 09:00 08"]),
    ],
)
def test_nine_o_clock_stays_nine_o_clock(clock, now, first, expected):
    clock.move_to(local(now))
    start = day(first)

    series = book_series(
        make_space(open_every_day()),
        pattern=Pattern(start, start + timedelta(days=14)),
        when=When("morning"),
        by=member(),
        form_token=token(),
    )

    assert hours_of(series) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("holiday", "name"),
    [
        ("2027-01-01", "Jour de l'an"),
        ("2027-03-29", "Lundi de Pâques"),
        ("2027-05-06", "Ascension"),
        ("2027-05-17", "Lundi de Pentecôte"),
        ("2027-07-14", "Fête nationale"),
        ("2027-11-01", "Toussaint"),
        ("2027-11-11", "Armistice"),
        ("2028-04-17", "Lundi de Pâques"),
        ("2028-05-01", "Fête du Travail"),
        ("2028-05-08", "Fête de la Victoire"),
        ("2028-05-25", "Ascension"),
        ("2028-06-05", "Lundi de Pentecôte"),
        ("2028-08-15", "Assomption"),
        ("2028-12-25", "Noël"),
        # Holidays of a Sunday, where the centre opens on Sundays.
        ("2027-08-15", "Assomption"),
    ],
)
def test_a_series_passes_over_each_holiday_and_names_it(clock, holiday, name):
    shut = day(holiday)
    clock.move_to(instant(shut - timedelta(days=10), time(8)))

    series = book_series(
        make_space(open_every_day(closed_on_public_holidays=False)),
        pattern=Pattern(shut - timedelta(days=7), shut + timedelta(days=7)),
        when=When("day"),
        by=member(),
        form_token=token(),
    )

    line = series.dates.get(day=shut)
    assert (line.skipped, line.note[:9], line.booking) == ("holiday", name[:9], None)


@pytest.mark.parametrize(
    ("first", "last", "rhythm", "every", "expected"),
    [
        ("2028-02-29", "2028-06-30", Rhythm.MONTHLY_DAY, 1, "02-29 03-29 04-29 05-29 06-29"),
        ("2027-01-29", "2027-04-30", Rhythm.MONTHLY_DAY, 1, "01-29 03-29 04-29"),
        ("2028-01-29", "2028-04-30", Rhythm.MONTHLY_DAY, 1, "01-29 02-29 03-29 04-29"),
        ("2028-01-31", "2028-06-30", Rhythm.MONTHLY_DAY, 1, "01-31 03-31 05-31"),
        ("2028-02-29", "2030-03-31", Rhythm.MONTHLY_DAY, 12, "02-29"),
        ("2026-10-31", "2027-03-31", Rhythm.MONTHLY_DAY, 2, "10-31 12-31"),
        ("2026-12-15", "2027-02-28", Rhythm.MONTHLY_DAY, 1, "12-15 01-15 02-15"),
        # 29 February 2028 is a fifth Tuesday: the last one of each month.
        ("2028-02-29", "2028-05-31", Rhythm.MONTHLY_WEEKDAY, 1, "02-29 03-28 04-25 05-30"),
        ("2026-12-08", "2027-02-28", Rhythm.MONTHLY_WEEKDAY, 1, "12-08 01-12 02-09"),
        ("2026-12-29", "2027-03-31", Rhythm.MONTHLY_WEEKDAY, 1, "12-29 01-26 02-23 03-30"),
        ("2026-12-21", "2027-01-11", Rhythm.WEEKLY, 1, "12-21 12-28 01-04 01-11"),
        ("2026-12-21", "2027-01-31", Rhythm.WEEKLY, 2, "12-21 01-04 01-18"),
        ("2028-02-22", "2028-03-07", Rhythm.WEEKLY, 1, "02-22 02-29 03-07"),
        ("2027-03-28", "2027-04-11", Rhythm.WEEKLY, 1, "03-28 04-04 04-11"),
    ],
)
def test_months_that_lack_a_day_and_years_that_end(first, last, rhythm, every, expected):
    days = Pattern(day(first), day(last), rhythm, every).days()

    assert " ".join(f"{one:%m-%d}" for one in days) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "date_of_it", "booked_on"),
    [
        # Sixty days before: the day on which the desk opens to it.
        ("2027-01-20 08:00", "2027-03-30", "2027-01-29"),
        ("2026-12-20 08:00", "2028-02-29", "2027-12-31"),
        ("2027-08-20 08:00", "2027-11-02", "2027-09-03"),
    ],
)
def test_a_date_is_booked_on_the_very_day_it_comes_in_sight(clock, now, date_of_it, booked_on):
    clock.move_to(local(now))
    start, opens = day(date_of_it), day(booked_on)
    series = book_series(
        make_space(open_every_day()),
        pattern=Pattern(start, start),
        when=When("morning"),
        by=member(),
        form_token=token(),
    )
    assert series.dates.get().skipped == "later"

    clock.move_to(instant(opens, time()) - timedelta(seconds=1))
    assert (book_awaited(), SeriesDate.objects.get().booking) == (0, None)
    clock.move_to(instant(opens, time()))
    assert [book_awaited(), book_awaited()] == [1, 0]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-12-08 12:59", ("2026-12-08", "morning")),
        ("2026-12-08 13:00", ("2026-12-08", "afternoon")),
        ("2027-03-28 01:59", ("2027-03-28", "morning")),
        ("2027-03-28 12:59", ("2027-03-28", "morning")),
        ("2027-03-28 13:00", ("2027-03-28", "afternoon")),
        ("2027-10-31 12:59", ("2027-10-31", "morning")),
        ("2027-10-31 13:00", ("2027-10-31", "afternoon")),
        ("2026-12-31 23:59", ("2026-12-31", "afternoon")),
        ("2027-01-01 00:00", ("2027-01-01", "morning")),
        ("2028-02-29 13:00", ("2028-02-29", "afternoon")),
    ],
)
def test_the_afternoon_begins_at_one_by_the_clock_of_the_cantal(moment, expected):
    told, half = half_day_at(local(moment))

    assert (told.isoformat(), half) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("2026-12-31 23:59", "2027-01-01 00:00", False),
        ("2028-02-28 23:59", "2028-02-29 00:00", False),
        ("2028-02-29 23:59", "2028-03-01 00:00", False),
        ("2027-03-28 00:00", "2027-03-28 23:59", True),
        ("2027-10-31 00:00", "2027-10-31 23:59", True),
        ("2027-06-30 23:30", "2027-07-01 00:30", False),
    ],
)
def test_the_code_of_the_day_changes_at_midnight_of_the_cantal(clock, before, after, is_same):
    centre = make_centre()
    codes = []
    for moment in (before, after):
        clock.move_to(local(moment))
        codes.append(code_of_day(centre))

    assert (codes[0] == codes[1]) is is_same


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["2027-03-28", "2027-10-31", "2028-02-29", "2026-12-31", "2027-01-03", "2028-03-26"]
)
def test_a_day_is_asked_after_noted_and_ended_once(clock, text):
    told = day(text)
    clock.move_to(instant(told - timedelta(days=2), time(8)))
    space = make_space(open_every_day())
    seen, unseen = member(), member()
    mine = {"starts_at": instant(told, time(9)), "ends_at": instant(told, time(18))}
    code = code_of_desk(space, by=make_host(space.telecentre)).token
    make_booking(space, seen, **mine)
    make_booking(make_space(space.telecentre), unseen, **mine)
    asked = 0
    for minutes in range(-60, 24 * 60, 30):
        moment = instant(told, time(9)) + timedelta(minutes=minutes)
        clock.move_to(moment)
        if local_day(moment) == told and moment.astimezone(PARIS).strftime("%H:%M") in (
            "09:00",
            "14:00",
        ):
            check_in_at_desk(code, user=seen)
        asked += ask_who_comes()
        note_absences()

    assert asked == 2
    assert set(Attendance.objects.values_list("booking__user", "half", "state")) == {
        (seen.pk, "morning", "present"),
        (seen.pk, "afternoon", "present"),
        (unseen.pk, "morning", "absent"),
        (unseen.pk, "afternoon", "absent"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "asked_at", "is_asked"),
    [
        ("2026-12-08 20:00", "2026-12-08 20:30", True),
        ("2026-12-08 20:30", "2026-12-08 21:00", False),
        ("2026-12-08 21:30", "2026-12-08 22:00", False),
        ("2026-12-08 06:00", "2026-12-08 06:30", False),
        ("2026-12-08 06:00", "2026-12-08 07:00", True),
    ],
)
def test_nobody_is_asked_whether_they_come_in_quiet_hours(clock, begins, asked_at, is_asked):
    centre = make_centre()
    OpeningHours.objects.filter(telecentre=centre, opens=time(9)).update(opens=time(6))
    OpeningHours.objects.filter(telecentre=centre, closes=time(18)).update(closes=time(23))
    start = local(begins)
    room = make_space(centre, Space.Kind.MEETING_ROOM)
    make_booking(room, member(), starts_at=start, ends_at=start + timedelta(minutes=90))
    clock.move_to(local(asked_at))

    assert ask_who_comes() == is_asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["2027-03-28", "2027-10-31", "2028-02-29", "2026-12-31", "2027-01-03"]
)
def test_a_closed_day_is_closed_from_midnight_to_midnight(clock, text):
    told = day(text)
    clock.move_to(instant(told - timedelta(days=3), time(8)))
    centre = open_every_day(closed_on_public_holidays=False)
    bookings = [
        make_booking(
            make_space(centre),
            member(),
            starts_at=instant(one, time(9)),
            ends_at=instant(one, time(18)),
        )
        for one in (told - timedelta(days=1), told, told + timedelta(days=1))
    ]
    close_centre(
        centre,
        starts_at=instant(told, time()),
        ends_at=instant(told + timedelta(days=1), time()),
        reason="Neige",
        by=make_host(centre),
    )

    assert [repair_and_tell(), repair_and_tell()] == [1, 0]
    for one in bookings:
        one.refresh_from_db()
    assert [one.state for one in bookings] == ["approved", "cancelled", "approved"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "freed", "count"),
    [
        ("2028-02-28", "2028-03-01", "2028-02-29", 2),
        ("2027-03-27", "2027-03-29", "2027-03-28", 1),  # Easter Monday is shut
        ("2027-10-30", "2027-11-02", "2027-10-31", 2),  # and All Saints’
        ("2026-12-30", "2027-01-02", "2026-12-31", 2),
    ],
)
def test_an_assigned_desk_is_held_and_freed_by_the_calendar(clock, first, last, freed, count):
    clock.move_to(instant(day(first) - timedelta(days=3), time(8)))
    space = make_space(open_every_day())
    assignment = assign_desk(
        space,
        user=member(),
        first_on=day(first),
        last_on=day(last),
        by=make_host(space.telecentre),
        form_token=token(),
    )
    free_days(
        assignment,
        first_on=day(freed),
        last_on=day(freed),
        by=assignment.user,
        form_token=token(),
    )

    assert assignment.days.filter(booking__state="approved").count() == count
