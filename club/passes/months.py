"""A month of the calendar, as statements count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from club.telecentres.french import MONTHS, NO_BREAK

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 12):
            raise ValueError("There is no such month.")

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Month:
        return self.plus(1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    def plus(self, count: int) -> Month:
        """So many months later, or earlier. Raises ValueError outside the years that exist."""
        whole = self.year * 12 + self.number - 1 + count
        return Month(whole // 12, whole % 12 + 1)

    @property
    def with_of(self) -> str:
        """« de décembre 2026 », « d’octobre 2026 »."""
        return f"d’{self}" if str(self)[0] in "ao" else f"de {self}"

    def __str__(self) -> str:
        """« décembre 2026 »."""
        return f"{MONTHS[self.number - 1]}{NO_BREAK}{self.year}"


def add_months(day: date, count: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    month = Month.of(day).plus(count)
    return min(date(month.year, month.number, 1) + timedelta(days=day.day - 1), month.last)
