"""The grid of a week, what others read of it, the nearest alternative, the places left now."""

from datetime import UTC, datetime, timedelta

import pytest

from club.bookings.alternatives import find_alternatives
from club.bookings.availability import Status, availability, free_places_now
from club.bookings.changes import cancel
from club.bookings.refusals import SpaceTaken
from club.bookings.services import hold_for_maintenance
from club.telecentres.hours import schedules_around
from club.telecentres.models import Equipment, RoadTime, Space, Telecentre
from tests.club.bookings.factories import (
    MONDAY,
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
    token,
)
from tests.club.telecentres.factories import EquipmentFactory

pytestmark = pytest.mark.django_db


def grid(*centres: Telecentre, **fields):
    return availability(centres or None, **{"first": TUESDAY, "last": TUESDAY, **fields})


def statuses(*args, **fields) -> list[list[str]]:
    return [
        [cell.status for cell in row.cells] for one in grid(*args, **fields) for row in one.rows
    ]


def test_a_day_tells_what_is_free_taken_mine_past_too_late_and_too_early():
    centre, user = make_centre(), make_booker()
    desk = make_space(centre)
    make_booking(desk, user)
    make_booking(desk, make_booker("Omar"), **afternoon())
    make_space(centre, notice_minutes=2 * 24 * 60)
    make_space(centre, horizon_days=1)

    rows = statuses(first=MONDAY - timedelta(days=3), last=TUESDAY, reader=user)

    assert rows[0] == ["past", "past", "free", "free", "mine", "taken"]
    assert rows[1] == ["past", "past", *["too_late"] * 4]
    assert rows[2] == ["past", "past", *["free"] * 4]
    assert statuses(first=TUESDAY + timedelta(days=1), last=TUESDAY + timedelta(days=1))[2] == [
        Status.TOO_EARLY,
        Status.TOO_EARLY,
    ]


def test_others_read_occupied_or_the_title_shown_and_animateurs_who_comes():
    centre = make_centre()
    host, room = make_host(centre), make_space(centre, Space.Kind.MEETING_ROOM)
    point = make_space(centre, Space.Kind.TELEMEDICINE)
    make_booking(room, make_booker("Léa"), **between("09:00", "09:30"), title="Secret")
    make_booking(
        room, make_booker("Omar"), **between("09:30", "10:00"), title="Atelier", shows_title=True
    )
    make_booking(point, make_booker("Jeanne"), **between("09:00", "09:30"))
    hold_for_maintenance(room, **between("10:00", "10:30"), by=host, form_token=token())

    def labels(reader):
        return [
            (cell.label, bool(cell.reference))
            for one in grid(centre, reader=reader)
            for row in one.rows
            for cell in row.cells
            if cell.label
        ]

    assert labels(make_booker("Rosa")) == [
        ("occupé", False),
        ("Atelier", False),
        ("indisponible", False),
        ("occupé", False),
    ]
    assert labels(host) == [
        ("Léa – Secret", True),
        ("Omar – Atelier", True),
        ("entretien", True),
        ("Jeanne", True),
    ]
    assert labels(make_host(make_centre()))[0] == ("occupé", False)


