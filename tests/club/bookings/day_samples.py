"""Rows of the day for `tests/access_world.py`, in the centre that the animateur runs: a closure to
come, and the code of a desk.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from club.bookings.models import DeskCode
from club.telecentres.models import Closure, Space, Telecentre
from club.users.models import User


def day_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of the day; after those of « animation »."""
    centre = Telecentre.objects.get(slug="mauriac")
    desk = Space.objects.get(telecentre=centre, name="Poste 1")
    DeskCode.objects.create(space=desk)
    begins = timezone.now() + timedelta(days=30)
    closure = Closure.objects.create(
        telecentre=centre, starts_at=begins, ends_at=begins + timedelta(days=1), reason="Congés"
    )
    return {
        "animation/<slug:slug>/codes/": {"pk": str(desk.pk)},
        "animation/<slug:slug>/fermetures/": {"pk": str(closure.pk)},
    }
