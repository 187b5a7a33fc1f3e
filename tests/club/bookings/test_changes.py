"""Moving, cancelling, deciding, booking for someone else, keeping a space for maintenance."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from club.bookings.changes import cancel, move
from club.bookings.decisions import approve, refuse
from club.bookings.models import Booking, BookingEvent, SlotClaim
from club.bookings.refusals import (
    AlreadyElsewhere,
    AlreadyOver,
    FormReused,
    GuestUnnamed,
    NoLongerStands,
    NotAllowed,
    NotForOthers,
    NotPending,
    ReasonMissing,
    SpaceTaken,
)
from club.bookings.services import book_for, hold_for_maintenance
from club.telecentres.freshness import current_version
from club.telecentres.models import Space
from club.users.models import User
from tests.club.bookings.factories import (
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


def claims() -> set[tuple[int, int]]:
    """Each space held, with the UTC hour of its key."""
    return {(pk, key.hour) for pk, key in SlotClaim.objects.values_list("space_id", "starts_at")}


def refreshed(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def test_a_move_gives_back_what_it_held_keeps_its_number_and_is_told():
    centre = make_centre()
    booking, other = make_booking(make_space(centre)), make_space(centre)
    was = booking.space

    moved = move(booking, space=other, **whole_day(), by=booking.user, form_token=token())

    assert (moved.pk, moved.reference) == (booking.pk, booking.reference)
    assert (moved.space, moved.sequence, moved.state) == (other, 1, "approved")
    assert claims() == {(other.pk, 7), (other.pk, 12)}
    event = BookingEvent.objects.get(kind="moved")
    assert (event.was_space, event.was_starts_at) == (was, morning()["starts_at"])
    assert [one.subject.split("\u202f")[0] for one in mail.outbox] == [
        "Réservation confirmée",
        "Réservation déplacée",
    ]


def test_a_move_within_what_it_holds_keeps_what_is_common():
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    booking = make_booking(room, **between("09:00", "10:30"))

    move(booking, space=room, **between("10:00", "11:00"), by=booking.user, form_token=token())

    assert sorted(
        key.strftime("%H:%M") for key in SlotClaim.objects.values_list("starts_at", flat=True)
    ) == ["09:00", "09:30"]


def test_a_move_to_a_place_that_is_taken_changes_nothing():
    centre = make_centre()
    mine, theirs = make_booking(make_space(centre)), make_booking(make_space(centre))
    before = claims()

    with pytest.raises(SpaceTaken):
        move(mine, space=theirs.space, **morning(), by=mine.user, form_token=token())

    assert (claims(), refreshed(mine).sequence) == (before, 0)


def test_the_same_move_sent_again_is_done_once_even_after_another():
    centre = make_centre()
    booking, other, form = make_booking(make_space(centre)), make_space(centre), token()
    move(booking, space=other, **morning(), by=booking.user, form_token=form)
    move(booking, space=booking.space, **morning(), by=booking.user, form_token=token())

    move(booking, space=other, **morning(), by=booking.user, form_token=form)

    assert (refreshed(booking).space, refreshed(booking).sequence) == (booking.space, 2)
    another = make_booking(other)
    with pytest.raises(FormReused):
        move(another, space=other, **afternoon(), by=another.user, form_token=form)


def test_a_move_follows_the_rules_as_a_booking_does():
    centre, user = make_centre(), make_booker()
    booking = make_booking(make_space(centre), user)
    later = make_booking(make_space(centre), user, **afternoon())
    wants_approval = make_space(centre, needs_approval=True)

    with pytest.raises(AlreadyElsewhere):
        move(booking, space=booking.space, **whole_day(), by=user, form_token=token())
    moved = move(booking, space=wants_approval, **morning(), by=user, form_token=token())

    assert moved.state == "pending"
    assert claims() == {(wants_approval.pk, 7), (later.space_id, 12)}


def test_an_animateur_moves_people_to_a_centre_they_do_not_run():
    here, there = make_centre(), make_centre()
    host, nearby = make_host(here), make_space(there)
    kept = make_space(there, who="staff")
    booking = make_booking(make_space(here))
    guest = {"guest_name": "Rosa", "guest_phone": "06"}
    visit = book_for(make_space(here), **morning(), by=host, form_token=token(), **guest)

    for one in (booking, visit):
        with pytest.raises(NotAllowed):
            move(one, space=kept, **morning(), by=host, form_token=token())
    move(booking, space=nearby, **morning(), by=host, form_token=token())
    move(visit, space=nearby, **afternoon(), by=host, form_token=token())

    assert claims() == {(nearby.pk, 7), (nearby.pk, 12)}


def test_only_its_person_and_the_animateurs_of_its_centre_change_a_booking():
    booking = make_booking()
    stranger, elsewhere = make_booker("Omar"), make_host(make_centre())

    for other in (stranger, elsewhere):
        with pytest.raises(NotAllowed):
            cancel(booking, by=other)
        with pytest.raises(NotAllowed):
            move(booking, space=booking.space, **afternoon(), by=other, form_token=token())
    assert cancel(booking, by=make_host(booking.space.telecentre)).state == "cancelled"


def test_a_cancellation_deletes_its_rows_is_done_once_and_frees_the_place():
    booking = make_booking()

    for _ in range(2):
        cancel(booking, by=booking.user, reason=" Grippe ")

    assert (refreshed(booking).state, claims()) == ("cancelled", set())
    assert list(booking.events.values_list("kind", "reason")) == [
        ("booked", ""),
        ("cancelled", "Grippe"),
    ]
    assert len(mail.outbox) == 2
    assert make_booking(booking.space, make_booker("Omar")).pk


def test_what_is_over_or_no_longer_stands_is_neither_moved_nor_cancelled(clock):
    booking, refused = make_booking(), make_booking()
    Booking.objects.filter(pk=refused.pk).update(state="refused")

    with pytest.raises(NoLongerStands):
        cancel(refused, by=refused.user)
    clock.move_to(datetime(2026, 12, 9, 9, tzinfo=UTC))
    with pytest.raises(AlreadyOver):
        cancel(booking, by=booking.user)
    with pytest.raises(AlreadyOver):
        move(booking, space=booking.space, **afternoon(), by=booking.user, form_token=token())


def pending() -> tuple[Booking, User]:
    centre = make_centre()
    host = make_host(centre)
    return make_booking(make_space(centre, needs_approval=True)), host


def test_an_approval_confirms_once():
    booking, host = pending()

    for _ in range(2):
        approve(booking, by=host)

    assert (refreshed(booking).state, booking.claims.count()) == ("approved", 1)
    assert list(booking.events.values_list("kind", "actor")) == [
        ("booked", booking.user_id),
        ("approved", host.pk),
    ]
    with pytest.raises(NotPending):
        refuse(booking, by=host, reason="Trop tard")


def test_a_refusal_says_why_and_frees_the_place():
    booking, host = pending()

    with pytest.raises(ReasonMissing):
        refuse(booking, by=host, reason=" ")
    for _ in range(2):
        refuse(booking, by=host, reason="Travaux ce jour-là")

    assert (refreshed(booking).state, claims()) == ("refused", set())
    assert "Motif\u202f: Travaux ce jour-là" in mail.outbox[-1].body
    with pytest.raises(NotPending):
        approve(booking, by=host)


def test_only_those_who_run_the_centre_decide():
    booking, _host = pending()

    for other in (booking.user, make_host(make_centre())):
        with pytest.raises(NotForOthers):
            approve(booking, by=other)
        with pytest.raises(NotForOthers):
            refuse(booking, by=other, reason="Non")


def test_an_animateur_books_for_a_member_and_for_callers():
    centre = make_centre()
    host, member = make_host(centre), make_booker()
    spaces = [make_space(centre, needs_approval=True, horizon_days=1) for _ in range(3)]
    later = morning(morning()["starts_at"].date() + timedelta(days=90))

    one = book_for(spaces[0], **later, by=host, user=member, form_token=token())
    caller = {"guest_name": "Rosa Vidal", "guest_phone": "06 12 34 56 78"}
    two = book_for(spaces[1], **later, by=host, form_token=token(), **caller)
    guest = {"guest_name": "Paul", "guest_email": "Paul@Essai.example"}
    three = book_for(spaces[2], **later, by=host, form_token=token(), **guest)

    assert [(booking.person, booking.state) for booking in (one, two, three)] == [
        ("Léa", "approved"),
        ("Rosa Vidal", "approved"),
        ("Paul", "approved"),
    ]
    assert [message.to for message in mail.outbox] == [[member.email], ["paul@essai.example"]]


@pytest.mark.parametrize(
    "guest",
    [
        {},
        {"guest_name": "Rosa"},
        {"guest_email": "rosa@essai.example"},
        {"guest_name": "Rosa", "guest_email": "rosa"},
        {"guest_name": "Ro\nsa", "guest_phone": "06"},
        {"guest_name": "x" * 81, "guest_phone": "06"},
    ],
)
def test_a_guest_has_a_name_and_a_way_to_be_reached(guest):
    centre = make_centre()

    with pytest.raises(GuestUnnamed):
        book_for(make_space(centre), **morning(), by=make_host(centre), form_token=token(), **guest)
    assert Booking.objects.count() == 0


def test_nobody_else_books_for_others_nor_keeps_a_space():
    space, user = make_space(), make_booker()

    with pytest.raises(NotForOthers):
        book_for(space, **morning(), by=user, user=make_booker("Omar"), form_token=token())
    with pytest.raises(NotForOthers):
        hold_for_maintenance(space, **morning(), by=user, form_token=token())


def test_maintenance_holds_the_slots_for_nobody():
    space, form = make_space(), token()
    host = make_host(space.telecentre)

    for _ in range(2):
        kept = hold_for_maintenance(
            space, **whole_day(), by=host, form_token=form, title="Peinture"
        )

    assert (kept.kind, kept.person, kept.shows_title) == ("maintenance", "", True)
    assert (Booking.objects.count(), len(claims()), mail.outbox) == (1, 2, [])
    with pytest.raises(SpaceTaken):
        make_booking(space)


def test_each_change_of_what_is_held_leaves_the_public_pages_unread(
    django_capture_on_commit_callbacks,
):
    versions = []

    def note(work):
        with django_capture_on_commit_callbacks(execute=True):
            result = work()
        versions.append(current_version())
        return result

    booking = note(make_booking)
    note(
        lambda: move(
            booking, space=booking.space, **afternoon(), by=booking.user, form_token=token()
        )
    )
    note(lambda: cancel(booking, by=booking.user))

    assert None not in versions
    assert len(set(versions)) == 3
