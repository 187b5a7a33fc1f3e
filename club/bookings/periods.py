"""Which days a page of availability shows: read from its address without trust, moved by links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from club.bookings.slot_wording import day_name
from club.telecentres.french import french_date, french_day

DAY, WEEK, LIST = "jour", "semaine", "liste"
VIEWS = {DAY: "Jour", WEEK: "Semaine", LIST: "Liste"}
BACK, AHEAD = timedelta(days=366), timedelta(days=736)  # no booking is kept or made beyond
MAX_DATE = 10
WEEK_END = 5  # Saturday, for `weekday()`


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Period:
    """One day, or the week that holds it, of a page whose address is `base`."""

    base: str
    day: date
    today: date
    view: str = WEEK
    is_misread: bool = False  # the address asked something that means nothing: today is shown

    @property
    def first(self) -> date:
        return self.day if self.view == DAY else self.day - timedelta(days=self.day.weekday())

    @property
    def last(self) -> date:
        return self.day if self.view == DAY else self.first + timedelta(days=6)

    @property
    def days(self) -> list[date]:
        """Those shown: of this very week, what is left of it."""
        found = [self.first + timedelta(days=place) for place in range(self.length)]
        return [day for day in found if day >= self.today or not self.holds_today]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def title(self) -> str:
        """« mercredi 25 novembre 2026 », « semaine du 30 novembre au 6 décembre 2026 »."""
        if self.view == DAY:
            return f"{day_name(self.day)}\u00a0{self.day.year}"
        same_month = self.first.month == self.last.month
        since = str(self.first.day) if same_month else french_day(self.first)
        if same_month and self.first.day == 1:
            since = "1er"
        return f"semaine du {since} au {french_date(self.last)}"

    def address(self, *, day: date | None = None, view: str = "") -> str:
        asked = {"vue": view or self.view, "date": (day or self.day).isoformat()}
        return f"{self.base}?{urlencode(asked)}"

    @property
    def previous_url(self) -> str:
        return self._moved(-1)

    @property
    def next_url(self) -> str:
        return self._moved(1)

    @property
    def today_url(self) -> str:
        return self.address(day=self.today)

    @property
    def holds_today(self) -> bool:
        return self.first <= self.today <= self.last

    @property
    def views(self) -> list[Link]:
        return [
            Link(label, self.address(view=view), view == self.view) for view, label in VIEWS.items()
        ]

    def _moved(self, steps: int) -> str:
        day = self.day + timedelta(days=steps * self.length)
        return self.address(day=day) if is_within(day, self.today) else ""


def read_period(data: QueryDict, base: str, *, today: date) -> Period:
    """`vue` and `date`; what cannot be read or is too far gives today, or the week that comes when
    this one is worked through.
    """
    view = data.get("vue", WEEK)
    begins = today + timedelta(days=7 - today.weekday()) if today.weekday() >= WEEK_END else today
    usual = Period(base, today if view == DAY else begins, today)
    typed = data.get("date", usual.day.isoformat())
    try:
        day = date.fromisoformat(typed[:MAX_DATE])
    except ValueError:
        return replace(usual, is_misread=True)
    if view not in VIEWS or len(typed) > MAX_DATE or not is_within(day, today):
        return replace(usual, is_misread=True)
    return replace(usual, day=day, view=view)


def is_within(day: date, today: date) -> bool:
    return today - BACK <= day <= today + AHEAD
