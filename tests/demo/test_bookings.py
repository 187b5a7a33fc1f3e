"""A year of bookings and four weeks ahead: believable, and as the services would have written."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from club.bookings.models import (
    AssignedDay,
    Attendance,
    Booking,
    Series,
    SeriesDate,
    SlotClaim,
    WaitingEntry,
)
from club.bookings.planning import Planning
from club.bookings.slots import follow_each_other
from club.bookings.waiting_offers import pass_on
from club.notifications.models import OutboxMail
from club.telecentres.hours import local_day
from club.telecentres.models import Space
from club.users.models import User
from demo.load import bookings as demo
from demo.load import days as demo_days
from demo.load.people import MEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_network")]


def test_there_is_a_year_behind_and_four_weeks_ahead_in_every_centre():
    now = timezone.now()
    centres = Counter(Booking.objects.values_list("space__telecentre__slug", flat=True))
    kinds = set(Booking.objects.values_list("space__kind", flat=True))

    assert len(centres) == 10
    assert min(centres.values()) > 100
    assert kinds == set(Space.Kind.values)
    assert Booking.objects.filter(starts_at__lt=now - timedelta(days=270)).count() > 50
    assert Booking.objects.filter(starts_at__gt=now + timedelta(days=14)).count() > 50
    assert Booking.objects.filter(starts_at__gt=now + timedelta(days=30)).count() == 0


def test_each_booking_holds_the_slots_of_its_time_and_others_hold_none():
    spaces = list(Space.objects.select_related("telecentre"))
    today = local_day(timezone.now())
    plan = Planning.load(
        spaces,
        first=today - timedelta(days=demo.DAYS_BACK + 1),
        last=today + timedelta(days=demo.DAYS_AHEAD + 1),
        with_claims=False,
    )
    slots = {space.pk: {slot.key: slot for slot in plan.slots(space)} for space in spaces}
    held = {}
    for booking_id, key in SlotClaim.objects.order_by("starts_at").values_list(
        "booking_id", "starts_at"
    ):
        held.setdefault(booking_id, []).append(key)
    wrong = []
    for booking in Booking.objects.select_related("space"):
        keys = held.get(booking.pk, [])
        found = [slots[booking.space_id][key] for key in keys]
        is_right = (
            not keys
            if not booking.is_standing
            else bool(found)
            and found[0].starts_at == booking.starts_at
            and found[-1].ends_at == booking.ends_at
            and follow_each_other(booking.space.granularity, found)
        )
        if not is_right:
            wrong.append(booking.reference)

    assert wrong == []


def test_nobody_is_in_two_places_of_a_kind_at_once():
    same = (
        SlotClaim.objects.filter(booking__user__isnull=False)
        .values("booking__user", "space__kind", "starts_at")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )

    assert list(same) == []


def test_states_and_kinds_are_those_of_a_living_network():
    states = Counter(Booking.objects.values_list("state", flat=True))
    kinds = Counter(Booking.objects.values_list("kind", flat=True))

    assert set(states) == {"approved", "cancelled", "pending"}
    assert states["pending"] == 5
    assert (kinds["first_visit"], kinds["maintenance"]) == (10, 1)
    assert Booking.objects.filter(created_at__gt=timezone.now()).count() == 0
    assert (
        Booking.objects.exclude(guest_email="")
        .exclude(guest_email__endswith="@demo.example")
        .count()
        == 0
    )


def test_the_demo_member_has_bookings_of_each_sort_that_their_pages_show():
    member = User.objects.get(email=MEMBER)
    own = Booking.objects.of(member)

    coming = own.upcoming()
    assert coming.filter(state="approved").exists()
    assert coming.filter(state="pending").count() == 1
    assert own.past().count() > 10
    references = Booking.objects.values_list("reference", flat=True)
    pages = [reverse("bookings_steps:detail", args=[one]) for one in references]
    assert len(pages) == Booking.objects.count()


def test_nothing_is_written_of_telemedicine_and_no_mail_waits():
    of_points = Booking.objects.filter(space__kind=Space.Kind.TELEMEDICINE)

    assert of_points.count() > 20
    assert of_points.filter(is_confidential=True, title="").count() == of_points.count()
    assert (mail.outbox, OutboxMail.objects.count()) == ([], 0)


def test_the_centres_of_the_animateur_have_requests_that_wait_and_a_first_visit():
    waiting = Booking.objects.to_decide().order_by().values_list("space__telecentre__slug")
    visits = Booking.objects.filter(kind=Booking.Kind.FIRST_VISIT, ends_at__gt=timezone.now())

    # Of Murat, one is for its lodging.
    assert dict(Counter(slug for (slug,) in waiting)) == {"murat": 4, "allanche": 1}
    assert visits.filter(space__telecentre__slug="murat", guest_phone="06 00 00 00 05").exists()


def test_almost_everyone_came_and_newcomers_less_often_than_members():
    over = Booking.objects.past().exclude(kind="maintenance")
    rooms = over.exclude(space__granularity=Space.Granularity.NIGHT)
    rates = {
        kind: Attendance.objects.filter(booking__kind=kind, state="present").count()
        / Attendance.objects.filter(booking__kind=kind).count()
        for kind in ("normal", "first_visit")
    }

    assert rooms.filter(attendances=None).count() == 0
    assert Attendance.objects.filter(booking__in=Booking.objects.upcoming()).count() == 0
    assert 0.9 < rates["normal"] < 0.97
    assert rates["first_visit"] < rates["normal"]


def test_some_have_a_series_wait_for_a_place_or_have_a_desk_of_their_own():
    now = timezone.now()

    assert Series.objects.count() == demo_days.SERIES
    assert SeriesDate.objects.filter(booking__starts_at__gt=now).count() >= demo_days.SERIES
    assert WaitingEntry.objects.filter(user__email="membre@demo.example").count() == 1
    assert WaitingEntry.objects.count() > 3
    assert AssignedDay.objects.filter(day__week_day=4).count() == 0
    assert AssignedDay.objects.count() > 5
    assert pass_on() == 0
    assert WaitingEntry.objects.exclude(state="waiting").count() == 0
