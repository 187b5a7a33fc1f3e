"""Series, people who wait and closures, for tests that run on Monday 7 December 2026."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core import mail

from club.bookings.closures import close_centre
from club.bookings.models import Booking, Series, WaitingEntry
from club.bookings.recurrence import Pattern
from club.bookings.series import book_series
from club.bookings.series_dates import When
from club.bookings.waiting_list import join_waiting_list
from club.telecentres.hours import instant
from club.telecentres.models import Closure, Space, Telecentre
from club.users.models import User
from tests.club.bookings.factories import (
    TUESDAY,
    make_booker,
    make_booking,
    make_host,
    make_space,
    morning,
    token,
)

MORNING, DAY = When("morning"), When("day")
WEEK = timedelta(days=7)


def span(first: date = TUESDAY, last: date = TUESDAY) -> dict[str, datetime]:
    """Whole local days."""
    return {
        "starts_at": instant(first, time()),
        "ends_at": instant(last + timedelta(days=1), time()),
    }


def shut(centre: Telecentre, **fields: Any) -> Closure:
    """Tuesday, unless told otherwise, by an animateur of the centre."""
    told = {**span(), "reason": "Dégât des eaux", **fields}
    return close_centre(centre, by=make_host(centre), **told)


def now(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def mails_to(booking: Booking) -> list[str]:
    address = booking.user.email if booking.user else booking.guest_email
    return [one.subject.split("\u202f")[0] for one in mail.outbox if one.to == [address]]


def weeks(count: int, first: date = TUESDAY, **fields: Any) -> Pattern:
    return Pattern(first, first + WEEK * (count - 1), **fields)


def make_series(space: Space | None = None, count: int = 4, **fields: Any) -> Series:
    """Tuesday mornings, unless told otherwise."""
    fields = {"when": MORNING, "by": None, "form_token": token(), **fields}
    fields["by"] = fields["by"] or make_booker()
    pattern = fields.pop("pattern", weeks(count))
    return book_series(space or make_space(horizon_days=400), pattern=pattern, **fields)


def lines(series: Series) -> list[tuple[str, str]]:
    """Each day, and « booked » or why not."""
    rows = series.dates.select_related("booking")
    return [
        (f"{one.day:%d/%m}", one.skipped or ("booked" if one.is_booked else "removed"))
        for one in rows
    ]


def wait(centre: Telecentre, user: User | None = None, **fields: Any) -> WaitingEntry:
    """For a desk on Tuesday morning, unless told otherwise."""
    fields = {"kind": Space.Kind.DESK, **morning(), "form_token": token(), **fields}
    return join_waiting_list(centre, user=user or make_booker("Omar"), **fields)


def full_centre(**rules: Any) -> tuple[Telecentre, Booking]:
    """One desk, taken on Tuesday morning; its centre and its booking."""
    booking = make_booking(make_space(**rules))
    return booking.space.telecentre, booking


def state(entry: WaitingEntry) -> str:
    return WaitingEntry.objects.get(pk=entry.pk).state


def held(entry: WaitingEntry) -> Booking:
    return Booking.objects.get(waiting_entry=entry)


def link_in(message: Any, number: int = 0) -> str:
    return re.findall(r"https?://\S+?(/r/\S+)", message.body)[number]
