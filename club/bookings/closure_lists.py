"""The closures of a centre for its animateurs, and what became of those they displaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from club.bookings.models import ClosureRepair
from club.bookings.wording import french_span, french_when
from club.telecentres.models import Closure, Telecentre

Outcome = ClosureRepair.Outcome
PAST_SHOWN = 20


@dataclass(frozen=True)
class RepairLine:
    """What happened to one booking, and to its person, in words."""

    person: str
    was: str
    now: str
    told: str
    is_waiting: bool  # told, or about to be, and has not chosen yet
    is_moved: bool
    must_be_called: bool
    phone: str


def closures_of(telecentre: Telecentre, now: datetime | None = None) -> tuple[Any, Any]:
    """Those that are not over, the next first; the last ones that are. Two queries."""
    moment = now or timezone.now()
    rows = Closure.objects.filter(telecentre=telecentre).annotate(
        people_count=Count("repairs"),
        told_count=Count("repairs", filter=Q(repairs__told_at__isnull=False)),
    )
    coming = rows.filter(ends_at__gt=moment).order_by("starts_at", "pk")
    past = rows.filter(ends_at__lte=moment).order_by("-starts_at", "-pk")
    return coming, past[:PAST_SHOWN]


def overlapping(telecentre: Telecentre, closure: Closure) -> Any:
    """The closures that stand already in the span of a new one."""
    rows = Closure.objects.filter(telecentre=telecentre)
    return rows.filter(starts_at__lt=closure.ends_at, ends_at__gt=closure.starts_at).order_by(
        "starts_at", "pk"
    )


def standing_twin(telecentre: Telecentre, closure: Closure) -> Closure | None:
    """The very same one, made already."""
    return Closure.objects.filter(
        telecentre=telecentre,
        starts_at=closure.starts_at,
        ends_at=closure.ends_at,
        reason=closure.reason,
    ).first()


def repairs_of(closure: Closure) -> list[RepairLine]:
    """Who was displaced or cut short by a closure. One query."""
    rows = closure.repairs.select_related(
        "booking__user", "booking__space__telecentre", "was_space", "other_space__telecentre"
    ).order_by("was_starts_at", "pk")
    return [_line(one) for one in rows]


def _line(repair: ClosureRepair) -> RepairLine:
    booking = repair.booking
    must_be_called = not (booking.user_id or booking.guest_email)
    is_moved = repair.outcome in (Outcome.MOVED, Outcome.TAKEN_BACK)
    return RepairLine(
        person=booking.person,
        was=f"{repair.was_space.name}, {french_span(repair.was_starts_at, repair.was_ends_at)}",
        now=_now(repair),
        told="" if must_be_called else _told(repair),
        is_waiting=repair.outcome == Outcome.CANCELLED and repair.other_space_id is not None,
        is_moved=is_moved,
        must_be_called=must_be_called,
        phone=booking.guest_phone,
    )


def _now(repair: ClosureRepair) -> str:
    booking = repair.booking
    where = f"{booking.space.name}, {booking.space.telecentre.short_name}, {french_when(booking)}"
    if repair.outcome == Outcome.MOVED:
        return f"A pris une autre place\u202f: {where}"
    if repair.outcome == Outcome.TAKEN_BACK:
        return "A repris sa place"
    if repair.outcome == Outcome.SHORTENED:
        return f"Raccourcie\u202f: {french_when(booking)}"
    if repair.other_space and repair.other_starts_at and repair.other_ends_at:
        other = repair.other_space
        when = french_span(repair.other_starts_at, repair.other_ends_at)
        return f"Place proposée\u202f: {other.name}, {other.telecentre.short_name}, {when}"
    return "Annulée, sans autre place proche à proposer"


def _told(repair: ClosureRepair) -> str:
    if repair.reopened_at:
        return "Prévenu de la réouverture" if repair.reopening_told_at else "Va être prévenu"
    return "Prévenu" if repair.told_at else "Va être prévenu dans la minute"
