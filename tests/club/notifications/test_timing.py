"""Quiet hours and digests, in the hours of the Cantal, across the changes of time."""

from datetime import UTC, datetime

import pytest

from club.notifications.models import Frequency
from club.notifications.timing import after_quiet_hours, due_at, next_digest

# In 2027 summer time begins on 28 March and ends on 31 October, both Sundays.


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (utc(2027, 1, 15, 5, 59), utc(2027, 1, 15, 6)),
        (utc(2027, 1, 15, 6), utc(2027, 1, 15, 6)),
        (utc(2027, 1, 15, 19, 59, 59), utc(2027, 1, 15, 19, 59, 59)),
        (utc(2027, 1, 15, 20), utc(2027, 1, 16, 6)),
        (utc(2027, 7, 15, 4, 59), utc(2027, 7, 15, 5)),
        (utc(2027, 7, 15, 19), utc(2027, 7, 16, 5)),
        # The night in which an hour is missing, then the one that has it twice.
        (utc(2027, 3, 27, 20), utc(2027, 3, 28, 5)),
        (utc(2027, 3, 28, 1, 30), utc(2027, 3, 28, 5)),
        (utc(2027, 10, 30, 19), utc(2027, 10, 31, 6)),
        (utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 6)),
        (utc(2027, 12, 31, 22), utc(2028, 1, 1, 6)),
        (utc(2028, 2, 28, 23), utc(2028, 2, 29, 6)),
    ],
)
def test_quiet_hours_end_at_seven_by_the_clock_of_the_cantal(now, free):
    assert after_quiet_hours(now) == free


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        (utc(2027, 1, 15, 5), utc(2027, 1, 15, 6), utc(2027, 1, 18, 6)),
        (utc(2027, 1, 15, 6), utc(2027, 1, 16, 6), utc(2027, 1, 18, 6)),
        (utc(2027, 1, 18, 5, 59), utc(2027, 1, 18, 6), utc(2027, 1, 18, 6)),
        (utc(2027, 1, 18, 6), utc(2027, 1, 19, 6), utc(2027, 1, 25, 6)),
        (utc(2027, 3, 27, 12), utc(2027, 3, 28, 5), utc(2027, 3, 29, 5)),
        (utc(2027, 10, 30, 12), utc(2027, 10, 31, 6), utc(2027, 11, 1, 6)),
        (utc(2027, 12, 31, 12), utc(2028, 1, 1, 6), utc(2028, 1, 3, 6)),
    ],
)
def test_digests_leave_at_seven_each_day_or_on_monday(now, daily, weekly):
    assert next_digest(Frequency.DAILY, now) == daily
    assert next_digest(Frequency.WEEKLY, now) == weekly


def test_security_ignores_quiet_hours_and_never_means_never():
    night = utc(2027, 1, 15, 2)

    assert due_at(Frequency.AT_ONCE, night, ignores_quiet_hours=True) == night
    assert due_at(Frequency.AT_ONCE, night) == utc(2027, 1, 15, 6)
    assert due_at(Frequency.NEVER, night, ignores_quiet_hours=True) is None
