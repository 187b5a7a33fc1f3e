"""The one way to hold slots: the request is checked, then its rows are written or it is refused.

Nothing is looked up before it is written: the database alone says who was first. Keys are written
in order, and new ones before former ones are given back, so that no two transactions wait for each
other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from club.bookings.alternatives import find_alternatives
from club.bookings.models import Booking, BookingEvent, BookingRules, SlotClaim
from club.bookings.planning import Planning, plan_around
from club.bookings.querysets import LONGEST
from club.bookings.refusals import (
    AlreadyElsewhere,
    EndsBeforeStart,
    FormReused,
    InThePast,
    NotBookable,
    SpaceRetired,
    SpaceTaken,
    TooEarly,
    TooLate,
    TooLong,
    TooShort,
)
from club.bookings.slots import Slot, follow_each_other
from club.telecentres.freshness import renew_version
from club.telecentres.hours import local_day
from club.telecentres.models import Space
from club.users.models import User

FARTHEST = timedelta(days=800)
MAX_TOKEN = 64
MAX_REASON = 200


@dataclass(frozen=True)
class Request:
    """A space asked for from one instant to another, and what stands behind these."""

    space: Space
    rules: BookingRules
    slots: tuple[Slot, ...]

    @property
    def starts_at(self) -> datetime:
        return self.slots[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.slots[-1].ends_at

    @property
    def keys(self) -> list[datetime]:
        return [slot.key for slot in self.slots]

    def taken(self) -> SpaceTaken:
        return SpaceTaken(partial(find_alternatives, self.space, self.starts_at, self.ends_at))


def read_request(space: Space, starts_at: datetime, ends_at: datetime) -> Request:
    """The slots that make exactly this stretch, as the space and its hours stand now.

    Raises EndsBeforeStart, InThePast, TooLong, TooEarly, SpaceRetired, NotBookable. The rules of
    the space are not applied here (see `check_rules`).
    """
    check_times(starts_at, ends_at)
    found = Space.objects.select_related("telecentre").get(pk=space.pk)
    plan = plan_around([found], starts_at, ends_at, with_claims=False)
    return request_in(plan, found, starts_at, ends_at)


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """What no space allows. Raises EndsBeforeStart, InThePast, TooLong, TooEarly."""
    now = timezone.now()
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at <= now:
        raise InThePast
    if ends_at - starts_at > LONGEST:
        raise TooLong
    if starts_at > now + FARTHEST:
        raise TooEarly(local_day(now + FARTHEST))


def request_in(plan: Planning, space: Space, starts_at: datetime, ends_at: datetime) -> Request:
    """The same, on a planning that holds the space. Raises SpaceRetired, NotBookable, InThePast."""
    if not (space.is_active and space.telecentre.is_active):
        raise SpaceRetired
    slots = exact_slots(plan, space, starts_at, ends_at)
    if slots[0].ends_at <= timezone.now():
        raise InThePast
    return Request(space, plan.rules[space.pk], tuple(slots))


def exact_slots(plan: Planning, space: Space, starts_at: datetime, ends_at: datetime) -> list[Slot]:
    """The slots from `starts_at` to `ends_at`, which must be where a first begins and a last ends.

    Half-days may skip the closed ones between; half-hours and nights follow each other. Raises
    NotBookable.
    """
    slots = [
        slot
        for slot in plan.slots(space)
        if starts_at <= slot.starts_at and slot.ends_at <= ends_at
    ]
    if not slots or slots[0].starts_at != starts_at or slots[-1].ends_at != ends_at:
        raise NotBookable
    if not follow_each_other(space.granularity, slots):
        raise NotBookable
    return slots


def check_rules(request: Request) -> None:
    """Length, notice and horizon. Raises TooShort, TooLong, TooLate, TooEarly."""
    rules, now = request.rules, timezone.now()
    if len(request.slots) < rules.min_slots:
        raise TooShort
    if len(request.slots) > rules.max_slots:
        raise TooLong
    if rules.notice_minutes and request.starts_at < now + rules.notice:
        raise TooLate(rules.notice)
    last = local_day(now) + timedelta(days=rules.horizon_days)
    if local_day(request.starts_at) > last:
        raise TooEarly(last)


def check_not_elsewhere(user: User, request: Request, *, but: Booking | None = None) -> None:
    """Whether the person holds as many spaces of the kind at that time as the rules allow.

    Needs the lock of `lock_person`. Raises AlreadyElsewhere.
    """
    same = (
        Booking.objects.standing()
        .of(user)
        .filter(space__kind=request.space.kind)
        .between(request.starts_at, request.ends_at)
    )
    others = same.exclude(pk=but.pk) if but else same
    if others.count() >= request.rules.max_at_once:
        raise AlreadyElsewhere


def lock_person(user: User) -> None:
    """The bookings of one person are written one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lock(booking: Booking) -> Booking:
    """The booking as it stands, for this transaction only."""
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("space__telecentre__commune", "user").get(pk=booking.pk)