def test_the_search_keeps_the_kinds_and_the_equipment_asked_for_nearest_first():
    near, far, here = make_centre(), make_centre(), make_centre()
    RoadTime.objects.create(origin=here, destination=near, minutes=10)
    RoadTime.objects.create(origin=here, destination=far, minutes=90)
    screen, lift = EquipmentFactory(slug="ecran"), EquipmentFactory(slug="ascenseur")
    for centre in (far, near):
        make_space(centre).equipment.add(screen)
        centre.equipment.add(lift)
        centre.save()
    make_space(here).equipment.add(screen)
    make_space(near, Space.Kind.MEETING_ROOM)

    found = grid(equipment=["ecran", "ascenseur"], kinds=[Space.Kind.DESK], near=here)

    assert [(one.telecentre, one.minutes, len(one.rows)) for one in found] == [
        (near, 10, 1),
        (far, 90, 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_week_of_all_centres_is_read_in_as_many_queries_whatever_it_holds(
    django_assert_max_num_queries, django_assert_num_queries, count
):
    for _ in range(count):
        centre = make_centre()
        for _ in range(count):
            make_booking(make_space(centre))
            make_space(centre, Space.Kind.MEETING_ROOM, max_slots=4)

    with django_assert_num_queries(8):
        found = availability(first=MONDAY, last=MONDAY + timedelta(days=6))
    host = make_host(found[0].telecentre)
    with django_assert_max_num_queries(12):
        availability(first=MONDAY, last=MONDAY + timedelta(days=6), reader=host, near=centre)

    assert sum(len(one.rows) for one in found) == 2 * count * count


def test_the_nearest_with_the_same_equipment_at_the_same_time_comes_first():
    here, near, far = make_centre(), make_centre(), make_centre()
    for centre, minutes in ((near, 20), (far, 50)):
        RoadTime.objects.create(origin=here, destination=centre, minutes=minutes)
    screen: Equipment = EquipmentFactory(name="Double écran")
    asked, bare, distant = make_space(here), make_space(near), make_space(far)
    asked.equipment.add(screen)
    distant.equipment.add(screen)
    make_booking(asked)

    with pytest.raises(SpaceTaken) as refused:
        make_booking(asked, make_booker("Omar"))

    assert [
        (one.space, one.minutes, one.is_same_time, one.missing, one.starts_at)
        for one in refused.value.alternatives
    ] == [
        (distant, 50, True, (), morning()["starts_at"]),
        (asked, 0, False, (), afternoon()["starts_at"]),
        (bare, 20, True, ("Double écran",), morning()["starts_at"]),
    ]
    assert refused.value.alternative == refused.value.alternatives[0]


def test_another_desk_of_the_centre_comes_before_a_centre_nearby():
    here = make_centre()
    asked, beside = make_space(here), make_space(here)
    make_space(make_centre())
    make_booking(asked)

    [first, *_rest] = find_alternatives(asked, **morning())

    assert (first.space, first.minutes, first.is_same_time) == (beside, 0, True)


def test_an_alternative_of_a_room_is_as_long_and_in_one_piece():
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    make_booking(room, **between("10:00", "12:00"))

    [only] = find_alternatives(room, **between("10:00", "12:00"))

    assert (only.starts_at, only.ends_at) == tuple(between("13:30", "15:30").values())


def test_what_is_closed_there_or_kept_for_the_animateur_is_no_alternative():
    asked = make_space()
    shut = make_centre()
    shut.opening_hours.all().delete()
    make_space(shut)
    make_space(make_centre(), who="staff")
    Space.objects.filter(pk=make_space(asked.telecentre).pk).update(is_active=False)
    make_booking(asked)

    found = find_alternatives(asked, **morning())

    assert [(one.space, one.is_same_time) for one in found] == [(asked, False)]


def test_free_places_are_those_of_this_half_day_or_of_the_next_open_one(clock):
    centre = make_centre()
    one, two = make_space(centre), make_space(centre, Space.Kind.OFFICE)
    make_space(centre, Space.Kind.MEETING_ROOM)
    make_space(centre, who="staff")
    booking = make_booking(one, **morning(MONDAY))
    make_booking(two, **morning())

    def now() -> tuple[int, int, datetime]:
        places = free_places_now([centre])[centre.pk]
        return places.free, places.total, places.slot.starts_at

    assert now() == (1, 2, morning(MONDAY)["starts_at"])
    cancel(booking, by=booking.user)
    assert now() == (2, 2, morning(MONDAY)["starts_at"])
    clock.move_to(datetime(2026, 12, 7, 18, tzinfo=UTC))
    assert now() == (1, 2, morning()["starts_at"])


def test_a_centre_without_hours_or_without_desks_has_no_place():
    bare, shut = make_centre(), make_centre()
    shut.opening_hours.all().delete()
    make_space(shut)

    found = free_places_now([bare, shut])

    assert [(one.slot, one.free, one.total) for one in found.values()] == [(None, 0, 0)] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_free_places_of_many_centres_are_three_queries(django_assert_num_queries, count):
    centres = [make_centre() for _ in range(count)]
    for centre in centres:
        make_booking(make_space(centre), **morning(MONDAY))
    known = schedules_around(centres, NOW)

    with django_assert_num_queries(3):
        found = free_places_now(centres, schedules=known)

    assert [places.free for places in found.values()] == [0] * count
