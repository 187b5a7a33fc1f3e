"""When a télécentre is open. All reckoning is in local time (Europe/Paris) on given instants.

A day is read in this order: a closure shuts it; exceptional hours replace the host's; a French
public holiday shuts it when the centre follows holidays; the week's ranges otherwise. Evening
access by code stands beside the host's hours, and falls with a day that is shut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Q

from club.telecentres.french import french_day, french_time, french_weekday
from club.telecentres.models import Closure, ExceptionalHours, OpeningHours, Telecentre

PARIS = ZoneInfo("Europe/Paris")
SEARCH_DAYS = 120  # how far ahead the next opening is looked for


@dataclass(frozen=True)
class Range:
    """An open stretch of one day, in local time."""

    opens: time
    closes: time
    is_code: bool = False


@dataclass(frozen=True)
class DayHours:
    """What one day holds; `note` says in French why it departs from the week."""

    day: date
    ranges: tuple[Range, ...]
    note: str = ""
    is_today: bool = False

    @property
    def is_closed(self) -> bool:
        return not self.ranges

    @property
    def name(self) -> str:
        return french_weekday(self.day)


@dataclass(frozen=True)
class OpenStatus:
    """What a passer-by reads: « Ouvert jusqu’à 18 h »."""

    is_open: bool
    label: str
    css: str  # open, code or closed


@dataclass(frozen=True)
class Interval:
    """A stretch between two instants, in UTC (two local datetimes of one zone compare wrongly)."""

    start: datetime
    end: datetime
    is_code: bool = False


@dataclass
class Schedule:
    """The hours of one centre over a span of days, in memory: no query is made here."""

    closed_on_public_holidays: bool = True
    weekly: dict[int, list[Range]] = field(default_factory=lambda: defaultdict(list))
    exceptional: dict[date, list[ExceptionalHours]] = field(
        default_factory=lambda: defaultdict(list)
    )
    closures: list[Closure] = field(default_factory=list)

    def hours_for(self, day: date, *, today: date | None = None) -> DayHours:
        """The open ranges of a local day, closures taken out, earliest first."""
        ranges, note = self._planned(day)
        kept: list[Range] = []
        for planned in ranges:
            stretch = Interval(
                instant(day, planned.opens), instant(day, planned.closes), planned.is_code
            )
            for piece in self._outside_closures(stretch):
                opens, closes = piece.start.astimezone(PARIS), piece.end.astimezone(PARIS)
                kept.append(Range(opens.time(), closes.time(), planned.is_code))
        for closure in self.closures:
            if closure.starts_at < instant(day + timedelta(days=1), time()) and (
                closure.ends_at > instant(day, time())
            ):
                note = closure.reason
        return DayHours(day, tuple(kept), note, is_today=day == today)

    def is_open_at(self, moment: datetime, *, with_code: bool = False) -> bool:
        """Whether anyone (or, `with_code`, a holder of the code) can enter at this instant."""
        return any(
            stretch.start <= moment < stretch.end and (with_code or not stretch.is_code)
            for stretch in self._intervals(local_day(moment))
        )

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first instant after `moment` at which the doors open to all, in local time.

        None when nothing opens within SEARCH_DAYS days.
        """
        first = local_day(moment)
        for offset in range(SEARCH_DAYS + 1):
            for stretch in self._merged(first + timedelta(days=offset)):
                if stretch.start > moment:
                    return stretch.start.astimezone(PARIS)
        return None

    def status_at(self, moment: datetime) -> OpenStatus:
        """The status in words at this instant."""
        today = local_day(moment)
        for stretch in self._merged(today):
            if stretch.start <= moment < stretch.end:
                until = french_time(stretch.end.astimezone(PARIS).time())
                return OpenStatus(True, f"Ouvert jusqu’à {until}", "open")
        for stretch in self._intervals(today):
            if stretch.is_code and stretch.start <= moment < stretch.end:
                until = french_time(stretch.end.astimezone(PARIS).time())
                return OpenStatus(False, f"Accès par code jusqu’à {until}", "code")
        opening = self.next_opening(moment)
        if opening is None:
            return OpenStatus(False, "Fermé jusqu’à nouvel ordre", "closed")
        return OpenStatus(False, f"Fermé, ouvre {_when(opening, today)}", "closed")

    def open_stretches(self, day: date) -> list[Interval]:
        """When the doors are open to all on a local day, as instants; what touches is joined."""
        return self._merged(day)

    def is_shut_by_closure(self, start: datetime, end: datetime) -> bool:
        """Whether one closure covers the whole of a stretch, whatever the hours say."""
        return any(one.starts_at <= start and end <= one.ends_at for one in self.closures)

    def _planned(self, day: date) -> tuple[list[Range], str]:
        by_code = [planned for planned in self.weekly.get(day.weekday(), ()) if planned.is_code]
        rows = self.exceptional.get(day)
        if rows:
            shut = next((row for row in rows if row.opens is None or row.closes is None), None)
            if shut is not None:
                return [], shut.reason
            special = [Range(row.opens, row.closes) for row in rows if row.opens and row.closes]
            return sorted(special + by_code, key=_by_start), rows[0].reason
        holiday = public_holiday(day)
        if holiday and self.closed_on_public_holidays:
            return [], holiday
        return sorted(self.weekly.get(day.weekday(), ()), key=_by_start), ""

    def _outside_closures(self, stretch: Interval) -> list[Interval]:
        # A range within the hour that is skipped in March is empty.
        pieces = [stretch] if stretch.start < stretch.end else []
        for closure in self.closures:
            remaining = []
            for piece in pieces:
                before = Interval(piece.start, min(piece.end, closure.starts_at), piece.is_code)
                after = Interval(max(piece.start, closure.ends_at), piece.end, piece.is_code)
                remaining += [part for part in (before, after) if part.start < part.end]
            pieces = remaining
        return pieces

    def _intervals(self, day: date) -> list[Interval]:
        return [
            piece
            for planned in self._planned(day)[0]
            for piece in self._outside_closures(
                Interval(instant(day, planned.opens), instant(day, planned.closes), planned.is_code)
            )
        ]

    def _merged(self, day: date) -> list[Interval]:
        """The stretches open to all, those that touch joined: 9–12 and 12–18 make 9–18."""
        merged: list[Interval] = []
        for stretch in sorted(self._intervals(day), key=lambda interval: interval.start):
            if stretch.is_code:
                continue
            if merged and stretch.start <= merged[-1].end:
                merged[-1] = Interval(merged[-1].start, max(merged[-1].end, stretch.end))
            else:
                merged.append(stretch)
        return merged


