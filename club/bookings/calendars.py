"""Bookings as iCalendar (RFC 5545): files joined to mails, and feeds.

Every time is a UTC instant (« 20261201T080000Z »): programs show it in the reader's own time, and
no description of a time zone can be read an hour late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from club.bookings.models import Booking
from club.bookings.wording import full_label

PRODUCT = "-//CyberCantal Telecentres//Reservations//FR"
STATUS = {
    Booking.State.APPROVED: "CONFIRMED",
    Booking.State.PENDING: "TENTATIVE",
    Booking.State.HELD: "TENTATIVE",
}
Label = Callable[[Booking], str]
REFRESH = timedelta(hours=1)


def own_label(booking: Booking) -> str:
    """What its person reads: the space, the centre, and what it is for."""
    where = f"{booking.space.name}, {booking.space.telecentre.short_name}"
    return f"{where} – {booking.title}" if booking.title else where


def team_label(booking: Booking) -> str:
    """What the animateurs read."""
    return f"{booking.space.name}\u202f: {full_label(booking)}"


def calendar_of(
    bookings: Iterable[Booking], *, name: str = "", label: Label = own_label, links: bool = True
) -> bytes:
    """These bookings (with space, centre and person) as a calendar.

    `name` is that of a feed; a file joined to a mail has none. `links`: whether each leads back to
    its page of the site.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for booking in bookings:
        calendar.add_component(_event(booking, label(booking), links))
    content: bytes = calendar.to_ical()
    return content


def _event(booking: Booking, summary: str, has_link: bool) -> Event:
    centre = booking.space.telecentre
    event = Event()
    event.add("uid", f"{booking.reference}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", _utc(booking.changed_at))
    event.add("dtstart", _utc(booking.starts_at))
    event.add("dtend", _utc(booking.ends_at))
    event.add("summary", summary)
    event.add(
        "location", f"{centre.name}, {centre.address}, {centre.postcode} {centre.commune.name}"
    )
    event.add("geo", (centre.latitude, centre.longitude))
    event.add("status", STATUS.get(Booking.State(booking.state), "CANCELLED"))
    if has_link:
        url = f"{settings.BASE_URL}{booking.get_absolute_url()}"
        event.add("url", url)
        event.add("description", f"Déplacer ou annuler\u202f: {url}")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
