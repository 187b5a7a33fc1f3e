"""The days of a rhythm, whatever the calendar does."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from club.bookings.day_refusals import PatternRefused
from club.bookings.models import Series
from club.bookings.recurrence import LONGEST, Pattern, digits, rank_in_month

Rhythm = Series.Rhythm
dates = st.dates(date(2020, 1, 1), date(2040, 12, 31))
patterns = st.builds(
    lambda first, length, rhythm, every, weekdays: Pattern(
        first, first + timedelta(days=length), rhythm, every, tuple(weekdays)
    ),
    dates,
    st.integers(0, LONGEST.days),
    st.sampled_from(Rhythm.values),
    st.integers(1, 12),
    st.lists(st.integers(0, 6), max_size=7),
)


@settings(max_examples=200, deadline=None)
@given(patterns)
def test_the_days_are_in_order_once_and_within_the_span(pattern):
    days = list(pattern.days())

    assert days == sorted(set(days))
    assert all(pattern.first_on <= day <= pattern.last_on for day in days)


@settings(max_examples=200, deadline=None)
@given(patterns)
def test_each_day_is_of_the_rhythm(pattern):
    days = list(pattern.days())
    first = pattern.first_on

    if pattern.rhythm == Rhythm.WEEKLY:
        wanted = set(pattern.weekdays) or {first.weekday()}
        monday = first - timedelta(days=first.weekday())
        assert {day.weekday() for day in days} <= wanted
        assert {(day - monday).days // 7 % pattern.every for day in days} <= {0}
        return
    months = {(day.year - first.year) * 12 + day.month - first.month for day in days}
    assert {month % pattern.every for month in months} <= {0}
    assert len(months) == len(days)
    if pattern.rhythm == Rhythm.MONTHLY_DAY:
        assert {day.day for day in days} <= {first.day}
    else:
        assert {day.weekday() for day in days} <= {first.weekday()}
        if rank_in_month(first) == 5:
            assert all((day + timedelta(days=7)).month != day.month for day in days)
        else:
            assert {rank_in_month(day) for day in days} <= {rank_in_month(first)}


@settings(max_examples=100, deadline=None)
@given(patterns, st.data())
def test_a_series_split_in_two_has_the_days_of_the_whole(pattern, data):
    days = list(pattern.days())
    if len(days) < 2:
        return
    cut = data.draw(st.sampled_from(days[1:]))
    before = Pattern(
        pattern.first_on,
        cut - timedelta(days=1),
        pattern.rhythm,
        pattern.every,
        pattern.weekdays,
        pattern.counted_from,
    )
    after = Pattern(
        cut,
        pattern.last_on,
        pattern.rhythm,
        pattern.every,
        pattern.weekdays,
        pattern.counted_from,
    )

    assert [*before.days(), *after.days()] == days


def test_the_first_day_is_always_one_of_its_own_rhythm():
    for rhythm in Rhythm.values:
        first = date(2028, 2, 29)
        assert next(Pattern(first, first + timedelta(days=40), rhythm).days()) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"every": 0},
        {"every": 13},
        {"rhythm": "daily"},
        {"weekdays": (7,)},
        {"weekdays": (-1,)},
        {"last_on": date(2026, 12, 7)},
        {"last_on": date(2026, 12, 8) + LONGEST + timedelta(days=1)},
        {"anchor": date(2027, 1, 1)},
    ],
)
def test_a_pattern_that_cannot_be_is_refused(fields):
    told = {"first_on": date(2026, 12, 8), "last_on": date(2027, 1, 8), **fields}

    with pytest.raises(PatternRefused):
        Pattern(**told).check()


def test_weekdays_are_stored_once_in_order():
    assert digits((3, 1, 1)) == "13"
