"""Series: what is booked, what is passed over and why; changed and cancelled in part or whole."""

from datetime import date, time, timedelta

import pytest
from django.core import mail

from club.bookings.changes import cancel
from club.bookings.day_refusals import (
    NoDate,
    NotInSeries,
    PatternRefused,
    TooManyDates,
)
from club.bookings.models import Booking, Leave, Series, SlotClaim
from club.bookings.recurrence import Pattern
from club.bookings.refusals import (
    FormReused,
    MembersOnly,
    NotBookable,
    NotForOthers,
    SpaceTaken,
)
from club.bookings.series import (
    MOST_DATES,
    add_date,
    book_awaited,
    extend_series,
    preview_series,
)
from club.bookings.series_dates import When
from club.telecentres.hours import PARIS, instant
from club.telecentres.models import Closure, Space
from club.users.models import User
from tests.club.bookings.day_factories import DAY, MORNING, WEEK, lines, make_series, weeks
from tests.club.bookings.factories import (
    TUESDAY,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
)
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_each_week_is_booked_told_in_one_mail_and_stays_at_nine():
    series = make_series()

    assert lines(series) == [(day, "booked") for day in ("08/12", "15/12", "22/12", "29/12")]
    assert SlotClaim.objects.count() == 4
    assert {one.starts_at.astimezone(PARIS).time() for one in Booking.objects.all()} == {time(9)}
    [message] = mail.outbox
    assert message.subject.startswith("Série réservée")
    assert message.body.count("- mardi") == 4


def test_the_same_form_gives_the_same_series():
    space, user = make_space(), make_booker()
    first = make_series(space, by=user, form_token="une")

    again = make_series(space, by=user, form_token="une")

    assert (again, Series.objects.count(), Booking.objects.count(), len(mail.outbox)) == (
        first,
        1,
        4,
        1,
    )
    with pytest.raises(FormReused):
        make_series(space, form_token="une")


def test_holidays_closures_leave_and_taken_dates_are_listed_with_their_reason():
    space, user = make_space(horizon_days=400), make_booker()
    make_booking(space, **morning(date(2026, 12, 11)))
    Leave.objects.create(
        user=user, first_on=date(2026, 12, 18), last_on=date(2026, 12, 18), form_token="a"
    )
    Closure.objects.create(
        telecentre=space.telecentre,
        starts_at=instant(date(2027, 1, 8), time()),
        ends_at=instant(date(2027, 1, 9), time()),
        reason="Travaux",
    )

    series = make_series(space, by=user, pattern=weeks(7, date(2026, 12, 11)))

    assert [(day, why) for day, why in lines(series) if why != "booked"] == [
        ("11/12", "taken"),
        ("18/12", "leave"),
        ("25/12", "holiday"),
        ("01/01", "holiday"),
        ("08/01", "closure"),
    ]
    told = {f"{one.day:%d/%m}": one.why_skipped for one in series.dates.all()}
    assert told["25/12"] == "jour férié\u202f: Noël"
    assert told["08/01"] == "fermeture du télécentre\u202f: Travaux"
    assert "jour férié\u202f: Noël" in mail.outbox[-1].body


def test_a_preview_says_what_would_be_and_writes_nothing():
    space, user = make_space(), make_booker()

    proposed = preview_series(space, pattern=weeks(3), when=MORNING, by=user)

    assert [one.is_bookable for one in proposed] == [True, True, True]
    assert (Series.objects.count(), SlotClaim.objects.count()) == (0, 0)


def test_a_preview_asks_as_much_of_the_database_for_three_dates_as_for_thirty(
    django_assert_num_queries,
):
    space, user = make_space(horizon_days=400), make_booker()
    for count in (3, 30):
        reader = User.objects.get(pk=user.pk)
        with django_assert_num_queries(12):
            preview_series(space, pattern=weeks(count), when=MORNING, by=reader)


def test_what_is_beyond_the_horizon_is_booked_when_its_day_comes_in_sight(clock):
    series = make_series(make_space(horizon_days=10), count=4)
    assert [why for _, why in lines(series)] == ["booked", "booked", "later", "later"]

    clock.move_to(instant(date(2026, 12, 12), time(5)))
    assert (book_awaited(), book_awaited()) == (1, 0)
    assert [why for _, why in lines(series)] == ["booked", "booked", "booked", "later"]


