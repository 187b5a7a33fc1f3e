"""Calendars read elsewhere: secret addresses, which their owner may renew."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from club.bookings.calendars import calendar_of, own_label, team_label
from club.bookings.models import Booking, CalendarFeed
from club.bookings.models.feeds import draw_token
from club.bookings.perms import may_run
from club.bookings.querysets import BookingQuerySet
from club.bookings.wording import public_label
from club.members.perms import may_read_club
from club.telecentres.hours import local_day
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


def close_feed(feed: CalendarFeed) -> None:
    """Its address answers nothing any more."""
    feed.delete()


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
    shown = _shown_in(feed, now or timezone.now())
    centre = _centre_of(feed)
    if centre is None:
        return calendar_of(shown, name="Mes réservations au télécentre", label=own_label)
    runs = may_run(feed.user, centre)
    label = team_label if runs else _public_summary
    name = f"Réservations\u202f: {feed.space or centre}"
    return calendar_of(shown, name=name, label=label, links=runs)


def feed_version(feed: CalendarFeed, *, now: datetime | None = None) -> str:
    """What changes whenever `read_feed` does, by a count and without writing the calendar.

    The day is part of it: the span moves, and the name of a space may have changed.
    """
    moment = now or timezone.now()
    rows = _shown_in(feed, moment).order_by()
    # Sequences, since a change that began earlier may be committed later than the newest one.
    facts = rows.aggregate(Count("pk"), Max("changed_at"), Sum("sequence"))
    centre = _centre_of(feed)
    runs = centre is not None and may_run(feed.user, centre)
    told = (feed.token, local_day(moment), runs, *facts.values())
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()[:32]


def _centre_of(feed: CalendarFeed) -> Telecentre | None:
    return feed.space.telecentre if feed.space else feed.telecentre


def _shown_in(feed: CalendarFeed, moment: datetime) -> BookingQuerySet:
    within = Booking.objects.for_cards().between(moment - SPAN, moment + SPAN)
    if feed.space:
        return within.standing().filter(space=feed.space)
    if feed.telecentre:
        return within.standing().at(feed.telecentre)
    return within.of(feed.user).exclude(state=Booking.State.LAPSED)


def _public_summary(booking: Booking) -> str:
    return f"{booking.space.name}\u202f: {public_label(booking)}"
