"""Calendars read elsewhere: secret, renewable, the same for every program."""

from datetime import UTC, datetime, time, timedelta

import pytest
import vobject
from icalendar import Calendar

from club.bookings.changes import cancel
from club.bookings.feeds import feed_of, find_feed, read_feed, renew_feed
from club.bookings.models import Booking
from club.members.models import Member
from club.telecentres.hours import instant
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    afternoon,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    token,
)
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def summaries(feed) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(read_feed(feed)).walk("VEVENT")]


def test_one_reads_their_own_bookings_with_a_link_back_and_those_cancelled():
    booking = make_booking(title="Devis")
    cancel(make_booking(booking.space, booking.user, **afternoon()), by=booking.user)
    make_booking(make_space())

    events = Calendar.from_ical(read_feed(feed_of(booking.user))).walk("VEVENT")

    assert [str(one["status"]) for one in events] == ["CONFIRMED", "CANCELLED"]
    assert str(events[0]["url"]).endswith(f"/club/reservations/{booking.reference}/")
    assert str(events[0]["summary"]).endswith("– Devis")


def test_of_a_place_animateurs_read_who_comes_and_the_club_that_it_is_taken():
    centre = make_centre()
    desk, other = make_space(centre), make_space(centre)
    make_booking(desk, make_booker("Léa"), title="Devis")
    make_booking(other, make_booker("Omar"))
    make_booking(make_space(), make_booker("Rosa"))
    host, member = make_host(centre), make_booker("Jeanne")

    assert summaries(feed_of(host, telecentre=centre)) == [
        f"{desk.name}\u202f: Léa – Devis",
        f"{other.name}\u202f: Omar",
    ]
    assert summaries(feed_of(member, telecentre=centre)) == [
        f"{desk.name}\u202f: occupé",
        f"{other.name}\u202f: occupé",
    ]
    assert summaries(feed_of(member, space=other)) == [f"{other.name}\u202f: occupé"]
    assert b"/club/reservations/" not in read_feed(feed_of(member, space=other))


def test_an_address_is_made_once_and_renewed_when_asked():
    user = make_booker()
    feed = feed_of(user)

    renewed = renew_feed(feed)

    assert feed_of(user).pk == feed.pk
    assert renewed.token != feed.token
    assert (find_feed(feed.token), find_feed(renewed.token)) == (None, renewed)
    assert find_feed("") is None


def test_who_left_the_club_reads_their_own_bookings_and_those_of_no_place():
    user, centre = make_booker(), make_centre()
    own, place = feed_of(user), feed_of(user, telecentre=centre)
    Member.objects.filter(user=user).update(state=Member.State.SUSPENDED)

    assert (find_feed(own.token), find_feed(place.token)) == (own, None)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert find_feed(own.token) is None
    assert find_feed(feed_of(UserFactory(), space=make_space(centre)).token) is None


def test_two_years_are_read_alike_by_two_programs(clock):
    """Every week on both sides of four changes of time."""
    user, space = make_booker(), make_space()
    made = []
    for week in range(-51, 52):
        day = TUESDAY + timedelta(weeks=week)
        made.append(
            Booking(
                user=user,
                space=space,
                starts_at=instant(day, time(9)),
                ends_at=instant(day, time(12, 30)),
                form_token=token(),
            )
        )
    Booking.objects.bulk_create(made)

    content = read_feed(feed_of(user))
    ours = [
        (one.decoded("dtstart"), one.decoded("dtend"))
        for one in Calendar.from_ical(content).walk("VEVENT")
    ]
    theirs = [
        (one.dtstart.value, one.dtend.value)
        for one in vobject.readOne(content.decode()).vevent_list
    ]

    assert ours == theirs == [(one.starts_at, one.ends_at) for one in made]
    assert b"VTIMEZONE" not in content
    assert {start.astimezone(UTC).hour for start, _end in ours} == {7, 8}


def test_what_is_older_than_a_year_is_left_out(clock):
    booking = make_booking()
    feed = feed_of(booking.user)

    clock.move_to(datetime.combine(MONDAY + timedelta(days=368), time(12), tzinfo=UTC))

    assert summaries(feed) == []


def test_a_feed_is_one_query(django_assert_num_queries):
    booking = make_booking()
    make_booking(booking.space, booking.user, **afternoon())
    feed = feed_of(booking.user)

    with django_assert_num_queries(1):
        read_feed(feed)
