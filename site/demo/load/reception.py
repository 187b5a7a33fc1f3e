"""What the account animateur@ finds on opening the page of its centres: a day with people in it,
someone who comes for the first time, and requests that wait for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from club.bookings.models import Booking, BookingRules
from club.bookings.slots import Slot
from club.members.models import Member
from club.telecentres.models import Space
from demo.load.people import MEMBER
from demo.load.places import SHARED_CENTRES

if TYPE_CHECKING:
    from demo.load.bookings import Days, Diary

PEOPLE_TODAY = 3  # drawn besides those who come by habit
REQUESTS = {"murat": 3, "allanche": 1}


def fill_reception(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    members: Sequence[Member],
    told: dict[str, Any],
    today: date,
) -> None:
    """Add to the diary of the centres of animateur@; on a day when they are closed, less."""
    for slug in SHARED_CENTRES:
        here = [space for space in spaces if space.telecentre.slug == slug]
        desks = [space for space in here if space.kind == Space.Kind.DESK]
        rooms = [space for space in here if space.kind == Space.Kind.MEETING_ROOM]
        # The member of the demonstration asks for something else.
        others = [one for one in members if one.user.email != MEMBER]
        people = [one for one in others if one.home_telecentre.slug == slug] or others
        _fill(diary, desks, slots, members, today)
        for room in rooms:
            rules = BookingRules.usual_for(room)
            rules.needs_approval = True
            rules.save()
        _ask(diary, rooms or desks, slots, people, told["titles"], REQUESTS[slug], today)
    first = [space for space in spaces if space.telecentre.slug == SHARED_CENTRES[0]]
    _welcome(diary, first, slots, told["caller"], today)


def _fill(
    diary: Diary,
    desks: Sequence[Space],
    slots: dict[int, Days],
    members: Sequence[Member],
    today: date,
) -> None:
    """Some take a half-day of today, whichever is left."""
    for member in diary.draw.sample(members, PEOPLE_TODAY):
        free = [(desk, slot) for desk in desks for slot in slots[desk.pk][today]]
        for desk, slot in diary.draw.sample(free, len(free)):
            if diary.add(desk, [slot], state=Booking.State.APPROVED, **_for(member)):
                break


def _ask(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    people: Sequence[Member],
    titles: Sequence[str],
    count: int,
    today: date,
) -> None:
    """Requests for the next open days, one a day."""
    asked = 0
    for day in _days_from(slots, spaces, today):
        if day == today or asked == count:
            continue
        space = diary.draw.choice(spaces)
        length = 4 if space.granularity == Space.Granularity.HALF_HOUR else 1
        title = diary.draw.choice(titles)
        member = diary.draw.choice(people)
        run = slots[space.pk][day][:length]
        asked += diary.add(space, run, state=Booking.State.PENDING, title=title, **_for(member))


def _welcome(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    caller: dict[str, str],
    today: date,
) -> None:
    """Someone who telephoned, for the first half-day that is left."""
    desks = [space for space in spaces if space.kind == Space.Kind.DESK]
    free = (
        (desk, [slot])
        for day in _days_from(slots, desks, today)
        for desk in desks
        for slot in reversed(slots[desk.pk][day])
        if slot.ends_at > diary.now
    )
    for desk, run in free:
        if diary.add(
            desk,
            run,
            state=Booking.State.APPROVED,
            kind=Booking.Kind.FIRST_VISIT,
            guest_name=caller["name"],
            guest_phone=caller["phone"],
            booked_by=desk.telecentre.managers.order_by("pk").first().user,
        ):
            return


def _days_from(
    slots: dict[int, dict[date, list[Slot]]], spaces: Iterable[Space], today: date
) -> Any:
    return sorted({day for space in spaces for day in slots[space.pk] if day >= today})


def _for(member: Member) -> dict[str, Any]:
    return {"user": member.user, "booked_by": member.user}
