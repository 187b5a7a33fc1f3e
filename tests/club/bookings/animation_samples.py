"""Rows of this app for `tests/access_world.py`: a request in the centre that the animateur runs,
another in the one they do not, and a calendar of the member.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from club.bookings.models import Booking, BookingRules, CalendarFeed
from club.telecentres.models import Space, Telecentre
from club.users.models import User


def animation_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of « animation », of calendars and of the back office."""
    mine = Space.objects.create(
        telecentre=Telecentre.objects.get(slug="mauriac"),
        kind=Space.Kind.DESK,
        name="Poste 1",
        granularity=Space.Granularity.HALF_DAY,
    )
    theirs = Space.objects.get(telecentre__slug="murat", name="Poste 1")
    asked = _ask(mine, users["member"])
    booking = str(_ask(theirs, users["member"]).pk)
    rules = BookingRules.usual_for(theirs)
    rules.save()
    feed = CalendarFeed.objects.create(user=users["member"])
    return {
        "animation/": {"slug": "mauriac", "reference": asked.reference},
        "club/reservations/calendriers/": {"pk": str(feed.pk)},
        "flux/reservations/": {"token": feed.token},
        "gestion/reservations/": {"pk": booking, "instance_pk": booking},
        "gestion/regles-de-reservation/": {"instance_pk": str(rules.pk)},
    }


def _ask(space: Space, user: User) -> Booking:
    begins = timezone.now() + timedelta(days=7)
    return Booking.objects.create(
        space=space,
        user=user,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        state=Booking.State.PENDING,
        form_token=f"essai-{space.pk}",
    )