def known_form(form_token: str, *, by: User | None, guest_email: str = "") -> Booking | None:
    """The booking that this form made already, if it did. Raises FormReused for someone else's."""
    if not 0 < len(form_token) <= MAX_TOKEN:
        raise FormReused
    booking = Booking.objects.for_cards().filter(form_token=form_token).first()
    if booking is None:
        return None
    is_same = booking.booked_by_id == by.pk if by else booking.guest_email == guest_email
    if not is_same:
        raise FormReused
    return booking


def write(booking: Booking, request: Request, *, by: User | None) -> tuple[Booking, bool]:
    """Save a new booking with the slots it holds, and its first line of history.

    Returns the booking and whether it is new: the same form sent at the same instant gives the
    booking of the other. Raises SpaceTaken, and IntegrityError when another constraint refused.
    """
    booking.space = request.space
    booking.starts_at, booking.ends_at = request.starts_at, request.ends_at
    booking.is_confidential = request.space.kind == Space.Kind.TELEMEDICINE
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
            _insert(booking, request.keys)
    except IntegrityError as error:
        booking.pk, booking._state.adding = None, True  # the row that was undone
        known = known_form(booking.form_token, by=by, guest_email=booking.guest_email)
        if known is not None:
            return known, False
        if not _anyone_holds(request):
            raise
        raise request.taken() from error
    record(booking, BookingEvent.Kind.BOOKED, by=by)
    renew_version()
    return booking, True


def claim_again(booking: Booking, request: Request) -> None:
    """Hold the slots of a request for a booking that exists, and give back its other ones.

    Raises SpaceTaken, and leaves then what it held.
    """
    claim_too(booking, request)
    give_back_others(booking, request)


def claim_too(booking: Booking, request: Request) -> None:
    """Hold the slots of a request besides what the booking holds already. Raises SpaceTaken."""
    held = set(booking.claims.filter(space=request.space).values_list("starts_at", flat=True))
    try:
        with transaction.atomic():
            _insert(booking, [key for key in request.keys if key not in held], request.space)
    except IntegrityError as error:
        raise request.taken() from error
    renew_version()


def give_back_others(booking: Booking, request: Request) -> None:
    """Give back what the booking holds besides the slots of a request."""
    _give_back(booking.claims.exclude(space=request.space, starts_at__in=request.keys))


def release(booking: Booking) -> None:
    """Give back every slot."""
    _give_back(booking.claims.all())


def give_back(booking: Booking, keys: Collection[datetime]) -> None:
    """Give back the slots of these keys."""
    _give_back(booking.claims.filter(starts_at__in=keys))


def release_closed(cancelled: Collection[Booking], cut: Collection[SlotClaim]) -> None:
    """Give back what a closure took: all that some bookings hold, and some slots of others.

    Nobody is offered it.
    """
    SlotClaim.objects.filter(booking__in=cancelled).delete()
    SlotClaim.objects.filter(pk__in=[claim.pk for claim in cut]).delete()
    renew_version()


Follower = Callable[[int, list[datetime]], None]
_followers: list[Follower] = []


def when_given_back(follow: Follower) -> None:
    """Have `follow(space key, slot keys)` called in the transaction that gives slots back.

    A second registration does nothing.
    """
    if follow not in _followers:
        _followers.append(follow)


def _give_back(claims: QuerySet[SlotClaim]) -> None:
    keys: dict[int, list[datetime]] = defaultdict(list)
    for space_id, key in claims.order_by("space", "starts_at").values_list("space_id", "starts_at"):
        keys[space_id].append(key)
    claims.delete()
    renew_version()
    for space_id, given in keys.items():
        for follow in _followers:
            follow(space_id, given)


def record(
    booking: Booking, kind: str, *, by: User | None = None, reason: str = "", **facts: object
) -> BookingEvent:
    """Add a line to the history of a booking."""
    return BookingEvent.objects.create(
        booking=booking, kind=kind, actor=by, reason=reason[:MAX_REASON], **facts
    )


def _insert(booking: Booking, keys: Collection[datetime], space: Space | None = None) -> None:
    SlotClaim.objects.bulk_create(
        [
            SlotClaim(space=space or booking.space, starts_at=key, booking=booking)
            for key in sorted(keys)
        ]
    )


def _anyone_holds(request: Request) -> bool:
    return SlotClaim.objects.filter(space=request.space, starts_at__in=request.keys).exists()
