"""Closing a centre: all that it undoes is foreseen, told once, and repaired in one click."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client

from club.bookings.closures import (
    close_centre,
    move_to_alternative,
    repair,
    repair_and_tell,
)
from club.bookings.day_refusals import NoAlternative, OtherTaken
from club.bookings.models import ClosureRepair, SlotClaim
from club.bookings.refusals import (
    AlreadyElsewhere,
    NotAllowed,
)
from club.bookings.services import book_for, hold_for_maintenance
from club.bookings.waiting_list import join_waiting_list
from club.telecentres.hours import instant
from club.telecentres.models import Closure, Space
from club.telecentres.registry import Affected, affected_by_closure
from tests.club.bookings.day_factories import mails_to, now, shut, span
from tests.club.bookings.factories import (
    MONDAY,
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
    whole_day,
)

pytestmark = pytest.mark.django_db
WEDNESDAY = TUESDAY + timedelta(days=1)


def test_a_preview_names_each_person_and_writes_nothing():
    centre = make_centre()
    desk, host = make_space(centre), make_host(centre)
    reached, cut = make_booking(desk), make_booking(make_space(centre), **whole_day())
    book_for(
        make_space(centre),
        **morning(),
        by=host,
        form_token=token(),
        guest_name="Paul",
        guest_phone="06 00",
    )

    told = affected_by_closure(centre, morning()["starts_at"], morning()["ends_at"])

    assert [(one.person, one.is_reachable, one.phone) for one in told] == [
        ("Léa", True, ""),
        ("Léa", True, ""),
        ("Paul", False, "06 00"),
    ]
    assert [one.what.split("\u202f")[0] for one in told] == [
        "Réservation",
        "Réservation raccourcie",
        "Réservation",
    ]
    assert isinstance(told[0], Affected)
    assert (Closure.objects.count(), now(reached).state, now(cut).state) == (
        0,
        "approved",
        "approved",
    )


def test_a_closed_day_gives_its_places_back_and_each_person_is_told_once_of_all():
    centre, user = make_centre(), make_booker()
    first = make_booking(make_space(centre), user)
    second = make_booking(make_space(centre), user, **morning(WEDNESDAY))
    other = make_booking(make_space(centre), make_booker("Omar"))
    make_booking(make_space(centre), **morning(WEDNESDAY + timedelta(days=1)))
    mail.outbox.clear()

    shut(centre, **span(TUESDAY, WEDNESDAY))
    assert mail.outbox == []
    assert [repair_and_tell(), repair_and_tell()] == [2, 0]

    assert [now(one).state for one in (first, second, other)] == ["cancelled"] * 3
    assert SlotClaim.objects.count() == 1
    assert [one.to for one in mail.outbox] == [[user.email], [other.user.email]]
    body = mail.outbox[0].body
    assert ("Dégât des eaux" in body, body.count("Annulée.")) == (True, 2)


def test_the_nearest_place_is_taken_in_one_click_once():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    other = make_space(make_centre())
    shut(centre)
    repair_and_tell()
    link = re.search(r"https?://\S+?(/r/\S+)", mail.outbox[-1].body)[1]
    mail.outbox.clear()

    assert Client().get(link).status_code == 200
    assert now(booking).state == "cancelled"
    assert [Client().post(link).status_code for _ in range(2)] == [200, 200]

    moved = now(booking)
    assert (moved.space, moved.state, moved.reference) == (other, "approved", booking.reference)
    assert moved.claims.count() == 1
    assert mails_to(booking) == ["Réservation déplacée"]
    assert ClosureRepair.objects.get().outcome == "moved"


def test_two_people_are_not_proposed_the_same_place():
    centre = make_centre()
    for _ in range(2):
        make_booking(make_space(centre))
    elsewhere = make_centre()
    for _ in range(2):
        make_space(elsewhere)

    shut(centre)

    proposed = ClosureRepair.objects.values_list("other_space", "other_starts_at")
    assert len(set(proposed)) == 2


def test_a_place_proposed_that_went_to_someone_else_is_refused_with_another():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    elsewhere = make_space(make_centre())
    shut(centre)
    make_booking(elsewhere, make_booker("Omar"))

    with pytest.raises(OtherTaken) as refused:
        move_to_alternative(ClosureRepair.objects.get())

    assert refused.value.alternative is not None
    assert now(booking).state == "cancelled"


def test_who_found_another_place_already_is_not_given_two():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    elsewhere = make_centre()
    make_space(elsewhere)
    shut(centre)
    make_booking(make_space(elsewhere), booking.user)

    with pytest.raises(AlreadyElsewhere):
        move_to_alternative(ClosureRepair.objects.get())


def test_without_any_place_elsewhere_the_mail_says_so():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    shut(centre, **span(TUESDAY, TUESDAY + timedelta(days=40)))
    repair_and_tell()

    assert "pas trouvé d’autre place" in mail.outbox[-1].body
    with pytest.raises(NoAlternative):
        move_to_alternative(ClosureRepair.objects.get())
    with pytest.raises(NotAllowed):
        move_to_alternative(ClosureRepair.objects.get(), by=make_booker("Omar"))
    assert now(booking).state == "cancelled"


def test_a_day_half_closed_keeps_its_other_half():
    centre = make_centre()
    booking = make_booking(make_space(centre), **whole_day())
    shut(centre, **afternoon())
    repair_and_tell()

    kept = now(booking)
    assert (kept.state, kept.starts_at, kept.ends_at) == ("approved", *morning().values())
    assert kept.claims.count() == 1
    assert "Raccourcie" in mail.outbox[-1].body


def test_a_morning_that_opens_later_keeps_its_place_with_its_new_hours():
    centre = make_centre()
    booking = make_booking(make_space(centre))
    shut(centre, **between("09:00", "10:00"))

    kept = now(booking)
    assert (kept.state, kept.claims.count()) == ("approved", 1)
    assert kept.starts_at == between("10:00", "12:30")["starts_at"]


def test_a_closure_at_noon_changes_nothing():
    centre = make_centre()
    booking = make_booking(make_space(centre), **whole_day())
    shut(centre, **between("12:30", "13:30"))

    assert (now(booking).sequence, ClosureRepair.objects.count()) == (0, 0)


def test_a_meeting_cut_in_its_middle_is_displaced():
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    booking = make_booking(room, **between("09:00", "12:00"))
    shut(room.telecentre, **between("10:00", "11:00"))

    assert (now(booking).state, booking.claims.count()) == ("cancelled", 0)


def test_a_booking_committed_at_the_very_instant_is_repaired_too():
    centre = make_centre()
    host = make_host(centre)
    booking = make_booking(make_space(centre))
    # As if the closing had not seen it: a closure without its effect.
    closure = Closure.objects.create(telecentre=centre, reason="Neige", created_by=host, **span())
    assert now(booking).state == "approved"

    assert [repair_and_tell(), repair_and_tell()] == [1, 0]
    assert (now(booking).state, repair(closure)) == ("cancelled", 0)


def test_a_closure_over_a_closure_tells_nobody_twice():
    centre = make_centre()
    first = make_booking(make_space(centre))
    later = make_booking(make_space(centre), **morning(WEDNESDAY))
    shut(centre)
    repair_and_tell()
    shut(centre, **span(MONDAY, WEDNESDAY), reason="Neige")
    repair_and_tell()

    assert mails_to(first) == ["Réservation confirmée", "Télécentre fermé"]
    assert mails_to(later) == ["Réservation confirmée", "Télécentre fermé"]
    assert ClosureRepair.objects.count() == 2


def test_the_same_closing_sent_twice_closes_once():
    centre = make_centre()
    host = make_host(centre)
    told = {**span(), "reason": "Neige", "by": host}

    assert close_centre(centre, **told) == close_centre(centre, **told)
    assert Closure.objects.count() == 1


def test_a_closure_made_longer_in_the_back_office_has_its_effect():
    centre = make_centre()
    booking = make_booking(make_space(centre), **whole_day())
    closure = shut(centre, **afternoon())
    repair_and_tell()
    Closure.objects.filter(pk=closure.pk).update(starts_at=span()["starts_at"])

    assert repair_and_tell() == 1
    assert (now(booking).state, ClosureRepair.objects.get().outcome) == ("cancelled", "cancelled")


def test_maintenance_goes_on_behind_closed_doors():
    centre = make_centre()
    kept = hold_for_maintenance(
        make_space(centre), **morning(), by=make_host(centre), form_token=token()
    )
    shut(centre)

    assert now(kept).state == "approved"


def test_what_a_closed_centre_gives_back_is_offered_to_nobody():
    centre = make_centre()
    make_booking(make_space(centre))
    entry = join_waiting_list(
        centre, kind=Space.Kind.DESK, **morning(), user=make_booker("Omar"), form_token=token()
    )
    shut(centre)
    entry.refresh_from_db()

    assert (entry.state, SlotClaim.objects.count()) == ("waiting", 0)


def test_a_guest_is_told_of_a_closing_of_the_night_in_the_morning(clock):
    centre = make_centre()
    guest = {"guest_name": "Rosa", "guest_email": "rosa@essai.example"}
    book_for(make_space(centre), **morning(), by=make_host(centre), form_token=token(), **guest)
    mail.outbox.clear()
    clock.move_to(instant(MONDAY, time(22)))
    shut(centre)
    assert (repair_and_tell(), mail.outbox) == (0, [])
    clock.move_to(instant(TUESDAY, time(7)))

    assert [repair_and_tell(), repair_and_tell()] == [1, 0]
    assert [one.to for one in mail.outbox] == [["rosa@essai.example"]]
