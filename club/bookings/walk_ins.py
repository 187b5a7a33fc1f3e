"""Where someone who comes without a booking may sit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from club.bookings.models import Booking
from club.telecentres.models import Space, Telecentre


def spaces_of(telecentre: Telecentre) -> Any:
    """The spaces in service of a centre, the desks first."""
    return Space.objects.active().filter(telecentre=telecentre).order_by("kind", "name", "pk")


def taken_now(telecentre: Telecentre, now: datetime | None = None) -> set[int]:
    """The keys of those that somebody has at this moment."""
    moment = now or timezone.now()
    held = Booking.objects.standing().at(telecentre)
    running: Any = held.filter(starts_at__lte=moment, ends_at__gt=moment)
    return set(running.values_list("space_id", flat=True))
