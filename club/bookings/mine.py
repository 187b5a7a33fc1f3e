"""The bookings of a person, as their own pages tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from club.bookings.models import Booking, BookingEvent
from club.bookings.presence import presence_of
from club.bookings.querysets import BookingQuerySet
from club.bookings.wording import french_ranges, french_span, french_when
from club.members.registry import Panel, register_panel
from club.telecentres.french import french_date, french_time, french_weekday
from club.telecentres.hours import PARIS, DayHours, hours_for, local_day, schedules
from club.telecentres.models import Space, Telecentre
from club.users.models import User

State = Booking.State
Kind = BookingEvent.Kind


@dataclass(frozen=True)
class WayIn:
    """When the doors are open that day, and how one enters."""

    telecentre: Telecentre
    opening: str  # « de 9 h à 12 h 30 et de 13 h 30 à 18 h », or nothing
    evening_note: str
    is_lodging: bool


@dataclass(frozen=True)
class Standing:
    """Where a booking is, in words; `tone`: confirmed, waiting, over or gone."""

    label: str
    tone: str


@dataclass(frozen=True)
class Line:
    booking: Booking
    when: str
    standing: Standing
    may_change: bool
    way_in: WayIn | None = None

    @property
    def day(self) -> datetime:
        return self.booking.starts_at.astimezone(PARIS)


def coming(user: User, now: datetime) -> BookingQuerySet:
    """Those that stand, the next first."""
    found: BookingQuerySet = Booking.objects.for_cards().of(user)
    return found.upcoming(now)


def behind(user: User, now: datetime) -> BookingQuerySet:
    """All the others, the last first: over, cancelled, refused."""
    found: BookingQuerySet = Booking.objects.for_cards().of(user)
    gone = ~Q(state__in=Booking.STANDING) | Q(ends_at__lte=now)
    return found.filter(gone).order_by("-starts_at", "-pk")


def lines_of(
    bookings: Iterable[Booking], *, now: datetime, with_way_in: bool = False
) -> list[Line]:
    """These bookings in words; the ways in cost three queries."""
    found = list(bookings)
    ways = ways_in([(one.space, one.starts_at) for one in found]) if with_way_in else []
    return [
        Line(
            one,
            french_when(one),
            standing_of(one, now),
            is_changeable(one, now),
            ways[index] if ways else None,
        )
        for index, one in enumerate(found)
    ]


def is_changeable(booking: Booking, now: datetime) -> bool:
    """Whether it may still be moved or cancelled."""
    return booking.is_standing and booking.ends_at > now


def ways_in(places: list[tuple[Space, datetime]]) -> list[WayIn]:
    """How one enters these spaces on the day of these instants. Three queries."""
    if not places:
        return []
    days = [local_day(moment) for _space, moment in places]
    centres = {space.telecentre_id: space.telecentre for space, _moment in places}
    known = schedules(centres.values(), first=min(days), last=max(days))
    return [
        way_in(space, known[space.telecentre_id].hours_for(day))
        for (space, _moment), day in zip(places, days, strict=True)
    ]


def way_in(space: Space, hours: DayHours) -> WayIn:
    """How one enters a space on a day of these hours."""
    centre = space.telecentre
    is_lodging = space.granularity == Space.Granularity.NIGHT
    has_code = any(one.is_code for one in hours.ranges) and not is_lodging
    note = centre.evening_note if has_code else ""
    return WayIn(centre, french_ranges(hours), note, is_lodging)


def standing_of(booking: Booking, now: datetime) -> Standing:
    """The state, as time has changed it."""
    is_over = booking.ends_at <= now
    if booking.state == State.APPROVED:
        if is_over:
            return Standing("passée", "over")
        is_now = booking.starts_at <= now
        return Standing("en cours" if is_now else "confirmée", "confirmed")
    if booking.state == State.PENDING:
        if is_over:
            return Standing("restée sans réponse", "gone")
        return Standing("en attente d’accord", "waiting")
    if booking.state == State.HELD and booking.held_until:
        until = french_time(booking.held_until.astimezone(PARIS).time())
        return Standing(f"gardée jusqu’à {until}", "waiting")
    return Standing(State(booking.state).label, "gone")


def history_of(booking: Booking, *, reader: User) -> list[dict[str, Any]]:
    """The lines of its history, the first first. One query."""
    events = booking.events.select_related("actor", "was_space__telecentre")
    return [
        {"at": one.at.astimezone(PARIS), "text": _told(one, reader), "reason": one.reason}
        for one in events
    ]


WORDS = {
    Kind.BOOKED: "Réservation faite",
    Kind.CONFIRMED: "Confirmée depuis le courriel",
    Kind.APPROVED: "Acceptée",
    Kind.REFUSED: "Refusée",
    Kind.MOVED: "Déplacée",
    Kind.CANCELLED: "Annulée",
    Kind.LAPSED: "Rendue\u202f: le délai est passé",
}


def _told(event: BookingEvent, reader: User) -> str:
    told = WORDS[Kind(event.kind)]
    if event.actor_id == reader.pk:
        told += " par vous"
    elif event.actor:
        told += f" par {event.actor}"
    elif event.kind == Kind.CANCELLED:
        told += " depuis le courriel"
    if event.was_space and event.was_starts_at:
        start = event.was_starts_at.astimezone(PARIS)
        place = f"{event.was_space.name}, {event.was_space.telecentre.short_name}"
        when = f"{french_weekday(start)} {french_date(start)} à {french_time(start.time())}"
        told += f"\u202f; c’était {place}, {when}"
    return told


def next_panel(user: User) -> dict[str, Any] | None:
    """« Ma prochaine réservation », on the welcome page of the club. One query, and
    one more on the very day.
    """
    now = timezone.now()
    booking = coming(user, now).first()
    if booking is None:
        return {"line": None}
    return {"line": lines_of([booking], now=now)[0], "presence": presence_of(booking, now)}


def register_panels() -> None:
    """Declare the panel."""
    register_panel(
        Panel(
            "next-booking",
            "Ma prochaine réservation",
            "bookings/panels/next_booking.html",
            next_panel,
            order=5,
        )
    )


def summary_of(
    space: Space, starts_at: datetime, ends_at: datetime, hours: DayHours | None
) -> dict[str, Any]:
    """What is asked for, before it is: the place, the time, and how one enters.

    Three queries when the hours of the day are not given.
    """
    hours = hours or hours_for(space.telecentre, local_day(starts_at))
    return {
        "space": space,
        "when": french_span(starts_at, ends_at),
        "way_in": way_in(space, hours),
    }
