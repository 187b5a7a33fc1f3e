"""What a closure takes from each booking: read at once for any number of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from club.bookings.alternatives import Alternative, Choice
from club.bookings.models import Booking, SlotClaim
from club.bookings.planning import Planning, plan_around
from club.bookings.slots import Slot, follow_each_other
from club.bookings.wording import french_when
from club.telecentres.hours import local_day
from club.telecentres.models import Closure, Space, Telecentre
from club.telecentres.registry import Affected

# An event has its own people to tell; maintenance goes on behind closed doors.
UNTOUCHED = (Booking.Kind.EVENT, Booking.Kind.MAINTENANCE)
Slots = dict[datetime, Slot]


@dataclass(frozen=True)
class Loss:
    """A booking that a closure displaces, or cuts to what is left of it."""

    booking: Booking
    lost: tuple[SlotClaim, ...]
    left: tuple[Slot, ...]  # what it keeps; nothing: it is displaced

    @property
    def is_cut(self) -> bool:
        return bool(self.left)


def losses(telecentre: Telecentre, closure: Closure) -> list[Loss]:
    """What a closure, saved or not, takes from the bookings to come. At most seven queries."""
    found = list(
        Booking.objects.standing()
        .at(telecentre)
        .between(closure.starts_at, closure.ends_at)
        .filter(ends_at__gt=timezone.now())
        .exclude(kind__in=UNTOUCHED)
        .select_related("space__telecentre__commune", "user")
        .prefetch_related("claims", "space__equipment")
    )
    if not found:
        return []
    spaces = list({one.space_id: one.space for one in found}.values())
    plan = plan_around(
        spaces,
        min(one.starts_at for one in found),
        max(one.ends_at for one in found),
        with_claims=False,
    )
    schedule = plan.schedules[telecentre.pk]
    others = [one for one in schedule.closures if one.pk is None or one.pk != closure.pk]
    schedule.closures = others
    before = _by_space(plan, spaces)
    schedule.closures = [*others, closure]
    after = _by_space(plan, spaces)
    told = [_loss(one, before[one.space_id], after[one.space_id], closure) for one in found]
    return [one for one in told if one]


def affected(telecentre: Telecentre, starts_at: datetime, ends_at: datetime) -> list[Affected]:
    """For `registry.register_affected`: the bookings, in words."""
    closure = Closure(telecentre=telecentre, starts_at=starts_at, ends_at=ends_at)
    return [_affected(one) for one in losses(telecentre, closure)]


def alternatives_for(told: Sequence[Loss]) -> dict[int, Alternative]:
    """The best place elsewhere or later for each booking displaced, by its key: nobody is proposed
    the place of another. Nine queries a kind of space.
    """
    chosen: dict[int, Alternative] = {}
    displaced = [one.booking for one in told if not one.is_cut]
    kinds: dict[tuple[str, str], list[Booking]] = {}
    for booking in displaced:
        kinds.setdefault((booking.space.kind, booking.space.granularity), []).append(booking)
    for bookings in kinds.values():
        choice = Choice.load(
            bookings[0].space,
            first=local_day(min(one.starts_at for one in bookings)),
            last=local_day(max(one.ends_at for one in bookings)),
        )
        for booking in bookings:
            keys = sorted(claim.starts_at for claim in booking.claims.all())
            best = next(iter(choice.instead_of(booking.space, keys)), None)
            if best:
                choice.keep(best)
                chosen[booking.pk] = best
    return chosen


def _by_space(plan: Planning, spaces: Iterable[Space]) -> dict[int, Slots]:
    return {space.pk: {slot.key: slot for slot in plan.slots(space)} for space in spaces}


def _loss(booking: Booking, before: Slots, after: Slots, closure: Closure) -> Loss | None:
    claims = sorted(booking.claims.all(), key=lambda claim: claim.starts_at)
    lost = tuple(
        claim
        for claim in claims
        if claim.starts_at not in after
        # Off the grid already, for other reasons: only what the closure covers is its doing.
        and (claim.starts_at in before or closure.starts_at <= claim.starts_at < closure.ends_at)
    )
    gone = {claim.pk for claim in lost}
    left = tuple(
        after[claim.starts_at]
        for claim in claims
        if claim.pk not in gone and claim.starts_at in after
    )
    if not left or not follow_each_other(booking.space.granularity, left):
        return Loss(booking, lost, ()) if lost else None
    was = [before[claim.starts_at] for claim in claims if claim.starts_at in before]
    if not lost and list(left) == was:
        return None
    return Loss(booking, lost, left)


def _affected(one: Loss) -> Affected:
    booking = one.booking
    told = "Réservation raccourcie" if one.is_cut else "Réservation"
    return Affected(
        booking.person,
        f"{told}\u202f: {booking.space.name}",
        french_when(booking),
        is_reachable=bool(booking.user_id or booking.guest_email),
        phone=booking.guest_phone,
    )
