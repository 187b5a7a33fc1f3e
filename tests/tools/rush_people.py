"""Who takes part in `tests.tools.rush`, and where; run by the server's own `manage.py shell`."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module

SLUG = "ruee"


def prepare(people: int, desks: int) -> None:
    """Make the centre, the members and their sessions; print them as JSON."""
    from django.conf import settings
    from django.utils import timezone

    from club.members.models import Member
    from club.telecentres.models import Space
    from club.users.models import User
    from tests.club.bookings.factories import make_centre, make_space, morning

    centre = make_centre(slug=SLUG, name="Ruée", closed_on_public_holidays=False)
    places = [make_space(centre, Space.Kind.DESK) for _ in range(desks)]
    users = User.objects.bulk_create(
        User(email=f"ruee-{number}@essai.example", public_name=f"Ruée {number}", password="!")
        for number in range(people)
    )
    today = timezone.localdate()
    Member.objects.bulk_create(
        Member(
            user=user,
            home_telecentre=centre,
            state=Member.State.ACTIVE,
            starts_on=today,
            ends_on=today + timedelta(days=300),
        )
        for user in users
    )
    when = morning(today + timedelta(days=7 - today.weekday()))
    told = {
        "desks": [place.pk for place in places],
        "starts_at": when["starts_at"].isoformat(),
        "ends_at": when["ends_at"].isoformat(),
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "sessions": [_session_of(user) for user in users],
    }
    print(json.dumps(told))


def _session_of(user) -> str:
    """A session as after a log-in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def count() -> None:
    """Print how many bookings that centre has; -1 when two are for one desk."""
    from club.bookings.models import Booking

    held = Booking.objects.standing().filter(space__telecentre__slug=SLUG)
    print(held.count() if held.values("space").distinct().count() == held.count() else -1)
