"""What lives around the bookings of a person: their series, what they wait for, what a closure
did, what is known of their presence today. For the pages of `mine`.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from club.bookings.closures import may_be_moved, may_be_taken_back
from club.bookings.models import AssignedDesk, Booking, ClosureRepair, SeriesDate
from club.bookings.presence import presence_of
from club.bookings.series_pages import repeat_url, series_of
from club.bookings.waiting_list import waiting_entries
from club.bookings.wording import french_span, french_when
from club.telecentres.french import french_date, french_time
from club.telecentres.hours import PARIS
from club.users.models import User

Outcome = ClosureRepair.Outcome


def living_of(user: User) -> dict[str, Any]:
    """For the list: seven queries at most."""
    return {
        "waiting_entries": [_waiting(entry, rank) for entry, rank in waiting_entries(user)],
        "series": series_of(user),
        "repairs": _repairs_of(user),
        "has_desk": AssignedDesk.objects.filter(user=user).exists(),
    }


def living_of_booking(booking: Booking, *, reader: User) -> dict[str, Any]:
    """For the page of one booking. Three queries at most."""
    line = SeriesDate.objects.filter(booking=booking).first()
    repair = _with_places(booking.repairs.all()).order_by("-pk").first()
    is_own = booking.user_id == reader.pk
    return {
        "series_pk": line.series_id if line else None,
        "repeat_url": ""
        if line or not is_own
        else repeat_url(booking.space, booking.starts_at, booking.ends_at),
        "repair": repair_told(repair, booking) if repair else None,
        "presence": presence_of(booking, timezone.now()) if is_own else None,
    }


def repair_told(repair: ClosureRepair, booking: Booking) -> dict[str, Any] | None:
    """What a closure did to a booking, and what may be done about it; nothing once it is settled
    and over.
    """
    now = timezone.now()
    if repair.was_ends_at <= now and not may_be_moved(repair, booking, now):
        return None
    other = ""
    if repair.other_space and repair.other_starts_at and repair.other_ends_at:
        where = f"{repair.other_space.name}, {repair.other_space.telecentre.name}"
        other = f"{where}, {french_span(repair.other_starts_at, repair.other_ends_at)}"
    was = f"{repair.was_space.name}, {repair.was_space.telecentre.name}"
    return {
        "repair": repair,
        "booking": booking,
        "title": TITLES[Outcome(repair.outcome)],
        "was": f"{was}, {french_span(repair.was_starts_at, repair.was_ends_at)}",
        "other": other,
        "may_move": may_be_moved(repair, booking, now),
        "may_take_back": may_be_taken_back(repair, booking, now),
    }


TITLES = {
    Outcome.CANCELLED: "Votre place a été annulée par une fermeture",
    Outcome.SHORTENED: "Votre place a été raccourcie par une fermeture",
    Outcome.MOVED: "Votre place a été déplacée",
    Outcome.TAKEN_BACK: "Votre place est de nouveau à vous",
}


def _repairs_of(user: User) -> list[dict[str, Any]]:
    """What still waits for an answer. One query."""
    rows = _with_places(
        ClosureRepair.objects.filter(
            booking__user=user,
            was_ends_at__gt=timezone.now(),
            outcome__in=(Outcome.CANCELLED, Outcome.MOVED, Outcome.SHORTENED),
        )
    )
    told = [repair_told(one, one.booking) for one in rows]
    return [one for one in told if one and (one["may_move"] or one["may_take_back"])]


def _with_places(rows: Any) -> Any:
    return rows.select_related(
        "booking__space__telecentre", "was_space__telecentre", "other_space__telecentre"
    )


def _waiting(entry: Any, rank: int) -> dict[str, Any]:
    booking = entry.booking if rank == 0 else None
    until = ""
    if booking and booking.held_until:
        moment = booking.held_until.astimezone(PARIS)
        until = f"{french_date(moment)} à {french_time(moment.time())}"
    return {
        "entry": entry,
        "rank": rank,
        "when": french_span(entry.starts_at, entry.ends_at),
        "booking": booking,
        "offered": french_when(booking) if booking else "",
        "until": until,
    }
