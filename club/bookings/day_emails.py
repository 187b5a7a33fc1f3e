"""What people are told of series, waiting lists, closures and of the day itself: accounts by
`notify`, guests by mail; texts in `templates/bookings/email/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from club.bookings import day_links
from club.bookings.calendars import calendar_of
from club.bookings.emails import facts
from club.bookings.models import (
    AssignedDesk,
    Attendance,
    Booking,
    ClosureRepair,
    Series,
    SeriesDate,
    WaitingEntry,
)
from club.bookings.series_dates import Proposed
from club.bookings.wording import french_span, french_when
from club.notifications.services import notify, send_to
from club.telecentres.french import french_date, french_time, french_weekday
from club.telecentres.hours import PARIS
from club.telecentres.models import Telecentre
from club.users.models import User

SERIES = "bookings.series"
WAITING = "bookings.waiting"
CLOSURE = "bookings.closure"
PRESENCE = "bookings.presence"
MY_BOOKINGS = "/club/reservations/"


def series_booked(series: Series, dates: Sequence[SeriesDate]) -> None:
    """The dates booked, in one mail with one file, and those passed over with the reason."""
    bookings = [one.booking for one in dates if one.booking]
    skipped = [f"{french_on(one.day)}\u202f: {one.why_skipped}" for one in dates if not one.booking]
    _tell_series(series, "series_booked", "Série réservée", bookings, skipped=skipped)


def series_changed(
    series: Series, bookings: Sequence[Booking], kept: Sequence[Proposed] = ()
) -> None:
    """What moved, and what could not."""
    lines = [f"{french_on(one.day)}\u202f: {one.why_skipped}" for one in kept]
    if bookings:
        _tell_series(series, "series_changed", "Série modifiée", bookings, skipped=lines)


def series_cancelled(series: Series, bookings: Sequence[Booking]) -> None:
    if bookings:
        _tell_series(series, "series_cancelled", "Dates annulées", bookings)


def series_missed(series: Series, dates: Sequence[SeriesDate]) -> None:
    """Dates that were to come, and cannot be booked after all."""
    lines = [f"{french_on(one.day)}\u202f: {one.why_skipped}" for one in dates]
    if lines:
        _tell_series(
            series, "series_missed", "Des dates de votre série manquent", [], skipped=lines
        )


def waiting_joined(entry: WaitingEntry, *, rank: int) -> None:
    """Where they stand, and how to leave."""
    tell(
        entry.user,
        entry.guest_email,
        "waiting_joined",
        kind=WAITING,
        title=f"En liste d’attente\u202f: {_place_of(entry)}",
        about=(f"waiting-{entry.pk}", entry.telecentre.short_name),
        once_key=f"waiting-{entry.pk}-joined",
        context={**_waiting_facts(entry), "rank": rank},
    )


def place_offered(entry: WaitingEntry, booking: Booking) -> None:
    """The place is held for them until an hour: accept it, or let it pass on."""
    until = (booking.held_until or booking.starts_at).astimezone(PARIS)
    tell(
        entry.user,
        entry.guest_email,
        "place_offered",
        kind=WAITING,
        title=f"Une place se libère\u202f: {_what(booking)}",
        about=(f"waiting-{entry.pk}", booking.space.telecentre.short_name),
        once_key=f"waiting-{entry.pk}-offered-{booking.pk}",
        context={
            **facts(booking),
            "name": entry.person,
            "until": f"{french_weekday(until)} {french_date(until)} à {french_time(until.time())}",
            "accept_url": day_links.accept_link(entry),
            "leave_url": day_links.leave_link(entry),
        },
    )


def closed(repairs: Sequence[ClosureRepair]) -> None:
    """All that a closure does to the bookings of one person, in one mail."""
    _tell_repairs(repairs, "closed", "Télécentre fermé")


def reopened(repairs: Sequence[ClosureRepair]) -> None:
    """The closure was lifted: they may take their place back, if they wish and it is free."""
    _tell_repairs(repairs, "reopened", "Le télécentre rouvre")


def are_you_coming(line: Attendance) -> None:
    """Half an hour after the beginning, to whom nobody has seen."""
    booking = line.booking
    tell(
        booking.user,
        booking.guest_email,
        "are_you_coming",
        kind=PRESENCE,
        title=f"Vous venez\u202f? {_what(booking)}",
        about=(f"booking-{booking.pk}", booking.space.telecentre.short_name),
        once_key=f"attendance-{line.pk}",
        context={
            **facts(booking),
            "coming_url": day_links.coming_link(line),
            "release_url": day_links.release_link(line),
        },
    )


def desk_assigned(assignment: AssignedDesk) -> None:
    """To the holder: the desk, from when, and that days may be given back."""
    space = assignment.space
    tell(
        assignment.user,
        "",
        "desk_assigned",
        kind=SERIES,
        title=f"Un poste vous est attribué\u202f: {space.name}, {space.telecentre.short_name}",
        about=(f"desk-{assignment.pk}", space.telecentre.short_name),
        once_key=f"desk-{assignment.pk}",
        context={
            "name": str(assignment.user),
            "space": space.name,
            "centre": space.telecentre.name,
            "first_on": french_on(assignment.first_on),
            "last_on": french_on(assignment.last_on) if assignment.last_on else "",
            "bookings_url": f"{settings.BASE_URL}{MY_BOOKINGS}",
        },
    )


def tell(
    user: User | None,
    guest_email: str,
    what: str,
    *,
    kind: str,
    title: str,
    about: tuple[str, str],
    once_key: str,
    context: dict[str, Any],
    url: str = MY_BOOKINGS,
    bookings: Iterable[Booking] = (),
) -> None:
    """To an account, once under this key; else to a guest's address, if there is one.

    `bookings`: those of the calendar file joined.
    """
    told = {**context, "subject_line": title}
    listed = list(bookings)
    if listed:
        content = calendar_of(listed, links=user is not None)
        told["attachments"] = [["reservations.ics", content.decode(), "text/calendar"]]
    template = f"bookings/email/{what}"
    if user:
        notify(
            user,
            kind,
            title=title,
            url=url,
            subject=about,
            once_key=once_key,
            template=template,
            context=told,
        )
    elif guest_email:
        files = [(str(a), str(b), str(c)) for a, b, c in told.pop("attachments", [])]
        send_to(guest_email, template=template, context=told, attachments=files)


def french_on(day: Any) -> str:
    """« mardi 8 décembre 2026 »."""
    return f"{french_weekday(day)} {french_date(day)}"


def _what(booking: Booking) -> str:
    return f"{booking.space.telecentre.short_name}, {french_when(booking)}"


def _tell_series(
    series: Series, what: str, title: str, bookings: Sequence[Booking], **context: Any
) -> None:
    centre = series.space.telecentre
    # A series may be changed many times: what makes the telling one is what it tells.
    changes = "-".join(f"{one.pk}.{one.sequence}" for one in bookings[:6])
    tell(
        series.user,
        "",
        what,
        kind=SERIES,
        title=f"{title}\u202f: {series.space.name}, {centre.short_name}",
        about=(f"series-{series.pk}", centre.short_name),
        once_key=f"series-{series.pk}-{what}-{changes}" if changes else "",
        context={
            "name": str(series.user),
            "space": series.space.name,
            "centre": centre.name,
            "lines": [french_when(one) for one in bookings],
            "skipped": context.get("skipped", []),
            "is_pending": any(one.state == Booking.State.PENDING for one in bookings),
            "bookings_url": f"{settings.BASE_URL}{MY_BOOKINGS}",
        },
        bookings=bookings,
    )


def _place_of(entry: WaitingEntry) -> str:
    return f"{entry.telecentre.short_name}, {french_span(entry.starts_at, entry.ends_at)}"


def _waiting_facts(entry: WaitingEntry) -> dict[str, Any]:
    return {
        "name": entry.person,
        "kind": entry.get_kind_display(),
        "centre": entry.telecentre.name,
        "within_minutes": entry.within_minutes,
        "when": french_span(entry.starts_at, entry.ends_at),
        "leave_url": day_links.leave_link(entry),
    }


def _tell_repairs(repairs: Sequence[ClosureRepair], what: str, title: str) -> None:
    first = repairs[0]
    centre: Telecentre = first.was_space.telecentre
    person = first.booking
    pks = "-".join(str(one.pk) for one in repairs[:8])
    tell(
        person.user,
        person.guest_email,
        what,
        kind=CLOSURE,
        title=f"{title}\u202f: {centre.short_name}",
        about=(f"closure-{first.closure_id or 0}", centre.short_name),
        once_key=f"{what}-{pks}",
        context={
            "name": person.person,
            "centre": centre.name,
            "phone": centre.phone,
            "reason": first.reason,
            "is_for_account": person.user_id is not None,
            "bookings_url": f"{settings.BASE_URL}{MY_BOOKINGS}",
            "lines": [_repair_line(one) for one in repairs],
        },
        bookings=[one.booking for one in repairs],
    )


def _repair_line(repair: ClosureRepair) -> dict[str, Any]:
    is_cut = repair.outcome == ClosureRepair.Outcome.SHORTENED
    other = ""
    if repair.other_space and repair.other_starts_at and repair.other_ends_at:
        when = french_span(repair.other_starts_at, repair.other_ends_at)
        other = f"{repair.other_space.name}, {repair.other_space.telecentre.name}, {when}"
    return {
        "was": f"{repair.was_space.name}, {french_span(repair.was_starts_at, repair.was_ends_at)}",
        "now": french_when(repair.booking) if is_cut else "",
        "other": other,
        "move_url": day_links.move_link(repair) if other else "",
        "take_back_url": day_links.take_back_link(repair) if repair.reopened_at else "",
    }
