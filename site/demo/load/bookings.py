"""A year of bookings behind, four weeks ahead: drawn, always the same for the same day.

Members come one to three days a week, mostly to their own centre; rooms are met in; guests come
once; a family tries the bridging housing. Rows are made in bulk, as the services would have.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from club.bookings.models import Booking, BookingEvent, SlotClaim
from club.bookings.models.bookings import ALPHABET, REFERENCE_LENGTH
from club.bookings.planning import Planning
from club.bookings.slots import Slot, follow_each_other
from club.members.models import Member
from club.telecentres.hours import local_day
from club.telecentres.models import Space
from club.users.models import User
from demo.load.files import read_toml
from demo.load.people import MEMBER
from demo.load.reception import fill_reception

DAYS_BACK, DAYS_AHEAD = 365, 28
TOKEN = "demo-booking-"  # noqa: S105
AWAY = 0.15  # how often a member works in another centre than their own
CANCELLED = 0.05
SPACES_OF_ROOMS = (Space.Kind.MEETING_ROOM, Space.Kind.VIDEO_ROOM)


@dataclass
class Diary:
    """The bookings being made, and what they hold."""

    draw: random.Random
    now: datetime
    taken: set[tuple[str, datetime]] = field(default_factory=set)
    bookings: list[Booking] = field(default_factory=list)
    claims: list[SlotClaim] = field(default_factory=list)

    def add(self, space: Space, slots: Sequence[Slot], **fields: Any) -> bool:
        """Hold these slots, unless one is held. Some bookings are cancelled afterwards."""
        user = fields.get("user")
        keys = {(f"space {space.pk}", slot.key) for slot in slots}
        if user:  # nobody is in two desks or two rooms at once
            keys |= {(f"{space.kind} {user.pk}", slot.key) for slot in slots}
        if not slots or not self.taken.isdisjoint(keys):
            return False
        state = fields.pop("state", "")
        if not state:
            is_cancelled = self.draw.random() < CANCELLED
            state = Booking.State.CANCELLED if is_cancelled else Booking.State.APPROVED
        start = slots[0].starts_at
        booking = Booking(
            reference=_reference(len(self.bookings)),
            space=space,
            starts_at=start,
            ends_at=slots[-1].ends_at,
            state=state,
            form_token=f"{TOKEN}{len(self.bookings)}",
            is_confidential=space.kind == Space.Kind.TELEMEDICINE,
            # Nobody is reminded of what was only drawn.
            reminded_at=min(start, self.now),
            **fields,
        )
        self.bookings.append(booking)
        if booking.is_standing:
            self.taken.update(keys)
            self.claims += [
                SlotClaim(space=space, starts_at=slot.key, booking=booking) for slot in slots
            ]
        return True

    def save(self) -> None:
        """Write all in a few statements, each made three days before, or yesterday."""
        Booking.objects.bulk_create(self.bookings, batch_size=2000)
        SlotClaim.objects.bulk_create(self.claims, batch_size=5000)
        BookingEvent.objects.bulk_create(
            [
                BookingEvent(booking=booking, kind=kind, actor=booking.booked_by)
                for booking in self.bookings
                for kind in self._facts(booking)
            ],
            batch_size=2000,
        )
        ours = Booking.objects.filter(form_token__startswith=TOKEN)
        ours.update(created_at=self.now - timedelta(days=1))
        ours.filter(starts_at__lt=self.now).update(created_at=F("starts_at") - timedelta(days=3))
        made = ours.filter(pk=OuterRef("booking")).values("created_at")
        BookingEvent.objects.filter(booking__in=ours).update(at=Subquery(made))

    @staticmethod
    def _facts(booking: Booking) -> list[str]:
        if booking.state == Booking.State.CANCELLED:
            return [BookingEvent.Kind.BOOKED, BookingEvent.Kind.CANCELLED]
        return [BookingEvent.Kind.BOOKED]


def load_bookings(today: date) -> None:
    """Load them once; what was loaded another day stays as it is."""
    if Booking.objects.filter(form_token__startswith=TOKEN).exists():
        return
    told = read_toml("bookings.toml")
    spaces = list(Space.objects.active().select_related("telecentre").order_by("pk"))
    plan = Planning.load(
        spaces,
        first=today - timedelta(days=DAYS_BACK),
        last=today + timedelta(days=DAYS_AHEAD),
        with_claims=False,
    )
    slots = {space.pk: by_day(plan.slots(space)) for space in spaces}
    diary = Diary(random.Random("les télécentres du Cantal"), timezone.now())  # noqa: S311
    members = list(
        Member.objects.filter(state=Member.State.ACTIVE)
        .select_related("user", "home_telecentre")
        .order_by("pk")
    )
    _load_desks(diary, spaces, slots, members, today)
    _load_rooms(diary, spaces, slots, members, told["titles"])
    _load_visits(diary, spaces, slots, told["visitors"])
    _load_lodging(diary, spaces, plan, told["families"], today)
    _load_requests(diary, spaces, slots, members, today)
    fill_reception(diary, spaces, slots, members, told, today)
    diary.save()


Days = dict[date, list[Slot]]


def by_day(slots: Sequence[Slot]) -> Days:
    found: Days = defaultdict(list)
    for slot in slots:
        found[local_day(slot.key)].append(slot)
    return found


def _load_desks(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    members: Sequence[Member],
    today: date,
) -> None:
    """Each member has days of their own in the week, and a desk they take while it is free."""
    positions = [space for space in spaces if space.kind in Space.POSITION_KINDS]
    by_centre: dict[int, list[Space]] = defaultdict(list)
    for space in positions:
        by_centre[space.telecentre_id].append(space)
    for member in members:
        habit = diary.draw.sample(range(5), diary.draw.choice((1, 2, 2, 3)))
        usual = by_centre[member.home_telecentre_id]
        favourite = diary.draw.choice(usual)
        first = member.starts_on or today
        for offset in range(max(-DAYS_BACK, (first - today).days), DAYS_AHEAD + 1):
            day = today + timedelta(days=offset)
            # Plans thin out: fewer bookings for the weeks ahead.
            comes = 0.8 if offset <= 0 else 0.7 - offset / 60
            if day.weekday() not in habit or diary.draw.random() > comes:
                continue
            is_away = diary.draw.random() < AWAY
            choice = by_centre[diary.draw.choice(list(by_centre))] if is_away else usual
            desks = [favourite, *diary.draw.sample(choice, len(choice))]
            halves = diary.draw.choice((slice(0, 2), slice(0, 2), slice(0, 1), slice(1, 2)))
            for desk in desks if not is_away else desks[1:]:
                if diary.add(desk, slots[desk.pk][day][halves], **_for(member.user)):
                    break


def _load_rooms(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    members: Sequence[Member],
    titles: Sequence[str],
) -> None:
    """Two or three meetings a week in each room; half of them say what they are about."""
    of_centre: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        of_centre[member.home_telecentre_id].append(member)
    for room in spaces:
        if room.kind not in SPACES_OF_ROOMS:
            continue
        for slots_of_day in slots[room.pk].values():
            if diary.draw.random() > 0.45:
                continue
            start = diary.draw.randrange(len(slots_of_day))
            length = diary.draw.choice((2, 2, 3, 4, 6))
            run = slots_of_day[start : start + length]
            if not follow_each_other(room.granularity, run):
                continue
            known = [one for one in of_centre[room.telecentre_id] if _had_joined(one, run[0])]
            if known:
                member = diary.draw.choice(known)
                is_shown = diary.draw.random() < 0.5
                title = diary.draw.choice(titles) if is_shown else ""
                diary.add(room, run, title=title, shows_title=is_shown, **_for(member.user))


def _load_visits(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    visitors: Sequence[dict[str, str]],
) -> None:
    """First visits: those of the last months bear a name, and a few are to come."""
    desks = [space for space in spaces if space.kind == Space.Kind.DESK]
    today = local_day(diary.now)
    for number, row in enumerate(visitors):
        for _try in range(40):
            desk = diary.draw.choice(desks)
            day = today + timedelta(days=diary.draw.randrange(1, 15) - 16 * min(number, 8))
            free = slots[desk.pk][day][:1]
            if diary.add(
                desk,
                free,
                state=Booking.State.APPROVED,
                kind=Booking.Kind.FIRST_VISIT,
                guest_name=row["name"],
                guest_email=f"{row['email']}@demo.example",
            ):
                break


def _load_lodging(
    diary: Diary,
    spaces: Sequence[Space],
    plan: Planning,
    families: Sequence[dict[str, Any]],
    today: date,
) -> None:
    """Families who try the life here, one after the other."""
    for house in (one for one in spaces if one.kind == Space.Kind.BRIDGING_HOUSING):
        nights = plan.slots(house)
        for row in families:
            begins = today + timedelta(days=row["in_days"])
            stay = [
                slot for slot in nights if 0 <= (local_day(slot.key) - begins).days < row["nights"]
            ]
            diary.add(
                house,
                stay,
                state=Booking.State.APPROVED,
                guest_name=row["name"] if row["in_days"] > -150 else "",
                guest_phone=row["phone"] if row["in_days"] > -150 else "",
                booked_by=User.objects.filter(
                    managed_telecentres__telecentre=house.telecentre
                ).first(),
            )


def _load_requests(
    diary: Diary,
    spaces: Sequence[Space],
    slots: dict[int, Days],
    members: Sequence[Member],
    today: date,
) -> None:
    """Telemedicine appointments, of which nothing is written; a request of the demo's member that
    waits for an answer; a desk kept for repair.
    """
    asker = next((one for one in members if one.user.email == MEMBER), members[0])
    for point in (one for one in spaces if one.kind == Space.Kind.TELEMEDICINE):
        for slots_of_day in slots[point.pk].values():
            if diary.draw.random() < 0.3:
                start = diary.draw.randrange(len(slots_of_day))
                member = diary.draw.choice(members)
                if _had_joined(member, slots_of_day[start]):
                    diary.add(point, slots_of_day[start : start + 1], **_for(member.user))
    for house in (one for one in spaces if one.kind == Space.Kind.BRIDGING_HOUSING):
        ahead = [slot for day, found in slots[house.pk].items() if day > today for slot in found]
        free = [slot for slot in ahead if (f"space {house.pk}", slot.key) not in diary.taken][-5:]
        diary.add(house, free, state=Booking.State.PENDING, **_for(asker.user))
    desk = next(one for one in spaces if one.kind == Space.Kind.DESK)
    for day, found in slots[desk.pk].items():
        if day > today and diary.add(
            desk,
            found,
            state=Booking.State.APPROVED,
            kind=Booking.Kind.MAINTENANCE,
            title="Changement d’écran",
            shows_title=True,
        ):
            break


def _reference(number: int) -> str:
    """Ten characters of those that references are made of, always the same for one number."""
    text = ""
    for _ in range(REFERENCE_LENGTH - 1):
        number, rest = divmod(number, len(ALPHABET))
        text = ALPHABET[rest] + text
    return f"D{text}"


def _had_joined(member: Member, slot: Slot) -> bool:
    return member.starts_on is not None and local_day(slot.key) >= member.starts_on


def _for(user: User) -> dict[str, User]:
    return {"user": user, "booked_by": user}
