"""A booking of the member, at the centre that the animateur does not run."""

from datetime import timedelta

from django.utils import timezone

from club.bookings.models import Booking, BookingEvent
from club.telecentres.models import Space
from club.users.models import User


def mine_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of one's bookings, by the beginning of their route."""
    start = timezone.now() + timedelta(days=1)
    booking = Booking.objects.create(
        reference="7KQ2M9XTCP",
        space=Space.objects.get(name="Poste 1", telecentre__slug="murat"),
        user=users["member"],
        booked_by=users["member"],
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        form_token="essai",
    )
    BookingEvent.objects.create(booking=booking, kind="booked", actor=users["member"])
    return {"club/reservations/<booking_reference:": {"reference": booking.reference}}
