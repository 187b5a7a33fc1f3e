"""« Vous venez ? »: asked kindly, once; only the person gives the place back."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.check_in import mark_present
from club.bookings.day_refusals import AlreadyPresent, HalfDayGone
from club.bookings.models import Attendance, Booking, SlotClaim
from club.bookings.no_shows import ask_who_comes, note_absences, release_place, say_coming
from club.bookings.refusals import NoLongerStands
from club.bookings.services import book_for
from club.bookings.waiting_list import join_waiting_list
from club.telecentres.hours import instant
from club.telecentres.models import Space
from tests.club.bookings.factories import (
    TUESDAY,
    between,
    make_booker,
    make_booking,
    make_host,
    make_space,
    morning,
    token,
    whole_day,
)

pytestmark = pytest.mark.django_db
HALF_PAST = instant(TUESDAY, time(9, 30))
WEDNESDAY = TUESDAY + timedelta(days=1)


def asked(clock, **fields) -> Attendance:
    """A booking of Tuesday of which half an hour went by."""
    booking = make_booking(**fields)
    mail.outbox.clear()
    clock.move_to(HALF_PAST)
    assert ask_who_comes() == 1
    return Attendance.objects.get(booking=booking)


def state(line: Attendance) -> str:
    return Attendance.objects.get(pk=line.pk).state


def test_whoever_was_not_seen_is_asked_once_after_half_an_hour(clock):
    booking, seen = make_booking(), make_booking()
    mail.outbox.clear()
    clock.move_to(HALF_PAST - timedelta(seconds=1))
    assert ask_who_comes() == 0
    mark_present(seen, by=make_host(seen.space.telecentre))
    clock.move_to(HALF_PAST)

    assert [ask_who_comes(), ask_who_comes()] == [1, 0]
    [message] = mail.outbox
    assert message.to == [booking.user.email]
    assert message.subject.startswith("Vous venez\u202f?")
    assert Booking.objects.get(pk=booking.pk).state == "approved"


def test_i_am_coming_keeps_the_place(clock):
    line = asked(clock)
    coming, _ = re.findall(r"https?://\S+?(/r/\S+)", mail.outbox[0].body)

    assert Client().get(coming).status_code == 200
    assert state(line) == "asked"
    assert [Client().post(coming).status_code for _ in range(2)] == [200, 200]
    assert (state(line), SlotClaim.objects.count()) == ("coming", 1)


def test_i_give_it_back_frees_the_place_at_once_for_who_waits(clock):
    booking = make_booking(**whole_day())
    entry = join_waiting_list(
        booking.space.telecentre,
        kind=Space.Kind.DESK,
        starts_at=instant(TUESDAY, time(13, 30)),
        ends_at=instant(TUESDAY, time(18)),
        user=make_booker("Omar"),
        form_token=token(),
    )
    mail.outbox.clear()
    clock.move_to(HALF_PAST)
    ask_who_comes()
    _, release = re.findall(r"https?://\S+?(/r/\S+)", mail.outbox[0].body)

    assert [Client().post(release).status_code for _ in range(2)] == [200, 200]

    kept = Booking.objects.get(pk=booking.pk)
    assert (kept.state, kept.claims.count()) == ("approved", 1)
    assert kept.starts_at == instant(TUESDAY, time(13, 30))
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_a_single_half_day_given_back_is_cancelled(clock):
    line = asked(clock)

    assert [release_place(line).state for _ in range(2)] == ["released", "released"]

    assert Booking.objects.get().state == "cancelled"
    assert (SlotClaim.objects.count(), Attendance.objects.count()) == (0, 1)
    with pytest.raises(NoLongerStands):
        say_coming(line)


def test_who_is_there_or_too_late_gives_nothing_back(clock):
    line = asked(clock)
    host = make_host(line.booking.space.telecentre)
    clock.move_to(line.booking.ends_at)
    with pytest.raises(HalfDayGone):
        release_place(line)
    clock.move_to(HALF_PAST)
    mark_present(line.booking, by=host)
    with pytest.raises(AlreadyPresent):
        release_place(line)

    assert say_coming(line).state == "present"


def test_silence_gives_nothing_back_and_is_an_absence_afterwards(clock):
    line = asked(clock)
    clock.move_to(instant(TUESDAY, time(12, 59)))
    assert note_absences() == 0
    clock.move_to(instant(TUESDAY, time(13)))

    assert [note_absences(), note_absences()] == [1, 0]
    assert (state(line), SlotClaim.objects.count()) == ("absent", 1)


def test_who_said_they_came_counts_as_come(clock):
    line = asked(clock)
    say_coming(line)
    clock.move_to(instant(TUESDAY, time(14)))
    note_absences()

    assert (state(line), Attendance.objects.get().method) == ("present", "link")


def test_who_could_not_be_asked_is_noted_absent_all_the_same(clock):
    space = make_space()
    host = make_host(space.telecentre)
    caller = {"guest_name": "Paul", "guest_phone": "06"}
    book_for(space, **whole_day(), by=host, form_token=token(), **caller)
    clock.move_to(HALF_PAST)
    assert ask_who_comes() == 0
    clock.move_to(instant(WEDNESDAY, time(8)))

    assert [note_absences(), note_absences()] == [2, 0]
    assert set(Attendance.objects.values_list("state", "method")) == {("absent", "job")}


def test_a_worker_that_was_away_asks_nobody_of_what_is_over(clock):
    make_booking()
    clock.move_to(instant(TUESDAY, time(12, 30)))
    assert ask_who_comes() == 0


def test_a_meeting_is_asked_after_from_its_own_beginning(clock):
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    make_booking(room, **between("10:30", "11:30"))
    clock.move_to(instant(TUESDAY, time(10, 59)))
    assert ask_who_comes() == 0
    clock.move_to(instant(TUESDAY, time(11)))
    assert ask_who_comes() == 1


def test_lodgings_and_cancelled_bookings_are_not_asked_after(clock):
    house = make_space(kind=Space.Kind.BRIDGING_HOUSING, needs_approval=False, notice_minutes=0)
    starts = instant(TUESDAY, time(16))
    make_booking(house, starts_at=starts, ends_at=instant(WEDNESDAY, time(10)))
    clock.move_to(starts + timedelta(hours=1))

    assert ask_who_comes() == 0


def test_the_database_is_asked_as_much_for_one_as_for_three(clock, django_assert_num_queries):
    for _ in range(3):
        make_booking(make_space(), make_booker(), **morning(TUESDAY))
        clock.move_to(instant(TUESDAY, time(9, 29)))
        with django_assert_num_queries(6):
            assert ask_who_comes() == 0