def test_whoever_loses_an_awaited_date_is_told_once(clock):
    space = make_space(horizon_days=10)
    series = make_series(space)
    mail.outbox.clear()
    clock.move_to(instant(date(2026, 12, 12), time(8)))
    make_booking(space, **morning(date(2026, 12, 22)))

    assert (book_awaited(), book_awaited()) == (0, 0)
    assert lines(series)[2] == ("22/12", "taken")
    assert len([one for one in mail.outbox if "manquent" in one.subject]) == 1


def test_a_member_books_until_the_end_of_their_membership():
    user = make_booker(ends_on=date(2026, 12, 16))

    assert [why for _, why in lines(make_series(by=user, count=3))] == [
        "booked",
        "booked",
        "membership",
    ]
    with pytest.raises(MembersOnly):
        make_series(by=UserFactory())


def test_an_animateur_books_a_series_for_someone_and_no_one_else_does():
    space, user = make_space(), make_booker()
    host = make_host(space.telecentre)

    series = make_series(space, by=host, user=user)

    assert (series.user, series.booked_by) == (user, host)
    assert mail.outbox[0].to == [user.email]
    with pytest.raises(NotForOthers):
        make_series(space, by=user, user=host)


def test_a_date_passed_over_is_added_again_once_it_is_free():
    space, user = make_space(), make_booker()
    other = make_booking(space)
    series = make_series(space, by=user)
    with pytest.raises(SpaceTaken):
        add_date(series, TUESDAY, by=user)
    cancel(other, by=other.user)

    added = [add_date(series, TUESDAY, by=user) for _ in range(2)]

    assert added[0].booking == added[1].booking
    assert lines(series)[0] == ("08/12", "booked")
    assert SlotClaim.objects.count() == 4


def test_a_holiday_is_added_again_only_where_the_centre_is_open():
    friday = date(2026, 12, 18)
    shut = make_series(pattern=weeks(2, friday))
    opened = make_centre(closed_on_public_holidays=False)
    series = make_series(make_space(opened), pattern=weeks(2, friday))
    assert lines(series)[1] == ("25/12", "holiday")

    with pytest.raises(NotBookable):
        add_date(shut, date(2026, 12, 25), by=shut.user)
    add_date(series, date(2026, 12, 25), by=series.user)

    assert lines(series)[1] == ("25/12", "booked")
    with pytest.raises(NotInSeries):
        add_date(series, date(2026, 12, 24), by=series.user)


def test_five_hundred_dates_are_refused_and_the_most_are_not():
    with pytest.raises(TooManyDates):
        make_series(
            pattern=Pattern(TUESDAY, TUESDAY + timedelta(days=600), weekdays=(0, 1, 2, 3, 4))
        )
    series = make_series(
        make_space(horizon_days=2),
        pattern=Pattern(TUESDAY, TUESDAY + WEEK * 31, weekdays=(0, 1, 2, 3, 4)),
    )
    assert series.dates.count() <= MOST_DATES
    with pytest.raises(TooManyDates):
        extend_series(series, last_on=TUESDAY + timedelta(days=700), by=series.user)


def test_a_series_without_a_date_is_refused():
    with pytest.raises(NoDate):
        make_series(pattern=weeks(1, date(2026, 12, 12)))  # a Saturday
    with pytest.raises(NoDate):
        make_series(pattern=weeks(1, date(2026, 11, 3)))
    assert Series.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        (Space.Kind.DESK, When("hours", time(9), time(10))),
        (Space.Kind.MEETING_ROOM, MORNING),
        (Space.Kind.MEETING_ROOM, When("hours", time(10), time(9))),
        (Space.Kind.MEETING_ROOM, When("hours", time(10))),
        (Space.Kind.BRIDGING_HOUSING, DAY),
        (Space.Kind.DESK, When("night")),
        (Space.Kind.DESK, When("morning", time(9), time(10))),
    ],
)
def test_a_part_of_the_day_that_the_space_does_not_have_is_refused(kind, when):
    with pytest.raises(PatternRefused):
        make_series(make_space(kind=kind), when=when)


def test_nothing_is_written_of_a_series_of_a_telemedicine_point():
    point = make_space(kind=Space.Kind.TELEMEDICINE)

    series = make_series(point, when=When("hours", time(14), time(14, 30)), title="Cardiologue")

    assert (series.title, set(Booking.objects.values_list("title", flat=True))) == ("", {""})


def test_requests_for_approval_wait_together():
    series = make_series(make_space(needs_approval=True))

    assert {one.booking.state for one in series.dates.all()} == {"pending"}
    assert "votre demande" in mail.outbox[0].body
