"""What the links of the mails of a day do: accept an offer, leave a list, move out of a closed
centre, take one's place back, say that one comes or gives one's place back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from club.bookings.models import Attendance, Booking, ClosureRepair, WaitingEntry
from club.bookings.refusals import BookingRefused
from club.bookings.wording import french_span, french_when
from club.notifications.links import (
    ActionRefused,
    Description,
    UnknownLink,
    make_link,
    register_action,
)

ACCEPT, LEAVE = "waiting-accept", "waiting-leave"
MOVE, TAKE_BACK = "closure-move", "closure-take-back"
COMING, RELEASE = "presence-coming", "presence-release"
OFFER_MAX_AGE = timedelta(days=14)
LONG_MAX_AGE = timedelta(days=800)  # as far as one may book
DAY_MAX_AGE = timedelta(days=2)


def accept_link(entry: WaitingEntry) -> str:
    """Takes the place that this entry is offered: this one, not a later one."""
    return make_link(ACCEPT, [entry.pk, entry.booking_id])


def leave_link(entry: WaitingEntry) -> str:
    return make_link(LEAVE, entry.pk)


def move_link(repair: ClosureRepair) -> str:
    return make_link(MOVE, repair.pk)


def take_back_link(repair: ClosureRepair) -> str:
    return make_link(TAKE_BACK, repair.pk)


def coming_link(line: Attendance) -> str:
    return make_link(COMING, line.pk)


def release_link(line: Attendance) -> str:
    return make_link(RELEASE, line.pk)


def register_links() -> None:
    """Declare the six."""
    for name, describe, act, max_age in (
        (ACCEPT, _describe_accept, _accept, OFFER_MAX_AGE),
        (LEAVE, _describe_leave, _leave, LONG_MAX_AGE),
        (MOVE, _describe_move, _move, LONG_MAX_AGE),
        (TAKE_BACK, _describe_take_back, _take_back, LONG_MAX_AGE),
        (COMING, _describe_coming, _coming, DAY_MAX_AGE),
        (RELEASE, _describe_release, _release, DAY_MAX_AGE),
    ):
        register_action(name, describe=describe, act=act, max_age=max_age)


def _entry(pk: Any) -> WaitingEntry:
    rows = WaitingEntry.objects.select_related("telecentre", "booking__space__telecentre", "user")
    entry = rows.filter(pk=pk).first()
    if entry is None:
        raise UnknownLink
    return entry


def _offered(payload: Any) -> WaitingEntry:
    entry_pk, booking_pk = payload
    entry = _entry(entry_pk)
    if entry.booking_id != booking_pk:
        raise UnknownLink
    return entry


def _repair(pk: Any) -> ClosureRepair:
    rows = ClosureRepair.objects.select_related(
        "booking__space__telecentre", "was_space__telecentre", "other_space__telecentre"
    )
    repair = rows.filter(pk=pk).first()
    if repair is None:
        raise UnknownLink
    return repair


def _attendance(pk: Any) -> Attendance:
    line = Attendance.objects.select_related("booking__space__telecentre").filter(pk=pk).first()
    if line is None:
        raise UnknownLink
    return line


def _place(booking: Booking) -> str:
    return f"{booking.space.name}, {booking.space.telecentre.name}, {french_when(booking)}."


def _done(act: Callable[[], object], told: str) -> str:
    try:
        act()
    except BookingRefused as refusal:
        raise ActionRefused(refusal.message) from refusal
    return told


def _describe_accept(payload: Any) -> Description:
    booking = _offered(payload).booking
    if booking is None:
        raise UnknownLink
    return Description("Accepter cette place", _place(booking), "Accepter la place")


def _accept(payload: Any) -> str:
    from club.bookings.waiting_list import accept_offer

    entry = _offered(payload)
    return _done(
        lambda: accept_offer(entry),
        "C’est noté\u202f: la place est à vous. Un courriel vous le confirme.",
    )


def _describe_leave(pk: Any) -> Description:
    entry = _entry(pk)
    when = french_span(entry.starts_at, entry.ends_at)
    return Description(
        "Sortir de la liste d’attente", f"{entry.telecentre.name}, {when}.", "Ne plus attendre"
    )


def _leave(pk: Any) -> str:
    from club.bookings.waiting_list import leave_waiting_list

    entry = _entry(pk)
    return _done(
        lambda: leave_waiting_list(entry),
        "C’est fait\u202f: vous n’attendez plus cette place. À bientôt\u202f!",
    )


def _describe_move(pk: Any) -> Description:
    repair = _repair(pk)
    if not (repair.other_space and repair.other_starts_at and repair.other_ends_at):
        raise UnknownLink
    when = french_span(repair.other_starts_at, repair.other_ends_at)
    where = f"{repair.other_space.name}, {repair.other_space.telecentre.name}, {when}."
    return Description("Déplacer votre réservation", where, "Prendre cette place")


def _move(pk: Any) -> str:
    from club.bookings.closures import move_to_alternative

    repair = _repair(pk)
    return _done(
        lambda: move_to_alternative(repair),
        "Votre réservation est déplacée. Un courriel vous dit comment venir.",
    )


def _describe_take_back(pk: Any) -> Description:
    repair = _repair(pk)
    when = french_span(repair.was_starts_at, repair.was_ends_at)
    where = f"{repair.was_space.name}, {repair.was_space.telecentre.name}, {when}."
    return Description("Reprendre votre place", where, "Reprendre ma place")


def _take_back(pk: Any) -> str:
    from club.bookings.closures import take_back

    repair = _repair(pk)
    return _done(
        lambda: take_back(repair),
        "Votre place est de nouveau à vous. Un courriel vous le confirme.",
    )


def _describe_coming(pk: Any) -> Description:
    return Description("Vous arrivez\u202f?", _place(_attendance(pk).booking), "J’arrive")


def _coming(pk: Any) -> str:
    from club.bookings.no_shows import say_coming

    line = _attendance(pk)
    return _done(
        lambda: say_coming(line), "Merci\u202f: votre place vous attend. Bonne route\u202f!"
    )


def _describe_release(pk: Any) -> Description:
    return Description("Rendre cette place", _place(_attendance(pk).booking), "Je libère ma place")


def _release(pk: Any) -> str:
    from club.bookings.no_shows import release_place

    line = _attendance(pk)
    return _done(
        lambda: release_place(line),
        "Merci\u202f: votre place est libre pour quelqu’un d’autre. À une autre fois\u202f!",
    )
