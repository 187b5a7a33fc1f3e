"""Bookings at 1 000, 100 000 and 1 000 000 rows, on the database of DATABASE_URL.

    python -m tests.tools.postgres -- python -m bench.bookings

Ten centres with the desks and rooms of the network. The bookings go back in time from two weeks
ahead, half of the desks held each half-day: what is asked of the coming days is the same at every
size. Prints the median and the 95th percentile of each operation, and how much the median grew.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import partial
from typing import Any

DEFAULT_SIZES = "1000,100000,1000000"
SIZES = tuple(int(size) for size in os.environ.get("BENCH_BOOKINGS", DEFAULT_SIZES).split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
WARM_UP = 3
BATCH = 5000
DESKS_OF_A_CENTRE = (5, 5, 5, 5, 5, 5, 5, 4, 4, 4)  # 47
AHEAD = timedelta(days=14)
BOOKINGS_OF_A_PERSON = 200
Operation = Callable[[], Callable[[], Any]]  # gets ready, and gives what is timed


def set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    sys.path.insert(0, "site")
    django.setup()
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0)


def load_network() -> list[Any]:
    """The desks of ten centres, open on weekdays; each has a room and a videoconference point."""
    from club.telecentres.models import Space
    from tests.club.bookings.factories import make_centre, make_space

    desks: list[Any] = []
    for count in DESKS_OF_A_CENTRE:
        centre = make_centre(closed_on_public_holidays=False)
        desks += [make_space(centre) for _ in range(count)]
        make_space(centre, Space.Kind.MEETING_ROOM)
        make_space(centre, Space.Kind.VIDEO_ROOM)
    return desks


def add_people(count: int) -> list[Any]:
    """So many accounts in all; the first is an active member."""
    from club.users.models import User
    from tests.club.bookings.factories import make_booker

    if not User.objects.exists():
        make_booker("Léa", ends_on=date(2099, 12, 31))
    known = User.objects.count()
    User.objects.bulk_create(
        (
            User(email=f"p{number}@bench.example", public_name=f"P {number}", password="!")  # noqa: S106
            for number in range(known, count)
        ),
        BATCH,
    )
    return list(User.objects.order_by("pk").only("pk"))


def half_days(desks: list[Any], first: int, last: int) -> Iterator[tuple[Any, datetime, datetime]]:
    """(desk, start, end) of the bookings numbered so: the later the number, the longer ago."""
    from club.telecentres.hours import instant

    held = len(desks) // 2
    newest = datetime.now(tz=UTC).date() + AHEAD
    for number in range(first, last):
        turn, rank = divmod(number, held)
        days, afternoon = divmod(turn, 2)
        day = newest - timedelta(days=days)
        opens, closes = (13, 18) if afternoon else (8, 12)
        # Desks of even number in the morning, of odd number after it.
        yield desks[2 * rank + afternoon], instant(day, clock(opens)), instant(day, clock(closes))


def add_bookings(desks: list[Any], first: int, last: int) -> None:
    """Each with the slot it holds."""
    from club.bookings.models import Booking, SlotClaim

    lea, *others = add_people(max(10, last // BOOKINGS_OF_A_PERSON))
    now = datetime.now(tz=UTC)
    rows = list(half_days(desks, first, last))
    for start in range(0, len(rows), BATCH):
        made = Booking.objects.bulk_create(
            Booking(
                space=desk,
                starts_at=starts_at,
                ends_at=ends_at,
                # Léa came often, and is free in the coming days.
                user=lea if index % 500 == 0 and ends_at < now else others[index % len(others)],
                form_token=f"bench-{first + start + index}",
            )
            for index, (desk, starts_at, ends_at) in enumerate(rows[start : start + BATCH])
        )
        # A half-day is keyed by 8 h or 13 h: just when these begin.
        SlotClaim.objects.bulk_create(
            SlotClaim(space_id=one.space_id, starts_at=one.starts_at, booking=one) for one in made
        )


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def operations(desks: list[Any]) -> dict[str, Operation]:
    """What is asked of the bookings by the pages, each on the coming working days."""
    from club.bookings.alternatives import find_alternatives
    from club.bookings.availability import availability, free_places_now
    from club.bookings.changes import cancel
    from club.bookings.models import Booking
    from club.bookings.refusals import SpaceTaken
    from club.bookings.services import book
    from club.telecentres.models import Space, Telecentre
    from club.users.models import User
    from tests.club.bookings.factories import afternoon, morning

    lea = User.objects.get(public_name="Léa")
    centres = list(Telecentre.objects.order_by("pk").exclude(spaces=None))
    today = datetime.now(tz=UTC).date()
    monday = today + timedelta(days=7 - today.weekday())
    week: dict[str, Any] = {"first": monday, "last": monday + timedelta(days=6)}
    desks_only = {**week, "kinds": [Space.Kind.DESK]}
    free_desk = next(desk for desk in desks[1::2])  # free in the morning, by construction
    held_desk = desks[0]

    def read(action: Callable[[], Any]) -> Operation:
        return lambda: action

    def asking_for(desk: Any) -> Operation:
        """What Léa booked before is given back first."""

        def ask(form_token: str) -> Any:
            try:
                return book(desk, **morning(monday), user=lea, form_token=form_token)
            except SpaceTaken as taken:
                return taken.alternatives

        def ready() -> Callable[[], Any]:
            for booking in Booking.objects.of(lea).upcoming():
                cancel(booking, by=lea)
            return partial(ask, secrets.token_hex(8))

        return ready

    return {
        "the ten centres, a week": read(lambda: availability(**week, reader=lea)),
        "their desks, a week": read(lambda: availability(**desks_only, reader=lea)),
        "one centre, a week": read(lambda: availability(centres[:1], **week, reader=lea)),
        "free places now": read(lambda: free_places_now(centres)),
        "book a desk": asking_for(free_desk),
        "refused, and where else": asking_for(held_desk),
        "where else, afternoon": read(
            lambda: find_alternatives(free_desk, *afternoon(monday).values())
        ),
        "my bookings": read(
            lambda: [
                *Booking.objects.for_cards().of(lea).upcoming(),
                *Booking.objects.for_cards().of(lea).past()[:20],
            ]
        ),
        "a day of one centre": read(
            lambda: list(
                Booking.objects.for_cards()
                .standing()
                .at(centres[0])
                .between(*morning(monday).values())
            )
        ),
    }


def times_of(operation: Operation) -> tuple[float, float]:
    """(median, 95th percentile) of ROUNDS turns, in milliseconds."""
    times = []
    for _turn in range(ROUNDS + WARM_UP):
        timed = operation()
        before = time.perf_counter()
        timed()
        times.append(1000 * (time.perf_counter() - before))
    ordered = sorted(times[WARM_UP:])
    return ordered[ROUNDS // 2], ordered[int(ROUNDS * 0.95) - 1]


def main() -> None:
    set_up()
    from django.db import connection

    desks = load_network()
    found: dict[str, list[tuple[float, float]]] = {}
    total = 0
    for size in SIZES:
        before = time.monotonic()
        add_bookings(desks, total, size)
        total = size
        analyse()
        print(f"  {size:,} bookings written in {time.monotonic() - before:.0f} s", flush=True)
        for name, operation in operations(desks).items():
            found.setdefault(name, []).append(times_of(operation))
    title = f"{connection.vendor}, median (p95)"
    print(f"  {title:<28}" + "".join(f"{size:>20,}" for size in SIZES) + "   growth of the median")
    for name, times in found.items():
        figures = "".join(f"{median:>9.1f} ({high:>5.1f}) ms" for median, high in times)
        print(f"  {name:<28}{figures}   × {times[-1][0] / times[0][0]:.2f}", flush=True)


if __name__ == "__main__":
    main()
