"""What no code can write, whatever it forgets to check."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from club.bookings.models import Booking, BookingEvent, BookingRules, CalendarFeed, SlotClaim
from tests.club.bookings.factories import NOW, make_booking, make_space, morning, token
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def refused(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except IntegrityError:
        return True
    return False


def row(**fields):
    told = {**morning(), "form_token": token(), **fields}
    return lambda: Booking.objects.create(space=make_space(), **told)


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": morning()["starts_at"]},
        {"state": "peut-être"},
        {"kind": "fête"},
        {"state": "held"},
        {"state": "approved", "held_until": NOW},
        {"kind": "maintenance", "guest_name": "Rosa"},
        {"is_confidential": True, "title": "Cardiologue"},
        {"shows_title": True},
    ],
)
def test_a_booking_that_cannot_be_is_refused_by_the_database(fields):
    assert refused(row(**fields)) is True
    assert refused(row()) is False


def test_a_booking_is_for_an_account_or_a_guest():
    user = UserFactory()

    assert refused(row(user=user, guest_email="rosa@essai.example")) is True
    assert refused(row(user=user)) is False


def test_a_slot_is_held_once_and_a_form_serves_once():
    booking = make_booking()
    claim = booking.claims.get()

    again = SlotClaim(space=claim.space, starts_at=claim.starts_at, booking=booking)
    assert refused(again.save) is True
    assert refused(row(form_token=booking.form_token)) is True
    assert refused(row(reference=booking.reference)) is True


def test_an_address_waits_for_one_first_visit_whatever_its_letter_case():
    held = {"state": "held", "kind": "first_visit", "held_until": NOW}

    assert refused(row(**held, guest_email="rosa@essai.example")) is False
    assert refused(row(**held, guest_email="Rosa@essai.example")) is True
    assert refused(row(**held, guest_email="omar@essai.example")) is False


@pytest.mark.parametrize(
    "fields",
    [
        {"min_slots": 0},
        {"min_slots": 4, "max_slots": 3},
        {"horizon_days": 0},
        {"max_at_once": 0},
        {"who": "personne"},
        {"opens": "12:00", "closes": "09:00"},
    ],
)
def test_rules_that_contradict_themselves_are_refused(fields):
    assert refused(lambda: BookingRules.objects.create(space=make_space(), **fields)) is True


def test_a_move_says_where_from():
    booking = make_booking()

    assert refused(lambda: BookingEvent.objects.create(booking=booking, kind="moved")) is True


def test_a_calendar_is_of_one_thing_and_made_once():
    user, space = UserFactory(), make_space()
    places = [{}, {"space": space}, {"telecentre": space.telecentre}]

    made = [
        refused(lambda f=fields: CalendarFeed.objects.create(user=user, **f)) for fields in places
    ]
    again = [
        refused(lambda f=fields: CalendarFeed.objects.create(user=user, **f)) for fields in places
    ]
    both = {"space": space, "telecentre": space.telecentre}

    assert (made, again) == ([False] * 3, [True] * 3)
    assert refused(lambda: CalendarFeed.objects.create(user=user, **both)) is True


def test_each_kind_of_space_has_usual_rules_that_the_database_accepts():
    spaces = [make_space(kind=kind) for kind in type(make_space()).Kind.values]

    for space in spaces:
        rules = BookingRules.usual_for(space)
        rules.full_clean()
        rules.save()

    assert BookingRules.objects.filter(needs_approval=True).count() == 1
    assert BookingRules.usual_for(spaces[0]).notice == timedelta()