def schedules(telecentres: Iterable[Telecentre], *, first: date, last: date) -> dict[int, Schedule]:
    """The schedule of each centre, by primary key, good for the days from `first` to `last`.

    Three queries for any number of centres. Outside the span, exceptions and closures are unknown.
    """
    found = {
        centre.pk: Schedule(closed_on_public_holidays=centre.closed_on_public_holidays)
        for centre in telecentres
    }
    for row in OpeningHours.objects.filter(telecentre__in=found):
        found[row.telecentre_id].weekly[row.weekday].append(
            Range(row.opens, row.closes, row.access == OpeningHours.Access.CODE)
        )
    for special in ExceptionalHours.objects.filter(telecentre__in=found, day__range=(first, last)):
        found[special.telecentre_id].exceptional[special.day].append(special)
    within = Q(starts_at__lt=instant(last + timedelta(days=1), time())) & Q(
        ends_at__gt=instant(first, time())
    )
    for closure in Closure.objects.filter(within, telecentre__in=found).order_by("starts_at"):
        found[closure.telecentre_id].closures.append(closure)
    return found


def schedules_around(telecentres: Iterable[Telecentre], moment: datetime) -> dict[int, Schedule]:
    """The schedules good for the status at `moment` and the next opening after it."""
    today = local_day(moment)
    return schedules(telecentres, first=today, last=today + timedelta(days=SEARCH_DAYS))


def is_open_at(telecentre: Telecentre, moment: datetime, *, with_code: bool = False) -> bool:
    """Whether this centre is open at an instant (aware datetime)."""
    day = local_day(moment)
    schedule = schedules([telecentre], first=day, last=day)[telecentre.pk]
    return schedule.is_open_at(moment, with_code=with_code)


def next_opening(telecentre: Telecentre, moment: datetime) -> datetime | None:
    """The first opening of this centre after an instant, in local time; None if none is known."""
    return schedules_around([telecentre], moment)[telecentre.pk].next_opening(moment)


def hours_for(telecentre: Telecentre, day: date) -> DayHours:
    """What a local day holds at this centre."""
    return schedules([telecentre], first=day, last=day)[telecentre.pk].hours_for(day)


def local_day(moment: datetime) -> date:
    """The date in Europe/Paris at an instant. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return moment.astimezone(PARIS).date()


def instant(day: date, clock: time) -> datetime:
    """The UTC instant of a local day and time; in the hour skipped in March, that of the skip."""
    moment = datetime.combine(day, clock, tzinfo=PARIS).astimezone(UTC)
    if moment.astimezone(PARIS).time() != clock:
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("FR", years=year, language="fr"))


def public_holiday(day: date) -> str:
    """The French public holiday of a date (« Lundi de Pâques »), or an empty string."""
    return _holidays_of(day.year).get(day, "")


def _by_start(planned: Range) -> time:
    return planned.opens


def _when(opening: datetime, today: date) -> str:
    at = f"à {french_time(opening.time())}"
    days = (opening.date() - today).days
    if days == 0:
        return at
    if days == 1:
        return f"demain {at}"
    if days < 7:
        return f"{french_weekday(opening)} {at}"
    return f"le {french_day(opening)} {at}"
