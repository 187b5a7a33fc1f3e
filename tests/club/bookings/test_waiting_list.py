"""Who waits is served in order: the place is held, accepted, left or passed on; never twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.changes import cancel, move
from club.bookings.day_refusals import (
    AlreadyWaiting,
    NothingOffered,
    OfferExpired,
    PlaceAccepted,
    PlacesLeft,
    TooLateToWait,
    WaitingRefused,
)
from club.bookings.first_visits import release_lapsed
from club.bookings.models import BookingEvent, SlotClaim, WaitingEntry
from club.bookings.refusals import (
    FormReused,
    MembersOnly,
    NotAllowed,
    NotBookable,
    NotForOthers,
)
from club.bookings.waiting_list import (
    accept_offer,
    join_waiting_list,
    leave_waiting_list,
    rank_of,
)
from club.bookings.waiting_offers import pass_on
from club.telecentres.models import RoadTime, Space
from tests.club.bookings.day_factories import full_centre, held, link_in, state, wait
from tests.club.bookings.factories import (
    NOW,
    afternoon,
    between,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
    whole_day,
)
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_cancelled_place_is_offered_in_the_same_breath_to_whoever_came_first():
    centre, booking = full_centre()
    first, second = wait(centre), wait(centre)
    assert (rank_of(first), rank_of(second)) == (1, 2)
    mail.outbox.clear()

    cancel(booking, by=booking.user)

    offer = held(first)
    assert (offer.state, offer.space, offer.user) == ("held", booking.space, first.user)
    assert offer.held_until == NOW + timedelta(hours=2)
    assert (state(first), state(second), rank_of(second)) == ("offered", "waiting", 1)
    assert SlotClaim.objects.get().booking == offer
    [message] = [one for one in mail.outbox if one.to == [first.user.email]]
    assert message.subject.startswith("Une place se libère")
    assert "10\u00a0h\u00a030" in message.body


def test_a_place_is_accepted_by_the_link_of_the_mail_once():
    centre, booking = full_centre()
    entry = wait(centre)
    cancel(booking, by=booking.user)
    link = link_in(
        next(one for one in mail.outbox if one.to == [entry.user.email] and "libère" in one.subject)
    )
    mail.outbox.clear()

    assert Client().get(link).status_code == 200
    assert state(entry) == "offered"
    assert [Client().post(link).status_code for _ in range(2)] == [200, 200]

    assert (state(entry), held(entry).state) == ("accepted", "approved")
    assert [one.subject.split("\u202f")[0] for one in mail.outbox] == ["Réservation confirmée"]
    kinds = BookingEvent.objects.filter(booking=held(entry)).values_list("kind", flat=True)
    assert list(kinds) == ["booked", "confirmed"]


def test_an_offer_without_an_answer_passes_on_and_is_refused_afterwards(clock):
    centre, booking = full_centre()
    first, second = wait(centre), wait(centre)
    cancel(booking, by=booking.user)

    clock.move_to(NOW + timedelta(hours=2) - timedelta(seconds=1))
    assert (pass_on(), release_lapsed(), state(first)) == (0, 0, "offered")
    clock.move_to(NOW + timedelta(hours=2))
    with pytest.raises(OfferExpired):
        accept_offer(first)
    pass_on()

    assert (state(first), held(first).state) == ("passed", "lapsed")
    assert (state(second), held(second).held_until) == ("offered", NOW + timedelta(hours=4))
    with pytest.raises(OfferExpired):
        accept_offer(first)
    assert (pass_on(), SlotClaim.objects.count()) == (0, 1)


def test_an_offer_that_is_left_passes_on_at_once():
    centre, booking = full_centre()
    first, second = wait(centre), wait(centre)
    cancel(booking, by=booking.user)

    leave_waiting_list(first, by=first.user)
    leave_waiting_list(first)

    assert (state(first), held(first).state, state(second)) == ("left", "cancelled", "offered")
    with pytest.raises(NothingOffered):
        accept_offer(first)


def test_an_accepted_place_is_not_left_but_cancelled():
    centre, booking = full_centre()
    entry = wait(centre)
    cancel(booking, by=booking.user)
    accepted = accept_offer(entry, by=entry.user)

    assert accept_offer(entry, by=entry.user) == accepted
    with pytest.raises(PlaceAccepted):
        leave_waiting_list(entry)


def test_two_places_given_back_serve_two_people():
    centre = make_centre()
    bookings = [make_booking(make_space(centre)) for _ in range(2)]
    entries = [wait(centre) for _ in range(3)]

    for one in bookings:
        cancel(one, by=one.user)

    assert [state(one) for one in entries] == ["offered", "offered", "waiting"]
    assert held(entries[0]).space != held(entries[1]).space


def test_a_whole_day_given_back_serves_the_morning_and_the_afternoon():
    desk = make_space()
    booking = make_booking(desk, **whole_day())
    late, soon = wait(desk.telecentre, **afternoon()), wait(desk.telecentre)
    whole = wait(desk.telecentre, **whole_day())

    cancel(booking, by=booking.user)

    assert [state(one) for one in (late, soon, whole)] == ["offered", "offered", "waiting"]


def test_who_waits_for_the_whole_day_is_served_when_its_second_half_comes_free():
    desk = make_space()
    halves = [make_booking(desk), make_booking(desk, **afternoon())]
    whole = wait(desk.telecentre, **whole_day())
    cancel(halves[0], by=halves[0].user)
    assert (state(whole), pass_on()) == ("waiting", 0)

    cancel(halves[1], by=halves[1].user)

    assert pass_on() == 1
    assert (held(whole).starts_at, held(whole).claims.count()) == (whole.starts_at, 2)


def test_a_place_moved_away_from_is_offered_too():
    centre, booking = full_centre()
    entry = wait(centre)
    move(booking, space=booking.space, **afternoon(), by=booking.user, form_token=token())

    assert state(entry) == "offered"


def test_any_centre_within_some_minutes_serves_and_a_farther_one_does_not():
    here, near, far = (make_centre(short_name=name) for name in ("Ici", "Près", "Loin"))
    for centre, minutes in ((near, 20), (far, 45)):
        RoadTime.objects.create(origin=here, destination=centre, minutes=minutes)
    bookings = [make_booking(make_space(centre)) for centre in (here, near, far)]
    entry, local = wait(here, within_minutes=30), wait(here)

    cancel(bookings[2], by=bookings[2].user)
    assert (state(entry), pass_on()) == ("waiting", 0)
    cancel(bookings[1], by=bookings[1].user)

    assert (held(entry).space.telecentre, state(local)) == (near, "waiting")
    assert rank_of(local) == 1


def test_the_time_of_a_room_is_waited_for_by_half_hours():
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    booking = make_booking(room, **between("09:00", "11:00"))
    entry = wait(room.telecentre, kind=room.kind, **between("10:00", "11:00"))
    other = wait(room.telecentre, kind=room.kind, **between("10:30", "11:30"))

    cancel(booking, by=booking.user)

    assert (state(entry), held(entry).claims.count(), state(other)) == ("offered", 2, "waiting")


def test_where_a_place_is_free_nobody_waits():
    desk = make_space()
    with pytest.raises(PlacesLeft):
        wait(desk.telecentre)
    assert WaitingEntry.objects.count() == 0


def test_one_waits_once_and_a_form_serves_once():
    centre, _ = full_centre()
    user = make_booker("Omar")
    entry = wait(centre, user, form_token="une")
    mail.outbox.clear()

    assert wait(centre, user, form_token="une") == entry
    with pytest.raises(AlreadyWaiting):
        wait(centre, user)
    with pytest.raises(FormReused):
        wait(centre, form_token="une")
    leave_waiting_list(entry, by=user)
    assert rank_of(wait(centre, user)) == 1
    assert len(mail.outbox) == 1


def test_what_cannot_be_waited_for_is_refused():
    centre, _ = full_centre()

    with pytest.raises(WaitingRefused):
        wait(centre, within_minutes=0)
    with pytest.raises(NotBookable):
        wait(centre, **between("09:00", "10:00"))
    with pytest.raises(NotBookable):
        wait(centre, kind=Space.Kind.OFFICE)
    with pytest.raises(MembersOnly):
        wait(centre, UserFactory())
    with pytest.raises(NotForOthers):
        join_waiting_list(
            centre,
            kind=Space.Kind.DESK,
            **morning(),
            form_token=token(),
            by=make_booker(),
            guest_name="Rosa",
            guest_email="rosa@essai.example",
        )


def test_what_begins_within_two_hours_is_not_waited_for(clock):
    centre, _ = full_centre()
    clock.move_to(morning()["starts_at"] - timedelta(hours=2) + timedelta(seconds=1))

    with pytest.raises(TooLateToWait):
        wait(centre)


def test_nobody_acts_for_another():
    centre, booking = full_centre()
    entry, stranger = wait(centre), make_booker("Paul")
    with pytest.raises(NothingOffered):
        accept_offer(entry, by=entry.user)
    cancel(booking, by=booking.user)

    for act in (accept_offer, leave_waiting_list):
        with pytest.raises(NotAllowed):
            act(entry, by=stranger)
    assert state(entry) == "offered"


def test_who_is_elsewhere_at_that_time_keeps_their_rank_and_the_next_is_served():
    centre, booking = full_centre()
    first, second = wait(centre), wait(centre)
    make_booking(make_space(), first.user)

    cancel(booking, by=booking.user)

    assert (state(first), state(second)) == ("waiting", "offered")


def test_a_space_that_wants_an_approval_waits_for_it_once_accepted():
    centre, booking = full_centre(needs_approval=True)
    entry = wait(centre)
    cancel(booking, by=booking.user)

    assert accept_offer(entry).state == "pending"


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
