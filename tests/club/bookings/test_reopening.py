"""Opening again what was closed: nothing comes back by itself; and what cannot be closed."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.changes import cancel
from club.bookings.closures import (
    close_centre,
    reopen,
    repair,
    repair_and_tell,
    take_back,
)
from club.bookings.day_refusals import ClosureOver, ClosureRefused
from club.bookings.models import ClosureRepair
from club.bookings.refusals import (
    AlreadyOver,
    NoLongerStands,
    NotBookable,
    NotForOthers,
    SpaceTaken,
)
from club.bookings.services import book_for
from club.telecentres.hours import instant
from club.telecentres.models import Closure, Space
from tests.club.bookings.day_factories import mails_to, now, shut, span
from tests.club.bookings.factories import (
    NOW,
    TUESDAY,
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = TUESDAY + timedelta(days=1)


def test_reopening_brings_nothing_back_but_for_those_who_wish():
    centre = make_centre()
    host = make_host(centre)
    mine, other = make_booking(make_space(centre)), make_booking(make_space(centre))
    closure = close_centre(centre, **span(), reason="Neige", by=host)
    repair_and_tell()
    mail.outbox.clear()

    reopen(closure, by=host)
    assert [repair_and_tell(), repair_and_tell()] == [2, 0]

    assert Closure.objects.count() == 0
    assert {now(mine).state, now(other).state} == {"cancelled"}
    assert mails_to(mine) == ["Le télécentre rouvre"]
    link = re.search(r"https?://\S+?(/r/\S+)", mail.outbox[0].body)[1]
    assert [Client().post(link).status_code for _ in range(2)] == [200, 200]
    assert (now(mine).state, mine.claims.count(), now(other).state) == ("approved", 1, "cancelled")


def test_a_place_that_someone_took_meanwhile_is_not_taken_back():
    centre = make_centre()
    host, desk = make_host(centre), make_space(centre)
    make_booking(desk)
    closure = close_centre(centre, **span(), reason="Neige", by=host)
    with pytest.raises(NoLongerStands):
        take_back(ClosureRepair.objects.get())
    reopen(closure, by=host)
    make_booking(desk, make_booker("Omar"))

    with pytest.raises(SpaceTaken):
        take_back(ClosureRepair.objects.get())


def test_a_closure_that_has_begun_ends_when_the_centre_reopens(clock):
    centre = make_centre()
    host, desk = make_host(centre), make_space(centre)
    booking = make_booking(desk, **afternoon())
    past = make_booking(desk)
    closure = close_centre(centre, **span(), reason="Neige", by=host)
    clock.move_to(instant(TUESDAY, time(12, 45)))

    reopen(closure, by=host)

    closure.refresh_from_db()
    assert closure.ends_at == instant(TUESDAY, time(12, 45))
    assert take_back(booking.repairs.get()).state == "approved"
    with pytest.raises(NoLongerStands):
        take_back(past.repairs.get())
    with pytest.raises(ClosureOver):
        reopen(closure, by=host)


def test_a_place_is_not_taken_back_once_its_time_is_over(clock):
    centre = make_centre()
    host = make_host(centre)
    booking = make_booking(make_space(centre))
    closure = close_centre(centre, **span(), reason="Neige", by=host)
    reopen(closure, by=host)
    clock.move_to(booking.ends_at)

    with pytest.raises(AlreadyOver):
        take_back(ClosureRepair.objects.get())


def test_a_guest_is_told_by_mail_and_a_caller_without_address_is_not():
    centre = make_centre()
    host = make_host(centre)
    for number, guest in enumerate(
        ({"guest_email": "rosa@essai.example"}, {"guest_phone": "06 00"})
    ):
        book_for(
            make_space(centre),
            **morning(),
            by=host,
            form_token=f"{number}",
            guest_name="Rosa",
            **guest,
        )
    mail.outbox.clear()
    close_centre(centre, **span(), reason="Neige", by=host)
    repair_and_tell()

    assert [one.to for one in mail.outbox] == [["rosa@essai.example"]]
    assert ClosureRepair.objects.filter(told_at=None).count() == 0


def test_nothing_is_written_of_why_a_telemedicine_booking_was_cancelled():
    point = make_space(kind=Space.Kind.TELEMEDICINE)
    booking = make_booking(point, **between("14:00", "14:30"))
    shut(point.telecentre)

    assert booking.events.get(kind="cancelled").reason == ""


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reason": ""}, ClosureRefused),
        ({"reason": "x" * 121}, ClosureRefused),
        ({"reason": "deux\nlignes"}, ClosureRefused),
        ({"ends_at": span()["starts_at"]}, ClosureRefused),
        ({"starts_at": NOW - timedelta(days=2), "ends_at": NOW}, ClosureOver),
    ],
)
def test_a_closure_that_cannot_be_is_refused_in_french(fields, refusal):
    with pytest.raises(refusal) as refused:
        shut(make_centre(), **fields)

    assert refused.value.message.endswith(".")
    assert Closure.objects.count() == 0


def test_only_those_who_run_a_centre_close_and_reopen_it():
    centre = make_centre()
    stranger = make_host(make_centre())
    with pytest.raises(NotForOthers):
        close_centre(centre, **span(), reason="Neige", by=stranger)
    closure = shut(centre)
    with pytest.raises(NotForOthers):
        reopen(closure, by=stranger)


def test_a_closed_centre_is_not_booked():
    centre = make_centre()
    desk = make_space(centre)
    shut(centre)
    with pytest.raises(NotBookable):
        make_booking(desk)


def test_closing_asks_as_much_of_the_database_for_one_booking_as_for_ten(
    django_assert_num_queries,
):
    counts = (1, 10)
    for count in counts:
        centre = make_centre()
        elsewhere = make_centre()
        for _ in range(count):
            make_booking(make_space(centre))
            make_space(elsewhere)
        closure = Closure.objects.create(telecentre=centre, reason="Neige", **span())
        with django_assert_num_queries(25):
            assert repair(closure) == count


def test_a_booking_cancelled_meanwhile_is_left_alone():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    cancel(booking, by=booking.user)
    shut(centre)

    assert ClosureRepair.objects.count() == 0
