"""Exceptional days and closures: what departs from the week. 2026-09-21 is a Monday."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from club.telecentres import hours
from club.telecentres.hours import Range
from club.telecentres.models import ExceptionalHours, OpeningHours, Telecentre
from tests.club.telecentres.factories import ClosureFactory, TelecentreFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 9, 21)
EASTER_MONDAY = date(2026, 4, 6)
MORNING, AFTERNOON = Range(time(9), time(12)), Range(time(14), time(18))
EVENING = Range(time(18), time(22), is_code=True)


def at(text: str) -> datetime:
    """A local instant: « 2026-09-21 10:15 »."""
    return datetime.fromisoformat(text).replace(tzinfo=hours.PARIS)


@pytest.fixture
def centre() -> Telecentre:
    """Monday to Friday 9–12 and 14–18, then 18–22 by code."""
    made = TelecentreFactory()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            telecentre=made,
            weekday=weekday,
            opens=planned.opens,
            closes=planned.closes,
            access="CODE" if planned.is_code else "HOST",
        )
        for weekday in range(5)
        for planned in (EVENING, AFTERNOON, MORNING)
    )
    return made


def exception(centre: Telecentre, day: date, *hours_of_day: int, reason: str = "Inventaire"):
    opens, closes = [time(hour) for hour in hours_of_day] or [None, None]
    ExceptionalHours.objects.create(
        telecentre=centre, day=day, opens=opens, closes=closes, reason=reason
    )


def label(centre: Telecentre, moment: datetime) -> str:
    return hours.schedules_around([centre], moment)[centre.pk].status_at(moment).label


# --- Days -------------------------------------------------------------------------------------


def test_an_ordinary_day_gives_its_ranges_in_order(centre: Telecentre) -> None:
    day = hours.hours_for(centre, MONDAY)

    assert (day.ranges, day.note, day.is_closed) == ((MORNING, AFTERNOON, EVENING), "", False)
    assert (day.name, day.is_today) == ("lundi", False)


def test_a_day_off_has_no_range_and_no_note(centre: Telecentre) -> None:
    day = hours.hours_for(centre, MONDAY - timedelta(days=1))

    assert (day.ranges, day.note, day.is_closed, day.name) == ((), "", True, "dimanche")


def test_a_public_holiday_is_named(centre: Telecentre) -> None:
    day = hours.hours_for(centre, EASTER_MONDAY)

    assert (day.ranges, day.note) == ((), "Lundi de Pâques")


def test_a_centre_that_ignores_public_holidays_keeps_its_week(centre: Telecentre) -> None:
    centre.closed_on_public_holidays = False
    centre.save()

    day = hours.hours_for(centre, EASTER_MONDAY)

    assert (day.ranges, day.note) == ((MORNING, AFTERNOON, EVENING), "")


def test_a_date_closed_by_exception_shuts_the_evening_too(centre: Telecentre) -> None:
    exception(centre, MONDAY)

    day = hours.hours_for(centre, MONDAY)

    assert (day.ranges, day.note) == ((), "Inventaire")
    assert hours.is_open_at(centre, at("2026-09-21 20:00"), with_code=True) is False
    assert label(centre, at("2026-09-21 10:00")) == "Fermé, ouvre demain à 9\u00a0h"


def test_special_hours_replace_the_hosts_and_leave_the_evening(centre: Telecentre) -> None:
    exception(centre, MONDAY, 10, 11, reason="Conseil municipal")

    day = hours.hours_for(centre, MONDAY)

    assert (day.ranges, day.note) == ((Range(time(10), time(11)), EVENING), "Conseil municipal")
    assert label(centre, at("2026-09-21 09:00")) == "Fermé, ouvre à 10\u00a0h"
    assert label(centre, at("2026-09-21 10:30")) == "Ouvert jusqu’à 11\u00a0h"


def test_an_exceptional_date_may_hold_several_ranges(centre: Telecentre) -> None:
    exception(centre, MONDAY, 16, 17)
    exception(centre, MONDAY, 8, 9)

    assert hours.hours_for(centre, MONDAY).ranges == (
        Range(time(8), time(9)),
        Range(time(16), time(17)),
        EVENING,
    )


def test_one_empty_row_closes_a_date_whatever_the_others_say(centre: Telecentre) -> None:
    exception(centre, MONDAY, 16, 17, reason="Réunion")
    exception(centre, MONDAY, reason="Neige")

    day = hours.hours_for(centre, MONDAY)

    assert (day.ranges, day.note) == ((), "Neige")


def test_special_hours_open_a_public_holiday(centre: Telecentre) -> None:
    exception(centre, EASTER_MONDAY, 10, 12, reason="Foire de Pâques")

    assert hours.is_open_at(centre, at("2026-04-06 11:00")) is True
    assert hours.hours_for(centre, EASTER_MONDAY).note == "Foire de Pâques"


def test_an_exception_of_another_centre_changes_nothing(centre: Telecentre) -> None:
    exception(TelecentreFactory(), MONDAY)

    assert hours.hours_for(centre, MONDAY).ranges == (MORNING, AFTERNOON, EVENING)


# --- Closures ---------------------------------------------------------------------------------


def test_a_closure_cuts_a_range_in_two(centre: Telecentre) -> None:
    ClosureFactory(
        telecentre=centre, starts_at=at("2026-09-21 10:00"), ends_at=at("2026-09-21 11:00")
    )

    day = hours.hours_for(centre, MONDAY)

    assert day.note == "Travaux"
    assert day.ranges == (
        Range(time(9), time(10)),
        Range(time(11), time(12)),
        AFTERNOON,
        EVENING,
    )


@pytest.mark.parametrize(
    ("text", "is_open", "words"),
    [
        ("2026-09-21 09:30", True, "Ouvert jusqu’à 10\u00a0h"),
        ("2026-09-21 10:00", False, "Fermé, ouvre à 11\u00a0h"),
        ("2026-09-21 10:59:59", False, "Fermé, ouvre à 11\u00a0h"),
        ("2026-09-21 11:00", True, "Ouvert jusqu’à 12\u00a0h"),
    ],
)
def test_a_closure_starts_and_ends_to_the_second(
    centre: Telecentre, text: str, is_open: bool, words: str
) -> None:
    ClosureFactory(
        telecentre=centre, starts_at=at("2026-09-21 10:00"), ends_at=at("2026-09-21 11:00")
    )

    assert (hours.is_open_at(centre, at(text)), label(centre, at(text))) == (is_open, words)


def test_a_closure_over_several_days_ends_in_the_middle_of_a_range(centre: Telecentre) -> None:
    ClosureFactory(
        telecentre=centre, starts_at=at("2026-09-21 16:30"), ends_at=at("2026-09-23 10:15")
    )

    days = [hours.hours_for(centre, MONDAY + timedelta(days=offset)) for offset in range(3)]

    assert [day.ranges for day in days] == [
        (MORNING, Range(time(14), time(16, 30))),
        (),
        (Range(time(10, 15), time(12)), AFTERNOON, EVENING),
    ]
    assert [day.note for day in days] == ["Travaux"] * 3
    assert label(centre, at("2026-09-21 17:00")) == "Fermé, ouvre mercredi à 10\u00a0h\u00a015"
    assert hours.next_opening(centre, at("2026-09-21 17:00")) == at("2026-09-23 10:15")


def test_overlapping_closures_shut_their_union(centre: Telecentre) -> None:
    for start, end in (("09:30", "10:30"), ("10:00", "11:00"), ("14:00", "22:00")):
        ClosureFactory(
            telecentre=centre,
            starts_at=at(f"2026-09-21 {start}"),
            ends_at=at(f"2026-09-21 {end}"),
        )

    assert hours.hours_for(centre, MONDAY).ranges == (
        Range(time(9), time(9, 30)),
        Range(time(11), time(12)),
    )


def test_a_closure_without_an_end_in_sight_is_said_so(centre: Telecentre) -> None:
    ClosureFactory(
        telecentre=centre,
        starts_at=at("2026-09-21 00:00"),
        ends_at=at("2026-09-21 00:00") + timedelta(days=400),
    )

    moment = at("2026-09-21 10:00")

    assert hours.next_opening(centre, moment) is None
    assert label(centre, moment) == "Fermé jusqu’à nouvel ordre"


def test_a_centre_without_hours_never_opens() -> None:
    centre = TelecentreFactory()

    assert hours.next_opening(centre, at("2026-09-21 10:00")) is None
    assert label(centre, at("2026-09-21 10:00")) == "Fermé jusqu’à nouvel ordre"


def test_a_closure_of_another_centre_changes_nothing(centre: Telecentre) -> None:
    ClosureFactory(starts_at=at("2026-09-21 00:00"), ends_at=at("2026-09-22 00:00"))

    assert hours.is_open_at(centre, at("2026-09-21 10:00")) is True


# --- The next opening -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-21 08:00", "2026-09-21 09:00"),
        ("2026-09-21 09:00", "2026-09-21 14:00"),  # open now: the next time the doors open
        ("2026-09-21 18:30", "2026-09-22 09:00"),  # access by code is no opening
        ("2026-09-25 17:00", "2026-09-28 09:00"),
        ("2026-12-31 15:00", "2027-01-04 09:00"),
        ("2026-03-27 17:00", "2026-03-30 09:00"),  # over the March change
        ("2026-10-23 17:00", "2026-10-26 09:00"),  # over the October change
        ("2028-02-28 17:00", "2028-02-29 09:00"),
    ],
)
def test_the_next_opening_is_in_local_time(centre: Telecentre, text: str, expected: str) -> None:
    found = hours.next_opening(centre, at(text))

    assert found == at(expected)
    assert found.utcoffset() == at(expected).utcoffset()


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (date(2026, 9, 25), "Fermé, ouvre vendredi à 9\u00a0h"),
        (date(2026, 9, 28), "Fermé, ouvre le 28\u00a0septembre à 9\u00a0h"),
        (date(2026, 10, 1), "Fermé, ouvre le 1er\u00a0octobre à 9\u00a0h"),
        (date(2027, 1, 4), "Fermé, ouvre le 4\u00a0janvier à 9\u00a0h"),
    ],
)
def test_an_opening_a_week_away_or_more_is_dated(
    centre: Telecentre, ends_on: date, words: str
) -> None:
    ClosureFactory(
        telecentre=centre,
        starts_at=at("2026-09-21 00:00"),
        ends_at=datetime.combine(ends_on, time(), tzinfo=hours.PARIS),
    )

    assert label(centre, at("2026-09-21 10:00")) == words


def test_touching_ranges_are_one_opening() -> None:
    centre = TelecentreFactory()
    for opens, closes in ((12, 18), (9, 12)):
        OpeningHours.objects.create(
            telecentre=centre, weekday=0, opens=time(opens), closes=time(closes)
        )

    assert hours.next_opening(centre, at("2026-09-21 10:00")) == at("2026-09-28 09:00")


def test_instants_are_compared_in_any_time_zone(centre: Telecentre) -> None:
    assert hours.is_open_at(centre, datetime(2026, 9, 21, 7, tzinfo=UTC)) is True
    assert hours.is_open_at(centre, datetime(2026, 9, 21, 6, 59, tzinfo=UTC)) is False


# --- The hour that is skipped, the hour that comes twice ---------------------------------------


def by_night(opens: time, closes: time) -> Telecentre:
    centre = TelecentreFactory()
    OpeningHours.objects.create(telecentre=centre, weekday=6, opens=opens, closes=closes)
    return centre


def test_a_range_within_the_skipped_hour_is_no_opening() -> None:
    centre = by_night(time(2, 15), time(2, 45))

    assert hours.hours_for(centre, date(2026, 3, 29)).ranges == ()
    assert hours.next_opening(centre, at("2026-03-28 12:00")) == at("2026-04-05 02:15")


def test_a_range_that_starts_in_the_skipped_hour_starts_with_the_next() -> None:
    centre = by_night(time(2, 30), time(4))

    assert hours.hours_for(centre, date(2026, 3, 29)).ranges == (Range(time(3), time(4)),)


def test_a_range_over_the_doubled_hour_lasts_an_hour_longer() -> None:
    centre = by_night(time(1), time(4))

    instants = [datetime(2026, 10, 24, 23, tzinfo=UTC) + timedelta(hours=n) for n in range(5)]

    assert [hours.is_open_at(centre, one) for one in instants] == [True, True, True, True, False]
