"""Contests of the day: places given back at once, an offer that ends as it is accepted, a centre
that closes as it is booked.

As in `contests`, the imports of the project stand in the functions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WAITERS = 5  # people who wait only, besides one for each process
OFFER_ENDS_IN = timedelta(milliseconds=40)


@dataclass
class DayRound:
    """Centres of their own, as every process finds them."""

    number: int
    date: date
    racers: list[Any]
    given_back: list[Any]  # the two bookings of a full centre
    offered: Any  # an entry of the waiting list, to whom the only desk is offered
    closing: Any  # the desk of a centre about to close


def make_day_round(number: int, people: list[Any], day: date) -> DayRound:
    """Two desks taken, for which three people wait; one desk offered to the first of two."""
    from club.bookings.changes import cancel
    from club.bookings.models import WaitingEntry

    racers, waiters = people[:-WAITERS], people[-WAITERS:]
    given_back = [_taken(day, people[0], f"rendue-{number}-0")]
    centre = given_back[0].space.telecentre
    given_back.append(_taken(day, people[1], f"rendue-{number}-1", centre))
    for rank, user in enumerate(waiters[:3]):
        _wait(centre, day, user, f"attente-{number}-{rank}")
    sought = _taken(day, people[0], f"offre-{number}")
    first = _wait(sought.space.telecentre, day, waiters[3], f"offre-{number}-0")
    _wait(sought.space.telecentre, day, waiters[4], f"offre-{number}-1")
    cancel(sought, by=None)
    offered = WaitingEntry.objects.select_related("user", "booking").get(pk=first.pk)
    return DayRound(number, day, racers, given_back, offered, _desk())


def _desk(centre: Any = None) -> Any:
    from tests.club.bookings.factories import make_centre, make_space

    return make_space(centre or make_centre(closed_on_public_holidays=False), max_at_once=9999)


def _taken(day: date, user: Any, token: str, centre: Any = None) -> Any:
    from club.bookings.services import book
    from tests.club.bookings.factories import afternoon

    return book(_desk(centre), **afternoon(day), user=user, form_token=token)


def _wait(centre: Any, day: date, user: Any, token: str) -> Any:
    from club.bookings.waiting_list import join_waiting_list
    from tests.club.bookings.factories import afternoon

    return join_waiting_list(centre, kind="DESK", **afternoon(day), user=user, form_token=token)


def two_cancellations(told: Any, rank: int) -> None:
    """Two places given back at once, while passers-by book what they see free, and the job runs."""
    from club.bookings.changes import cancel
    from club.bookings.services import book
    from club.bookings.waiting_offers import pass_on
    from tests.club.bookings.factories import afternoon

    round_ = told.of_day
    if rank < 2:
        cancel(round_.given_back[rank], by=None)
    elif rank % 4 == 2:
        pass_on()
    else:
        book(
            round_.given_back[rank % 2].space,
            **afternoon(round_.date),
            user=round_.racers[rank],
            form_token=f"passant-{round_.number}-{rank}",
        )


def offer_ends(told: Any, rank: int) -> None:
    """Accepted by the link and expired at the same instant: one of the two, wholly."""
    from django.utils import timezone

    from club.bookings.models import Booking
    from club.bookings.waiting_list import accept_offer
    from club.bookings.waiting_offers import pass_on

    offered = told.of_day.offered
    if rank == 0:
        held = Booking.objects.filter(pk=offered.booking_id, state="held")
        held.update(held_until=timezone.now() + OFFER_ENDS_IN)
    # Some before the end, some after, most around it.
    time.sleep(OFFER_ENDS_IN.total_seconds() * (0.8 + rank % 5 / 10))
    if rank % 2:
        accept_offer(offered)
    else:
        pass_on()


def closing(told: Any, rank: int) -> None:
    """A desk is booked while its centre closes, and the job repairs meanwhile."""
    from club.bookings.closures import repair_and_tell
    from club.bookings.services import book
    from club.telecentres.services import close
    from tests.club.bookings.factories import morning

    round_ = told.of_day
    if rank == 0:
        close(round_.closing.telecentre, **morning(round_.date), reason="Neige")
    elif rank % 4 == 2:
        repair_and_tell()
    else:
        book(
            round_.closing,
            **morning(round_.date),
            user=round_.racers[rank],
            form_token=f"fermeture-{round_.number}-{rank}",
        )


DAY_CONTESTS: tuple[Callable[[Any, int], None], ...] = (two_cancellations, offer_ends, closing)


def judge_day(told: DayRound) -> tuple[int, int]:
    """How many have a place too many, and how many places missed who waited for them.

    What the round leaves is put out of the way of the next.
    """
    from club.bookings.closures import repair_and_tell
    from club.bookings.models import Booking, WaitingEntry
    from club.bookings.waiting_offers import pass_on
    from club.telecentres.models import Closure, Space

    pass_on()
    repair_and_tell()
    full, sought = told.given_back[0].space.telecentre, told.offered.telecentre
    waiting = WaitingEntry.objects.filter(telecentre=full).order_by("pk")
    served = [entry.state == "offered" for entry in waiting]
    # The first two, and nobody else.
    missed = served[:2].count(False)
    too_many = served[2:].count(True)
    entries = list(WaitingEntry.objects.filter(telecentre=sought).order_by("pk"))
    ends = {
        ("accepted", "waiting"): ["approved"],
        ("passed", "offered"): ["held"],
    }.get((entries[0].state, entries[1].state))
    standing = Booking.objects.standing()
    found = sorted(standing.at(sought).values_list("state", flat=True))
    too_many += ends is None or found != ends
    too_many += standing.at(told.closing.telecentre).count()
    centres = [full.pk, sought.pk, told.closing.telecentre_id]
    WaitingEntry.objects.filter(telecentre__in=centres).exclude(state="accepted").delete()
    Closure.objects.filter(telecentre__in=centres).delete()
    Space.objects.filter(telecentre__in=centres).update(is_active=False)
    return too_many, missed
