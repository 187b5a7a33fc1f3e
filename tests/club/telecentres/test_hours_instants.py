"""Open or shut at an instant, and what a passer-by reads: dated cases, one a line."""

from datetime import datetime, time

import pytest

from club.telecentres import hours
from club.telecentres.models import OpeningHours, Telecentre
from tests.club.telecentres.factories import TelecentreFactory

pytestmark = pytest.mark.django_db

HOST, CODE = OpeningHours.Access.HOST, OpeningHours.Access.CODE
# The label is written here with ordinary spaces; the site joins a number to its unit.
OPEN_TILL_NOON = "Ouvert jusqu’à 12 h"
OPEN_TILL_SIX = "Ouvert jusqu’à 18 h"
CODE_TILL_TEN = "Accès par code jusqu’à 22 h"
AT_NINE = "Fermé, ouvre à 9 h"
AT_TWO = "Fermé, ouvre à 14 h"
TOMORROW = "Fermé, ouvre demain à 9 h"
ON_MONDAY = "Fermé, ouvre lundi à 9 h"

# (instant, open to all, open with the code, label)
LIBRARY_CASES = [
    # A Monday, two ranges then the evening: opens inclusive, closes exclusive.
    ("2026-03-30T08:59:59+02:00", False, False, AT_NINE),
    ("2026-03-30T09:00:00+02:00", True, True, OPEN_TILL_NOON),
    ("2026-03-30T11:59:59.999999+02:00", True, True, OPEN_TILL_NOON),
    ("2026-03-30T12:00:00+02:00", False, False, AT_TWO),
    ("2026-03-30T14:00:00+02:00", True, True, OPEN_TILL_SIX),
    ("2026-03-30T17:59:59+02:00", True, True, OPEN_TILL_SIX),
    ("2026-03-30T18:00:00+02:00", False, True, CODE_TILL_TEN),
    ("2026-03-30T21:59:59+02:00", False, True, CODE_TILL_TEN),
    ("2026-03-30T22:00:00+02:00", False, False, TOMORROW),
    ("2026-03-30T00:00:00+02:00", False, False, AT_NINE),
    # Thursday: 9–12 and 12–18 touch.
    ("2026-04-02T10:00:00+02:00", True, True, OPEN_TILL_SIX),
    ("2026-04-02T12:00:00+02:00", True, True, OPEN_TILL_SIX),
    # The week-end of the March change, 2026: 9 h stays 9 h.
    ("2026-03-27T09:00:00+01:00", True, True, OPEN_TILL_NOON),
    ("2026-03-27T22:30:00+01:00", False, False, TOMORROW),
    ("2026-03-28T11:00:00+01:00", True, True, OPEN_TILL_NOON),
    ("2026-03-28T12:00:00+01:00", False, False, ON_MONDAY),
    ("2026-03-29T01:59:59+01:00", False, False, TOMORROW),
    ("2026-03-29T03:00:00+02:00", False, False, TOMORROW),
    ("2026-03-30T06:59:59+00:00", False, False, AT_NINE),
    ("2026-03-30T07:00:00+00:00", True, True, OPEN_TILL_NOON),
    # The October change, 2026.
    ("2026-10-23T07:00:00+00:00", True, True, OPEN_TILL_NOON),
    ("2026-10-25T02:30:00+02:00", False, False, TOMORROW),
    ("2026-10-25T02:30:00+01:00", False, False, TOMORROW),
    ("2026-10-26T07:00:00+00:00", False, False, AT_NINE),
    ("2026-10-26T08:00:00+00:00", True, True, OPEN_TILL_NOON),
    # French public holidays, movable ones too; evenings by code fall with the day.
    ("2026-04-04T13:00:00+02:00", False, False, "Fermé, ouvre mardi à 9 h"),
    ("2026-04-06T10:00:00+02:00", False, False, TOMORROW),  # Easter Monday
    ("2027-03-29T10:00:00+02:00", False, False, TOMORROW),  # Easter Monday
    ("2026-05-01T10:00:00+02:00", False, False, TOMORROW),
    ("2026-05-08T10:00:00+02:00", False, False, TOMORROW),
    ("2026-05-14T10:00:00+02:00", False, False, TOMORROW),  # Ascension
    ("2026-05-14T19:00:00+02:00", False, False, TOMORROW),
    ("2027-05-06T15:00:00+02:00", False, False, TOMORROW),  # Ascension
    ("2026-05-25T10:00:00+02:00", False, False, TOMORROW),  # Whit Monday
    ("2026-07-14T10:00:00+02:00", False, False, TOMORROW),
    ("2026-08-15T10:00:00+02:00", False, False, ON_MONDAY),
    ("2026-11-11T10:00:00+01:00", False, False, TOMORROW),
    ("2026-04-03T10:00:00+02:00", True, True, OPEN_TILL_NOON),  # Good Friday: Alsace only
    ("2026-12-26T10:00:00+01:00", True, True, OPEN_TILL_NOON),  # likewise
    # The end of a year.
    ("2026-12-25T10:00:00+01:00", False, False, TOMORROW),
    ("2026-12-31T17:59:59+01:00", True, True, OPEN_TILL_SIX),
    ("2026-12-31T22:00:00+01:00", False, False, "Fermé, ouvre samedi à 9 h"),
    ("2026-12-31T23:30:00+00:00", False, False, TOMORROW),  # already 1 January here
    ("2027-01-01T10:00:00+01:00", False, False, TOMORROW),
    ("2027-01-02T10:00:00+01:00", True, True, OPEN_TILL_NOON),
    # A leap day, a Tuesday.
    ("2028-02-28T22:00:00+01:00", False, False, TOMORROW),
    ("2028-02-29T10:00:00+01:00", True, True, OPEN_TILL_NOON),
    ("2028-02-29T22:00:00+01:00", False, False, TOMORROW),
    ("2028-03-01T14:00:00+01:00", True, True, OPEN_TILL_SIX),
]

