"""« Venir une première fois »: asked by a stranger, confirmed from the mail, given back in time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.first_visits import ask_first_visit, confirm_first_visit, release_lapsed
from club.bookings.models import Booking, SlotClaim
from club.bookings.refusals import (
    AlreadyAsked,
    GuestUnnamed,
    NoLongerStands,
    NotBookable,
    SpaceTaken,
    TooManyToConfirm,
)
from club.notifications.models import Notification
from club.telecentres.models import Space
from tests.club.bookings.factories import (
    NOW,
    afternoon,
    between,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
)

pytestmark = pytest.mark.django_db


def ask(centre, email="rosa@essai.example", **fields):
    told = {**morning(), "name": "Rosa Vidal", "form_token": token(), **fields}
    return ask_first_visit(centre, email=email, **told)


def link_in(message) -> str:
    return re.search(r"https?://\S+(/r/\S+)", message.body)[1]


def test_a_desk_is_kept_two_hours_and_the_guest_is_written_to():
    centre = make_centre()
    desks = [make_space(centre), make_space(centre)]
    make_space(centre, Space.Kind.OFFICE)
    make_booking(desks[0])
    mail.outbox.clear()

    booking = ask(centre, email=" Rosa@Essai.example ")

    assert (booking.space, booking.state, booking.kind) == (desks[1], "held", "first_visit")
    assert booking.held_until == NOW + timedelta(hours=2)
    assert [message.to for message in mail.outbox] == [["rosa@essai.example"]]


def test_the_link_confirms_once_and_those_who_welcome_are_told():
    centre = make_centre()
    make_space(centre)
    host = make_host(centre)
    booking = ask(centre)
    link = link_in(mail.outbox[0])

    shown = Client().get(link)
    done = [Client().post(link) for _ in range(2)]

    assert "Confirmer votre première visite" in shown.content.decode()
    assert [one.status_code for one in done] == [200, 200]
    assert Booking.objects.get(pk=booking.pk).state == "approved"
    assert [message.subject.split("\u202f")[0] for message in mail.outbox] == [
        "Confirmez votre première visite",
        "Réservation confirmée",
    ]
    assert list(Notification.objects.values_list("user", "kind")) == [(host.pk, "bookings.request")]


def test_what_is_not_confirmed_in_time_is_given_back_and_may_be_taken_again(clock):
    centre = make_centre()
    make_space(centre)
    booking = ask(centre)
    clock.move_to(NOW + timedelta(hours=2))

    assert (release_lapsed(), release_lapsed()) == (1, 0)
    assert (Booking.objects.get().state, SlotClaim.objects.count()) == ("lapsed", 0)
    assert confirm_first_visit(booking).state == "approved"
    assert SlotClaim.objects.count() == 1


def test_a_link_followed_too_late_says_that_the_place_is_gone(clock):
    centre = make_centre()
    booking = ask_space(centre)
    link = link_in(mail.outbox[0])
    clock.move_to(NOW + timedelta(hours=2))
    release_lapsed()
    make_booking(booking.space)

    answer = Client().post(link)

    assert answer.status_code == 409
    assert "Cette place vient d’être prise." in answer.content.decode()
    clock.move_to(datetime(2026, 12, 9, 9, tzinfo=UTC))
    assert "Cette réservation est passée." in Client().post(link).content.decode()


def ask_space(centre):
    make_space(centre)
    return ask(centre)


def test_a_cancelled_visit_is_not_confirmed():
    booking = ask_space(make_centre())
    Booking.objects.update(state="cancelled", held_until=None)

    with pytest.raises(NoLongerStands):
        confirm_first_visit(booking)


def test_a_form_sent_again_is_one_visit_and_one_mail():
    centre, form = make_centre(), token()
    make_space(centre), make_space(centre)

    first, again = ask(centre, form_token=form), ask(centre, form_token=form)

    assert (again.pk, Booking.objects.count(), len(mail.outbox)) == (first.pk, 1, 1)


def test_an_address_waits_for_one_confirmation_and_a_centre_for_five():
    centre, elsewhere = make_centre(), make_centre()
    for place in (centre, elsewhere):
        for _ in range(6):
            make_space(place)
    ask(centre)
    with pytest.raises(AlreadyAsked):
        ask(elsewhere, **afternoon())
    for number in range(4):
        ask(centre, email=f"visiteur{number}@essai.example")

    with pytest.raises(TooManyToConfirm):
        ask(centre, email="sixieme@essai.example")
    assert ask(elsewhere, email="sixieme@essai.example").pk


@pytest.mark.parametrize(
    ("times", "refusal"),
    [(morning(), SpaceTaken), (between("09:00", "11:00"), NotBookable)],
)
def test_when_no_desk_is_free_or_the_hours_are_wrong_nothing_is_written(times, refusal):
    centre = make_centre()
    make_booking(make_space(centre))

    with pytest.raises(refusal):
        ask(centre, **times)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("fields", [{"name": ""}, {"email": ""}, {"email": "rosa"}])
def test_a_guest_gives_a_name_and_an_address(fields):
    centre = make_centre()
    make_space(centre)

    with pytest.raises(GuestUnnamed):
        ask(centre, **fields)
