"""Our calendars as three programs read them: icalendar, vobject and ical.js. Part of `make
check-deep`.

    python -m tests.tools.calendars

Two years of bookings, week after week and hour after hour around the changes of time, with titles
that calendars get wrong. The control names a time zone that it does not describe, as a calendar
written carelessly would: the three must then disagree, or nothing was proven.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import vobject
from icalendar import Calendar

from tests.tools.env import ROOT

BEGINS = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAYS = 730
TITLES = (
    "Réunion d’équipe",
    "Devis ; l’été, « n° 2 » \\ fin",
    "x" * 120,
    "é" * 74 + "🏔" * 20,
    "BEGIN:VEVENT",
    "=1+1",
    "שלום, عالم",
    "",
)
# Of 2026 and 2027, at 1 h UTC: the clocks of Paris change.
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
)
Event = tuple[str, int, int, str, str, str, int]


def set_up() -> None:
    """Django without a database: the bookings are never saved."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT / "site"))
    import django

    django.setup()


def instants() -> list[datetime]:
    weekly = [BEGINS + timedelta(days=day) for day in range(0, DAYS, 7)]
    around = [change + timedelta(hours=hour) for change in CHANGES for hour in range(-4, 5)]
    return sorted({*weekly, *around})


def write() -> tuple[bytes, list[Event]]:
    """The calendar, and what whoever reads it must find."""
    set_up()
    from club.bookings.calendars import calendar_of, own_label
    from club.bookings.models import Booking
    from club.telecentres.models import Commune, Space, Telecentre

    centre = Telecentre(
        name="Télécentre de Saint-Flour",
        short_name="Saint-Flour",
        address="1, place d’Armes ; rez-de-chaussée",
        postcode="15100",
        commune=Commune(name="Saint-Flour"),
        latitude=45.033,
        longitude=3.093,
    )
    space = Space(name="Salle « Plomb »", telecentre=centre)
    bookings = [
        Booking(
            reference=f"B{number:09d}",
            space=space,
            starts_at=start,
            ends_at=start + timedelta(minutes=30 * (1 + number % 9)),
            title=TITLES[number % len(TITLES)],
            state=(Booking.State.APPROVED, Booking.State.PENDING, Booking.State.CANCELLED)[
                number % 3
            ],
            sequence=number % 4,
            changed_at=BEGINS,
        )
        for number, start in enumerate(instants())
    ]
    states = ("CONFIRMED", "TENTATIVE", "CANCELLED")
    place = f"{centre.name}, {centre.address}, {centre.postcode} {centre.commune.name}"
    expected = [
        (
            one.reference,
            int(one.starts_at.timestamp()),
            int(one.ends_at.timestamp()),
            own_label(one),
            place,
            states[number % 3],
            one.sequence,
        )
        for number, one in enumerate(bookings)
    ]
    return calendar_of(bookings, name="Essai"), expected


def by_icalendar(content: bytes) -> list[Event]:
    return [
        _event(
            one["uid"],
            one.decoded("dtstart"),
            one.decoded("dtend"),
            one["summary"],
            one["location"],
            one["status"],
            one["sequence"],
        )
        for one in Calendar.from_ical(content).walk("VEVENT")
    ]


def by_vobject(content: bytes) -> list[Event]:
    return [
        _event(
            one.uid.value,
            one.dtstart.value,
            one.dtend.value,
            one.summary.value,
            one.location.value,
            one.status.value,
            one.sequence.value,
        )
        for one in vobject.readOne(content.decode()).vevent_list
    ]


def by_ical_js(content: bytes) -> list[Event]:
    script = ROOT / "tests" / "tools" / "calendars.mjs"
    done = subprocess.run(
        ["node", str(script)], input=content, capture_output=True, cwd=ROOT, check=True
    )
    return [(_number(one[0]), *one[1:]) for one in json.loads(done.stdout)]


def _event(uid: Any, start: datetime, end: datetime, *rest: Any) -> Event:
    summary, place, status, sequence = rest
    return (
        _number(str(uid)),
        int(start.timestamp()),
        int(end.timestamp()),
        str(summary),
        str(place),
        str(status),
        int(sequence),
    )


def _number(uid: str) -> str:
    return uid.partition("@")[0]


READERS = {"icalendar": by_icalendar, "vobject": by_vobject, "ical.js": by_ical_js}


def calendar_problems() -> list[tuple[str, str]]:
    """Each event that a program reads otherwise than it was written; (where, what)."""
    content, expected = write()
    problems = []
    for name, read in READERS.items():
        found = read(content)
        wrong = [
            (name, f"{one!r} read as {other!r}")
            for one, other in zip(expected, found, strict=False)
            if one != other
        ]
        if len(found) != len(expected):
            wrong.append((name, f"{len(found)} events read of {len(expected)}"))
        print(f"  {name:<10} {len(found)} events, {len(wrong)} read otherwise", flush=True)
        problems += wrong
    return problems + control()


def control() -> list[tuple[str, str]]:
    """The same instants told in an hour of New York that no VTIMEZONE describes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", "BEGIN:VEVENT", "UID:1"]
    lines += ["DTSTAMP:20260101T000000Z", "SUMMARY:Essai", "LOCATION:Ici", "STATUS:CONFIRMED"]
    lines += [
        f"{name};TZID=America/New_York:20260701T{hour}0000"
        for name, hour in (("DTSTART", "09"), ("DTEND", "10"))
    ]
    content = "\r\n".join([*lines, "SEQUENCE:0", "END:VEVENT", "END:VCALENDAR", ""]).encode()
    starts = {read(content)[0][1] for read in READERS.values()}
    print(f"  control, a zone without its description: {len(starts)} readings", flush=True)
    return (
        [] if len(starts) > 1 else [("control", "three programs agree on a zone unknown to them")]
    )


if __name__ == "__main__":
    print(calendar_problems())