# Open every day, holidays too, and by code from 0 h 30 to 6 h.
NIGHT_AND_DAY = "Accès par code jusqu’à 6 h"
STATION_CASES = [
    ("2026-03-29T00:30:00+01:00", False, True, NIGHT_AND_DAY),
    ("2026-03-29T01:59:59+01:00", False, True, NIGHT_AND_DAY),
    ("2026-03-29T03:00:00+02:00", False, True, NIGHT_AND_DAY),
    ("2026-03-29T06:00:00+02:00", False, False, AT_NINE),
    ("2026-03-29T06:59:59+00:00", False, False, AT_NINE),
    ("2026-03-29T07:00:00+00:00", True, True, OPEN_TILL_SIX),
    ("2026-03-29T15:59:59+00:00", True, True, OPEN_TILL_SIX),
    ("2026-03-29T16:00:00+00:00", False, False, TOMORROW),
    ("2026-10-25T02:30:00+02:00", False, True, NIGHT_AND_DAY),
    ("2026-10-25T02:30:00+01:00", False, True, NIGHT_AND_DAY),
    ("2026-10-25T06:00:00+01:00", False, False, AT_NINE),
    ("2026-10-25T07:59:59+00:00", False, False, AT_NINE),
    ("2026-10-25T08:00:00+00:00", True, True, OPEN_TILL_SIX),
    ("2026-10-25T17:00:00+00:00", False, False, TOMORROW),
    ("2027-03-28T06:59:59+00:00", False, False, AT_NINE),
    ("2027-03-28T07:00:00+00:00", True, True, OPEN_TILL_SIX),
    ("2027-01-01T10:00:00+01:00", True, True, OPEN_TILL_SIX),
    ("2027-05-06T17:59:00+02:00", True, True, OPEN_TILL_SIX),
]


