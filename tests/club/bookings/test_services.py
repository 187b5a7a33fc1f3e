"""Booking for oneself: what is written, what is refused, and that a form makes one booking."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from club.bookings.models import Booking, BookingEvent, BookingRules, SlotClaim
from club.bookings.refusals import (
    AlreadyElsewhere,
    EndsBeforeStart,
    FormReused,
    InThePast,
    MembershipEndsBefore,
    MembersOnly,
    NotAllowed,
    NotBookable,
    SpaceRetired,
    SpaceTaken,
    TitleRefused,
    TooEarly,
    TooLate,
    TooLong,
    TooShort,
)
from club.bookings.services import book
from club.telecentres.models import Space
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
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db
Kind = Space.Kind


def rows() -> tuple[int, int, int, int]:
    return (
        Booking.objects.count(),
        SlotClaim.objects.count(),
        BookingEvent.objects.count(),
        len(mail.outbox),
    )


def test_a_morning_holds_its_slot_is_noted_and_told():
    user, space = make_booker(), make_space()

    booking = book(space, **morning(), user=user, form_token=token(), title=" Devis ")

    assert (booking.state, booking.kind, booking.title) == ("approved", "normal", "Devis")
    assert (booking.user, booking.booked_by, booking.is_confidential) == (user, user, False)
    assert list(booking.claims.values_list("starts_at", flat=True)) == [
        datetime(2026, 12, 8, 7, tzinfo=UTC)
    ]
    assert list(booking.events.values_list("kind", "actor")) == [("booked", user.pk)]
    assert [one.to for one in mail.outbox] == [[user.email]]


def test_a_day_holds_both_halves_and_a_week_skips_what_is_closed():
    space = make_space()

    day = make_booking(space, **whole_day())
    week = make_booking(
        space,
        starts_at=morning(TUESDAY + timedelta(days=2))["starts_at"],
        ends_at=afternoon(MONDAY + timedelta(days=7))["ends_at"],
    )

    assert (day.claims.count(), week.claims.count()) == (2, 6)


def test_a_room_holds_each_half_hour_and_a_housing_each_night():
    centre = make_centre()
    host = make_host(centre)

    room = make_booking(make_space(centre, Kind.MEETING_ROOM), **between("10:00", "11:30"))
    housing = make_booking(
        make_space(centre, Kind.BRIDGING_HOUSING),
        host,
        starts_at=datetime(2026, 12, 12, 15, tzinfo=UTC),
        ends_at=datetime(2026, 12, 15, 9, tzinfo=UTC),
    )

    assert (room.claims.count(), housing.claims.count()) == (3, 3)


def test_what_another_holds_is_refused_and_nothing_is_written():
    space = make_space()
    make_booking(space)
    before, user = rows(), make_booker("Omar")

    with pytest.raises(SpaceTaken) as refused:
        book(space, **whole_day(), user=user, form_token=token())

    assert rows() == before
    assert refused.value.message == "Cette place vient d’être prise."


def test_a_form_sent_again_gives_its_booking():
    space, user, form = make_space(), make_booker(), token()

    first = book(space, **morning(), user=user, form_token=form)
    before = rows()
    again = book(space, **morning(), user=user, form_token=form)

    assert (again.pk, rows()) == (first.pk, before)


def test_a_form_of_someone_else_or_without_token_is_refused():
    space, form = make_space(), token()
    make_booking(space, form_token=form)
    other = make_booker("Omar")

    for reused in (form, "", "x" * 65):
        with pytest.raises(FormReused):
            book(space, **afternoon(), user=other, form_token=reused)


@pytest.mark.parametrize(
    ("kind", "times", "refusal"),
    [
        (Kind.DESK, morning(MONDAY - timedelta(days=3)), InThePast),
        (
            Kind.DESK,
            {"starts_at": morning()["ends_at"], "ends_at": morning()["starts_at"]},
            EndsBeforeStart,
        ),
        (Kind.DESK, dict.fromkeys(("starts_at", "ends_at"), morning()["ends_at"]), EndsBeforeStart),
        (Kind.DESK, between("09:00", "12:00"), NotBookable),
        (Kind.DESK, between("08:00", "13:00"), NotBookable),
        (Kind.DESK, morning(MONDAY + timedelta(days=5)), NotBookable),
        (Kind.DESK, morning(date(2026, 12, 25)), NotBookable),
        (Kind.MEETING_ROOM, between("09:15", "09:45"), NotBookable),
        (Kind.MEETING_ROOM, between("12:00", "14:00"), NotBookable),
        (Kind.DESK, morning(MONDAY + timedelta(days=64)), TooEarly),
        (Kind.DESK, morning(MONDAY + timedelta(days=1000)), TooEarly),
        (
            Kind.DESK,
            {"starts_at": morning()["starts_at"], "ends_at": datetime(9999, 12, 31, tzinfo=UTC)},
            TooLong,
        ),
        (
            Kind.DESK,
            {
                "starts_at": morning()["starts_at"],
                "ends_at": afternoon(MONDAY + timedelta(days=14))["ends_at"],
            },
            TooLong,
        ),
    ],
)
def test_times_that_cannot_be_are_refused_in_french(kind, times, refusal):
    space, user = make_space(kind=kind), make_booker()

    with pytest.raises(refusal) as refused:
        book(space, **times, user=user, form_token=token())

    assert rows() == (0, 0, 0, 0)
    assert refused.value.message.endswith(".")


def test_the_running_half_day_may_be_taken_and_one_that_is_over_may_not(clock):
    space = make_space()
    clock.move_to(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))

    assert make_booking(space, **morning(MONDAY)).claims.count() == 1
    clock.move_to(datetime(2026, 12, 7, 11, 30, tzinfo=UTC))
    with pytest.raises(InThePast):
        make_booking(space, **whole_day(MONDAY))


def test_the_rules_of_a_space_are_its_own():
    room = make_space(
        kind=Kind.MEETING_ROOM, min_slots=2, max_slots=4, notice_minutes=2880, horizon_days=10
    )
    user = make_booker()
    later = MONDAY + timedelta(days=3)
    refusals = []
    for times in (
        between("09:00", "09:30", later),
        between("09:00", "11:30", later),
        between("10:00", "11:00"),
        between("10:00", "11:00", MONDAY + timedelta(days=11)),
    ):
        with pytest.raises((TooShort, TooLong, TooLate, TooEarly)) as refused:
            book(room, **times, user=user, form_token=token())
        refusals.append(refused.value.message)

    assert refusals == [
        "C’est plus court que la durée minimale de cet espace.",
        "C’est plus long que la durée maximale de cet espace.",
        "Cet espace se réserve au moins 2\u00a0jours à l’avance.",
        "Cet espace se réserve pour l’instant jusqu’au 17\u00a0décembre\u00a02026.",
    ]
    assert make_booking(room, user, **between("10:00", "11:00", later)).pk


def test_a_space_or_a_centre_out_of_service_is_refused():
    space, user = make_space(), make_booker()
    Space.objects.filter(pk=space.pk).update(is_active=False)
    with pytest.raises(SpaceRetired):
        book(space, **morning(), user=user, form_token=token())
    Space.objects.filter(pk=space.pk).update(is_active=True)
    type(space.telecentre).objects.filter(pk=space.telecentre_id).update(is_active=False)

    with pytest.raises(SpaceRetired):
        book(space, **morning(), user=user, form_token=token())


def test_who_may_book_is_a_rule():
    centre = make_centre()
    host, member, stranger = make_host(centre), make_booker(), UserFactory()
    open_to = {
        who: make_space(centre, who=who)
        for who in (BookingRules.Who.MEMBERS, BookingRules.Who.ACCOUNTS, BookingRules.Who.STAFF)
    }
    answers = {}
    for name, user in (("host", host), ("member", member), ("stranger", stranger)):
        for day, (who, space) in enumerate(open_to.items()):
            try:
                book(space, **morning(TUESDAY + timedelta(days=day)), user=user, form_token=token())
            except SpaceTaken:
                answers[name, who.value] = "taken"
            except NotAllowed as refused:
                answers[name, who.value] = type(refused).__name__
            else:
                answers[name, who.value] = "booked"
        Booking.objects.all().update(state="cancelled")
        SlotClaim.objects.all().delete()

    assert answers == {
        ("host", "members"): "booked",
        ("host", "accounts"): "booked",
        ("host", "staff"): "booked",
        ("member", "members"): "booked",
        ("member", "accounts"): "booked",
        ("member", "staff"): "NotAllowed",
        ("stranger", "members"): "MembersOnly",
        ("stranger", "accounts"): "booked",
        ("stranger", "staff"): "NotAllowed",
    }
    assert issubclass(MembersOnly, NotAllowed)


def test_a_membership_must_run_until_that_day():
    user = make_booker(ends_on=MONDAY + timedelta(days=3))

    assert make_booking(user=user, **morning(MONDAY + timedelta(days=3))).pk
    with pytest.raises(MembershipEndsBefore, match="10\u00a0décembre\u00a02026"):
        make_booking(user=user, **morning(MONDAY + timedelta(days=4)))


def test_one_person_holds_one_desk_at_a_time_and_a_room_beside_it():
    centre, user = make_centre(), make_booker()
    make_booking(make_space(centre), user)

    with pytest.raises(AlreadyElsewhere):
        make_booking(make_space(centre), user, **whole_day())
    assert make_booking(make_space(centre), user, **afternoon()).pk
    assert make_booking(make_space(centre, Kind.MEETING_ROOM), user, **between("09:00", "10:00")).pk


def test_a_space_that_wants_an_approval_is_held_meanwhile():
    centre = make_centre()
    make_host(centre)
    space = make_space(centre, needs_approval=True)

    booking = make_booking(space)

    assert (booking.state, booking.claims.count()) == ("pending", 1)
    with pytest.raises(SpaceTaken):
        make_booking(space, make_booker("Omar"))


def test_nothing_that_is_typed_is_kept_of_a_telemedicine_point():
    space = make_space(kind=Kind.TELEMEDICINE)

    booking = make_booking(
        space, **between("09:00", "09:30"), title="Cardiologue", shows_title=True
    )

    assert (booking.title, booking.shows_title, booking.is_confidential) == ("", False, True)


@pytest.mark.parametrize("title", ["a\nb", "x" * 121, "\u2028"])
def test_a_title_holds_on_one_line(title):
    if not title.strip():
        title = f"a{title}b"

    with pytest.raises(TitleRefused):
        make_booking(title=title)
    assert rows() == (0, 0, 0, 0)
