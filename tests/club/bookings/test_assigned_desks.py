"""A desk kept for its holder, but for the days they give back."""

from datetime import date, time, timedelta

import pytest
from django.core import mail

from club.bookings.assigned_desks import (
    assign_desk,
    end_assignment,
    free_days,
    free_weekdays,
    hold_assigned_days,
    missed_days,
    take_back_days,
)
from club.bookings.day_refusals import DatesOutOfOrder, DeskAssigned, NotADesk
from club.bookings.models import AssignedDesk, Booking, FreedDays, SlotClaim
from club.bookings.no_shows import ask_who_comes
from club.bookings.refusals import FormReused, NotAllowed, NotBookable, NotForOthers, SpaceTaken
from club.bookings.reminders import remind_tomorrow
from club.bookings.waiting_list import join_waiting_list
from club.telecentres.hours import instant
from club.telecentres.models import Space
from tests.club.bookings.factories import (
    MONDAY,
    TUESDAY,
    make_booker,
    make_booking,
    make_host,
    make_space,
    morning,
    token,
)

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(days=4)


def assign(space: Space | None = None, **fields) -> AssignedDesk:
    """For this week, from Monday to Friday."""
    space = space or make_space()
    told = {"first_on": MONDAY, "last_on": FRIDAY, "form_token": token(), **fields}
    told.setdefault("user", make_booker())
    return assign_desk(space, by=make_host(space.telecentre), **told)


def held() -> list[int]:
    """The days of the month on which the desk is held, both halves or not at all."""
    keys = SlotClaim.objects.order_by("starts_at").values_list("starts_at", flat=True)
    return list(dict.fromkeys(key.day for key in keys))


def test_a_desk_is_held_every_open_day_without_a_mail_a_day():
    assign()

    assert held() == [7, 8, 9, 10, 11]
    assert SlotClaim.objects.count() == 10
    assert [one.subject.split("\u202f")[0] for one in mail.outbox] == ["Un poste vous est attribué"]


def test_days_come_in_sight_one_after_the_other(clock):
    assignment = assign(last_on=None)
    # 43 weekdays and Friday, less Christmas and New Year's Day, both Fridays.
    assert assignment.days.count() == 43
    clock.move_to(instant(TUESDAY, time(5)))
    assert [hold_assigned_days(), hold_assigned_days()] == [0, 0]
    # Sixty days after this Thursday is a Monday; after the days before, a weekend.
    clock.move_to(instant(TUESDAY + timedelta(days=2), time(5)))

    assert [hold_assigned_days(), hold_assigned_days()] == [1, 0]


def test_the_same_form_assigns_once_and_a_desk_has_one_holder():
    space = make_space()
    first = assign(space, form_token="une", last_on=None)
    host = first.assigned_by

    again = assign_desk(
        space, user=first.user, first_on=MONDAY, by=host, form_token="une", last_on=None
    )

    assert again == first
    for told in (
        {"last_on": None},
        {},
        {"first_on": FRIDAY + timedelta(days=300), "last_on": None},
    ):
        with pytest.raises(DeskAssigned):
            assign(space, **told)
    with pytest.raises(FormReused):
        assign(space, form_token="une")


def test_what_cannot_be_assigned_is_refused():
    with pytest.raises(NotADesk):
        assign(make_space(kind=Space.Kind.MEETING_ROOM))
    with pytest.raises(DatesOutOfOrder):
        assign(last_on=MONDAY - timedelta(days=1))
    with pytest.raises(NotForOthers):
        assign_desk(
            make_space(), user=make_booker(), first_on=MONDAY, by=make_booker(), form_token=token()
        )


def test_a_day_given_back_may_be_booked_by_anyone_and_serves_who_waits():
    assignment = assign()
    space = assignment.space
    with pytest.raises(SpaceTaken):
        make_booking(space, make_booker("Omar"))
    entry = join_waiting_list(
        space.telecentre, kind=space.kind, **morning(), user=make_booker("Omar"), form_token=token()
    )

    mark = token()
    freed = [
        free_days(
            assignment, first_on=TUESDAY, last_on=TUESDAY, by=assignment.user, form_token=mark
        )
        for _ in range(2)
    ]

    entry.refresh_from_db()
    assert (freed[0], FreedDays.objects.count(), entry.state) == (freed[1], 1, "offered")
    assert hold_assigned_days() == 0


def test_a_range_is_given_back_and_taken_back_but_for_what_went():
    assignment = assign()
    freed = free_days(
        assignment,
        first_on=TUESDAY,
        last_on=TUESDAY + timedelta(days=2),
        by=assignment.user,
        form_token=token(),
    )
    assert held() == [7, 11]
    make_booking(assignment.space, make_booker("Omar"))

    assert take_back_days(freed, by=assignment.user) == [TUESDAY]
    assert (held(), missed_days(assignment)) == ([7, 8, 9, 10, 11], [TUESDAY])


def test_some_weekdays_are_given_back_every_week_then_taken_back():
    assignment = assign()

    free_weekdays(assignment, {2, 4}, by=assignment.user)
    assert held() == [7, 8, 10]
    free_weekdays(assignment, {4}, by=assignment.user)
    assert held() == [7, 8, 9, 10]
    free_weekdays(assignment, set(), by=assignment.user)

    assert held() == [7, 8, 9, 10, 11]
    with pytest.raises(NotBookable):
        free_weekdays(assignment, {7}, by=assignment.user)


def test_an_assignment_ends_and_gives_back_what_follows():
    assignment = assign(last_on=None)
    host = assignment.assigned_by

    end_assignment(assignment, last_on=TUESDAY, by=host)

    assert held() == [7, 8]
    assert hold_assigned_days() == 0
    with pytest.raises(NotForOthers):
        end_assignment(assignment, last_on=FRIDAY, by=assignment.user)
    assign(assignment.space, first_on=TUESDAY + timedelta(days=1))


def test_someone_else_gives_nothing_back():
    assignment, stranger = assign(), make_booker("Omar")

    for act in (
        lambda: free_days(
            assignment, first_on=TUESDAY, last_on=TUESDAY, by=stranger, form_token=token()
        ),
        lambda: free_weekdays(assignment, {1}, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(DatesOutOfOrder):
        free_days(
            assignment,
            first_on=date(2026, 12, 1),
            last_on=date(2026, 12, 2),
            by=assignment.user,
            form_token=token(),
        )


def test_the_holder_is_neither_reminded_nor_asked_each_day(clock):
    assign()
    mail.outbox.clear()
    clock.move_to(instant(TUESDAY, time(10)))

    assert (remind_tomorrow(), ask_who_comes(), mail.outbox) == (0, 0, [])


def test_a_retired_desk_is_held_no_more(clock):
    assign(last_on=None)
    Space.objects.update(is_active=False)
    count = Booking.objects.count()
    clock.move_to(instant(TUESDAY + timedelta(days=1), time(5)))

    assert (hold_assigned_days(), Booking.objects.count()) == (0, count)
