"""Centres with known hours and spaces to book, for tests that run on Monday 7 December 2026."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from club.bookings.models import Booking, BookingRules
from club.bookings.services import book
from club.telecentres.hours import instant
from club.telecentres.models import OpeningHours, Space, Telecentre
from club.users.models import User
from tests.club.members.factories import MemberFactory, make_animateur
from tests.club.telecentres.factories import SpaceFactory, TelecentreFactory

# A Monday in winter, 8 h 30 in the Cantal: nothing is open yet, mails leave at once.
NOW = datetime(2026, 12, 7, 7, 30, tzinfo=UTC)
MONDAY = date(2026, 12, 7)
TUESDAY = MONDAY + timedelta(days=1)


def make_centre(**fields: Any) -> Telecentre:
    """Open from 9 h to 12 h 30 and from 13 h 30 to 18 h on weekdays."""
    centre = TelecentreFactory(**fields)
    OpeningHours.objects.bulk_create(
        OpeningHours(telecentre=centre, weekday=weekday, opens=opens, closes=closes)
        for weekday in range(5)
        for opens, closes in ((time(9), time(12, 30)), (time(13, 30), time(18)))
    )
    return centre


def make_space(
    centre: Telecentre | None = None, kind: str = Space.Kind.DESK, **rules: Any
) -> Space:
    """A space of a centre (made if there is none), with rules of its own if some are given."""
    space = SpaceFactory(telecentre=centre or make_centre(), kind=kind)
    if rules:
        row = BookingRules.usual_for(space)
        for name, value in rules.items():
            setattr(row, name, value)
        row.save()
    return space


def make_booker(name: str = "Léa", **fields: Any) -> User:
    """A member whose address is verified: mails reach them."""
    fields = {"starts_on": date(2026, 1, 1), "ends_on": date(2029, 12, 31), **fields}
    user: User = MemberFactory(user__public_name=name, **fields).user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_host(centre: Telecentre) -> User:
    """An animateur of the centre whose address is verified."""
    user = make_animateur(centre)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def morning(day: date = TUESDAY) -> dict[str, Any]:
    return {"starts_at": instant(day, time(9)), "ends_at": instant(day, time(12, 30))}


def afternoon(day: date = TUESDAY) -> dict[str, Any]:
    return {"starts_at": instant(day, time(13, 30)), "ends_at": instant(day, time(18))}


def whole_day(day: date = TUESDAY) -> dict[str, Any]:
    return {"starts_at": instant(day, time(9)), "ends_at": instant(day, time(18))}


def between(opens: str, closes: str, day: date = TUESDAY) -> dict[str, Any]:
    """« 09:30 », « 11:00 », local."""
    return {
        "starts_at": instant(day, time.fromisoformat(opens)),
        "ends_at": instant(day, time.fromisoformat(closes)),
    }


def token() -> str:
    return secrets.token_hex(8)


def make_booking(space: Space | None = None, user: User | None = None, **fields: Any) -> Booking:
    """Tuesday morning, unless told otherwise."""
    fields = {**morning(), "form_token": token(), **fields}
    return book(space or make_space(), user=user or make_booker(), **fields)
