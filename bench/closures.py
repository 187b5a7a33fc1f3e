"""Closing a centre for a week that holds 200 bookings, on the database of DATABASE_URL.

    python -m tests.tools.postgres -- python -m bench.closures

Prints the seconds that the closing takes (its transaction: places given back, alternatives found),
then those that telling each person takes the job of the minute, and how many mails went. The goal
is two seconds for both.
"""

from __future__ import annotations

import os
import sys
import time as clock
from datetime import date, time, timedelta
from typing import Any

BOOKINGS = int(os.environ.get("BENCH_BOOKINGS", "200"))
HALVES = 10  # of a week
GOAL_SECONDS = 2.0


def set_up() -> None:
    """The site as it is served, in this process, on an empty database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    sys.path.insert(0, "site")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def load(monday: date) -> Any:
    """A centre of as many desks as it takes, and a person for each booking; another one beside."""
    from club.bookings.services import book
    from tests.club.bookings.factories import (
        afternoon,
        make_booker,
        make_centre,
        make_space,
        morning,
    )

    centre = make_centre(closed_on_public_holidays=False)
    elsewhere = make_centre(closed_on_public_holidays=False)
    for number in range(BOOKINGS // HALVES):
        desk = make_space(centre)
        make_space(elsewhere)
        for offset in range(HALVES):
            half = morning if offset % 2 else afternoon
            told = half(monday + timedelta(days=offset // 2))
            book(desk, **told, user=make_booker(), form_token=f"{number}-{offset}")
    return centre


def main() -> None:
    set_up()
    from club.bookings.closures import repair_and_tell
    from club.bookings.models import Booking
    from club.telecentres.hours import instant
    from club.telecentres.services import close

    today = date.today()  # noqa: DTZ011
    monday = today + timedelta(days=14 - today.weekday())
    centre = load(monday)
    working, before = clock.process_time(), clock.perf_counter()
    close(
        centre,
        starts_at=instant(monday, time()),
        ends_at=instant(monday + timedelta(days=7), time()),
        reason="Dégât des eaux",
    )
    closed = clock.perf_counter()
    mails = repair_and_tell()
    told = clock.perf_counter()
    cancelled = Booking.objects.filter(state="cancelled").count()
    print(f"closing: {closed - before:.2f} s for {cancelled} bookings")
    print(f"telling: {told - closed:.2f} s for {mails} people")
    busy = clock.process_time() - working
    print(
        f"both: {told - before:.2f} s (goal: {GOAL_SECONDS} s), of which {busy:.2f} s of processor"
    )


if __name__ == "__main__":
    main()
