"""Who was seen of those who were to come, half-day by half-day, for the sheet of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from club.bookings.check_in import half_days_of
from club.bookings.models import Attendance, Booking, Half

State = Attendance.State
# Nobody is waited for: an event has its own list, maintenance has no one.
UNCOUNTED = (Booking.Kind.EVENT, Booking.Kind.MAINTENANCE)


@dataclass(frozen=True)
class Presence:
    """One half-day of a booking, and what is noted of it."""

    day: date
    half: str
    line: Attendance | None
    is_alone: bool  # the booking has no other half-day that day

    @property
    def name(self) -> str:
        """« matin », where it has to be told."""
        return "" if self.is_alone else str(Half(self.half).label)

    @property
    def is_present(self) -> bool:
        return self.line is not None and self.line.state == State.PRESENT

    @property
    def is_absent(self) -> bool:
        return self.line is not None and self.line.state == State.ABSENT

    @property
    def is_given_back(self) -> bool:
        return self.line is not None and self.line.state == State.RELEASED

    @property
    def told(self) -> str:
        """What is known, in words; nothing of someone not seen yet."""
        if self.line is None:
            return ""
        return {
            State.ASKED: "«\u202fVous venez\u202f?\u202f» demandé",
            State.COMING: "A répondu «\u202fJ’arrive\u202f»",
            State.PRESENT: "Présence notée",
            State.ABSENT: "Absence notée",
            State.RELEASED: "A libéré sa place",
        }[State(self.line.state)]


def presences_of(bookings: Iterable[Booking], day: date) -> dict[int, tuple[Presence, ...]]:
    """The half-days of that day of each approved booking, by its key. Two queries."""
    awaited = [
        one for one in bookings if one.state == Booking.State.APPROVED and one.kind not in UNCOUNTED
    ]
    noted = Attendance.objects.filter(day=day)
    prefetch_related_objects(
        awaited, "claims", Prefetch("attendances", queryset=noted, to_attr="noted")
    )
    return {one.pk: _of_one(one, day) for one in awaited}


def line_of(booking: Booking, *, day: date, half: str) -> Attendance | None:
    """What is noted of one half-day of a booking."""
    return Attendance.objects.filter(booking=booking, day=day, half=half).first()


def _of_one(booking: Any, day: date) -> tuple[Presence, ...]:
    lines = {line.half: line for line in booking.noted}
    halves: Sequence[str] = [half for on, half in half_days_of(booking) if on == day]
    return tuple(Presence(day, half, lines.get(half), is_alone=len(halves) == 1) for half in halves)
