"""What the links of mails do: cancel a booking, confirm a first visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from club.bookings.first_visit_links import alternative_links, visit_url
from club.bookings.models import Booking
from club.bookings.refusals import BookingRefused, SpaceTaken
from club.bookings.wording import french_when
from club.notifications.links import (
    ActionRefused,
    Description,
    NextStep,
    UnknownLink,
    make_link,
    register_action,
)

CANCEL = "booking-cancel"
CONFIRM = "first-visit"
KNOWN = "Un courriel vous a donné l’adresse, les horaires et de quoi annuler."
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
    booking = _booking(reference)
    if booking.state == Booking.State.APPROVED:
        return Description("Votre première visite est confirmée", f"{_place(booking)} {KNOWN}", "")
    return Description("Confirmer votre première visite", _place(booking), "Confirmer ma visite")


def _confirm(reference: Any) -> str:
    from club.bookings.first_visits import confirm_first_visit

    booking = _booking(reference)
    centre = booking.space.telecentre
    try:
        confirm_first_visit(booking)
    except BookingRefused as refusal:
        steps = [NextStep("Choisir une autre demi-journée", visit_url(centre))]
        if isinstance(refusal, SpaceTaken):
            found = alternative_links(refusal.alternatives, asked_at=centre)
            steps = [*found, *steps]
        raise ActionRefused(refusal.message, steps=steps) from refusal
    return (
        "C’est noté\u202f: nous vous attendons. Un courriel vous donne l’adresse et les horaires."
    )
