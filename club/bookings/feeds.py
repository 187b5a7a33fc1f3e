"""Calendars read elsewhere: secret addresses, which their owner may renew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from club.bookings.calendars import calendar_of, own_label, team_label
from club.bookings.models import Booking, CalendarFeed
from club.bookings.models.feeds import draw_token
from club.bookings.perms import may_run
from club.bookings.wording import public_label
from club.members.perms import may_read_club
from club.telecentres.models import Space, Telecentre
from club.users.models import User

SPAN = timedelta(days=366)  # before and after today


def feed_of(
    user: User, *, telecentre: Telecentre | None = None, space: Space | None = None
) -> CalendarFeed:
    """The feed of this account, made the first time: its own bookings, or those of a place."""
    return CalendarFeed.objects.get_or_create(user=user, telecentre=telecentre, space=space)[0]


@transaction.atomic
def renew_feed(feed: CalendarFeed) -> CalendarFeed:
    """Give a feed another secret address; the former one answers nothing any more."""
    locked = CalendarFeed.objects.select_for_update(of=("self",), no_key=True).get(pk=feed.pk)
    locked.token, locked.renewed_at = draw_token(), timezone.now()
    locked.save(update_fields=("token", "renewed_at"))
    return locked


def find_feed(token: str) -> CalendarFeed | None:
    """The feed of an address; None when it is unknown, or its owner may no longer read it.

    A place is read by the club; one's own bookings as long as the account is open.
    """
    feed = (
        CalendarFeed.objects.select_related("user", "telecentre", "space__telecentre")
        .filter(token=token, user__is_active=True)
        .first()
    )
    if feed is None:
        return None
    is_own = feed.telecentre_id is None and feed.space_id is None
    return feed if is_own or may_read_club(feed.user) else None


def read_feed(feed: CalendarFeed, *, now: datetime | None = None) -> bytes:
    """The bookings of a year back and a year ahead, as iCalendar.

    Of a place, its animateurs read who comes; the others « occupé », or the title shown. Of one's
    own, those cancelled stand too, so that calendars take them away.
    """
    moment = now or timezone.now()
    within = Booking.objects.for_cards().between(moment - SPAN, moment + SPAN)
    centre = feed.space.telecentre if feed.space else feed.telecentre
    if centre is None:
        own = within.of(feed.user).exclude(state=Booking.State.LAPSED)
        return calendar_of(own, name="Mes réservations au télécentre", label=own_label)
    held = within.standing().filter(space__telecentre=centre)
    if feed.space:
        held = held.filter(space=feed.space)
    runs = may_run(feed.user, centre)
    label = team_label if runs else _public_summary
    name = f"Réservations\u202f: {feed.space or centre}"
    return calendar_of(held, name=name, label=label, links=runs)


def _public_summary(booking: Booking) -> str:
    return f"{booking.space.name}\u202f: {public_label(booking)}"
