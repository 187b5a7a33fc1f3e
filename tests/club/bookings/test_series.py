"""Series: what is booked, what is passed over and why; changed and cancelled in part or whole."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from club.bookings.changes import cancel
from club.bookings.day_refusals import (
    DatesOutOfOrder,
    NoDate,
    NotInSeries,
    PatternRefused,
    TooManyDates,
)
from club.bookings.models import Booking, Leave, Series, SlotClaim
from club.bookings.recurrence import Pattern
from club.bookings.refusals import (
    FormReused,
    MembersOnly,
    NotAllowed,
    NotBookable,
    NotForOthers,
    SpaceTaken,
)
from club.bookings.series import (
    MOST_DATES,
    add_date,
    book_awaited,
    book_series,
    extend_series,
    preview_series,
)
from club.bookings.series_changes import (
    cancel_dates,
    change_dates,
    declare_leave,
    withdraw_leave,
)
from club.bookings.series_dates import When
from club.telecentres.hours import PARIS, instant
from club.telecentres.models import Closure, Space
from club.users.models import User
from tests.club.bookings.factories import (
    TUESDAY,
    make_booker,
    make_booking,
    make_centre,
    make_host,
    make_space,
    morning,
    token,
)
from tests.club.members.factories import UserFactory

pytestmark = pytest.mark.django_db
MORNING, DAY = When("morning"), When("day")
WEEK = timedelta(days=7)


def weeks(count: int, first: date = TUESDAY, **fields) -> Pattern:
    return Pattern(first, first + WEEK * (count - 1), **fields)


def make_series(space: Space | None = None, count: int = 4, **fields) -> Series:
    fields = {"when": MORNING, "by": None, "form_token": token(), **fields}
    fields["by"] = fields["by"] or make_booker()
    pattern = fields.pop("pattern", weeks(count))
    return book_series(space or make_space(horizon_days=400), pattern=pattern, **fields)


def lines(series: Series) -> list[tuple[str, str]]:
    """Each day, and « booked » or why not."""
    rows = series.dates.select_related("booking")
    return [
        (f"{one.day:%d/%m}", one.skipped or ("booked" if one.is_booked else "removed"))
        for one in rows
    ]


def test_each_week_is_booked_told_in_one_mail_and_stays_at_nine():
    series = make_series()

    assert lines(series) == [(day, "booked") for day in ("08/12", "15/12", "22/12", "29/12")]
    assert SlotClaim.objects.count() == 4
    assert {one.starts_at.astimezone(PARIS).time() for one in Booking.objects.all()} == {time(9)}
    [message] = mail.outbox
    assert message.subject.startswith("Série réservée")
    assert message.body.count("- mardi") == 4


def test_the_same_form_gives_the_same_series():
    space, user = make_space(), make_booker()
    first = make_series(space, by=user, form_token="une")

    again = make_series(space, by=user, form_token="une")

    assert (again, Series.objects.count(), Booking.objects.count(), len(mail.outbox)) == (
        first,
        1,
        4,
        1,
    )
    with pytest.raises(FormReused):
        make_series(space, form_token="une")


def test_holidays_closures_leave_and_taken_dates_are_listed_with_their_reason():
    space, user = make_space(horizon_days=400), make_booker()
    make_booking(space, **morning(date(2026, 12, 11)))
    Leave.objects.create(
        user=user, first_on=date(2026, 12, 18), last_on=date(2026, 12, 18), form_token="a"
    )
    Closure.objects.create(
        telecentre=space.telecentre,
        starts_at=instant(date(2027, 1, 8), time()),
        ends_at=instant(date(2027, 1, 9), time()),
        reason="Travaux",
    )

    series = make_series(space, by=user, pattern=weeks(7, date(2026, 12, 11)))

    assert [(day, why) for day, why in lines(series) if why != "booked"] == [
        ("11/12", "taken"),
        ("18/12", "leave"),
        ("25/12", "holiday"),
        ("01/01", "holiday"),
        ("08/01", "closure"),
    ]
    told = {f"{one.day:%d/%m}": one.why_skipped for one in series.dates.all()}
    assert told["25/12"] == "jour férié\u202f: Noël"
    assert told["08/01"] == "fermeture du télécentre\u202f: Travaux"
    assert "jour férié\u202f: Noël" in mail.outbox[-1].body


def test_a_preview_says_what_would_be_and_writes_nothing():
    space, user = make_space(), make_booker()

    proposed = preview_series(space, pattern=weeks(3), when=MORNING, by=user)

    assert [one.is_bookable for one in proposed] == [True, True, True]
    assert (Series.objects.count(), SlotClaim.objects.count()) == (0, 0)


def test_a_preview_asks_as_much_of_the_database_for_three_dates_as_for_thirty(
    django_assert_num_queries,
):
    space, user = make_space(horizon_days=400), make_booker()
    for count in (3, 30):
        reader = User.objects.get(pk=user.pk)
        with django_assert_num_queries(12):
            preview_series(space, pattern=weeks(count), when=MORNING, by=reader)


def test_what_is_beyond_the_horizon_is_booked_when_its_day_comes_in_sight(clock):
    series = make_series(make_space(horizon_days=10), count=4)
    assert [why for _, why in lines(series)] == ["booked", "booked", "later", "later"]

    clock.move_to(instant(date(2026, 12, 12), time(5)))
    assert (book_awaited(), book_awaited()) == (1, 0)
    assert [why for _, why in lines(series)] == ["booked", "booked", "booked", "later"]


def test_whoever_loses_an_awaited_date_is_told_once(clock):
    space = make_space(horizon_days=10)
    series = make_series(space)
    mail.outbox.clear()
    clock.move_to(instant(date(2026, 12, 12), time(8)))
    make_booking(space, **morning(date(2026, 12, 22)))

    assert (book_awaited(), book_awaited()) == (0, 0)
    assert lines(series)[2] == ("22/12", "taken")
    assert len([one for one in mail.outbox if "manquent" in one.subject]) == 1


def test_a_member_books_until_the_end_of_their_membership():
    user = make_booker(ends_on=date(2026, 12, 16))

    assert [why for _, why in lines(make_series(by=user, count=3))] == [
        "booked",
        "booked",
        "membership",
    ]
    with pytest.raises(MembersOnly):
        make_series(by=UserFactory())


def test_an_animateur_books_a_series_for_someone_and_no_one_else_does():
    space, user = make_space(), make_booker()
    host = make_host(space.telecentre)

    series = make_series(space, by=host, user=user)

    assert (series.user, series.booked_by) == (user, host)
    assert mail.outbox[0].to == [user.email]
    with pytest.raises(NotForOthers):
        make_series(space, by=user, user=host)


def test_a_date_passed_over_is_added_again_once_it_is_free():
    space, user = make_space(), make_booker()
    other = make_booking(space)
    series = make_series(space, by=user)
    with pytest.raises(SpaceTaken):
        add_date(series, TUESDAY, by=user)
    cancel(other, by=other.user)

    added = [add_date(series, TUESDAY, by=user) for _ in range(2)]

    assert added[0].booking == added[1].booking
    assert lines(series)[0] == ("08/12", "booked")
    assert SlotClaim.objects.count() == 4


def test_a_holiday_is_added_again_only_where_the_centre_is_open():
    friday = date(2026, 12, 18)
    shut = make_series(pattern=weeks(2, friday))
    opened = make_centre(closed_on_public_holidays=False)
    series = make_series(make_space(opened), pattern=weeks(2, friday))
    assert lines(series)[1] == ("25/12", "holiday")

    with pytest.raises(NotBookable):
        add_date(shut, date(2026, 12, 25), by=shut.user)
    add_date(series, date(2026, 12, 25), by=series.user)

    assert lines(series)[1] == ("25/12", "booked")
    with pytest.raises(NotInSeries):
        add_date(series, date(2026, 12, 24), by=series.user)


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"only": TUESDAY + WEEK}, ["booked", "removed", "booked", "booked"]),
        ({"from_day": TUESDAY + WEEK}, ["booked", "removed", "removed", "removed"]),
        ({}, ["removed", "removed", "removed", "removed"]),
    ],
)
def test_one_date_the_following_or_all_are_cancelled_once_in_one_mail(fields, left):
    series = make_series()
    mail.outbox.clear()

    counts = [cancel_dates(series, by=series.user, **fields) for _ in range(2)]

    assert [why for _, why in lines(series)] == left
    assert counts == [left.count("removed"), 0]
    assert SlotClaim.objects.count() == left.count("booked")
    assert len(mail.outbox) == 1


def test_a_date_cancelled_from_its_own_mail_is_listed_as_removed():
    series = make_series()
    first = series.dates.first().booking
    cancel(first, by=None)

    assert lines(series)[0] == ("08/12", "removed")
    assert series.dates.first().why_skipped == "retiré de la série"


def test_a_cancelled_series_leaves_what_has_taken_place(clock):
    series = make_series()
    clock.move_to(instant(TUESDAY, time(20)))

    assert cancel_dates(series, by=series.user) == 3
    assert lines(series)[0] == ("08/12", "booked")


def test_all_dates_go_to_the_afternoon_and_those_that_cannot_stay():
    space, user = make_space(), make_booker()
    series = make_series(space, by=user)
    taken = TUESDAY + WEEK
    make_booking(
        space,
        make_booker("Omar"),
        starts_at=instant(taken, time(13, 30)),
        ends_at=instant(taken, time(18)),
    )
    mail.outbox.clear()

    changed, kept = change_dates(series, by=user, form_token=token(), when=When("afternoon"))

    assert (changed.pk, changed.part) == (series.pk, "afternoon")
    assert [(one.day, one.skipped) for one in kept] == [(taken, "taken")]
    hours = [one.booking.starts_at.astimezone(PARIS).hour for one in series.dates.all()]
    assert hours == [13, 9, 13, 13]
    assert SlotClaim.objects.count() == 5
    assert [one.subject.split("\u202f")[0] for one in mail.outbox] == ["Série modifiée"]


def test_the_following_become_a_series_of_their_own_in_another_space():
    space, user = make_space(), make_booker()
    other = make_space(space.telecentre)
    series = make_series(space, by=user)
    mark = token()

    following, kept = change_dates(
        series, by=user, form_token=mark, space=other, from_day=TUESDAY + WEEK * 2
    )
    again, _ = change_dates(
        series, by=user, form_token=mark, space=other, from_day=TUESDAY + WEEK * 2
    )

    series.refresh_from_db()
    assert (again, kept) == (following, [])
    assert [day for day, _ in lines(series)] == ["08/12", "15/12"]
    assert [day for day, _ in lines(following)] == ["22/12", "29/12"]
    assert {one.booking.space for one in following.dates.all()} == {other}
    assert (series.last_on, following.first_on) == (date(2026, 12, 21), date(2026, 12, 22))


def test_two_series_exchanged_with_each_other_both_stay():
    centre = make_centre()
    one, other = make_space(centre), make_space(centre)
    first, second = make_series(one), make_series(other)

    _, kept = change_dates(first, by=first.user, form_token=token(), space=other)

    assert [line.skipped for line in kept] == ["taken"] * 4
    assert SlotClaim.objects.filter(space=one).count() == 4
    assert {line.booking.space for line in second.dates.all()} == {other}


def test_a_series_is_extended_once():
    series = make_series(count=2)
    until = TUESDAY + WEEK * 3

    added = [extend_series(series, last_on=until, by=series.user) for _ in range(2)]

    assert [len(one) for one in added] == [2, 0]
    assert [day for day, _ in lines(series)] == ["08/12", "15/12", "22/12", "29/12"]


def test_a_leave_gives_back_its_dates_and_its_end_brings_none_back():
    series = make_series()
    told = {"first_on": TUESDAY + WEEK, "last_on": TUESDAY + WEEK * 2}

    leaves = [declare_leave(series.user, **told, form_token="conge") for _ in range(2)]

    assert leaves[0] == leaves[1]
    assert [why for _, why in lines(series)] == ["booked", "leave", "leave", "booked"]
    with pytest.raises(NotAllowed):
        withdraw_leave(leaves[0], by=make_booker())
    withdraw_leave(leaves[0], by=series.user)
    assert (Leave.objects.count(), SlotClaim.objects.count()) == (0, 2)
    with pytest.raises(DatesOutOfOrder):
        declare_leave(series.user, first_on=TUESDAY, last_on=TUESDAY - WEEK, form_token="x")


def test_five_hundred_dates_are_refused_and_the_most_are_not():
    with pytest.raises(TooManyDates):
        make_series(
            pattern=Pattern(TUESDAY, TUESDAY + timedelta(days=600), weekdays=(0, 1, 2, 3, 4))
        )
    series = make_series(
        make_space(horizon_days=2),
        pattern=Pattern(TUESDAY, TUESDAY + WEEK * 31, weekdays=(0, 1, 2, 3, 4)),
    )
    assert series.dates.count() <= MOST_DATES
    with pytest.raises(TooManyDates):
        extend_series(series, last_on=TUESDAY + timedelta(days=700), by=series.user)


def test_a_series_without_a_date_is_refused():
    with pytest.raises(NoDate):
        make_series(pattern=weeks(1, date(2026, 12, 12)))  # a Saturday
    with pytest.raises(NoDate):
        make_series(pattern=weeks(1, date(2026, 11, 3)))
    assert Series.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        (Space.Kind.DESK, When("hours", time(9), time(10))),
        (Space.Kind.MEETING_ROOM, MORNING),
        (Space.Kind.MEETING_ROOM, When("hours", time(10), time(9))),
        (Space.Kind.MEETING_ROOM, When("hours", time(10))),
        (Space.Kind.BRIDGING_HOUSING, DAY),
        (Space.Kind.DESK, When("night")),
        (Space.Kind.DESK, When("morning", time(9), time(10))),
    ],
)
def test_a_part_of_the_day_that_the_space_does_not_have_is_refused(kind, when):
    with pytest.raises(PatternRefused):
        make_series(make_space(kind=kind), when=when)


def test_nothing_is_written_of_a_series_of_a_telemedicine_point():
    point = make_space(kind=Space.Kind.TELEMEDICINE)

    series = make_series(point, when=When("hours", time(14), time(14, 30)), title="Cardiologue")

    assert (series.title, set(Booking.objects.values_list("title", flat=True))) == ("", {""})


def test_requests_for_approval_wait_together():
    series = make_series(make_space(needs_approval=True))

    assert {one.booking.state for one in series.dates.all()} == {"pending"}
    assert "votre demande" in mail.outbox[0].body


def test_a_series_of_someone_else_is_not_touched():
    series, stranger = make_series(), make_booker("Omar")

    for act in (
        lambda: cancel_dates(series, by=stranger),
        lambda: extend_series(series, last_on=TUESDAY + WEEK * 9, by=stranger),
        lambda: add_date(series, TUESDAY, by=stranger),
        lambda: change_dates(series, by=stranger, form_token=token(), when=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert timezone.now() < series.dates.first().booking.starts_at
