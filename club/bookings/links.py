"""What the links of mails do: cancel a booking, confirm a first visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from club.bookings.models import Booking
from club.bookings.refusals import BookingRefused
from club.bookings.wording import french_when
from club.notifications.links import (
    ActionRefused,
    Description,
    UnknownLink,
    make_link,
    register_action,
)

CANCEL = "booking-cancel"
CONFIRM = "first-visit"
CANCEL_MAX_AGE = timedelta(days=800)  # as far as one may book
CONFIRM_MAX_AGE = timedelta(days=14)


def cancel_link(booking: Booking) -> str:
    """The address at which whoever holds it cancels this booking."""
    return make_link(CANCEL, booking.reference)


def confirm_link(booking: Booking) -> str:
    """The address at which a guest confirms a first visit."""
    return make_link(CONFIRM, booking.reference)


def register_links() -> None:
    """Declare both."""
    register_action(CANCEL, describe=_describe_cancel, act=_cancel, max_age=CANCEL_MAX_AGE)
    register_action(CONFIRM, describe=_describe_confirm, act=_confirm, max_age=CONFIRM_MAX_AGE)


def _booking(reference: Any) -> Booking:
    booking: Booking | None = Booking.objects.for_cards().filter(reference=str(reference)).first()
    if booking is None:
        raise UnknownLink
    return booking


def _place(booking: Booking) -> str:
    return f"{booking.space.name}, {booking.space.telecentre.name}, {french_when(booking)}."


def _describe_cancel(reference: Any) -> Description:
    return Description(
        "Annuler cette réservation", _place(_booking(reference)), "Annuler la réservation"
    )


def _cancel(reference: Any) -> str:
    from club.bookings.changes import cancel

    try:
        cancel(_booking(reference), by=None)
    except BookingRefused as refusal:
        raise ActionRefused(refusal.message) from refusal
    return "Votre réservation est annulée\u202f: la place est libre pour quelqu’un d’autre."


def _describe_confirm(reference: Any) -> Description:
    return Description(
        "Confirmer votre première visite", _place(_booking(reference)), "Confirmer ma visite"
    )


def _confirm(reference: Any) -> str:
    from club.bookings.first_visits import confirm_first_visit

    try:
        confirm_first_visit(_booking(reference))
    except BookingRefused as refusal:
        raise ActionRefused(refusal.message) from refusal
    return (
        "C’est noté\u202f: nous vous attendons. Un courriel vous donne l’adresse et les horaires."
    )
