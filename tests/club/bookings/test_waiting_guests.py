"""Waiting guests, nights, and offers changed from elsewhere."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.changes import cancel, move
from club.bookings.day_refusals import (
    AlreadyWaiting,
)
from club.bookings.models import SlotClaim, WaitingEntry
from club.bookings.refusals import (
    GuestUnnamed,
)
from club.bookings.retention import WAITING_KEPT, forget_the_day
from club.bookings.waiting_list import (
    join_waiting_list,
    waiting_at,
    waiting_entries,
)
from club.bookings.waiting_offers import pass_on
from club.telecentres.hours import instant
from club.telecentres.models import Space
from tests.club.bookings.day_factories import full_centre, held, link_in, state, wait
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    afternoon,
    make_booker,
    make_host,
    morning,
    token,
)

pytestmark = pytest.mark.django_db


def guest(centre, **fields) -> WaitingEntry:
    told = {"guest_name": "Rosa", "guest_email": "rosa@essai.example", **fields}
    return join_waiting_list(
        centre,
        kind=Space.Kind.DESK,
        **morning(),
        form_token=token(),
        by=make_host(centre),
        **told,
    )


def test_a_guest_waits_too_written_down_by_the_animateur():
    centre, booking = full_centre()
    entry = guest(centre)
    with pytest.raises(AlreadyWaiting):
        guest(centre)
    with pytest.raises(GuestUnnamed):
        guest(centre, guest_email="")
    mail.outbox.clear()

    cancel(booking, by=booking.user)
    [message] = [one for one in mail.outbox if one.to == ["rosa@essai.example"]]
    Client().post(link_in(message))

    assert (held(entry).state, held(entry).guest_email) == ("approved", "rosa@essai.example")


def test_at_night_the_place_is_held_and_told_of_in_the_morning(clock):
    centre, booking = full_centre()
    first = guest(centre)
    clock.move_to(instant(MONDAY, time(22)))
    mail.outbox.clear()
    cancel(booking, by=None)
    pass_on()
    assert state(first) == "offered"
    assert [one for one in mail.outbox if one.to == ["rosa@essai.example"]] == []

    clock.move_to(instant(TUESDAY, time(7)))
    pass_on()
    pass_on()

    assert held(first).held_until == morning()["starts_at"]
    assert [one.to for one in mail.outbox if "rosa" in one.to[0]] == [["rosa@essai.example"]]


def test_an_account_offered_a_place_at_night_is_told_after_seven(clock):
    centre, booking = full_centre()
    entry = wait(centre)
    clock.move_to(instant(MONDAY, time(22)))
    cancel(booking, by=None)

    told = entry.user.notifications.get(kind="bookings.waiting", title__startswith="Une place")
    assert told.due_at == instant(TUESDAY, time(7))
    assert [one.subject for one in mail.outbox if one.subject == told.title] == []


def test_a_place_given_back_too_late_is_free_for_all(clock):
    centre, booking = full_centre()
    entry = wait(centre)
    clock.move_to(morning()["starts_at"] - timedelta(minutes=119))

    cancel(booking, by=booking.user)
    pass_on()

    assert (state(entry), SlotClaim.objects.count()) == ("over", 0)


def test_an_offer_cancelled_or_moved_from_elsewhere_is_settled():
    centre, booking = full_centre()
    first, second = wait(centre), wait(centre)
    cancel(booking, by=booking.user)
    cancel(held(first), by=first.user)
    offer = held(second)
    move(offer, space=offer.space, **afternoon(), by=second.user, form_token=token())
    pass_on()

    assert (state(first), state(second)) == ("left", "accepted")


def test_what_one_waits_for_is_listed_with_its_rank():
    centre, booking = full_centre()
    user = make_booker("Omar")
    ahead, mine = wait(centre), wait(centre, user)

    assert waiting_entries(user) == [(mine, 2)]
    assert waiting_at(centre) == [ahead, mine]
    cancel(booking, by=booking.user)
    assert waiting_entries(ahead.user) == [(ahead, 0)]


def test_entries_are_forgotten_a_month_after_their_time(clock):
    centre, _ = full_centre()
    entry = wait(centre)
    clock.move_to(entry.ends_at + WAITING_KEPT)
    assert forget_the_day() == 0
    clock.move_to(entry.ends_at + WAITING_KEPT + timedelta(seconds=1))

    assert (forget_the_day(), WaitingEntry.objects.count()) == (1, 0)
