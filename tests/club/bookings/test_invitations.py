"""« Et si vous adhériez ? »: the day after a first visit, once to each address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from club.bookings.first_visits import confirm_first_visit
from club.bookings.invitations import invite_visitors
from club.bookings.models import Booking
from club.bookings.retention import GUESTS_KEPT, forget_guests
from club.users.models import User
from tests.club.bookings.factories import (
    MONDAY,
    afternoon,
    make_booking,
    make_centre,
    make_space,
    morning,
)
from tests.club.bookings.test_first_visit_pages import ask

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 12, 9, 9, tzinfo=UTC)  # the day after


@pytest.fixture
def visit() -> Booking:
    """On Tuesday morning, confirmed."""
    centre = make_centre(name="Télécentre de Murat", phone="04 71 20 00 00")
    make_space(centre)
    booking = confirm_first_visit(ask(centre))
    mail.outbox.clear()
    return booking


def test_the_day_after_one_mail_invites_to_join(visit, clock):
    clock.move_to(WEDNESDAY)

    assert (invite_visitors(), invite_visitors()) == (1, 0)

    (message,) = mail.outbox
    assert message.to == ["rosa@essai.example"]
    assert message.subject == "Votre visite au télécentre : et maintenant ?".replace(
        " :", "\u202f:"
    ).replace(" ?", "\u202f?")
    assert "Le 8\u00a0décembre, vous êtes venu nous voir" in message.body
    assert "/compte/inscription/" in message.body
    assert "04 71 20 00 00" in message.body
    assert "au plus tard le 6\u00a0juin\u00a02027" in message.body
    assert Booking.objects.get().invited_at == WEDNESDAY


def test_not_before_the_visit_nor_the_same_day(visit, clock):
    assert invite_visitors() == 0
    clock.move_to(datetime(2026, 12, 8, 22, 59, tzinfo=UTC))  # Tuesday 23 h 59

    assert invite_visitors() == 0


@pytest.mark.parametrize("state", ["lapsed", "cancelled"])
def test_a_visit_that_did_not_take_place_invites_nobody(visit, clock, state):
    Booking.objects.update(state=state)
    clock.move_to(WEDNESDAY)

    assert (invite_visitors(), mail.outbox) == (0, [])


def test_an_ordinary_guest_is_not_invited(clock):
    make_booking()
    clock.move_to(WEDNESDAY)
    mail.outbox.clear()

    assert (invite_visitors(), mail.outbox) == (0, [])


def test_who_has_an_account_already_is_not_invited(visit, clock):
    User.objects.create_user("Rosa@essai.example", "une phrase de passe")
    clock.move_to(WEDNESDAY)

    assert (invite_visitors(), mail.outbox) == (0, [])


def test_two_visits_of_one_address_invite_once(visit, clock):
    confirm_first_visit(ask(visit.space.telecentre, **afternoon(MONDAY)))
    mail.outbox.clear()
    clock.move_to(WEDNESDAY)

    assert invite_visitors() == 1
    assert len(mail.outbox) == 1


def test_a_worker_away_for_weeks_invites_late_but_never_once_the_guest_is_forgotten(visit, clock):
    clock.move_to(morning()["ends_at"] + GUESTS_KEPT)
    assert invite_visitors() == 1

    Booking.objects.update(invited_at=None)
    clock.shift(timedelta(seconds=1))
    assert invite_visitors() == 0
    assert forget_guests() == 1
    assert Booking.objects.get().guest_email == ""