def with_ranges(centre: Telecentre, *ranges: tuple[int, str, str, str]) -> Telecentre:
    """Give a centre its weekly ranges: (weekday, opens, closes, access)."""
    OpeningHours.objects.bulk_create(
        OpeningHours(
            telecentre=centre,
            weekday=weekday,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
            access=access,
        )
        for weekday, opens, closes, access in ranges
    )
    return centre


@pytest.fixture
def library() -> Telecentre:
    ranges = [(day, "18:00", "22:00", CODE) for day in range(5)]
    ranges += [(day, "09:00", "12:00", HOST) for day in range(6)]
    ranges += [(day, "14:00", "18:00", HOST) for day in (0, 1, 2, 4)]
    return with_ranges(TelecentreFactory(), *ranges, (3, "12:00", "18:00", HOST))


@pytest.fixture
def station() -> Telecentre:
    ranges = [(day, "09:00", "18:00", HOST) for day in range(7)]
    ranges += [(day, "00:30", "06:00", CODE) for day in range(7)]
    return with_ranges(TelecentreFactory(closed_on_public_holidays=False), *ranges)


def told(centre: Telecentre, moment: datetime) -> tuple[bool, bool, str]:
    """Open to all, open with the code, and the label with its spaces made ordinary."""
    status = hours.schedules_around([centre], moment)[centre.pk].status_at(moment)
    return (
        hours.is_open_at(centre, moment),
        hours.is_open_at(centre, moment, with_code=True),
        status.label.replace("\u00a0", " "),
    )


@pytest.mark.parametrize(("text", "to_all", "with_code", "label"), LIBRARY_CASES)
def test_the_library_is_open_when_its_week_says_so(
    library: Telecentre, text: str, to_all: bool, with_code: bool, label: str
) -> None:
    assert told(library, datetime.fromisoformat(text)) == (to_all, with_code, label)


@pytest.mark.parametrize(("text", "to_all", "with_code", "label"), STATION_CASES)
def test_the_station_is_open_every_day_of_the_year(
    station: Telecentre, text: str, to_all: bool, with_code: bool, label: str
) -> None:
    assert told(station, datetime.fromisoformat(text)) == (to_all, with_code, label)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-30T10:00:00+02:00", ("Ouvert jusqu’à 12\u00a0h", "open", True)),
        ("2026-03-30T20:00:00+02:00", ("Accès par code jusqu’à 22\u00a0h", "code", False)),
        ("2026-03-30T23:00:00+02:00", ("Fermé, ouvre demain à 9\u00a0h", "closed", False)),
        ("2026-03-28T23:00:00+01:00", ("Fermé, ouvre lundi à 9\u00a0h", "closed", False)),
    ],
)
def test_the_label_joins_the_hour_to_its_unit(
    library: Telecentre, text: str, expected: tuple[str, str, bool]
) -> None:
    moment = datetime.fromisoformat(text)

    status = hours.schedules_around([library], moment)[library.pk].status_at(moment)

    assert (status.label, status.css, status.is_open) == expected


@pytest.mark.parametrize(
    "read",
    [
        lambda centre, moment: hours.is_open_at(centre, moment),
        lambda centre, moment: hours.next_opening(centre, moment),
        lambda centre, moment: hours.schedules_around([centre], moment),
    ],
)
def test_a_naive_datetime_is_refused(station: Telecentre, read) -> None:
    with pytest.raises(ValueError, match="time zone"):
        read(station, datetime(2026, 3, 30, 10))  # noqa: DTZ001 (naive is what is refused)


@pytest.mark.parametrize("count", [1, 3])
def test_schedules_cost_three_queries_for_any_number_of_centres(
    count: int, django_assert_num_queries
) -> None:
    centres = [with_ranges(TelecentreFactory(), (0, "09:00", "12:00", HOST)) for _ in range(count)]
    moment = datetime.fromisoformat("2026-03-30T10:00:00+02:00")

    with django_assert_num_queries(3):
        found = hours.schedules_around(centres, moment)

    assert [schedule.is_open_at(moment) for schedule in found.values()] == [True] * count
