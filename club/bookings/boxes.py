"""One slot as a page shows it: a link where one may book, and words: never a colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from club.bookings.addresses import booking_url, steps_url
from club.bookings.availability import Cell, Row, Status
from club.bookings.models import BookingRules
from club.bookings.slot_wording import day_name, told_alone
from club.bookings.slots import Slot, follow_each_other
from club.telecentres.models import Space

WORDS = {
    Status.FREE: "libre",
    Status.MINE: "à moi",
    Status.PAST: "passé",
    Status.TOO_LATE: "trop tard",
    Status.TOO_EARLY: "pas encore",
}


@dataclass(frozen=True)
class Box:
    """`lead` and `when` make, with `state`, the whole name: « Poste 2, mardi 3 mars matin, libre ».

    `span`: how many slots it stands for.
    """

    css: str
    state: str
    when: str = ""
    lead: str = ""
    url: str = ""
    span: int = 1


CLOSED = Box("closed", "fermé")


def boxes_of(row: Row, *, may_always: bool = False) -> dict[Slot, Box]:
    """Each slot of a row. `may_always`: the reader runs the centre, and is bound by no rule."""
    return {
        cell.slot: _box(row, place, cell, may_always=may_always)
        for place, cell in enumerate(row.cells)
    }


def _box(row: Row, place: int, cell: Cell, *, may_always: bool) -> Box:
    granularity = row.space.granularity
    box = Box(
        cell.status.replace("_", "-"),
        WORDS.get(cell.status) or cell.label,
        told_alone(granularity, [cell.slot]),
        lead_of(row.space, cell.day),
    )
    if cell.status == Status.MINE:
        return replace(box, url=booking_url(cell.reference))
    if cell.status == Status.TAKEN:
        return replace(box, url=booking_url(cell.reference) if cell.reference else "")
    if may_always and cell.status in (Status.TOO_LATE, Status.TOO_EARLY):
        box = replace(box, css="free", state=WORDS[Status.FREE])
    elif not cell.is_free:
        return box
    if row.rules.who == BookingRules.Who.STAFF and not may_always:
        return replace(box, css="ask", state="sur demande")
    run = [cell.slot] if may_always else shortest_run(row, place)
    if not run:
        return replace(box, css="ask", state="trop court")
    return replace(box, url=steps_url(row.space, run[0].starts_at, run[-1].ends_at))


def lead_of(space: Space, day: date) -> str:
    """« Poste 2, mardi 3 mars », to which « matin » or « , de 9 h à 9 h 30 » is added."""
    comma = "" if space.granularity == Space.Granularity.HALF_DAY else ","
    return f"{space.name}, {day_name(day)}{comma}"


def shortest_run(row: Row, place: int) -> list[Slot]:
    """The shortest free stretch that the rules allow with this slot in it, at best from it."""
    length = row.rules.min_slots
    for first in range(place, max(place - length, -1), -1):
        cells = row.cells[first : first + length]
        slots = [cell.slot for cell in cells]
        if (
            len(cells) == length
            and all(cell.is_free for cell in cells)
            and follow_each_other(row.space.granularity, slots)
        ):
            return slots
    return []


def first_free(row: Row) -> str:
    """Where one books the next free time of a space; empty when there is none."""
    for place, cell in enumerate(row.cells):
        run = shortest_run(row, place) if cell.is_free else []
        if run:
            return steps_url(row.space, run[0].starts_at, run[-1].ends_at)
    return ""


def joined(boxes: Sequence[tuple[Slot | None, Box]], granularity: str) -> list[Box]:
    """Neighbours that say the same become one, but for the free ones, each of which is booked."""
    found: list[Box] = []
    for _same, group in groupby(enumerate(boxes), key=_alike):
        pieces = [piece for _place, piece in group]
        slots = [slot for slot, _box in pieces if slot]
        first = pieces[0][1]
        when = told_alone(granularity, slots) if slots else ""
        found.append(replace(first, span=len(pieces), when=when))
    return found


def _alike(placed: tuple[int, tuple[Slot | None, Box]]) -> tuple[object, ...]:
    place, (_slot, box) = placed
    return (box.css, box.state, box.url, place if box.css in ("free", "ask") else -1)
