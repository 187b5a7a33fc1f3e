"""What is known of someone's presence on the very day of a booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from club.bookings.check_in import half_day_at
from club.bookings.models import Attendance, Booking
from club.telecentres.hours import local_day

State = Attendance.State


def presence_of(booking: Booking, now: datetime) -> dict[str, Any] | None:
    """What is known of someone today: nothing of another day. One query at most."""
    today = local_day(now)
    is_today = local_day(booking.starts_at) <= today <= local_day(booking.ends_at)
    if booking.state != Booking.State.APPROVED or not is_today or booking.ends_at <= now:
        return None
    day, half = half_day_at(max(now, booking.starts_at))
    line = Attendance.objects.filter(booking=booking, day=day, half=half).first()
    known = line.state if line else ""
    return {
        "line": line,
        "is_asked": known in (State.ASKED, State.ABSENT),
        "is_present": known == State.PRESENT,
        "is_coming": known == State.COMING,
    }
