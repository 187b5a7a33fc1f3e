"""The days of a rhythm: « chaque mardi », « le deuxième jeudi du mois », « le 15 ». Pure functions.

Days of the calendar, not instants: 9 h stays 9 h whatever summer time does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from club.bookings.day_refusals import PatternRefused
from club.bookings.models import Series

Rhythm = Series.Rhythm
WEEK = timedelta(days=7)
LONGEST = timedelta(days=800)  # as far as anything may be booked
LAST_OF_MONTH = 5  # rank of a weekday: the fifth, which some months lack, stands for the last


@dataclass(frozen=True)
class Pattern:
    """A rhythm between two days, both included.

    `weekdays`: 0 for Monday; of a weekly rhythm, the weekday of the first day when empty. A monthly
    rhythm keeps the date of the first day (months without a 31st are passed over), or its rank
    (« the second Thursday »; the fifth stands for the last). `every`: one week or month out of so
    many. `anchor`: what weeks and months are counted from, the first day unless told.
    """

    first_on: date
    last_on: date
    rhythm: str = Rhythm.WEEKLY
    every: int = 1
    weekdays: tuple[int, ...] = ()
    anchor: date | None = None

    @property
    def counted_from(self) -> date:
        return self.anchor or self.first_on

    def check(self) -> None:
        """Raises PatternRefused."""
        if self.rhythm not in Rhythm.values or not 1 <= self.every <= 12:
            raise PatternRefused
        if any(day not in range(7) for day in self.weekdays):
            raise PatternRefused
        if self.last_on < self.first_on or self.last_on - self.first_on > LONGEST:
            raise PatternRefused
        if self.first_on < self.counted_from:
            raise PatternRefused

    def days(self) -> Iterator[date]:
        """Each day of the pattern, in order, once."""
        found = self._weekly() if self.rhythm == Rhythm.WEEKLY else self._monthly()
        for day in found:
            if day > self.last_on:
                return
            if day >= self.first_on:
                yield day

    def _weekly(self) -> Iterator[date]:
        weekdays = sorted(set(self.weekdays)) or [self.counted_from.weekday()]
        monday = self.counted_from - timedelta(days=self.counted_from.weekday())
        while monday <= self.last_on:
            yield from (monday + timedelta(days=weekday) for weekday in weekdays)
            monday += WEEK * self.every

    def _monthly(self) -> Iterator[date]:
        month = self.counted_from.year * 12 + self.counted_from.month - 1
        while date(month // 12, month % 12 + 1, 1) <= self.last_on:
            day = self._in_month(month // 12, month % 12 + 1)
            if day:
                yield day
            month += self.every

    def _in_month(self, year: int, month: int) -> date | None:
        anchor = self.counted_from
        if self.rhythm == Rhythm.MONTHLY_DAY:
            try:
                return date(year, month, anchor.day)
            except ValueError:
                return None
        first = date(year, month, 1)
        day = first + timedelta(days=(anchor.weekday() - first.weekday()) % 7)
        rank = rank_in_month(anchor)
        if rank < LAST_OF_MONTH:
            return day + WEEK * (rank - 1)
        following = first + timedelta(days=31)
        next_month = date(following.year, following.month, 1)
        while day + WEEK < next_month:
            day += WEEK
        return day


def rank_in_month(day: date) -> int:
    """1 for the first Tuesday of its month… 5 for a fifth."""
    return (day.day - 1) // 7 + 1


def digits(weekdays: tuple[int, ...]) -> str:
    """As stored: « 13 » for Tuesday and Thursday."""
    return "".join(str(day) for day in sorted(set(weekdays)))


def pattern_of(series: Series, *, last_on: date | None = None) -> Pattern:
    """The pattern of a series, perhaps with a later end."""
    return Pattern(
        series.first_on,
        last_on or series.last_on,
        series.rhythm,
        series.every,
        tuple(int(digit) for digit in series.weekdays),
        series.anchor_on,
    )
