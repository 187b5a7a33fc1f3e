"""Series changed, cancelled and extended, in part or whole; absences."""

from datetime import date, time

import pytest
from django.core import mail
from django.utils import timezone

from club.bookings.changes import cancel
from club.bookings.day_refusals import (
    DatesOutOfOrder,
)
from club.bookings.models import Leave, Series, SlotClaim
from club.bookings.refusals import (
    NotAllowed,
)
from club.bookings.series import (
    add_date,
    extend_series,
)
from club.bookings.series_changes import (
    cancel_dates,
    change_dates,
    declare_leave,
    withdraw_leave,
)
from club.bookings.series_dates import When
from club.telecentres.hours import PARIS, instant
from tests.club.bookings.day_factories import DAY, WEEK, lines, make_series, shut
from tests.club.bookings.factories import (
    TUESDAY,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    token,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"only": TUESDAY + WEEK}, ["booked", "removed", "booked", "booked"]),
        ({"from_day": TUESDAY + WEEK}, ["booked", "removed", "removed", "removed"]),
        ({}, ["removed", "removed", "removed", "removed"]),
    ],
)
def test_one_date_the_following_or_all_are_cancelled_once_in_one_mail(fields, left):
    series = make_series()
    mail.outbox.clear()

    counts = [cancel_dates(series, by=series.user, **fields) for _ in range(2)]

    assert [why for _, why in lines(series)] == left
    assert counts == [left.count("removed"), 0]
    assert SlotClaim.objects.count() == left.count("booked")
    assert len(mail.outbox) == 1


def test_a_date_cancelled_from_its_own_mail_is_listed_as_removed():
    series = make_series()
    first = series.dates.first().booking
    cancel(first, by=None)

    assert lines(series)[0] == ("08/12", "removed")
    assert series.dates.first().why_skipped == "retiré de la série"


def test_a_cancelled_series_leaves_what_has_taken_place(clock):
    series = make_series()
    clock.move_to(instant(TUESDAY, time(20)))

    assert cancel_dates(series, by=series.user) == 3
    assert lines(series)[0] == ("08/12", "booked")


def test_all_dates_go_to_the_afternoon_and_those_that_cannot_stay():
    space, user = make_space(), make_booker()
    series = make_series(space, by=user)
    taken = TUESDAY + WEEK
    make_booking(
        space,
        make_booker("Omar"),
        starts_at=instant(taken, time(13, 30)),
        ends_at=instant(taken, time(18)),
    )
    mail.outbox.clear()

    changed, kept = change_dates(series, by=user, form_token=token(), when=When("afternoon"))

    assert (changed.pk, changed.part) == (series.pk, "afternoon")
    assert [(one.day, one.skipped) for one in kept] == [(taken, "taken")]
    hours = [one.booking.starts_at.astimezone(PARIS).hour for one in series.dates.all()]
    assert hours == [13, 9, 13, 13]
    assert SlotClaim.objects.count() == 5
    assert [one.subject.split("\u202f")[0] for one in mail.outbox] == ["Série modifiée"]


def test_the_following_become_a_series_of_their_own_in_another_space():
    space, user = make_space(), make_booker()
    other = make_space(space.telecentre)
    series = make_series(space, by=user)
    mark = token()

    following, kept = change_dates(
        series, by=user, form_token=mark, space=other, from_day=TUESDAY + WEEK * 2
    )
    again, _ = change_dates(
        series, by=user, form_token=mark, space=other, from_day=TUESDAY + WEEK * 2
    )

    series.refresh_from_db()
    assert (again, kept) == (following, [])
    assert [day for day, _ in lines(series)] == ["08/12", "15/12"]
    assert [day for day, _ in lines(following)] == ["22/12", "29/12"]
    assert {one.booking.space for one in following.dates.all()} == {other}
    assert (series.last_on, following.first_on) == (date(2026, 12, 21), date(2026, 12, 22))


def test_two_series_exchanged_with_each_other_both_stay():
    centre = make_centre()
    one, other = make_space(centre), make_space(centre)
    first, second = make_series(one), make_series(other)

    _, kept = change_dates(first, by=first.user, form_token=token(), space=other)

    assert [line.skipped for line in kept] == ["taken"] * 4
    assert SlotClaim.objects.filter(space=one).count() == 4
    assert {line.booking.space for line in second.dates.all()} == {other}


def test_a_series_is_extended_once():
    series = make_series(count=2)
    until = TUESDAY + WEEK * 3

    added = [extend_series(series, last_on=until, by=series.user) for _ in range(2)]

    assert [len(one) for one in added] == [2, 0]
    assert [day for day, _ in lines(series)] == ["08/12", "15/12", "22/12", "29/12"]


def test_a_leave_gives_back_its_dates_and_its_end_brings_none_back():
    series = make_series()
    told = {"first_on": TUESDAY + WEEK, "last_on": TUESDAY + WEEK * 2}

    leaves = [declare_leave(series.user, **told, form_token="conge") for _ in range(2)]

    assert leaves[0] == leaves[1]
    assert [why for _, why in lines(series)] == ["booked", "leave", "leave", "booked"]
    with pytest.raises(NotAllowed):
        withdraw_leave(leaves[0], by=make_booker())
    withdraw_leave(leaves[0], by=series.user)
    assert (Leave.objects.count(), SlotClaim.objects.count()) == (0, 2)
    with pytest.raises(DatesOutOfOrder):
        declare_leave(series.user, first_on=TUESDAY, last_on=TUESDAY - WEEK, form_token="x")


def test_a_series_of_someone_else_is_not_touched():
    series, stranger = make_series(), make_booker("Omar")

    for act in (
        lambda: cancel_dates(series, by=stranger),
        lambda: extend_series(series, last_on=TUESDAY + WEEK * 9, by=stranger),
        lambda: add_date(series, TUESDAY, by=stranger),
        lambda: change_dates(series, by=stranger, form_token=token(), when=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert timezone.now() < series.dates.first().booking.starts_at


def test_the_same_change_sent_twice_is_told_once():
    series = make_series()
    mark = token()
    mail.outbox.clear()

    for _ in range(2):
        change_dates(series, by=series.user, form_token=mark, when=When("afternoon"))

    assert len(mail.outbox) == 1
    assert {one.booking.sequence for one in series.dates.all()} == {1}


def test_an_animateur_may_split_a_series_and_send_the_form_twice():
    series = make_series()
    host, mark = make_host(series.space.telecentre), token()
    told = {"by": host, "form_token": mark, "when": When("day"), "from_day": TUESDAY + WEEK}

    first, again = (change_dates(series, **told)[0] for _ in range(2))

    assert (again, first.user, Series.objects.count()) == (first, series.user, 2)


def test_a_date_that_a_closure_took_is_listed_with_its_reason():
    series = make_series()
    shut(series.space.telecentre)

    line = series.dates.first()
    assert (line.is_booked, line.why_skipped) == (
        False,
        "fermeture du télécentre\u202f: Dégât des eaux",
    )
