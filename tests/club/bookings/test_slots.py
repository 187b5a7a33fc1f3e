"""Half-days, half-hours and nights, on any hours and across the changes of time."""

import itertools
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from club.bookings.slots import (
    HALF_HOUR,
    SHORTEST_HALF_DAY,
    Hours,
    follow_each_other,
    is_morning,
    slots_between,
    slots_of_day,
    this_half_day,
)
from club.telecentres.hours import PARIS, Range, Schedule, instant
from club.telecentres.models import Closure, Space
from tests.club.telecentres.test_hours_properties import FIRST, LAST, moments, schedules

HALF_DAY, HALF_HOUR_LONG, NIGHT = (
    Space.Granularity.HALF_DAY,
    Space.Granularity.HALF_HOUR,
    Space.Granularity.NIGHT,
)
PROFILE = settings(max_examples=80, deadline=None, database=None)
DAYS = st.dates(FIRST.date(), LAST.date())
GRANULARITIES = st.sampled_from(Space.Granularity.values)
MARCH, OCTOBER = date(2027, 3, 28), date(2026, 10, 25)
MONDAY = date(2026, 12, 7)


def week(*ranges: tuple[str, str], **fields) -> Schedule:
    """Open each day of the week on these ranges."""
    planned = [Range(time.fromisoformat(a), time.fromisoformat(b)) for a, b in ranges]
    return Schedule(
        closed_on_public_holidays=False,
        weekly=defaultdict(list, dict.fromkeys(range(7), planned)),
        **fields,
    )


def local(slots) -> list[tuple[str, str]]:
    return [
        tuple(at.astimezone(PARIS).strftime("%H:%M") for at in (slot.starts_at, slot.ends_at))
        for slot in slots
    ]


def test_the_day_is_cut_at_thirteen_and_runs_from_the_first_to_the_last_opening():
    through = slots_of_day(HALF_DAY, week(("09:00", "18:00")), MONDAY)
    with_lunch = slots_of_day(HALF_DAY, week(("09:00", "12:30"), ("14:00", "17:00")), MONDAY)

    assert local(through) == [("09:00", "13:00"), ("13:00", "18:00")]
    assert local(with_lunch) == [("09:00", "12:30"), ("14:00", "17:00")]
    assert [slot.key for slot in through] == [slot.key for slot in with_lunch]
    assert [slot.key for slot in through] == [
        datetime(2026, 12, 7, 7, tzinfo=UTC),
        datetime(2026, 12, 7, 12, tzinfo=UTC),
    ]
    assert [is_morning(slot) for slot in through] == [True, False]


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([("11:31", "18:00")], [("13:00", "18:00")]),
        ([("11:30", "18:00")], [("11:30", "13:00"), ("13:00", "18:00")]),
        ([("09:00", "14:29")], [("09:00", "13:00")]),
        ([("09:00", "09:45"), ("12:15", "13:00")], [("09:00", "13:00")]),
        ([], []),
    ],
)
def test_a_half_day_is_open_ninety_minutes_at_least(ranges, expected):
    assert local(slots_of_day(HALF_DAY, week(*ranges), MONDAY)) == expected


def test_half_hours_are_those_of_the_clock_that_hold_wholly():
    found = slots_of_day(HALF_HOUR_LONG, week(("09:15", "10:45"), ("14:00", "14:20")), MONDAY)

    assert local(found) == [("09:30", "10:00"), ("10:00", "10:30")]


def test_a_space_may_keep_shorter_hours_than_its_centre():
    hours = Hours(time(10), time(12))

    found = slots_of_day(HALF_HOUR_LONG, week(("09:00", "18:00")), MONDAY, hours=hours)

    assert local(found)[::3] == [("10:00", "10:30"), ("11:30", "12:00")]
    assert slots_of_day(HALF_DAY, week(("09:00", "18:00")), MONDAY, hours=Hours(time(17))) == []


@pytest.mark.parametrize(("day", "count"), [(MARCH, 6), (OCTOBER, 10), (MONDAY, 8)])
def test_the_night_when_the_clocks_change_has_its_own_half_hours(day, count):
    found = slots_of_day(HALF_HOUR_LONG, week(("00:00", "04:00")), day)

    assert len(found) == len({slot.key for slot in found}) == count
    assert follow_each_other(HALF_HOUR_LONG, found)


