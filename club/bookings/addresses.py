"""Addresses of the bookings of a member that other pages lead to (PRODUCT part 4)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from club.telecentres.hours import PARIS
from club.telecentres.models import Space

PREFIX = "/club/reservations/"


def steps_url(space: Space, starts_at: datetime, ends_at: datetime) -> str:
    """Where one books this space, the time filled in: local, with its offset."""
    asked = {
        "espace": space.pk,
        "debut": starts_at.astimezone(PARIS).isoformat(timespec="minutes"),
        "fin": ends_at.astimezone(PARIS).isoformat(timespec="minutes"),
    }
    return f"{PREFIX}nouvelle/?{urlencode(asked)}"


def booking_url(reference: str) -> str:
    """The page of one booking, as `Booking.get_absolute_url` tells it."""
    return f"{PREFIX}{reference}/"
