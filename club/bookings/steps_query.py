"""What the address of the steps says: space, day, beginning, end, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from club.bookings.models import Booking
from club.telecentres.hours import PARIS
from club.telecentres.models import Space

NUMBER = re.compile(r"[0-9]{1,18}")
# A « + » that was not escaped in an address arrives as a space.
LOST_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")
YEARS = range(2000, 9999)  # room for time zones at both ends
LONGEST_TITLE = 500  # of what is carried on: more than is accepted, so that it can be corrected
CHECK = "verifier"

UNREADABLE = "Ces heures ne se lisent pas\u202f: choisissez-les ci-dessous."
NO_SUCH_HOUR = (
    "Cette heure n’existe pas\u202f: cette nuit-là, on passe à l’heure d’été. Choisissez-en une "
    "autre."
)
TWICE = (
    "Cette heure vient deux fois\u202f: cette nuit-là, on revient à l’heure d’hiver. "
    "Choisissez-en une autre."
)
NO_SUCH_SPACE = "Cet espace n’existe pas\u202f: choisissez-en un dans la liste."


@dataclass(frozen=True)
class Wanted:
    """What was chosen so far; `problem` says in French what could not be read of it."""

    space: Space | None = None
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title: str = ""
    shows_title: bool = False
    is_checked: bool = False  # the third step is asked for
    problem: str = ""

    @property
    def is_confidential(self) -> bool:
        """Whether nothing may be written of what the space is used for."""
        return self.space is not None and self.space.kind == Space.Kind.TELEMEDICINE

    def typed(self) -> dict[str, str]:
        """What was written in the second step, as the address carries it."""
        if self.is_confidential:
            return {}
        told = {"titre": self.title, "montre": "on" if self.shows_title else ""}
        return {name: value for name, value in told.items() if value}


def read_wanted(query: Mapping[str, str], *, booking: Booking | None = None) -> Wanted:
    """Read an address; what is missing of a booking to move is its own space. One query."""
    problems = []
    space = booking.space if booking else None
    if query.get("espace", "") not in ("", str(space.pk) if space else ""):
        space = _space(query["espace"])
        if space is None:
            problems.append(NO_SUCH_SPACE)
    times: dict[str, datetime | None] = {"debut": None, "fin": None}
    for name in times:
        if query.get(name):
            try:
                times[name] = read_instant(query[name])
            except ValueError as error:
                problems.append(str(error))
    return Wanted(
        space=space,
        day=_day(query.get("jour", "")),
        starts_at=times["debut"],
        ends_at=times["fin"],
        title=query.get("titre", "")[:LONGEST_TITLE],
        shows_title=bool(query.get("montre")),
        is_checked=query.get("etape") == CHECK,
        problem=problems[0] if problems else "",
    )


def read_instant(text: str) -> datetime:
    """An instant from « 2026-12-08T09:00+01:00 », or from a local time without its offset.

    Raises ValueError, in French, when it cannot be read, or is not one instant of Europe/Paris.
    """
    try:
        moment = datetime.fromisoformat(LOST_PLUS.sub("+", text.strip()))
    except ValueError as error:
        raise ValueError(UNREADABLE) from error
    if moment.year not in YEARS:
        raise ValueError(UNREADABLE)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    early, late = (moment.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early < late:
        raise ValueError(TWICE)
    if early > late:
        raise ValueError(NO_SUCH_HOUR)
    return early


def stamp(moment: datetime) -> str:
    """An instant for an address, nothing of which needs to be escaped: « 2026-12-08T08:00Z »."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def address(
    base: str,
    *,
    space: Space | None = None,
    day: date | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    **others: str,
) -> str:
    """The address of a step: these choices, then the other values as they are."""
    told = {
        "espace": str(space.pk) if space else "",
        "jour": day.isoformat() if day else "",
        "debut": stamp(starts_at) if starts_at else "",
        "fin": stamp(ends_at) if ends_at else "",
        **others,
    }
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{base}?{query}" if query else base


def _space(text: str) -> Space | None:
    if not NUMBER.fullmatch(text):
        return None
    return Space.objects.filter(pk=int(text)).select_related("telecentre__commune").first()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
