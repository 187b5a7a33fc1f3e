"""Addresses of the bookings of a member that other pages lead to (PRODUCT part 4)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from club.telecentres.hours import PARIS
from club.telecentres.models import Space

PREFIX = "/club/reservations/"


def steps_url(space: Space, starts_at: datetime, ends_at: datetime) -> str:
    """Where one books this space, the time filled in: local, with its offset."""
    return _asked("nouvelle/", space, starts_at, ends_at)


def waiting_url(space: Space, starts_at: datetime, ends_at: datetime) -> str:
    """Where one asks to be told when a space of that kind comes free in its centre, then."""
    return _asked("attente/nouvelle/", space, starts_at, ends_at)


def booking_url(reference: str) -> str:
    """The page of one booking, as `Booking.get_absolute_url` tells it."""
    return f"{PREFIX}{reference}/"


def _asked(page: str, space: Space, starts_at: datetime, ends_at: datetime) -> str:
    asked = {
        "espace": space.pk,
        "debut": starts_at.astimezone(PARIS).isoformat(timespec="minutes"),
        "fin": ends_at.astimezone(PARIS).isoformat(timespec="minutes"),
    }
    return f"{PREFIX}{page}?{urlencode(asked)}"
