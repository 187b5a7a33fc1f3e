"""How a booking is told in French."""

from __future__ import annotations

from datetime import datetime

from club.bookings.models import Booking
from club.telecentres.french import french_date, french_time, french_weekday
from club.telecentres.hours import PARIS, DayHours

BUSY = "occupé"


def french_span(starts_at: datetime, ends_at: datetime) -> str:
    """« mardi 1er décembre 2026, de 9 h à 12 h 30 »; over several days, both are told."""
    start, end = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    day = f"{french_weekday(start)} {french_date(start)}"
    opens, closes = french_time(start.time()), french_time(end.time())
    if start.date() == end.date():
        return f"{day}, de {opens} à {closes}"
    return f"du {day} à {opens} au {french_weekday(end)} {french_date(end)} à {closes}"


def french_ranges(hours: DayHours) -> str:
    """When the doors are open to all: « de 9 h à 12 h 30 et de 13 h 30 à 18 h »; at times empty."""
    told = [
        f"de {french_time(one.opens)} à {french_time(one.closes)}"
        for one in hours.ranges
        if not one.is_code
    ]
    return " et ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part)


def french_when(booking: Booking) -> str:
    return french_span(booking.starts_at, booking.ends_at)


def public_label(booking: Booking) -> str:
    """What anyone of the club reads of someone else's booking: its title if it is shown."""
    if booking.is_confidential:
        return BUSY
    if booking.shows_title:
        return booking.title
    return "indisponible" if booking.kind == Booking.Kind.MAINTENANCE else BUSY


def full_label(booking: Booking) -> str:
    """What the animateurs of the centre read: who comes, and what for."""
    told = [booking.person, booking.title]
    return " – ".join(part for part in told if part) or booking.get_kind_display()
