"""What people are told of bookings: accounts by `notify`, guests by mail; texts in
`templates/bookings/email/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from club.bookings.calendars import calendar_of
from club.bookings.links import cancel_link, confirm_link
from club.bookings.models import Booking
from club.bookings.retention import GUESTS_KEPT
from club.bookings.wording import french_ranges, french_when
from club.members.emails import deciders
from club.notifications.services import notify, notify_many, send_to
from club.telecentres.french import french_date, french_day
from club.telecentres.hours import hours_for, local_day
from club.users.models import User

CONFIRMATION = "bookings.confirmation"
REMINDER = "bookings.reminder"
REQUEST = "bookings.request"
Tell = Callable[..., None]


def confirmed(booking: Booking) -> None:
    """With the calendar file, and how to get in."""
    _tell(booking, "confirmed", f"Réservation confirmée\u202f: {_what(booking)}")


def asked(booking: Booking) -> None:
    """To the person; the animateurs are asked for their answer."""
    _tell(booking, "asked", f"Demande reçue\u202f: {_what(booking)}")
    _tell_team(booking, f"Une réservation attend votre accord\u202f: {_what(booking)}", "to_decide")


def moved(booking: Booking, *, reason: str = "") -> None:
    _tell(booking, "moved", f"Réservation déplacée\u202f: {_what(booking)}", reason=reason)


def cancelled(booking: Booking, *, reason: str = "") -> None:
    _tell(booking, "cancelled", f"Réservation annulée\u202f: {_what(booking)}", reason=reason)


def refused(booking: Booking, *, reason: str) -> None:
    _tell(booking, "refused", f"Demande refusée\u202f: {_what(booking)}", reason=reason)


def reminder(booking: Booking) -> None:
    """The day before."""
    _tell(booking, "reminder", f"À demain\u202f: {_what(booking)}", kind=REMINDER)


def first_visit_to_confirm(booking: Booking) -> None:
    """To someone unknown: nothing is settled before they open the link."""
    _tell(booking, "first_visit", "", confirm_url=confirm_link(booking))


def first_visit_confirmed(booking: Booking) -> None:
    """To the guest, and to those who will welcome them."""
    confirmed(booking)
    _tell_team(booking, f"Une première visite\u202f: {_what(booking)}", "first_visit_to_come")


def invitation(booking: Booking) -> None:
    """To a guest, after their first visit."""
    centre = booking.space.telecentre
    told: dict[str, object] = {
        "name": booking.guest_name,
        "centre": centre.name,
        "day": french_day(local_day(booking.starts_at)),
        "phone": centre.phone,
        "join_url": f"{settings.BASE_URL}{reverse('account_signup')}",
        "forgotten_on": french_date(local_day(booking.ends_at + GUESTS_KEPT)),
    }
    send_to(booking.guest_email, template="bookings/email/invitation", context=told)


def facts(booking: Booking) -> dict[str, Any]:
    """What every mail of a booking tells, as JSON."""
    centre = booking.space.telecentre
    hours = hours_for(centre, local_day(booking.starts_at))
    return {
        "name": booking.person,
        "space": booking.space.name,
        "centre": centre.name,
        "host": centre.host,
        "address": f"{centre.address}, {centre.postcode} {centre.commune.name}",
        "phone": centre.phone,
        "opening": french_ranges(hours),
        "evening_note": centre.evening_note if any(one.is_code for one in hours.ranges) else "",
        "accessibility": centre.accessibility,
        "when": french_when(booking),
        "title": booking.title,
        "reference": booking.reference,
        "is_for_account": booking.user_id is not None,
        "is_first_visit": booking.kind == Booking.Kind.FIRST_VISIT,
        "booking_url": f"{settings.BASE_URL}{booking.get_absolute_url()}",
        "cancel_url": cancel_link(booking) if booking.is_standing else "",
    }


def _what(booking: Booking) -> str:
    return f"{booking.space.telecentre.short_name}, {french_when(booking)}"


def _tell(
    booking: Booking, what: str, title: str, *, kind: str = CONFIRMATION, **context: object
) -> None:
    told = {**facts(booking), **context}
    if what != "first_visit":
        content = calendar_of([booking], links=booking.user_id is not None)
        told["attachments"] = [["reservation.ics", content.decode(), "text/calendar"]]
    template = f"bookings/email/{what}"
    if booking.user:
        notify(
            booking.user,
            kind,
            title=title,
            url=booking.get_absolute_url(),
            subject=(f"booking-{booking.pk}", booking.space.telecentre.short_name),
            once_key=f"booking-{booking.pk}-{what}-{booking.sequence}",
            template=template,
            context=told,
        )
    elif booking.guest_email:
        files = [(str(a), str(b), str(c)) for a, b, c in told.pop("attachments", [])]
        send_to(booking.guest_email, template=template, context=told, attachments=files)


def _tell_team(booking: Booking, title: str, what: str) -> None:
    centre = booking.space.telecentre
    team: list[User] = [user for user in deciders(centre) if user.pk != booking.user_id]
    notify_many(
        team,
        REQUEST,
        title=title,
        url=f"/animation/{centre.slug}/",
        text=f"{booking.person}, {booking.space.name}",
        subject=(f"booking-{booking.pk}", centre.short_name),
        once_key=f"booking-{booking.pk}-{what}-{booking.sequence}",
    )
