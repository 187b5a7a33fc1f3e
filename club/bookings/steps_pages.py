"""The first step, for whoever books and for whoever moves: where and when, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from club.bookings.addresses import waiting_url
from club.bookings.alternatives import Alternative
from club.bookings.choosing import (
    DayStarts,
    alternatives_to,
    check_in_service,
    ends_from,
    spaces_for,
    starts_of,
)
from club.bookings.models import Booking, BookingRules
from club.bookings.perms import check_may_book
from club.bookings.planning import rules_of
from club.bookings.refusals import (
    AlreadyElsewhere,
    BookingRefused,
    EndsBeforeStart,
    MembershipEndsBefore,
    MembersOnly,
    NotAllowed,
    SpaceRetired,
    SpaceTaken,
)
from club.bookings.steps_forms import WhereForm
from club.bookings.steps_query import Wanted, address
from club.bookings.steps_words import (
    beginning_label,
    end_detail,
    end_label,
    start_detail,
    start_label,
)
from club.bookings.wording import french_span
from club.members.perms import may_read_club
from club.telecentres.french import french_date, french_weekday
from club.telecentres.hours import local_day
from club.telecentres.models import Space
from club.users.models import User

CHIPS_AT_ONCE = 12  # the longest lengths are folded


@dataclass(frozen=True)
class Chip:
    """Something to choose in one click; without an address, it is taken."""

    url: str
    label: str
    detail: str
    before: str  # with `after`, what is said to who does not see where it stands
    after: str = ""


def where_step(
    user: User,
    wanted: Wanted,
    base: str,
    *,
    refusal: BookingRefused | None = None,
    booking: Booking | None = None,
) -> dict[str, Any]:
    """What the first step shows under `base`: the choice that comes next, and what was refused.

    `booking`: the one that is moved, whose own slots count as free.
    """
    is_member = may_read_club(user)
    day = _day_of(wanted) or timezone.localdate()
    page: dict[str, Any] = {
        "form": WhereForm(
            spaces=spaces_for(is_member=is_member),
            initial={"espace": wanted.space and wanted.space.pk, "jour": day},
        ),
        "is_member": is_member,
        "space": wanted.space,
        "typed": wanted.typed(),
        "problem": wanted.problem,
    }
    if wanted.space is not None:
        rules = rules_of([wanted.space])[wanted.space.pk]
        try:
            check_in_service(wanted.space)
            if booking is None:
                check_may_book(user, rules, starts_at=timezone.now())
            if wanted.starts_at and not (refusal or wanted.problem):
                page |= _ends(rules, wanted.starts_at, wanted, base, booking)
        except BookingRefused as found:
            refusal = refusal or found
        if "ends" not in page:
            page |= _starts(rules, wanted, base, refusal, booking)
    if refusal is not None:
        page |= refused(refusal, wanted, base)
    return page


def refused(refusal: BookingRefused, wanted: Wanted, base: str) -> dict[str, Any]:
    """Why not, what to do about it, and what is free instead, each in one click."""
    page: dict[str, Any] = {"problem": refusal.message, "remedy": _remedy(refusal)}
    if wanted.space and wanted.starts_at:
        ends_at = wanted.ends_at or wanted.starts_at
        if wanted.ends_at and not isinstance(refusal, EndsBeforeStart):
            when = french_span(wanted.starts_at, wanted.ends_at)
            page["asked"] = f"{wanted.space.name}, {wanted.space.telecentre.short_name}, {when}."
        found = alternatives_to(refusal, wanted.space, wanted.starts_at, ends_at)
        page["alternatives"] = [
            {
                "url": address(
                    base,
                    space=one.space,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    **wanted.typed(),
                ),
                "space": one.space,
                "when": french_span(one.starts_at, one.ends_at),
                "minutes": one.minutes,
                "is_same_time": one.is_same_time,
                "missing": one.missing,
            }
            for one in found
        ]
        is_full = isinstance(refusal, SpaceTaken) and wanted.ends_at is not None
        if is_full and not any(_is_here(one, wanted.space) for one in found):
            page["wait_url"] = waiting_url(wanted.space, wanted.starts_at, ends_at)
    return page


def _is_here(one: Alternative, space: Space) -> bool:
    """Whether another place of the very centre is free then: nobody waits for that."""
    return one.is_same_time and one.space.telecentre_id == space.telecentre_id


def _remedy(refusal: BookingRefused) -> dict[str, str]:
    if isinstance(refusal, MembersOnly):
        return {"url": reverse("adhesion:page"), "label": "Devenir adhérent"}
    if isinstance(refusal, AlreadyElsewhere):
        return {"url": reverse("bookings_steps:list"), "label": "Voir vos réservations"}
    return {}


def _day_of(wanted: Wanted) -> date | None:
    return wanted.day or (local_day(wanted.starts_at) if wanted.starts_at else None)


def _ends(
    rules: BookingRules, starts_at: datetime, wanted: Wanted, base: str, booking: Booking | None
) -> dict[str, Any]:
    space = rules.space
    slots = ends_from(space, rules, starts_at, but=booking)
    chips = []
    for count, slot in enumerate(slots, start=rules.min_slots):
        label = end_label(starts_at, slot.ends_at)
        detail = end_detail(space, starts_at, slot.ends_at, count)
        url = address(
            base, space=space, starts_at=starts_at, ends_at=slot.ends_at, **wanted.typed()
        )
        chips.append(Chip(url, label, detail, "Jusqu’à "))
    again = address(base, space=space, day=local_day(starts_at), **wanted.typed())
    return {
        "ends": chips[:CHIPS_AT_ONCE],
        "longer": chips[CHIPS_AT_ONCE:],
        "begins": beginning_label(starts_at),
        "again_url": again,
    }


def _starts(
    rules: BookingRules,
    wanted: Wanted,
    base: str,
    refusal: BookingRefused | None,
    booking: Booking | None,
) -> dict[str, Any]:
    """The days to begin on; none of a space that this person cannot have at all."""
    is_too_far = isinstance(refusal, MembershipEndsBefore)  # sooner days are theirs
    if isinstance(refusal, NotAllowed | SpaceRetired) and not is_too_far:
        return {}
    space, day = rules.space, _day_of(wanted)
    found = starts_of(space, rules, day, but=booking)

    def url_of(other: date | None) -> str:
        return address(base, space=space, day=other, **wanted.typed()) if other else ""

    is_hourly = space.granularity == Space.Granularity.HALF_HOUR
    shown = _shown(found.days, day) if is_hourly else None
    days = [
        {
            "day": one.day,
            "name": f"{french_weekday(one.day)} {french_date(one.day)}",
            "url": url_of(one.day),
            "is_shown": shown is None or one is shown,
            "free_count": one.free_count,
            "chips": _chips(space, one, wanted, base),
        }
        for one in found.days
    ]
    return {
        "days": days,
        "is_hourly": is_hourly,
        "is_nightly": space.granularity == Space.Granularity.NIGHT,
        "shown": next((one for one in days if one["is_shown"]), None),
        "free_count": found.free_count,
        "last": found.last,
        "previous_url": url_of(found.previous),
        "next_url": url_of(found.following),
    }


def _shown(days: tuple[DayStarts, ...], day: date | None) -> DayStarts | None:
    """The day asked for, else the first with something free."""
    asked = [one for one in days if one.day == day]
    free = [one for one in days if one.free_count]
    return next(iter([*asked, *free, *days]), None)


def _chips(space: Space, day: DayStarts, wanted: Wanted, base: str) -> list[Chip]:
    is_nightly = space.granularity == Space.Granularity.NIGHT
    name = f"{french_weekday(day.day)} {french_date(day.day)}"
    before = "Nuit du " if is_nightly else f"{name}, "
    chips = []
    for start in day.starts:
        url = address(base, space=space, starts_at=start.slot.starts_at, **wanted.typed())
        label, detail = start_label(space, start.slot), start_detail(space, start.slot)
        chips.append(Chip(url if start.is_free else "", label, detail, before, ", libre"))
    return chips
