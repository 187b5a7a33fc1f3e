"""Saying that one is there: by the desk, by the code of the day, on the sheet; once a half-day."""

from datetime import time, timedelta

import pytest
from django.core import mail

from club.bookings.changes import cancel
from club.bookings.check_in import (
    GUESSES,
    GUESSES_WITHIN,
    check_in_at_desk,
    check_in_by_code,
    code_of_day,
    code_of_desk,
    half_days_of,
    mark_absent,
    mark_present,
    purge_guesses,
    record_walk_in,
    renew_desk_code,
    undo,
)
from club.bookings.day_refusals import (
    AnotherCentre,
    AnotherDay,
    AnotherDesk,
    DeskRetired,
    NothingBookedHere,
    NotThatHalfDay,
    TooManyGuesses,
    TooSoon,
    UnknownDesk,
    WrongCode,
)
from club.bookings.models import Attendance, Booking, CodeGuess
from club.bookings.refusals import (
    AlreadyOver,
    GuestUnnamed,
    NoLongerStands,
    NotBookable,
    NotForOthers,
    SpaceTaken,
)
from club.bookings.services import book_for
from club.telecentres.hours import instant
from club.telecentres.models import Space
from tests.club.bookings.factories import (
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
NINE = instant(TUESDAY, time(9))


def desk_token(space: Space) -> str:
    return code_of_desk(space, by=make_host(space.telecentre)).token


def lines() -> list[tuple[str, str, str]]:
    rows = Attendance.objects.order_by("day", "-half")
    return [(one.half, one.state, one.method) for one in rows]


def test_the_code_of_the_desk_notes_who_comes_once(clock):
    booking = make_booking()
    code = desk_token(booking.space)
    clock.move_to(NINE)

    found = [check_in_at_desk(code, user=booking.user) for _ in range(2)]

    assert found[0] == found[1]
    assert lines() == [("morning", "present", "qr")]


def test_each_half_of_a_day_is_noted_by_itself(clock):
    booking = make_booking(**whole_day())
    code = desk_token(booking.space)
    for hour in (9, 11, 14):
        clock.move_to(instant(TUESDAY, time(hour)))
        check_in_at_desk(code, user=booking.user)

    assert lines() == [("morning", "present", "qr"), ("afternoon", "present", "qr")]


def test_one_may_be_there_half_an_hour_before_and_not_sooner(clock):
    booking = make_booking()
    code = desk_token(booking.space)
    clock.move_to(NINE - timedelta(minutes=30, seconds=1))
    with pytest.raises(TooSoon):
        check_in_at_desk(code, user=booking.user)

    clock.move_to(NINE - timedelta(minutes=30))
    assert check_in_at_desk(code, user=booking.user).half == "morning"


def test_an_afternoon_is_not_noted_as_a_morning_by_who_comes_before_it(clock):
    booking = make_booking(**afternoon())
    code = desk_token(booking.space)
    clock.move_to(instant(TUESDAY, time(13, 5)))

    assert check_in_at_desk(code, user=booking.user).half == "afternoon"


def test_a_code_that_was_renewed_or_never_was_is_refused(clock):
    booking = make_booking()
    host = make_host(booking.space.telecentre)
    former = code_of_desk(booking.space, by=host).token
    renewed = renew_desk_code(booking.space, by=host)
    clock.move_to(NINE)

    for code in (former, "inconnu", "", "x" * 500, "a\x00b"):
        with pytest.raises(UnknownDesk):
            check_in_at_desk(code, user=booking.user)
    assert check_in_at_desk(renewed.token, user=booking.user).state == "present"
    assert code_of_desk(booking.space, by=host).token == renewed.token
    with pytest.raises(NotForOthers):
        renew_desk_code(booking.space, by=booking.user)


def test_the_code_of_a_retired_desk_is_refused(clock):
    booking = make_booking()
    code = desk_token(booking.space)
    Space.objects.update(is_active=False)
    clock.move_to(NINE)

    with pytest.raises(DeskRetired):
        check_in_at_desk(code, user=booking.user)


def test_a_check_in_elsewhere_another_day_or_at_another_desk_says_where_to_go(clock):
    centre = make_centre()
    booking = make_booking(make_space(centre))
    other_desk, other_centre = desk_token(make_space(centre)), make_space()
    code = desk_token(booking.space)
    with pytest.raises(AnotherDay, match="8\u00a0décembre\u00a02026"):
        check_in_at_desk(code, user=booking.user)
    clock.move_to(NINE)

    with pytest.raises(AnotherDesk, match=booking.space.name):
        check_in_at_desk(other_desk, user=booking.user)
    with pytest.raises(AnotherCentre, match=centre.name):
        check_in_at_desk(desk_token(other_centre), user=booking.user)
    with pytest.raises(NothingBookedHere):
        check_in_at_desk(code, user=make_booker("Omar"))
    clock.move_to(booking.ends_at)
    with pytest.raises(AlreadyOver):
        check_in_at_desk(code, user=booking.user)
    assert Attendance.objects.count() == 0


def test_a_cancelled_booking_does_not_check_in(clock):
    booking = make_booking()
    code = desk_token(booking.space)
    cancel(booking, by=booking.user)
    clock.move_to(NINE)

    with pytest.raises(NothingBookedHere):
        check_in_at_desk(code, user=booking.user)


def test_the_code_of_the_day_is_four_digits_of_a_centre_and_a_day():
    first, second = make_centre(), make_centre()
    days = [TUESDAY + timedelta(days=offset) for offset in range(60)]

    codes = [code_of_day(centre, day) for centre in (first, second) for day in days]

    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert codes == [code_of_day(centre, day) for centre in (first, second) for day in days]
    assert len(set(codes)) > 100


def test_the_code_of_the_day_notes_who_comes(clock):
    booking = make_booking()
    centre = booking.space.telecentre
    yesterday = code_of_day(centre)
    clock.move_to(NINE)
    code = code_of_day(centre)

    assert check_in_by_code(centre, f" {code[:2]} {code[2:]} ", user=booking.user).method == "code"
    assert yesterday != code
    with pytest.raises(WrongCode):
        check_in_by_code(centre, yesterday, user=booking.user)


def test_wrong_codes_are_counted_and_the_right_one_waits_then(clock):
    booking = make_booking()
    centre = booking.space.telecentre
    clock.move_to(NINE)
    right = code_of_day(centre)
    wrong = "0000" if right != "0000" else "1111"
    for _ in range(GUESSES):
        with pytest.raises(WrongCode):
            check_in_by_code(centre, wrong, user=booking.user)
    with pytest.raises(TooManyGuesses):
        check_in_by_code(centre, right, user=booking.user)
    assert CodeGuess.objects.count() == GUESSES

    clock.move_to(NINE + GUESSES_WITHIN)
    assert check_in_by_code(centre, right, user=booking.user).state == "present"
    clock.move_to(NINE + timedelta(days=1, seconds=1))
    assert (purge_guesses(), CodeGuess.objects.count()) == (GUESSES, 0)


@pytest.mark.parametrize("code", ["", "é\x00", "9" * 5000, "١٢٣٤"])
def test_any_text_for_a_code_is_only_a_wrong_one(code, clock):
    booking = make_booking()
    clock.move_to(NINE)

    with pytest.raises(WrongCode):
        check_in_by_code(booking.space.telecentre, code, user=booking.user)


def test_the_animateur_notes_a_guest_on_the_sheet_corrects_and_undoes(clock):
    space = make_space()
    host = make_host(space.telecentre)
    guest = {"guest_name": "Rosa", "guest_phone": "06"}
    booking = book_for(space, **whole_day(), by=host, form_token=token(), **guest)
    clock.move_to(NINE)

    line = mark_present(booking, by=host)
    assert mark_present(booking, by=host) == line
    assert mark_absent(booking, by=host, day=TUESDAY, half="morning").state == "absent"
    clock.move_to(instant(TUESDAY + timedelta(days=1), time(9)))
    mark_present(booking, by=host, day=TUESDAY, half="afternoon")

    assert lines() == [("morning", "absent", "sheet"), ("afternoon", "present", "sheet")]
    undo(line, by=host)
    undo(line, by=host)
    assert lines() == [("afternoon", "present", "sheet")]


def test_the_sheet_is_of_the_animateurs_and_of_the_half_days_booked(clock):
    booking = make_booking()
    host = make_host(booking.space.telecentre)
    stranger = make_host(make_centre())
    with pytest.raises(AnotherDay):
        mark_present(booking, by=host)
    clock.move_to(NINE)

    with pytest.raises(NotForOthers):
        mark_present(booking, by=booking.user)
    with pytest.raises(NotThatHalfDay):
        mark_present(booking, by=host, day=TUESDAY, half="afternoon")
    line = mark_present(booking, by=host)
    with pytest.raises(NotForOthers):
        undo(line, by=stranger)
    cancel(booking, by=host)
    with pytest.raises(NoLongerStands):
        mark_present(booking, by=host)


def test_someone_who_comes_without_a_booking_gets_one(clock):
    space = make_space()
    host = make_host(space.telecentre)
    clock.move_to(instant(TUESDAY, time(10)))
    told = {"by": host, "form_token": "venue", "guest_name": "Rosa", "guest_phone": "06"}

    found = [record_walk_in(space, **told) for _ in range(2)]

    assert found[0] == found[1]
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.guest_name) == (morning()["starts_at"], "Rosa")
    assert lines() == [("morning", "present", "walk_in")]
    with pytest.raises(SpaceTaken):
        record_walk_in(space, **{**told, "form_token": "autre"})
    with pytest.raises(GuestUnnamed):
        record_walk_in(space, by=host, form_token="sans nom")
    assert (Booking.objects.count(), len(mail.outbox)) == (1, 0)


def test_nobody_walks_into_a_closed_centre(clock):
    space = make_space()
    host = make_host(space.telecentre)
    clock.move_to(instant(TUESDAY, time(18)))

    with pytest.raises(NotBookable):
        record_walk_in(space, by=host, form_token="x", guest_name="Rosa", guest_phone="06")
    with pytest.raises(NotForOthers):
        record_walk_in(space, by=make_booker(), form_token="x", guest_name="Rosa")


def test_a_meeting_over_noon_is_of_two_half_days():
    room = make_space(kind=Space.Kind.MEETING_ROOM)
    make_booking(room, **between("09:00", "12:30"))
    later = make_booking(make_space(room.telecentre, room.kind), make_booker("Omar"), **afternoon())

    assert half_days_of(later) == [(TUESDAY, "afternoon")]
