"""What the pages of series show: the pattern to choose, the dates it gives, a series, all mine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse

from club.bookings.choosing import spaces_for
from club.bookings.models import Booking, Series, SeriesDate
from club.bookings.series_dates import Proposed, today
from club.bookings.series_forms import part_of
from club.bookings.series_words import day_told, series_told
from club.bookings.steps_query import Wanted, address
from club.members.perms import may_read_club
from club.telecentres.hours import PARIS, local_day
from club.telecentres.models import Space, Telecentre
from club.users.models import User

Skipped = SeriesDate.Skipped
USUAL_LENGTH = timedelta(weeks=12)


def repeat_url(space: Space, starts_at: datetime, ends_at: datetime) -> str:
    """Where a booking is made to come back; empty for nights, which make no series."""
    if space.granularity == Space.Granularity.NIGHT:
        return ""
    return address(reverse("series:create"), space=space, starts_at=starts_at, ends_at=ends_at)


def spaces_of_series(user: User, granularity: str = "") -> list[tuple[Telecentre, list[Space]]]:
    """Those that this account may book again and again, centre by centre. Two queries."""
    found = []
    for centre, some in spaces_for(is_member=may_read_club(user)):
        kept = [
            one
            for one in some
            if one.granularity != Space.Granularity.NIGHT
            and (not granularity or one.granularity == granularity)
        ]
        if kept:
            found.append((centre, kept))
    return found


def usual_pattern(wanted: Wanted) -> dict[str, Any]:
    """What the form says before anyone types: as the booking that is to come back."""
    starts_at, ends_at = wanted.starts_at, wanted.ends_at
    first = local_day(starts_at) if starts_at else (wanted.day or today() + timedelta(days=1))
    first = max(first, today())
    told: dict[str, Any] = {
        "rythme": Series.Rhythm.WEEKLY,
        "toutes": 1,
        "jours": [str(first.weekday())],
        "du": first,
        "au": first + USUAL_LENGTH,
        "moment": Series.Part.DAY,
        "de": "09:00",
        "a": "11:00",
        **wanted.typed(),
    }
    if starts_at and ends_at:
        told["moment"] = part_of(starts_at, ends_at)
        told["de"] = f"{starts_at.astimezone(PARIS):%H:%M}"
        told["a"] = f"{ends_at.astimezone(PARIS):%H:%M}"
    return told


def proposed_lines(proposed: Sequence[Proposed]) -> list[dict[str, Any]]:
    """Each day, whether it would be booked now, later, or not."""
    return [
        {
            "name": day_told(one.day),
            "is_booked": one.is_bookable,
            "is_later": one.skipped == Skipped.LATER,
            "why": one.why_skipped,
        }
        for one in proposed
    ]


def counted(lines: Sequence[dict[str, Any]]) -> dict[str, int]:
    booked = sum(one["is_booked"] for one in lines)
    later = sum(one["is_later"] for one in lines)
    return {"booked": booked, "later": later, "skipped": len(lines) - booked - later}


def series_page(series: Series) -> dict[str, Any]:
    """One series: its dates to come, those behind, what can be done. One query."""
    lines = [_line(one) for one in series.dates.select_related("booking")]
    now = today()
    coming = [one for one in lines if one["day"] >= now]
    return {
        "series": series,
        "told": series_told(series),
        "coming": coming,
        "behind": [one for one in lines if one["day"] < now],
        "may_cancel": any(one["is_booked"] or one["is_later"] for one in coming),
        "counts": counted(coming),
    }


def days_to_come(series: Series) -> list[date]:
    """The dates that are booked. One query."""
    found = series.dates.filter(day__gte=today(), booking__state__in=Booking.STANDING)
    return list(found.values_list("day", flat=True))


def series_of(user: User) -> list[dict[str, Any]]:
    """The series of a person that are not over. One query."""
    booked = Q(dates__day__gte=today(), dates__booking__state__in=Booking.STANDING)
    rows = (
        Series.objects.filter(user=user)
        .annotate(last_day=Max("dates__day"), left=Count("dates", filter=booked))
        .filter(last_day__gte=today())
        .select_related("space__telecentre")
    )
    return [{"series": one, "told": series_told(one), "left": one.left} for one in rows]


def _line(one: SeriesDate) -> dict[str, Any]:
    is_later = one.skipped == Skipped.LATER
    return {
        "day": one.day,
        "iso": one.day.isoformat(),
        "name": day_told(one.day),
        "booking": one.booking if one.is_booked else None,
        "is_booked": one.is_booked,
        "is_pending": one.is_booked and one.booking.state == Booking.State.PENDING,  # type: ignore[union-attr]
        "is_later": is_later,
        "why": one.why_skipped,
        "may_add": not one.is_booked and not is_later and one.day >= today(),
    }