def test_nine_stays_nine_when_the_clocks_change():
    for day in (MARCH, OCTOBER):
        around = slots_between(
            HALF_DAY,
            week(("09:00", "18:00")),
            first=day - timedelta(days=1),
            last=day + timedelta(days=1),
        )

        assert local(around) == [("09:00", "13:00"), ("13:00", "18:00")] * 3
        assert {slot.key.astimezone(PARIS).hour for slot in around} == {8, 13}


def test_a_night_needs_no_opening_but_falls_to_a_closure_that_covers_it():
    closure = Closure(
        starts_at=instant(MONDAY, time(12)), ends_at=instant(MONDAY + timedelta(days=1), time(12))
    )
    shut = week(closures=[closure])

    found = slots_between(NIGHT, shut, first=MONDAY - timedelta(days=1), last=MONDAY)

    assert local(found) == [("16:00", "10:00")]
    assert local(slots_of_day(NIGHT, shut, MONDAY + timedelta(days=1))) == [("16:00", "10:00")]


def test_nights_with_one_missing_do_not_follow_each_other():
    nights = slots_between(NIGHT, week(), first=MONDAY, last=MONDAY + timedelta(days=3))

    assert follow_each_other(NIGHT, nights) is True
    assert follow_each_other(NIGHT, [nights[0], *nights[2:]]) is False


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("08:00", (MONDAY, "09:00")),
        ("12:59", (MONDAY, "09:00")),
        ("13:00", (MONDAY, "13:00")),
        ("17:59", (MONDAY, "13:00")),
        ("18:00", (MONDAY + timedelta(days=1), "09:00")),
    ],
)
def test_this_half_day_is_the_running_one_or_the_next_open_one(clock, expected):
    slot = this_half_day(week(("09:00", "18:00")), instant(MONDAY, time.fromisoformat(clock)))

    begins = slot.starts_at.astimezone(PARIS)
    assert (begins.date(), begins.strftime("%H:%M")) == expected


def test_this_half_day_of_a_centre_that_never_opens_is_none():
    assert this_half_day(week(), instant(MONDAY, time(9))) is None


@PROFILE
@given(schedules(), DAYS, GRANULARITIES)
def test_slots_of_any_week_are_in_order_apart_and_keyed_once(schedule, day, granularity):
    found = slots_between(granularity, schedule, first=day, last=day + timedelta(days=9))

    assert found == sorted(found)
    assert len({slot.key for slot in found}) == len(found)
    for one, two in itertools.pairwise(found):
        assert one.starts_at < one.ends_at <= two.starts_at


@PROFILE
@given(schedules(), DAYS)
def test_half_days_of_any_week_are_open_ninety_minutes_of_their_half(schedule, day):
    for slot in slots_of_day(HALF_DAY, schedule, day):
        pieces = [
            (max(one.start, slot.starts_at), min(one.end, slot.ends_at))
            for one in schedule.open_stretches(day)
        ]
        assert schedule.is_open_at(slot.starts_at)
        assert sum((max(timedelta(), b - a) for a, b in pieces), timedelta()) >= SHORTEST_HALF_DAY
        assert slot.key.astimezone(PARIS).hour in (8, 13)


@PROFILE
@given(schedules(), DAYS)
def test_half_hours_of_any_week_are_wholly_open(schedule, day):
    for slot in slots_of_day(HALF_HOUR_LONG, schedule, day):
        assert slot.ends_at - slot.starts_at == HALF_HOUR
        assert slot.starts_at.minute in (0, 30)
        assert any(
            one.start <= slot.starts_at and slot.ends_at <= one.end
            for one in schedule.open_stretches(day)
        )


@PROFILE
@given(schedules(), moments)
def test_this_half_day_of_any_week_is_the_first_that_is_not_over(schedule, moment):
    slot = this_half_day(schedule, moment)

    if slot is not None:
        day = moment.astimezone(PARIS).date()
        first = next(
            one
            for one in slots_between(HALF_DAY, schedule, first=day, last=day + timedelta(days=125))
            if one.ends_at > moment
        )
        assert slot == first
