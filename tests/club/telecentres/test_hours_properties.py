"""What holds for any week, any exception, any closure, at any instant."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from club.telecentres.hours import Range, Schedule, instant
from club.telecentres.models import Closure, ExceptionalHours

settings.register_profile("hours", max_examples=80, deadline=None, database=None)
PROFILE = settings.get_profile("hours")

# From before the change of March 2026 to after that of March 2027; the changes come up often.
FIRST, LAST = datetime(2026, 3, 20, tzinfo=UTC), datetime(2027, 4, 5, tzinfo=UTC)
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
]
near = st.timedeltas(timedelta(hours=-30), timedelta(hours=30))
moments = st.one_of(
    st.timedeltas(timedelta(), LAST - FIRST).map(lambda offset: FIRST + offset),
    st.builds(lambda change, offset: change + offset, st.sampled_from(CHANGES), near),
)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
ranges = (
    st.tuples(clocks, clocks, st.booleans())
    .filter(lambda drawn: drawn[0] < drawn[1])
    .map(lambda drawn: Range(*drawn))
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    weekly = draw(st.dictionaries(st.integers(0, 6), st.lists(ranges, max_size=4)))
    exceptional = draw(
        st.dictionaries(
            st.dates(FIRST.date(), LAST.date()), st.lists(ranges, max_size=2), max_size=6
        )
    )
    closures = draw(
        st.lists(
            st.tuples(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=9))), max_size=4
        )
    )
    rows = {
        day: [
            ExceptionalHours(day=day, opens=one.opens, closes=one.closes, reason="Exception")
            for one in open_ranges
        ]
        or [ExceptionalHours(day=day, reason="Fermé")]
        for day, open_ranges in exceptional.items()
    }
    return Schedule(
        closed_on_public_holidays=draw(st.booleans()),
        weekly=defaultdict(list, weekly),
        exceptional=defaultdict(list, rows),
        closures=[
            Closure(starts_at=start, ends_at=start + length, reason="Travaux")
            for start, length in closures
        ],
    )


@settings(PROFILE)
@given(schedules(), moments)
def test_the_next_opening_is_ahead_and_opens_the_doors(
    schedule: Schedule, moment: datetime
) -> None:
    opening = schedule.next_opening(moment)

    if opening is not None:
        assert opening > moment
        assert schedule.is_open_at(opening) is True
        assert schedule.is_open_at(opening.astimezone(UTC) - timedelta(microseconds=1)) is False


@settings(PROFILE)
@given(schedules(), moments, st.floats(0, 1))
def test_nothing_opens_before_the_next_opening(
    schedule: Schedule, moment: datetime, part: float
) -> None:
    opening = schedule.next_opening(moment)

    if opening is not None and not schedule.is_open_at(moment):
        between = moment + (opening.astimezone(UTC) - moment) * part * 0.999
        assert schedule.is_open_at(between) is False


@settings(PROFILE)
@given(
    schedules(), moments, st.timedeltas(timedelta(minutes=1), timedelta(days=9)), st.floats(0, 1)
)
def test_a_moment_inside_a_closure_is_never_open(
    schedule: Schedule, start: datetime, length: timedelta, part: float
) -> None:
    schedule.closures.append(Closure(starts_at=start, ends_at=start + length, reason="Travaux"))

    moment = start + length * part * 0.999

    assert schedule.is_open_at(moment, with_code=True) is False
    assert schedule.status_at(moment).css == "closed"


@settings(PROFILE)
@given(schedules(), moments)
def test_the_ranges_of_a_day_never_overlap_a_closure(schedule: Schedule, moment: datetime) -> None:
    day = moment.date()

    for shown in schedule.hours_for(day).ranges:
        start, end = instant(day, shown.opens), instant(day, shown.closes)
        assert start < end
        for closure in schedule.closures:
            assert end <= closure.starts_at or start >= closure.ends_at


@settings(PROFILE)
@given(schedules(), moments)
def test_the_status_agrees_with_the_doors(schedule: Schedule, moment: datetime) -> None:
    status = schedule.status_at(moment)

    assert status.is_open is schedule.is_open_at(moment)
    assert (status.css != "closed") is schedule.is_open_at(moment, with_code=True)
    assert status.is_open is (status.css == "open")
